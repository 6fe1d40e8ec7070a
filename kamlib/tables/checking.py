"""What is doubtful about lines that can be read: each check names its rows, its money and its remedy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.matching import Match
from kamlib.tables.orders import REASONS, Sorted
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Part
from kamlib.words import _, n_


def check_match(found: Match) -> list[Problem]:
    """Name columns taken by a name that is only near, and others that would have done as well."""
    problems = []
    for ours, choice in found.chosen.items():
        if choice.score < 0.8:
            problems.append(
                Problem("near-name", "warning", found.table, 0, None, {"column": str(choice.theirs), "ours": ours})
            )
    for ours in ("date", "revenue", "cost"):
        others = found.chosen[ours].others if ours in found.chosen and not found.by_hand(ours) else ()
        free = [str(name) for name in others if str(name) not in found.columns]
        if free:
            values = {"ours": ours, "column": str(found.theirs(ours)), "others": ", ".join(free)}
            problems.append(Problem("several-columns", "note", found.table, 0, None, values))
    return problems


def why_none(left_out: dict[str, Part]) -> str:
    """Say why no line is left."""
    largest = max(left_out.items(), key=lambda item: item[1].rows)
    return f"{largest[0]}: {largest[1].rows}"


def check_left_out(sorted_: Sorted, found: Match) -> list[Problem]:
    """Give one problem for each reason for which rows were left out."""
    columns = {
        "void-lines": "status", "other-currency": "currency", "no-customer": "customer_id", "no-date": "date",
        "unreadable-dates": "date", "infinite-amounts": "revenue", "unreadable-amounts": "revenue", "no-amount": "revenue",
    }  # fmt: skip
    problems = []
    for i, reason in enumerate(REASONS, 1):
        rows = sorted_.reason == i
        if not rows.any():
            continue
        part = sorted_.left_out()[reason]
        values = {
            "column": str(found.theirs(columns.get(reason, "")) or ""),
            "row": int(sorted_.lines.index[rows][0]),
        }
        level = "note" if reason in {"total-rows", "void-lines", "other-currency"} else "warning"
        problems.append(Problem(reason, level, "orders", part.rows, part.money, values))
    return problems


def repeated(rows: pd.DataFrame, revenue: pd.Series) -> np.ndarray:
    """Say which rows repeat an earlier row in every cell."""
    return rows.duplicated().to_numpy()


def check_repeated(sorted_: Sorted, repeats: np.ndarray) -> list[Problem]:
    """Name lines that repeat another one exactly, and were kept."""
    rows = repeats & sorted_.used
    if not rows.any():
        return []
    lines = sorted_.lines[rows]
    return [
        Problem(
            "duplicate-lines",
            "warning",
            "orders",
            len(lines),
            float(lines["revenue"].sum()),
            {"row": int(lines.index[0])},
        )
    ]


def check_lines(sorted_: Sorted, *, now: pd.Timestamp) -> list[Problem]:
    """Check the lines that count."""
    return []


def check_other(table: str, frame: pd.DataFrame, *, now: pd.Timestamp) -> list[Problem]:
    """Check a table other than orders."""
    return []
