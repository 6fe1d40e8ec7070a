"""The periodic review as a report: two dates, who moved and why, and whether the list stands (K5, K8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kamlib.findings import list_life as lasting
from kamlib.findings.finding import Finding
from kamlib.findings.review import scores, tier_matrix, who_moved
from kamlib.findings.review.scores import scorecard
from kamlib.findings.review.tier_matrix import matrix
from kamlib.findings.review.two_dates import TwoDates, compare
from kamlib.findings.review.who_moved import everybody, moves, nobody
from kamlib.findings.spec import FindingSpec

__all__ = ["BUILDERS", "BY_YEARS", "TwoDates", "compare", "everybody", "nobody"]


def list_life(both: TwoDates) -> Finding:
    """Say how long the list of the best lasts (K5), as a part of the review.

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        The same, in the chapter ``review``.
    """
    return replace(lasting.list_life(both.client), spec=LIST_LIFE)


LIST_LIFE = replace(lasting.SPEC, chapter="review")

#: Findings of the review in the order of its report, each with its builder.
BUILDERS: tuple[tuple[FindingSpec, Callable[[TwoDates], Finding]], ...] = (
    (who_moved.SPEC, moves),
    (tier_matrix.SPEC, matrix),
    (LIST_LIFE, list_life),
    (scores.SPEC, scorecard),
)

#: Those that follow the client's own years, whatever days the two dates compare.
BY_YEARS = (LIST_LIFE.id,)
