"""Ask each backend once, at start and in the background, what its models can hold; who does not tell costs nothing."""

import asyncio
import sys
from urllib.parse import urlsplit

from translator.asking.routes import Route, Routes
from translator.asking.upstream import Upstream
from translator.failure import Failure
from translator.limits.backend_limits import read

SECONDS = 20.0


async def ask_all(routes: Routes, upstream: Upstream) -> None:
    """Ask every address of the routes, and have the routes learn what it tells."""
    await asyncio.gather(*(_ask(base, route, routes, upstream) for base, route in routes.bases().items()))


async def _ask(base: str, route: Route, routes: Routes, upstream: Upstream) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            response = await upstream.forward("GET", route.address("/models"), route.headers, b"")
            try:
                status, said = response.status, await response.whole()
            finally:
                response.close()
        if status == 200:
            routes.learn(base, read(said))
            return
        why = f"it answered {status}"
    except (Failure, TimeoutError):
        why = "it did not answer"
    except ValueError:
        why = "its answer is no list of models"
    host = urlsplit(base).hostname
    sys.stderr.write(f"{host} does not tell the limits of its models ({why}); those of LiteLLM's table hold, where it knows them.\n")
