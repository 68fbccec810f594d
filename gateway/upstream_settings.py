"""What answers the requests: the rows of the settings table for upstreams, their keys, and models."""

from pathlib import Path

from pydantic import BaseModel

from gateway.setting import setting
from gateway.setting_types import (
    AzureVersion,
    Effort,
    Key,
    LocalPath,
    Model,
    OptionalUrl,
    Pace,
    PathChoice,
    Preferred,
    Url,
    WireApi,
    Word,
)


class UpstreamSettings(BaseModel):
    """The sections Upstream and Models; gateway.settings has the others, and is what to import."""

    openai_api_key: Key | None = setting(None, "Key for the upstream; never leaves the gateway.", "Upstream", "sk-...")
    openai_base_url: Url = setting("https://api.openai.com/v1", "Address of an OpenAI-compatible API.", "Upstream")
    preferred_provider: Preferred = setting(
        "openai", "What answers Claude's names: openai (OPENAI_BASE_URL's too), google, or anthropic, unchanged.", "Upstream"
    )
    anthropic_api_key: Key | None = setting(
        None,
        "Upstream key where a target in config.yaml is Anthropic's; otherwise, like PROXY_API_KEY, the key that clients must send.",
        "Upstream",
    )
    azure_api_version: AzureVersion = setting(
        "",
        "Version of Azure's API: makes OPENAI_BASE_URL an Azure resource; v1 or preview for its newest API.",
        "Upstream",
        "2024-12-01-preview",
    )
    azure_api_key: Key | None = setting(None, "Key for azure/ targets, where it is another than OPENAI_API_KEY.", "Upstream")
    azure_api_base: OptionalUrl = setting(
        "", "Address of the Azure resource for azure/ targets.", "Upstream", "https://your-resource.openai.azure.com"
    )
    openrouter_api_key: Key | None = setting(None, "Key for OpenRouter; alone, or for openrouter/ targets.", "Upstream", "sk-or-...")
    xai_api_key: Key | None = setting(None, "Key for xAI; alone, or for xai/ and grok- targets.", "Upstream", "xai-...")
    deepseek_api_key: Key | None = setting(None, "Key for DeepSeek; alone, or for deepseek/ and deepseek- targets.", "Upstream", "sk-...")
    groq_api_key: Key | None = setting(None, "Key for Groq; alone, or for groq/ targets.", "Upstream", "gsk_...")
    mistral_api_key: Key | None = setting(None, "Key for Mistral; alone, or for mistral/ and mistral- targets.", "Upstream")
    gemini_api_key: Key | None = setting(None, "Key for Google Gemini, for gemini/ and gemini- targets.", "Upstream")
    use_vertex_auth: bool = setting(False, "1 reaches Gemini through Vertex AI by Application Default Credentials.", "Upstream")
    vertex_project: Word = setting("", "Google Cloud project of vertex_ai/ targets.", "Upstream", "your-project")
    vertex_location: Word = setting("global", "Google Cloud location of vertex_ai/ targets.", "Upstream", "us-central1")
    google_application_credentials: LocalPath | None = setting(
        None, "File of Application Default Credentials, where they are not in their usual place.", "Upstream", "credentials.json"
    )
    ollama_api_base: Url = setting("http://localhost:11434", "Address of Ollama for ollama_chat/ and ollama/ targets.", "Upstream")
    openai_wire_api: WireApi = setting(
        "auto", "responses or chat forces an API on OPENAI_BASE_URL; auto takes responses for OpenAI, chat for others.", "Upstream"
    )
    translator: PathChoice = setting(
        "auto",
        "How messages go: direct (our translator alone), governed (through LiteLLM to our translator), litellm (LiteLLM translates);"
        " auto takes direct unless config.yaml holds what only LiteLLM can honour.",
        "Upstream",
    )
    litellm: bool = setting(True, "off starts no LiteLLM, for a small machine; what needs it answers 503.", "Upstream")
    offline: bool = setting(False, "1 runs on the embedded offline backend: no key, no model, no network.", "Upstream")
    replay_file: LocalPath | None = setting(
        None, "Cassette that the offline backend answers from (docs/cassettes.md).", "Upstream", "cassette.jsonl"
    )
    replay_pace: Pace = setting("none", "original: the offline backend replays in the time that the recording took.", "Upstream")

    big_model: Model = setting("", "Target for opus and fable; empty keeps config.yaml.", "Models", "gpt-5.2-2025-12-11")
    middle_model: Model = setting("", "Target for sonnet; empty follows BIG_MODEL where that is set.", "Models", "gpt-4.1-2025-04-14")
    small_model: Model = setting("", "Target for haiku; empty keeps config.yaml.", "Models", "gpt-5-2025-08-07")
    long_context_model: Model = setting(
        "", "Target for requests that are longer than their own target's context window (docs/limits.md).", "Models", "gpt-4.1"
    )
    big_effort: Effort = setting("", "Reasoning effort for opus and fable, whatever the client asks for.", "Models", "high")
    middle_effort: Effort = setting("", "Reasoning effort for sonnet, whatever the client asks for.", "Models", "medium")
    small_effort: Effort = setting("", "Reasoning effort for haiku, whatever the client asks for.", "Models", "low")
    config_file: LocalPath = setting(Path("config.yaml"), "The model table, in LiteLLM's own format.", "Models")
