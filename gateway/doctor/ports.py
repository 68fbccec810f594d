"""Who holds the ports, and can the folders be written."""

from collections.abc import Iterator

from gateway.configuration.obstacles import obstacles
from gateway.configuration.ports import port_holder
from gateway.doctor.finding import Case, Finding

STEP = "port"


def look(case: Case) -> Iterator[Finding]:
    """Tell who listens on PORT while the gateway runs; what stands in the way of a start while it does not."""
    port = case.config.settings.port
    if case.running is None:
        found = obstacles(case.config)
        for problem in found:
            yield Finding(STEP, "ill", f"{problem.where}: {problem.what}", problem.remedy)
        if not found:
            yield Finding(STEP, "well", f"{port} and the ports behind it are free; the folders can be written")
        return
    holder = port_holder(port)
    if holder is None:
        yield Finding(STEP, "ill", f"Nobody listens on {port}.", "openai-code logs nginx")
    elif not holder.startswith(("nginx", "another program")):
        yield Finding(STEP, "ill", f"{port} is held by {holder}, not by the gateway's nginx.", "Stop that program, or set PORT.")
    else:
        yield Finding(STEP, "well", f"{port} is held by {holder}")
