"""Start LiteLLM's own command line with the garbage collector off while it imports: it is ready in about half the time."""

import gc
import sys


def main() -> None:
    """Import LiteLLM's server, put what it made out of the collector's sight, and run it with this process's arguments."""
    gc.disable()
    from litellm import run_server
    from litellm.proxy import proxy_server

    del proxy_server
    gc.freeze()
    gc.enable()
    sys.argv[0] = "litellm"
    run_server()


if __name__ == "__main__":
    main()
