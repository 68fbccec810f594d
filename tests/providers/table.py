# ruff: noqa: E501 (sentences stand on their lines)
"""What docs/providers.md says of each provider: how to get started, and what becomes of each feature. test_providers.py proves every cell."""

from dataclasses import dataclass, field
from typing import Literal

from gateway.upstreams import providers as p
from gateway.upstreams.provider import Provider
from tests.providers.blocks import AZURE_V1, OLLAMA_ITSELF
from tests.providers.features import FEATURES

Kind = Literal["passed", "approximated", "refused"]


@dataclass(frozen=True)
class Verdict:
    """One cell; how: what comes in its place, where it is not passed."""

    kind: Kind
    how: str = ""


PASSED = Verdict("passed")


def approximated(how: str) -> Verdict:
    """Served in another form."""
    return Verdict("approximated", how)


def refused(how: str) -> Verdict:
    """Not served: how says what comes in its place."""
    return Verdict("refused", how)


@dataclass(frozen=True)
class Entry:
    """One provider. start: two sentences for who begins; cells: what is not passed, by feature."""

    provider: Provider
    start: str
    cells: dict[str, Verdict] = field(default_factory=dict)

    def verdict(self, feature: str) -> Verdict:
        return self.cells.get(feature, PASSED)


PDF_TEXT = approximated("The document's text is read out of it and sent in its place.")
PDF_DATED = approximated("The dated API takes no files: the document's text is read out of it and sent in its place.")
NO_PICTURES = refused("The models of this block read no pictures, and are told that there was one; a model that does gets them.")
NO_SEARCH = refused("There is no search by the provider on this API: the model is told that it cannot search.")
NEAR = approximated(
    "Counted with o200k_base, which is near the model's own vocabulary, and corrected by what the provider says of earlier requests."
)
UNSIGNED = approximated(
    "Thoughts are shown; Google's signatures do not come back through Claude Code, so calls go back unsigned, as Google allows."
)
SHOWN = approximated("Thoughts are shown, and stay out of the next turn.")
UNTOLD = refused("Ollama does not say what it had in its cache: none are told.")
GROUNDED = approximated("Google searches and the answer names its sources in its text; there are no result blocks with them.")
COUNTED_HERE = approximated("Counted with o200k_base: Google is not asked.")
GOOGLE = {"thinking": UNSIGNED, "web search": GROUNDED, "token count": COUNTED_HERE}
TEXT_MODELS = {"image": NO_PICTURES, "PDF": PDF_TEXT, "web search": NO_SEARCH}

ENTRIES: tuple[Entry, ...] = (
    Entry(
        p.OPENAI,
        "Make a key at platform.openai.com and put it into OPENAI_API_KEY. The models of config.yaml are then asked by the Responses API.",
    ),
    Entry(
        p.OPENROUTER,
        "Make a key at openrouter.ai and put it into OPENAI_API_KEY; that it begins with sk-or- says where it leads. Any model of theirs can"
        " stand in BIG_MODEL and the others, with its maker before it.",
        {"web search": NO_SEARCH},
    ),
    Entry(
        p.AZURE,
        "Give the resource's address, one of its keys and a version of the API; targets are the names of your deployments. A"
        " dated version of the API answers by chat completions; the next section has the other way.",
        {
            "PDF": PDF_DATED,
            "web search": NO_SEARCH,
            "token count": approximated(
                "A deployment's name does not say what its model is: counted with o200k_base, which OpenAI's models of today have."
            ),
        },
    ),
    Entry(
        AZURE_V1,
        "The same without a dated version: the Responses API answers, which takes files and searches. Name the deployments after their models,"
        " which tells the gateway what they take.",
    ),
    Entry(
        p.XAI,
        "Make a key at console.x.ai and put it into XAI_API_KEY. Grok's names pass through as they are.",
        {"PDF": PDF_TEXT, "web search": NO_SEARCH, "token count": NEAR},
    ),
    Entry(
        p.DEEPSEEK,
        "Make a key at platform.deepseek.com and put it into DEEPSEEK_API_KEY. Its names pass through as they are.",
        {**TEXT_MODELS, "token count": NEAR},
    ),
    Entry(
        p.GROQ,
        "Make a key at console.groq.com and put it into GROQ_API_KEY. Targets begin with groq/.",
        {**TEXT_MODELS},
    ),
    Entry(
        p.MISTRAL,
        "Make a key at console.mistral.ai and put it into MISTRAL_API_KEY. Its names pass through as they are.",
        {"PDF": PDF_TEXT, "web search": NO_SEARCH, "token count": NEAR},
    ),
    Entry(
        p.OLLAMA,
        "Start ollama serve, pull a model that calls tools, and give it a window of at least 64k tokens (OLLAMA_CONTEXT_LENGTH). In the"
        " container, localhost is the container: write host.docker.internal.",
        {**TEXT_MODELS, "token count": NEAR, "cached tokens": UNTOLD},
    ),
    Entry(
        OLLAMA_ITSELF,
        "The other way to Ollama, for models that show their thoughts. Prefer the one above: it reads documents.",
        {
            "PDF": refused("The model is told that there was a document; Ollama's own API takes pictures alone."),
            "thinking": SHOWN,
            "web search": refused("LiteLLM leaves the search out: the model answers without it."),
            "token count": NEAR,
            "cached tokens": UNTOLD,
        },
    ),
    Entry(
        p.COMPATIBLE,
        "Give the address of its API, up to /v1, and the names of the models that it serves. One on this machine needs no key; for another,"
        " set OPENAI_API_KEY.",
        {**TEXT_MODELS},
    ),
    Entry(
        p.GEMINI,
        "Make a key at aistudio.google.com and put it into GEMINI_API_KEY. LITELLM must be on.",
        GOOGLE,
    ),
    Entry(
        p.VERTEX,
        "Run gcloud auth application-default login, or name a service account's file in GOOGLE_APPLICATION_CREDENTIALS."
        " LITELLM must be on.",
        GOOGLE,
    ),
    Entry(
        p.ANTHROPIC,
        "Put a key of console.anthropic.com into ANTHROPIC_API_KEY, and a key of your own for the gateway's clients into PROXY_API_KEY if others"
        " can reach it. What Claude Code sends, betas and headers included, reaches Anthropic byte for byte, and the answer comes back so. One"
        " thing is taken out: what another provider's model left in the same session, which Anthropic would refuse. Its thinking goes, its searches"
        " are told in words.",
    ),
)
BY_NAME = {entry.provider.name: entry for entry in ENTRIES}
NAMES = tuple(FEATURES)
