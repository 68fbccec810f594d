"""Start LiteLLM's own command line with the garbage collector off while it imports (ready in half the time), and errors' headers kept."""

import gc
import os
import sys
from functools import partial


def main() -> None:
    """Import LiteLLM's server, put what it made out of the collector's sight, and run it with this process's arguments."""
    gc.disable()
    from litellm import run_server
    from litellm.proxy import proxy_server

    from gateway.litellm.headers import KeptHeaders
    from gateway.litellm.last_event import LastEvent
    from gateway.litellm.records import recording

    # No hook of LiteLLM's can add a header to an error of its Messages API.
    proxy_server.app.add_middleware(KeptHeaders)
    proxy_server.app.add_middleware(LastEvent)
    # Outermost, so that it sees what the client gets.
    proxy_server.app.add_middleware(partial(recording, environ=os.environ))
    gc.freeze()
    gc.enable()
    sys.argv[0] = "litellm"
    run_server()


if __name__ == "__main__":
    main()
