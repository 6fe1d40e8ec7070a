"""``python -m kamlib.world DIR`` writes the default world."""

from __future__ import annotations

import sys
from pathlib import Path

from kamlib.world import make, write

if __name__ == "__main__":
    write(make(), Path(sys.argv[1]))
