"""Which systems there are, by name."""

from bench.systems import PATHS, Gateway, Nginx, Place, Stock, System
from bench.translator_alone import Translator

CLASSES: dict[str, type[System]] = {
    "nginx": Nginx,
    "stock": Stock,
    **dict.fromkeys(PATHS, Gateway),
    "translator": Translator,
    "translator-2": Translator,
}


def make(name: str, place: Place, ports: list[int]) -> System:
    """Return a system that is not started yet; raises KeyError for a name that is not in CLASSES."""
    return CLASSES[name](name, place, ports)
