"""The page that says what the report rests on: rows read, used and left out, with their money."""

from __future__ import annotations

import math

from kamlib.client import Client
from kamlib.reports.cells import amount
from kamlib.reports.results import LeftOut, ProblemLine, Quality
from kamlib.tables.messages import message, reason, request
from kamlib.tables.problems import Problem

#: Rows left out whose amounts are in other currencies: no sum of them, or with them, is money of the report.
FOREIGN = "other-currency"


def quality(client: Client) -> Quality:
    """Say what was read of the orders, what was used, what was left out and why.

    Parameters
    ----------
    client : Client
        With its readings and problems.

    Returns
    -------
    Quality
        Counts and money of the rows, and the problems in words.
    """
    reading = client.readings["orders"]
    used = client.orders["revenue"].dropna().to_numpy(float)
    left = [
        LeftOut(reason=reason(code), rows=int(part.rows), money=None if code == FOREIGN else amount(part.money))
        for code, part in sorted(reading.left_out.items())
    ]
    return Quality(
        rows_read=int(reading.rows_read), rows_used=int(reading.rows_used), left_out=left,
        money_read=None if FOREIGN in reading.left_out else amount(reading.money_read),
        money_used=amount(math.fsum(used.data)),
        problems=[_line(problem) for problem in client.problems],
        digests={table: one.digest for table, one in client.readings.items() if one.digest},
    )  # fmt: skip


def _line(problem: Problem) -> ProblemLine:
    return ProblemLine(
        code=problem.code, level=problem.level, rows=int(problem.rows),
        money=None if problem.code == FOREIGN else amount(problem.money),
        message=message(problem), remedy=request(problem),
    )  # fmt: skip
