"""A report by a forked process, as in a batch: all tests of a run start from one Python with everything loaded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kamlib.reports import batch
from kamlib.reports.parameters import FORMATS, Parameters


def report(parameters: Parameters, out: Path, *, formats: Iterable[str] = FORMATS) -> Path:
    """Write it into a folder of its own in `out`."""
    (made,) = batch.reports([parameters], out, formats=formats)
    assert made.folder, made.error
    return made.folder
