"""Whatever is tested here, also by ``pytest --nbval notebooks``, leaves the user's own progress alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_private = tempfile.TemporaryDirectory(prefix="kamlib-progress-")
os.environ["KAMLIB_PROGRESS"] = str(Path(_private.name) / "progress.json")
