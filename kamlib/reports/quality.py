"""The page that says what the report rests on: rows read, used and left out, with their money."""

from __future__ import annotations

from kamlib.client import Client
from kamlib.reports.results import LeftOut, ProblemLine, Quality, amount
from kamlib.tables.problems import Problem
from kamlib.words import glossary


def quality(client: Client) -> Quality:
    """Say what was read of the orders, what was used, what was left out and why.

    Parameters
    ----------
    client : Client
        With its readings and problems.
    """
    reading = client.readings.get("orders")
    used = len(client.orders)
    left = [] if reading is None else [
        LeftOut(reason=_reason(code), rows=int(rows), money=amount(money))
        for code, (rows, money) in sorted(reading.left_out.items())
    ]  # fmt: skip
    return Quality(
        rows_read=used + sum(entry.rows for entry in left), rows_used=used, left_out=left,
        problems=[_line(problem) for problem in client.problems],
    )  # fmt: skip


def _reason(code: str) -> str:
    term = glossary().get(code)
    return term.label if term else code


def _line(problem: Problem) -> ProblemLine:
    return ProblemLine(
        code=problem.code, level=problem.level, rows=int(problem.rows), money=amount(problem.money),
        message=problem.message, remedy=problem.remedy,
    )  # fmt: skip
