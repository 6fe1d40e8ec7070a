"""What an adapter returns, and what adapters share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from kamlib.tables.problems import Problem


@dataclass(frozen=True)
class Adapted:
    """A table made ready for matching.

    Attributes
    ----------
    rows : pandas.DataFrame
        The rows, with columns added or filled where the layout needs it.
    columns : mapping
        Our column → theirs, as ``--map`` would say it; ``"-"`` sets one aside.
    problems : tuple of Problem
        What to say of it.
    """

    rows: pd.DataFrame
    columns: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


class Adapter(Protocol):
    """A module of this room: it recognises one layout and makes it ready."""

    @property
    def SOURCE(self) -> str:  # noqa: N802  (a constant of the module)
        """Where the layout is described in public."""
        ...

    def detect(self, rows: pd.DataFrame) -> bool:
        """Return whether the table has this layout."""
        ...

    def apply(self, rows: pd.DataFrame) -> Adapted:
        """Make the table ready for matching."""
        ...


def held(rows: pd.DataFrame, columns: Mapping[str, str]) -> dict[str, str]:
    """Set columns aside that the table lacks, or that are empty."""
    return {
        ours: theirs if theirs in rows and rows[theirs].notna().any() else "-" for ours, theirs in columns.items()
    }
