"""What a running gateway runs with: its configuration, the files and environments made of it, and where its services listen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from gateway.check import Configuration
from gateway.running.programs import program
from gateway.running.run_folder import Kept, contents, environment

# What can run twice for a while, the new one beside the old one, each on a port of its own: service → the setting of its port.
SWAPPED = {"translator": "translator_port", "interceptor": "interceptor_port"}


@dataclass(frozen=True)
class Stand:
    """One configuration, carried out.

    config: as the user has it. ports: service → where it listens, which a reload may have moved. names: service → supervisord's name
    for the program that serves. files: those of the run folder. environ: what the programs of this configuration may be given.
    """

    config: Configuration
    kept: Kept
    ports: Mapping[str, int]
    names: Mapping[str, str]
    files: Mapping[str, str] = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    certificate: str = ""

    @property
    def effective(self) -> Configuration:
        """Return the configuration with the ports as they are."""
        return _moved(self.config, self.ports)

    def wanted(self, service: str) -> bool:
        """Tell whether this configuration has such a program at all."""
        settings = self.config.settings
        answers = {"translator": self.config.choice.path != "litellm", "litellm": settings.litellm, "offline": settings.offline}
        return answers.get(service, True)

    def differs(self, other: "Stand", service: str) -> bool:
        """Tell whether a program would have to be exchanged to come from the other stand to this one."""
        if not (self.wanted(service) and other.wanted(service)):
            return self.wanted(service) != other.wanted(service)
        read = {"translator": ["routes.json"], "litellm": ["litellm.yaml"], "nginx": ["nginx.conf", "nginx-keys.conf"]}.get(service, [])
        files = any(self.files[name] != other.files[name] for name in read)
        certificate = service == "nginx" and self.certificate != other.certificate
        return files or certificate or program(service, self.environ) != program(service, other.environ)


def stand(config: Configuration, kept: Kept, ports: Mapping[str, int] | None = None, names: Mapping[str, str] | None = None) -> Stand:
    """Return what a configuration comes to; ports and names are those of the settings unless given."""
    ports = ports or {service: getattr(config.settings, port) for service, port in SWAPPED.items()}
    moved = _moved(config, ports)
    return Stand(
        config,
        kept,
        ports,
        names or {service: service for service in SWAPPED},
        contents(moved, kept),
        environment(moved, kept),
        _digest(config.settings.tls_cert) + _digest(config.settings.tls_key),
    )


def _moved(config: Configuration, ports: Mapping[str, int]) -> Configuration:
    update = {SWAPPED[service]: port for service, port in ports.items()}
    return replace(config, settings=config.settings.model_copy(update=update))


def _digest(path: Path | None) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest() if path else ""
    except OSError:
        return ""
