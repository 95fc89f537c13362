"""`python -m weige` is the `weige` command."""

import sys

from weige.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
