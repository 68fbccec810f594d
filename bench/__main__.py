"""python -m bench: see scripts/bench."""

import sys

from bench.options import read


def main() -> None:
    """Read the command line, then measure."""
    options = read()
    # Only now, so that --help needs nothing installed.
    from bench.run import bench

    sys.exit(bench(options))


if __name__ == "__main__":
    main()
