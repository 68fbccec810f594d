"""What is known of one provider: the row of the table in gateway.upstreams.providers."""

from dataclasses import dataclass
from typing import Literal

# responses, chat: our translator speaks it. anthropic: handed on as it came. litellm: LiteLLM translates.
ProviderWire = Literal["responses", "chat", "anthropic", "litellm"]
# The header that carries the key: authorization: Bearer …, api-key, x-api-key; none: LiteLLM does it in the provider's own way.
Auth = Literal["bearer", "api-key", "x-api-key", "none"]


@dataclass(frozen=True)
class Provider:
    """One provider.

    name: as the documents call it. prefix: what stands before its models in config.yaml, as LiteLLM names it.
    key: the variable that holds its key; empty where it has none. base: its address; empty where the user alone knows it.
    base_setting: the variable that replaces the address; empty where none does.
    models: what answers opus, sonnet and haiku where the settings choose it and name none; empty where the user must name them.
    names: beginnings of names without a prefix that are its own. recognised: how the environment chooses it, one sentence.
    example: its block of .env.example; every line is NAME=value and the block alone makes a gateway start.
    """

    name: str
    prefix: str
    key: str
    base: str
    wire: ProviderWire
    auth: Auth
    recognised: str
    example: tuple[str, ...]
    base_setting: str = ""
    models: tuple[str, str, str] | tuple[()] = ()
    names: tuple[str, ...] = ()
