"""What the interceptor is told at start, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import orjson
from pydantic import SecretStr, ValidationError

from gateway.setting_types import Telemetry
from gateway.settings import load

MIB = 1 << 20


@dataclass(frozen=True)
class Service:
    """A service that /health asks: translator or litellm, and its loopback port."""

    name: str
    port: int


@dataclass(frozen=True)
class Config:
    """Settings of one interceptor.

    Attributes:
        data_dir: folder of interceptor.log; created where it is missing.
        edge_secret: what nginx sends in `x-openai-code-edge`; never empty.
        public_url: address that a misled caller is sent to.
        services: what /health asks, first the one that answers messages.
        own_port: loopback port to listen on.
        offline: whether the offline backend answers instead of a model.
        models: asked name → target, for `GET /`.
        about_path: what gateway.telling.about wrote at start; None where the interceptor runs without a gateway.
        log_max_bytes: size at which interceptor.log rotates.
        log_keep: number of rotated files kept.
        run_folder: the gateway's; None where the interceptor runs without a gateway.
        telemetry: what is kept of it: full, metadata or off. hash_ids: whether names of persons and devices are hashed.
        retention_days: days after which what is kept goes; 0 where the logs' size alone says so.
        forward_url: collector that telemetry is sent on to; "" for none. forward_headers: what it wants to see, a secret.
        body_limit: bytes of a body, as sent and after decompression.
        hold_limit: bytes of telemetry kept in memory while the disk refuses it.
        retry_seconds: pause between two tries to write what is held.
    """

    data_dir: Path
    edge_secret: str = field(repr=False)
    public_url: str = "http://127.0.0.1:3999"
    services: tuple[Service, ...] = (Service("litellm", 4000),)
    own_port: int = 3998
    offline: bool = False
    models: Mapping[str, str] = field(default_factory=dict)
    about_path: Path | None = None
    log_max_bytes: int = 20_000_000
    log_keep: int = 5
    run_folder: Path | None = None
    telemetry: Telemetry = "full"
    hash_ids: bool = False
    retention_days: int = 0
    forward_url: str = ""
    forward_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body_limit: int = MIB
    hold_limit: int = 2_000_000
    retry_seconds: float = 5.0

    @property
    def log_path(self) -> Path:
        """Where telemetry is written."""
        return self.data_dir / "interceptor.log"

    @property
    def records_path(self) -> Path:
        """Where the translator writes a line for each request; it is rotated here alone."""
        return self.data_dir / "requests.log"


def from_environment(environ: Mapping[str, str]) -> Config:
    """Fill a Config from the environment that the gateway gives its programs.

    Raises:
        ValueError: EDGE_SECRET is missing, MODEL_MAP is not a JSON object, or a setting is wrong; one plain sentence, no values.
    """
    secret = environ.get("EDGE_SECRET", "")
    if not secret:
        raise ValueError("EDGE_SECRET is missing: the interceptor is started by the gateway, not by hand")
    try:
        settings = load(dict(environ))
    except ValidationError as error:
        raise ValueError("; ".join(f"{_variable(problem['loc'])}: {problem['msg']}" for problem in error.errors())) from None
    return Config(
        data_dir=settings.data_dir,
        edge_secret=secret,
        public_url=_public_url(settings.host, settings.port, settings.tls),
        services=_services(environ.get("SERVICES", "")) or (Service("litellm", settings.litellm_port),),
        own_port=settings.interceptor_port,
        offline=settings.offline,
        models=_models(environ.get("MODEL_MAP", "")),
        about_path=Path(environ["RUN_FOLDER"]) / "about.json" if environ.get("RUN_FOLDER") else None,
        log_max_bytes=settings.log_max_bytes,
        log_keep=settings.log_keep,
        run_folder=Path(environ["RUN_FOLDER"]) if environ.get("RUN_FOLDER") else None,
        telemetry=settings.telemetry,
        hash_ids=settings.telemetry_hash_ids,
        retention_days=settings.retention_days,
        forward_url=settings.forward_otlp_endpoint,
        forward_headers=_headers(settings.forward_otlp_headers),
    )


def _variable(place: tuple[int | str, ...]) -> str:
    return str(place[0]).upper() if place else "settings"


def _public_url(host: str, port: int, tls: bool) -> str:
    if host in {"", "0.0.0.0", "::"}:
        host = "localhost"
    return f"http{'s' if tls else ''}://{f'[{host}]' if ':' in host else host}:{port}"


def _services(text: str) -> tuple[Service, ...]:
    pairs = (part.partition("=") for part in text.split(",") if part)
    return tuple(Service(name, int(port)) for name, _, port in pairs)


def _headers(given: SecretStr | None) -> dict[str, str]:
    """Take apart what the OpenTelemetry specification has for OTEL_EXPORTER_OTLP_HEADERS: name=value, percent-encoded."""
    pairs = (part.partition("=") for part in given.get_secret_value().split(",")) if given else ()
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs}


def _models(text: str) -> dict[str, str]:
    try:
        table = orjson.loads(text or "{}")
    except orjson.JSONDecodeError:
        table = None
    if not isinstance(table, dict):
        raise ValueError("MODEL_MAP is not a JSON object of model names")  # noqa: TRY004 (one kind of error for the caller)
    return {name: str(target) for name, target in table.items()}
