"""What a setting may be: the types of the settings table, each with the words that say what is wrong with a value."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

PROJECT = Path(__file__).resolve().parent.parent


def _url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    value = f"{scheme.lower()}://{rest}".rstrip("/")
    if parts_of(value) is None or not value.startswith(("http://", "https://")):
        raise ValueError("is not an http:// or https:// address")
    if urlsplit(value).username is not None:
        raise ValueError("holds a user or password: put the key into OPENAI_API_KEY")
    if "?" in value or "#" in value:
        raise ValueError("goes on with a ? or a #: leave that off (Azure's api-version is AZURE_API_VERSION)")
    endpoint = ENDPOINT.search(value)
    if endpoint is not None:
        raise ValueError(f"names one endpoint, not the API: leave {endpoint[0]} off")
    return value


def _optional_url(value: str) -> str:
    return _url(value) if value else value


def _azure_version(value: str) -> str:
    if value and not AZURE_VERSION.fullmatch(value):
        raise ValueError("is not a version such as 2024-12-01-preview, nor preview or v1")
    return value


def _word(value: str) -> str:
    if value and not WORD.fullmatch(value):
        raise ValueError("holds more than letters, digits, hyphens, dots and colons")
    return value


def _model(value: str) -> str:
    if re.search(r"[\s*\"'`\u2018-\u201f]", value) or not value.isprintable():
        raise ValueError("is not a model's name, which holds neither a space, a quote nor a *")
    if value.endswith("/"):
        raise ValueError("is not a model's name: none stands behind the /")
    return value


def parts_of(url: str) -> tuple[str, int | None] | None:
    """Return a URL's host and port; None where it has no host, or a port that is none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname, parts.port) if parts.hostname and not re.search(r"\s", url) else None
    except ValueError:
        return None


def _proxy(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if parts_of(text if "://" in text else f"http://{text}") is None:
        raise ValueError("is not an address such as http://proxy.example.org:3128")
    return value


def _header_safe(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if any(not "!" <= character <= "~" for character in text):
        raise ValueError("holds a space, a control or a non-ASCII character, which cannot stand in a header")
    if len(text) > LONGEST_KEY:
        raise ValueError(f"is longer than {LONGEST_KEY} characters")
    return value


def _headers(value: SecretStr) -> SecretStr:
    for part in value.get_secret_value().split(","):
        name, equals, _ = part.partition("=")
        if not equals or not HEADER_NAME.fullmatch(name.strip()):
            raise ValueError("is not name=value, separated by commas")
    return value


def _host(value: str) -> str:
    bare = value.removeprefix("[").removesuffix("]")
    if not _is_host(bare):
        raise ValueError("is neither an IP address nor a host name")
    return bare


def _hosts(value: str) -> str:
    for host in filter(None, (part.strip() for part in value.split(","))):
        if not _is_host(host.removeprefix("[").removesuffix("]")):
            raise ValueError("holds more than host names and commas: no https:// and no port")
    return value


def _is_host(text: str) -> bool:
    if not ADDRESS.fullmatch(text):
        return HOST_NAME.fullmatch(text) is not None
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def local(path: Path) -> Path:
    """Return a path that a user wrote: ~ is the home folder, and a relative one starts at the checkout."""
    try:
        path = path.expanduser()
    except RuntimeError:
        # No home folder is known: then ~ is a folder's name.
        return PROJECT / path
    return path if path.is_absolute() else PROJECT / path


def _path(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("is not a path: it holds a character that none may hold")
    return local(path)


def _level(value: str) -> str:
    # Other programs' words for the same levels, which users bring along.
    return {"WARN": "WARNING", "FATAL": "CRITICAL", "TRACE": "DEBUG", "NOTSET": "DEBUG"}.get(value.upper(), value.upper())


# Escaped, each character takes four of the 4096 bytes that nginx takes for a word.
LONGEST_KEY = 1000
HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
ADDRESS = re.compile(r"[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*")
AZURE_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?|v1|latest|preview")
# What users copy from an API's own documentation, behind the address that is wanted.
ENDPOINT = re.compile(r"(/chat)?/completions$|/responses$")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]*")
Port = Annotated[int, Field(ge=1, le=65535)]
Url = Annotated[str, AfterValidator(_url)]
OptionalUrl = Annotated[str, AfterValidator(_optional_url)]
AzureVersion = Annotated[str, BeforeValidator(str.lower), AfterValidator(_azure_version)]
Model = Annotated[str, AfterValidator(_model)]
Word = Annotated[str, AfterValidator(_word)]
Preferred = Annotated[Literal["openai", "google", "anthropic"], BeforeValidator(str.lower)]
WireApi = Annotated[Literal["auto", "responses", "chat"], BeforeValidator(str.lower)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_level)]
LogFormat = Annotated[Literal["auto", "text", "json"], BeforeValidator(str.lower)]
Key = Annotated[SecretStr, AfterValidator(_header_safe)]
PathChoice = Annotated[Literal["auto", "direct", "governed", "litellm"], BeforeValidator(str.lower)]
Effort = Annotated[Literal["", "none", "minimal", "low", "medium", "high", "xhigh"], BeforeValidator(str.lower)]
Pace = Annotated[Literal["none", "original"], BeforeValidator(str.lower)]
Compression = Annotated[Literal["none", "compact", "summarize"], BeforeValidator(str.lower)]
LocalPath = Annotated[Path, AfterValidator(_path)]
Headers = Annotated[SecretStr, AfterValidator(_header_safe), AfterValidator(_headers)]
Telemetry = Annotated[Literal["off", "metadata", "full"], BeforeValidator(str.lower)]
Host = Annotated[str, AfterValidator(_host)]
Hosts = Annotated[str, AfterValidator(_hosts)]
Proxy = Annotated[SecretStr, AfterValidator(_proxy)]
