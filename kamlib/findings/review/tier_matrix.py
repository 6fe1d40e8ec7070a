"""Who went from which tier to which between two dates, with those who came and left (K8)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kamlib.classify import migration as moving
from kamlib.findings.finding import Finding, source_of
from kamlib.findings.spec import FindingSpec
from kamlib.words import _, count, label, n_

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.findings.review.two_dates import TwoDates

_BEST = ("platinum", "gold")


SPEC = FindingSpec("review_matrix", "K8", "review", "2-6-periodic-review", frame=True)


def matrix(both: TwoDates) -> Finding:
    """Count who went from which tier to which, with those who came and left (K8).

    Parameters
    ----------
    both : TwoDates
        The client at both dates.

    Returns
    -------
    Finding
        Its evidence is the counts.
    """
    from kamlib.figures import migration as figure

    seen = moving.migrate(both.past.table)
    best = seen.counts.loc[list(_BEST)]
    kept = int(best[list(_BEST)].to_numpy().sum())
    n = int(best.to_numpy().sum())
    evidence = seen.counts.rename_axis("tier_before").reset_index()
    return Finding(
        SPEC, _title(n, kept), _summary(), _labelled(evidence),
        source_of(both.client), facts={"best": n, "kept": kept, "half_life": seen.half_life},
        draw=partial(figure.chances, seen), alt=figure.chances_alt(seen), notes=_yardstick(both),
    )  # fmt: skip


def _labelled(evidence: pd.DataFrame) -> pd.DataFrame:
    return evidence.assign(tier_before=[label(tier) for tier in evidence["tier_before"]])


def _title(n: int, kept: int) -> str:
    return n_(
        "One customer was platinum or gold; still there: {kept}",
        "Of the {n} customers that were platinum or gold, {kept} still are", n, kept=count(kept),
    )  # fmt: skip


def _summary() -> str:
    return _(
        "Rows show the earlier date, columns the later one; new customers are in the last row, lost customers in "
        "the last column."
    )


def _yardstick(both: TwoDates) -> tuple[str, ...]:
    if not both.compared.whole:
        return (
            _("Both periods use the tier thresholds of the earlier one, so a move reflects a change in the "
              "customer itself. A company without net sales in a period does not count as a customer in "
              "that period."),
        )  # fmt: skip
    return (
        _("Both years use the tier thresholds of the first full year, so a move reflects a change in the "
          "customer itself. A company without net sales in a year does not count as a customer in that year."),
    )  # fmt: skip
