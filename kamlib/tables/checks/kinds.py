"""Rows of a kind that counts although it may be no sale, or repeat the money of others: named with their money."""

from __future__ import annotations

from typing import Any

from kamlib.tables.lines.asides import Asides
from kamlib.tables.lines.orders import ClassifiedLines, of_rows
from kamlib.tables.lines.wanted import Wanted
from kamlib.tables.problems import Names, Problem


def check(sorted_: ClassifiedLines, asides: Asides, wanted: Wanted) -> list[Problem]:
    """Name the rows of each kind that count: a note where the user has it so, else a warning.

    Lines that nothing but their amount makes a sum of others are a note too.
    """
    problems = []
    for kind, rows in asides.counted.items():
        level = "note" if kind in wanted.keep or kind == "sums" else "warning"
        told = asides.kinds[kind]
        values: dict[str, Any] = {"column": ", ".join(told.columns), "kept": kind in wanted.keep}
        values |= {"names": Names.of(told.names)} if told.names else {}
        problems += of_rows(f"{kind}-counted", level, sorted_, rows, **values)
    return problems
