"""The settings that users of other gateways bring along: names and values as those gateways' examples have them, retold as data.

PORT and HOST stand in them; a test that starts a gateway says its own.
"""

from dataclasses import dataclass, field

LIMITS = {
    "MAX_TOKENS_LIMIT": "128000",
    "MIN_TOKENS_LIMIT": "1024",
    "REQUEST_TIMEOUT": "90",
    "MAX_RETRIES": "2",
    "PROMPT_COMPRESSION": "none",
    "PROMPT_MAX_SYSTEM_TOKENS": "4096",
}
SERVER = {"HOST": "0.0.0.0", "PORT": "8082", "LOG_LEVEL": "INFO"}
GPT = {"BIG_MODEL": "gpt-4.1", "SMALL_MODEL": "gpt-4.1-mini"}
KEYS = {"ANTHROPIC_API_KEY": "your-anthropic-api-key", "OPENAI_API_KEY": "sk-1234", "GEMINI_API_KEY": "your-google-ai-studio-key"}


@dataclass(frozen=True)
class Peer:
    """One example. host: who must be asked; path: where, at that host. models: what opus, sonnet and haiku must come to there.

    client_key: what clients must then send. key: the variable whose value must reach the host, and under which header.
    """

    env: dict[str, str]
    host: str
    path: str
    models: tuple[str, str, str]
    header: str = "authorization"
    key: str = "OPENAI_API_KEY"
    client_key: str = "dummy"
    said: tuple[str, ...] = field(default=())


