"""How one row of the settings tables is written: its default, its sentence of help, its section."""

from typing import Any, Literal, get_args

from pydantic import Field

Section = Literal["Upstream", "Models", "Client", "Ports", "Files", "Limits", "Network", "Logs"]
SECTIONS: tuple[Section, ...] = get_args(Section)


def setting(default: Any, help_text: str, section: Section, example: str = "") -> Any:  # noqa: ANN401 (a pydantic field)
    """Declare one setting: its default, one sentence of help, its section and an example for .env.example."""
    return Field(default, description=help_text, json_schema_extra={"section": section, "example": example})
