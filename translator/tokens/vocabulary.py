"""tiktoken's vocabularies, from the files that LiteLLM's package carries: no network, nothing in memory before the first count."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from translator.tokens.texts import Texts

# tiktoken names a file in its cache by the hash of the address that it comes from.
FILES = {
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
}
DEFAULT = "o200k_base"
BYTES_A_TOKEN = 4
# Characters; a run of blanks of some 600,000 is more than tiktoken's regular expressions hold (a panic in Rust, "StackOverflow").
PIECE = 250_000

_LOADED: dict[str, Texts] = {}
_LOCK = Lock()


def load(name: str) -> Texts:
    """Return the counter of texts for a vocabulary, the default one's where it is not carried.

    The first call takes a quarter of a second and 79 MB: make it in a thread. Where LiteLLM's package is missing, four bytes are a token.
    """
    name = known(name)
    if name not in _LOADED:
        with _LOCK:
            if name not in _LOADED:
                _LOADED[name] = Texts(_encoder(name))
    return _LOADED[name]


def loaded(name: str) -> Texts | None:
    """Return what load() would, where that costs nothing any more."""
    return _LOADED.get(known(name))


def known(name: str) -> str:
    """Return the vocabulary that load() takes for a name."""
    return name if name in FILES else DEFAULT


def _encoder(name: str) -> Callable[[str], int]:
    spec = importlib.util.find_spec("litellm")
    folder = Path(spec.origin).parent / "litellm_core_utils" / "tokenizers" if spec and spec.origin else None
    if folder is None or not (folder / FILES[name]).is_file():
        return _by_bytes
    # tiktoken reads this and nothing else; without it, it would ask the network.
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    import tiktoken  # Here, since most workers never count.

    encoding = tiktoken.get_encoding(name)

    def encode(text: str) -> int:
        if len(text) <= PIECE:
            return len(encoding.encode_ordinary(text))
        # A cut costs a token or two.
        return sum(len(encoding.encode_ordinary(text[at : at + PIECE])) for at in range(0, len(text), PIECE))

    return encode


def _by_bytes(text: str) -> int:
    return -(-len(text.encode("utf-8", "replace")) // BYTES_A_TOKEN)
