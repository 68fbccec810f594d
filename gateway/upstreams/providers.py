"""The providers that the environment alone can choose: one table, which detection, .env.example and the documents read. Plain data."""

from gateway.upstreams.provider import Provider

OPENAI = Provider(
    name="OpenAI",
    prefix="openai",
    key="OPENAI_API_KEY",
    base="https://api.openai.com/v1",
    wire="responses",
    auth="bearer",
    recognised="OPENAI_API_KEY without OPENAI_BASE_URL, and the key does not begin with sk-or-.",
    example=("OPENAI_API_KEY=sk-...",),
    base_setting="OPENAI_BASE_URL",
)
OPENROUTER = Provider(
    name="OpenRouter",
    prefix="openrouter",
    key="OPENROUTER_API_KEY",
    base="https://openrouter.ai/api/v1",
    wire="chat",
    auth="bearer",
    recognised="OPENAI_API_KEY begins with sk-or- and OPENAI_BASE_URL is unset; or OPENROUTER_API_KEY without OPENAI_API_KEY.",
    example=("OPENAI_API_KEY=sk-or-...", "BIG_MODEL=openai/gpt-5.4", "MIDDLE_MODEL=openai/gpt-5.4-mini", "SMALL_MODEL=openai/gpt-5.4-nano"),
    models=("openai/gpt-5.4", "openai/gpt-5.4-mini", "openai/gpt-5.4-nano"),
)
AZURE = Provider(
    name="Azure OpenAI",
    prefix="azure",
    key="AZURE_API_KEY",
    base="",
    wire="chat",
    auth="api-key",
    recognised="AZURE_API_VERSION with OPENAI_BASE_URL at the resource; or AZURE_API_KEY and AZURE_API_BASE without OPENAI_API_KEY.",
    example=(
        "OPENAI_API_KEY=your-azure-key",
        "OPENAI_BASE_URL=https://your-resource.openai.azure.com",
        "AZURE_API_VERSION=2024-12-01-preview",
        "BIG_MODEL=your-large-deployment",
        "SMALL_MODEL=your-small-deployment",
    ),
    base_setting="AZURE_API_BASE",
)
XAI = Provider(
    name="xAI",
    prefix="xai",
    key="XAI_API_KEY",
    base="https://api.x.ai/v1",
    wire="chat",
    auth="bearer",
    recognised="XAI_API_KEY without OPENAI_API_KEY; or OPENAI_BASE_URL=https://api.x.ai/v1.",
    example=("XAI_API_KEY=xai-...", "BIG_MODEL=grok-4.7", "SMALL_MODEL=grok-code-fast-1"),
    models=("grok-4.7", "grok-4.7", "grok-code-fast-1"),
    names=("grok-",),
)
DEEPSEEK = Provider(
    name="DeepSeek",
    prefix="deepseek",
    key="DEEPSEEK_API_KEY",
    base="https://api.deepseek.com/v1",
    wire="chat",
    auth="bearer",
    recognised="DEEPSEEK_API_KEY without OPENAI_API_KEY; or OPENAI_BASE_URL=https://api.deepseek.com/v1.",
    example=("DEEPSEEK_API_KEY=sk-...", "BIG_MODEL=deepseek-chat", "SMALL_MODEL=deepseek-chat"),
    models=("deepseek-chat", "deepseek-chat", "deepseek-chat"),
    names=("deepseek-",),
)
GROQ = Provider(
    name="Groq",
    prefix="groq",
    key="GROQ_API_KEY",
    base="https://api.groq.com/openai/v1",
    wire="chat",
    auth="bearer",
    recognised="GROQ_API_KEY without OPENAI_API_KEY; or a target that begins with groq/.",
    example=("GROQ_API_KEY=gsk_...", "BIG_MODEL=groq/openai/gpt-oss-120b", "SMALL_MODEL=groq/openai/gpt-oss-20b"),
)
MISTRAL = Provider(
    name="Mistral",
    prefix="mistral",
    key="MISTRAL_API_KEY",
    base="https://api.mistral.ai/v1",
    wire="chat",
    auth="bearer",
    recognised="MISTRAL_API_KEY without OPENAI_API_KEY; or a target that begins with mistral/ or mistral-.",
    example=("MISTRAL_API_KEY=...", "BIG_MODEL=mistral-large-latest", "SMALL_MODEL=mistral-small-latest"),
    names=("mistral-",),
)
OLLAMA = Provider(
    name="Ollama",
    prefix="ollama_chat",
    key="",
    base="http://localhost:11434",
    wire="litellm",
    auth="none",
    recognised="A target that begins with ollama_chat/ or ollama/; or OPENAI_BASE_URL=http://localhost:11434/v1, which is direct.",
    example=("OPENAI_BASE_URL=http://localhost:11434/v1", "BIG_MODEL=llama3.1:70b", "SMALL_MODEL=llama3.1:8b"),
    base_setting="OLLAMA_API_BASE",
)
COMPATIBLE = Provider(
    name="OpenAI-compatible server",
    prefix="custom_openai",
    key="OPENAI_API_KEY",
    base="",
    wire="chat",
    auth="bearer",
    recognised="OPENAI_BASE_URL at any other address; on this machine or its private network no key is needed.",
    example=("OPENAI_BASE_URL=http://localhost:8000/v1", "BIG_MODEL=openai/gpt-oss-20b", "SMALL_MODEL=openai/gpt-oss-20b"),
    base_setting="OPENAI_BASE_URL",
)
GEMINI = Provider(
    name="Google Gemini",
    prefix="gemini",
    key="GEMINI_API_KEY",
    base="https://generativelanguage.googleapis.com",
    wire="litellm",
    auth="none",
    recognised="PREFERRED_PROVIDER=google; or a target that begins with gemini/, or with gemini- where GEMINI_API_KEY is set.",
    example=("PREFERRED_PROVIDER=google", "GEMINI_API_KEY=...", "BIG_MODEL=gemini-3.8-flash", "SMALL_MODEL=gemini-3.5-flash-lite"),
    # What Google recommends in place of gemini-2.5-pro and gemini-2.5-flash, which it withdraws: https://ai.google.dev/gemini-api/docs/deprecations
    models=("gemini-3.8-flash", "gemini-3.8-flash", "gemini-3.5-flash-lite"),
    names=("gemini-",),
)
VERTEX = Provider(
    name="Google Vertex AI",
    prefix="vertex_ai",
    key="",
    base="",
    wire="litellm",
    auth="none",
    recognised="USE_VERTEX_AUTH=true beside what chooses Gemini: Application Default Credentials instead of a key.",
    example=(
        "PREFERRED_PROVIDER=google",
        "USE_VERTEX_AUTH=true",
        "VERTEX_PROJECT=your-project",
        "VERTEX_LOCATION=us-central1",
        "BIG_MODEL=gemini-3.8-flash",
        "SMALL_MODEL=gemini-3.5-flash-lite",
    ),
    models=GEMINI.models,
    names=("gemini-",),
)
ANTHROPIC = Provider(
    name="Anthropic",
    prefix="anthropic",
    key="ANTHROPIC_API_KEY",
    base="https://api.anthropic.com",
    wire="anthropic",
    auth="x-api-key",
    recognised="PREFERRED_PROVIDER=anthropic: every Claude name goes to Anthropic as it is; or a target that begins with anthropic/.",
    example=("PREFERRED_PROVIDER=anthropic", "ANTHROPIC_API_KEY=sk-ant-..."),
    names=("claude-",),
)
PROVIDERS: tuple[Provider, ...] = (
    OPENAI,
    OPENROUTER,
    AZURE,
    XAI,
    DEEPSEEK,
    GROQ,
    MISTRAL,
    OLLAMA,
    COMPATIBLE,
    GEMINI,
    VERTEX,
    ANTHROPIC,
)
BY_PREFIX: dict[str, Provider] = {provider.prefix: provider for provider in PROVIDERS} | {"ollama": OLLAMA}


def key_of(prefix: str) -> str:
    """Return the variable that holds a provider's key, for advice: OPENAI_API_KEY for those that have none of their own."""
    provider = BY_PREFIX.get(prefix)
    if provider is None and prefix != "hosted_vllm":
        return f"{prefix.upper()}_API_KEY"
    return (provider.key if provider else "") or OPENAI.key