SONNET_FOLLOWS = "sonnet follows BIG_MODEL, since MIDDLE_MODEL is unset"
SILENCE = "REQUEST_TIMEOUT=90 bounds the upstream's silence, not a whole answer"
CLAUDE = ("claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001")
EMPERO = {
    "openrouter": Peer(
        {
            "OPENAI_API_KEY": "sk-or-v1-1234",
            "OPENAI_BASE_URL": "https://openrouter.ai/api/v1",
            "BIG_MODEL": "openai/gpt-5.4",
            "MIDDLE_MODEL": "openai/gpt-5.4-mini",
            "SMALL_MODEL": "openai/gpt-5.4-nano",
            **SERVER,
            **LIMITS,
        },
        "openrouter.ai",
        "/api/v1/chat/completions",
        ("openai/gpt-5.4", "openai/gpt-5.4-mini", "openai/gpt-5.4-nano"),
        said=(SILENCE,),
    ),
    "openrouter-alone": Peer(
        {"OPENAI_API_KEY": "sk-or-v1-1234"},
        "openrouter.ai",
        "/api/v1/chat/completions",
        ("openai/gpt-5.4", "openai/gpt-5.4-mini", "openai/gpt-5.4-nano"),
        said=("OpenRouter answers, since OPENAI_API_KEY begins with sk-or-",),
    ),
    "client-key": Peer(
        {"OPENAI_API_KEY": "sk-or-v1-1234", "ANTHROPIC_API_KEY": "your-secret"},
        "openrouter.ai",
        "/api/v1/chat/completions",
        ("openai/gpt-5.4", "openai/gpt-5.4-mini", "openai/gpt-5.4-nano"),
        client_key="your-secret",
    ),
    "openai": Peer(
        {
            "OPENAI_API_KEY": "sk-1234",
            "OPENAI_BASE_URL": "https://api.openai.com/v1",
            "BIG_MODEL": "gpt-5.4",
            "MIDDLE_MODEL": "gpt-5.4-mini",
            "SMALL_MODEL": "gpt-5.4-nano",
        },
        "api.openai.com",
        "/v1/responses",
        ("gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano"),
    ),
    "xai": Peer(
        {
            "OPENAI_API_KEY": "xai-1234",
            "OPENAI_BASE_URL": "https://api.x.ai/v1",
            "BIG_MODEL": "grok-3",
            "MIDDLE_MODEL": "grok-3-mini",
            "SMALL_MODEL": "grok-3-mini",
        },
        "api.x.ai",
        "/v1/chat/completions",
        ("grok-3", "grok-3-mini", "grok-3-mini"),
    ),
    "azure": Peer(
        {
            "OPENAI_API_KEY": "your-azure-key",
            "OPENAI_BASE_URL": "https://your-resource.openai.azure.com/openai/deployments/your-deployment",
            "AZURE_API_VERSION": "2024-12-01-preview",
            "BIG_MODEL": "gpt-4o",
            "SMALL_MODEL": "gpt-4o-mini",
        },
        "your-resource.openai.azure.com",
        "/openai/deployments/your-deployment/chat/completions",
        ("gpt-4o", "gpt-4o", "gpt-4o-mini"),
        header="api-key",
        said=(SONNET_FOLLOWS, "OPENAI_BASE_URL names the deployment your-deployment, which answers every model"),
    ),
    "deepseek": Peer(
        {
            "OPENAI_API_KEY": "sk-1234",
            "OPENAI_BASE_URL": "https://api.deepseek.com/v1",
            "BIG_MODEL": "deepseek-chat",
            "SMALL_MODEL": "deepseek-chat",
        },
        "api.deepseek.com",
        "/v1/chat/completions",
        ("deepseek-chat", "deepseek-chat", "deepseek-chat"),
        said=(SONNET_FOLLOWS,),
    ),
    "ollama": Peer(
        {
            "OPENAI_API_KEY": "dummy",
            "OPENAI_BASE_URL": "http://localhost:11434/v1",
            "BIG_MODEL": "llama3.1:70b",
            "SMALL_MODEL": "llama3.1:8b",
            "PROMPT_COMPRESSION": "compact",
            "PROMPT_MAX_SYSTEM_TOKENS": "4096",
        },
        "localhost:11434",
        "/v1/chat/completions",
        ("llama3.1:70b", "llama3.1:70b", "llama3.1:8b"),
        said=(SONNET_FOLLOWS,),
    ),
}
RGS = {
    "openai": Peer(
        {**KEYS, "PREFERRED_PROVIDER": "openai", **GPT},
        "api.openai.com",
        "/v1/responses",
        ("gpt-4.1", "gpt-4.1", "gpt-4.1-mini"),
        # It has no check of clients; here the key that is no target's is theirs, and start says so.
        client_key="your-anthropic-api-key",
        said=(SONNET_FOLLOWS,),
    ),
    "google": Peer(
        {**KEYS, "PREFERRED_PROVIDER": "google", "BIG_MODEL": "gemini-2.5-pro-preview-03-25", "SMALL_MODEL": "gemini-2.0-flash"},
        "generativelanguage.googleapis.com",
        "",
        ("gemini-2.5-pro-preview-03-25", "gemini-2.5-pro-preview-03-25", "gemini-2.0-flash"),
        key="GEMINI_API_KEY",
        header="x-goog-api-key",
        client_key="your-anthropic-api-key",
    ),
    "google-alone": Peer(
        {"GEMINI_API_KEY": "your-google-ai-studio-key", "PREFERRED_PROVIDER": "google"},
        "generativelanguage.googleapis.com",
        "",
        ("gemini-3.8-flash", "gemini-3.8-flash", "gemini-3.5-flash-lite"),
        key="GEMINI_API_KEY",
        header="x-goog-api-key",
    ),
    "vertex": Peer(
        {"PREFERRED_PROVIDER": "google", "USE_VERTEX_AUTH": "true", "VERTEX_PROJECT": "your-project-id", "VERTEX_LOCATION": "us-central1"},
        "",
        "",
        ("gemini-3.8-flash", "gemini-3.8-flash", "gemini-3.5-flash-lite"),
    ),
    "anthropic": Peer(
        {**KEYS, "PREFERRED_PROVIDER": "anthropic", **GPT},
        "api.anthropic.com",
        "/v1/messages",
        CLAUDE,
        key="ANTHROPIC_API_KEY",
        header="x-api-key",
        said=("PREFERRED_PROVIDER=anthropic: Claude's names go to Anthropic as they are, with ANTHROPIC_API_KEY",),
    ),
}
PEERS = {f"empero-{name}": peer for name, peer in EMPERO.items()} | {f"1rgs-{name}": peer for name, peer in RGS.items()}


def quoted(env: dict[str, str]) -> dict[str, str]:
    """Return the settings as docker --env-file hands on a file with quotes: they stay."""
    return {name: f'"{value}"' for name, value in env.items()}
