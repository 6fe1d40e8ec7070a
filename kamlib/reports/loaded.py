"""Everything that a report may need, loaded: what the fork server imports once, and each report inherits."""

from __future__ import annotations

import ctypes
import gc
import sys
from importlib import import_module

from kamlib import figures
from kamlib._lazy import at_once
from kamlib.findings.registry import IDS
from kamlib.tables.schema import schema

#: Libraries that are otherwise imported where they are used.
LIBRARIES = (
    "babel.dates", "babel.numbers", "ipykernel.kernelapp", "papermill", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "narwhals", "scipy.special", "typst",
    "uharfbuzz", "holidays.countries", "pyarrow.pandas_compat",
)  # fmt: skip

#: Rooms of this package that are otherwise entered when they are asked for.
ROOMS = (
    *(f"kamlib.findings.{id_}" for id_ in IDS), *(f"kamlib.reports.{name}" for name in ("html", "pdf", "xlsx")),
    "kamlib.reports.compose", "kamlib.reports.kernel", "kamlib.reports.notebook", "kamlib.reports.worker",
    "kamlib.tables.reading", "kamlib.facts.accounts", *(f"kamlib.figures.{name}" for name in dir(figures)),
)  # fmt: skip

#: Objects more than before at which Python looks for garbage: libraries leave millions that stay for good.
_OBJECTS = 100_000

#: Bytes of a freed array up to which its memory is used again, and of all that is held ready; in glibc the numbers
#: of these two settings are -3 and -1.
_AGAIN, _READY = 32 * 2**20, 256 * 2**20


def _hold_memory() -> None:
    """Use the memory of freed arrays again: to hand it back and ask for it anew costs a long book a tenth more."""
    if sys.platform == "linux" and (settings := getattr(ctypes.CDLL(None), "mallopt", None)):
        settings(-3, _AGAIN)
        settings(-1, _READY)


def _load() -> None:
    """Load it all, the schema too, and have later looks for garbage leave it out."""
    with at_once():
        for name in (*LIBRARIES, *ROOMS):
            import_module(name)
        schema()
    gc.set_threshold(_OBJECTS)


_hold_memory()
_load()
