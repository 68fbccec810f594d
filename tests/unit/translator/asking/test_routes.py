import pytest

from translator.asking.routes import Routes
from translator.failure import Failure

ROW = {
    "name": "claude-*", "model": "gpt-5.2", "wire": "responses", "forward": False, "base": "https://api.example/v1", "openai": True,
    "key": "os.environ/SOME_KEY", "headers": {"x-team": "a"}, "drop": ["include"], "family": "opus", "effort": "high", "max_output": 9,
    "provider": "openai",
}  # fmt: skip
ROWS = [
    ROW,
    {**ROW, "name": "gpt-*", "model": "gpt-*", "wire": "chat", "key": None, "headers": {}},
    {"name": "gemini", "model": "gemini/gemini-3-pro", "provider": "gemini", "forward": True},
    {**ROW, "name": "claude-*", "model": "second"},
]
ROUTES = Routes(ROWS, {"gpt-5.2": [400, 1000]}, {"SOME_KEY": "secret"})


def test_a_name_finds_its_upstream() -> None:
    """Address, headers with the key of the environment, what is left out, and the limits."""
    route = ROUTES.find("claude-opus-5-5")
    assert route.url == "https://api.example/v1/responses"
    assert route.headers == {
        "authorization": "Bearer secret", "content-type": "application/json", "user-agent": "openai-code", "x-team": "a",
    }  # fmt: skip
    assert (route.drop, route.forward, route.target.model, route.target.effort) == (("include",), False, "gpt-5.2", "high")
    assert route.target.capability.max_output == 9
    assert route.target.key_name == "SOME_KEY"


def test_a_star_stands_for_what_was_asked() -> None:
    """A * in the target is filled with what the name's * stood for; without a key none is shown."""
    route = ROUTES.find("gpt-4.1-mini")
    assert (route.target.model, route.url) == ("gpt-4.1-mini", "https://api.example/v1/chat/completions")
    assert "authorization" not in route.headers


def test_a_deployment_with_a_name_of_its_own() -> None:
    """What the model behind a deployment's name takes is what the target takes; its name stays what the upstream is asked for."""
    row = {**ROWS[0], "name": "a", "model": "our-best", "base_model": "azure/gpt-4.1", "auth": "api-key", "max_output": None}
    target = Routes([row], {"azure/gpt-4.1": [32768, 1047576]}, {}).find("a").target
    assert (target.model, target.known_as) == ("our-best", "azure/gpt-4.1")
    assert (target.capability.reasons, target.capability.files, target.capability.max_tokens_field) == (False, True, "max_tokens")
    assert (target.capability.max_output, target.capability.context) == (32768, 1047576)
    unsaid = Routes([{**row, "base_model": ""}], {}, {}).find("a").target
    assert (unsaid.known_as, unsaid.capability.max_tokens_field) == ("our-best", "max_completion_tokens")


def test_what_is_not_ours_is_forwarded() -> None:
    """Another provider's name goes to LiteLLM."""
    assert ROUTES.find("gemini").forward


def test_an_unknown_name() -> None:
    """404 with the closest names, and never the whole of a long name."""
    with pytest.raises(Failure) as caught:
        ROUTES.find("gemni" + "x" * 250)
    assert caught.value.status == 404
    assert "gemini" in caught.value.message
    assert len(caught.value.message) < 250


def test_a_name_that_is_too_long() -> None:
    """Is refused before it is looked for: each name that is found is kept, and the nearest ones to it take long to find."""
    with pytest.raises(Failure) as caught:
        ROUTES.find("claude-" + "x" * 250)
    assert (caught.value.status, caught.value.message) == (400, "model: String should have at most 256 characters")
    assert ROUTES.find("claude-" + "x" * 249)


def test_deployments_by_number() -> None:
    """LiteLLM names the deployment that it chose; of several with one name each has its number."""
    assert ROUTES.numbered(3, "second").target.model == "second"
    for number in (-1, 2, 4):
        with pytest.raises(Failure):
            ROUTES.numbered(number, "x")


def test_headers_out_of_the_environment() -> None:
    """A header that is written as os.environ/NAME is sent with that variable's value."""
    routes = Routes([{**ROW, "headers": {"x-secret": "os.environ/CUSTOM_HEADER_X_SECRET"}}], {}, {"CUSTOM_HEADER_X_SECRET": "hush"})
    assert routes.find("claude-*").headers["x-secret"] == "hush"


def test_azure() -> None:
    """The deployment stands in the path, the version behind it, the key in api-key; one of any name takes the newer word for its limit."""
    row = {
        **ROW, "name": "azure", "model": "my deployment", "wire": "chat", "auth": "api-key", "query": "api-version=2024-10-21",
        "base": "https://r.example/openai/deployments/{model}", "openai": False,
    }  # fmt: skip
    route = Routes([row], {}, {"SOME_KEY": "secret"}).find("azure")
    assert route.url == "https://r.example/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21"
    assert route.address("/embeddings").endswith("/my%20deployment/embeddings?api-version=2024-10-21")
    assert (route.headers["api-key"], "authorization" in route.headers) == ("secret", False)
    assert route.target.capability.max_tokens_field == "max_completion_tokens"


def test_any_capitalisation() -> None:
    """A family's name is found however it is written, and what its * stood for is filled in small letters."""
    assert ROUTES.find("CLAUDE-Opus").target.model == "gpt-5.2"
    assert ROUTES.find("GPT-4o").target.model == "gpt-4o"


def test_several_stars() -> None:
    """Each * of the target stands for its own part of the name."""
    route = Routes([{**ROW, "name": "*/*", "model": "*/*"}, {**ROW, "name": "groq/**", "model": "**"}], {}, {})
    assert route.find("a/b/c").target.model == "a/b/c"
    assert route.find("groq/a/b").target.model == "a/b"
