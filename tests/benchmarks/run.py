"""Start the benchmark from the command line; `cli` is the program."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python looks for modules beside this file, and the packages are one folder up.
    sys.path[0] = str(Path(__file__).parents[1])
    from benchmarks.cli import main

    raise SystemExit(main())
