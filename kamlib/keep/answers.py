"""What a survey says: who is satisfied by tier, bounds for those that did not answer, what follows (K15)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.keep.events import FEWEST_EXITS
from kamlib.value.shares import quantile, wilson

#: Answers of satisfied and of dissatisfied customers, on a scale from 1 to 5.
SATISFIED, DISSATISFIED = 4.0, 2.0

#: What the question about everything is called, in the surveys of this house.
OVERALL = "overall"

#: The five levels, from the best.
LEVELS = (5, 4, 3, 2, 1)


def latest(survey: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Return the latest answer of each customer in some days: one row however many of its people answered.

    Parameters
    ----------
    survey : pandas.DataFrame
        ``customer_id``, ``date``, ``score``, and ``dimension`` where several questions were asked.
    first, last : pandas.Timestamp
        The days, both included.

    Returns
    -------
    pandas.DataFrame
        By customer id: ``date`` and ``score``, the mean of the answers of that day to the question about
        everything; without such a question the mean of all.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep import answers
    >>> days = pd.to_datetime(["2024-03-01", "2024-09-01", "2024-09-01"])
    >>> survey = pd.DataFrame({"customer_id": "A", "date": days, "score": [5, 2, 3]})
    >>> answers.latest(survey, days[0], days[2])["score"].to_dict()
    {'A': 2.5}
    """
    days = pd.to_datetime(survey["date"]).dt.normalize()
    known = survey.assign(date=days)[(days >= first) & (days <= last) & survey["score"].notna()]
    if "dimension" in known and (known["dimension"] == OVERALL).any():
        known = known[known["dimension"] == OVERALL]
    newest = known.groupby("customer_id")["date"].transform("max")
    known = known[known["date"] == newest]
    return pd.DataFrame(known.groupby("customer_id").agg(date=("date", "max"), score=("score", "mean")))


def asked_in_both(
    survey: pd.DataFrame, before: tuple[pd.Timestamp, pd.Timestamp], after: tuple[pd.Timestamp, pd.Timestamp]
) -> pd.DataFrame:
    """Keep the answers to questions that were asked in both of two spans of days: other questions show no change.

    Parameters
    ----------
    survey : pandas.DataFrame
        As `latest` takes it.
    before, after : tuple of pandas.Timestamp
        First and last day of each span.

    Returns
    -------
    pandas.DataFrame
        Some of the rows; all of a survey without ``dimension``.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep import answers
    >>> days = pd.to_datetime(["2023-03-01", "2024-03-01", "2024-03-01"])
    >>> survey = pd.DataFrame({"customer_id": "A", "date": days, "score": [5, 2, 3],
    ...                        "dimension": ["price", "price", "service"]})
    >>> answers.asked_in_both(survey, (days[0], days[0]), (days[1], days[1]))["score"].tolist()
    [5, 2]
    """
    if "dimension" not in survey:
        return survey
    days = pd.to_datetime(survey["date"]).dt.normalize()
    asked = [survey.loc[(days >= first) & (days <= last), "dimension"] for first, last in (before, after)]
    return survey[survey["dimension"].isin(asked[0]) & survey["dimension"].isin(asked[1])]


def by_tier(answers: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Count satisfied customers in each tier, with the interval and the bounds of what is not known.

    Parameters
    ----------
    answers : pandas.DataFrame
        From `latest`.
    customers : pandas.DataFrame
        One row per customer: ``customer_id``, ``tier`` and ``year`` (what it brings a year, currency units).

    Returns
    -------
    pandas.DataFrame
        One row per tier, in their order: ``tier``, ``customers``, ``answered``, ``satisfied`` (share of those that
        answered) with ``low`` and ``high`` (Wilson, cut at the bounds), the bounds ``at_least`` and ``at_most``
        (if none, or all, of those that did not answer are satisfied), ``mean``, the five levels, and the yearly
        money with the dissatisfied (``money_low``) and with those that did not answer (``money_silent``). A tier
        without an answer has no share.

    Notes
    -----
    Bounds after Manski, "Nonparametric bounds on treatment effects", American Economic Review (1990): they assume
    nothing of those that did not answer.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep import answers
    >>> given = pd.DataFrame({"score": [5.0, 2.0]}, index=["A", "B"])
    >>> customers = pd.DataFrame({"customer_id": list("ABCD"), "tier": "gold", "year": [9.0, 4.0, 7.0, 1.0]})
    >>> rows = answers.by_tier(given, customers)
    >>> rows[["satisfied", "at_least", "at_most", "money_low", "money_silent"]].iloc[0].tolist()
    [0.5, 0.25, 0.75, 4.0, 8.0]
    """
    table = customers.merge(answers[["score"]], left_on="customer_id", right_index=True, how="left")
    rows = [_row(str(tier), part) for tier, part in table.groupby("tier", sort=False)]
    return pd.DataFrame(rows)


def _row(tier: str, part: pd.DataFrame) -> dict[str, object]:
    size, known = len(part), part["score"].dropna()
    happy = int((known >= SATISFIED).sum())
    low, high = wilson(happy, len(known), population=size) if len(known) else (np.nan, np.nan)
    levels = np.clip(np.floor(known.to_numpy(dtype="float64") + 0.5), 1, 5)
    worth = part["year"].clip(lower=0.0)
    return {
        "tier": tier, "customers": size, "answered": len(known),
        "satisfied": happy / len(known) if len(known) else np.nan, "low": low, "high": high,
        "at_least": happy / size, "at_most": (happy + size - len(known)) / size,
        "mean": float(known.mean()) if len(known) else np.nan,
        **{f"level_{level}": int((levels == level).sum()) for level in LEVELS},
        "money_low": float(worth[part["score"] <= DISSATISFIED].sum()),
        "money_silent": float(worth[part["score"].isna()].sum()),
    }  # fmt: skip


@dataclass(frozen=True)
class Forerunner:
    """Whether dissatisfied customers leave more often than satisfied ones.

    Attributes
    ----------
    low_answers, low_left, high_answers, high_left : int
        Dissatisfied and satisfied answers, and how many of each left within the year after.
    ratio, low, high : float
        Share that left of the first over that of the second, with its interval; missing where it is not known.
    """

    low_answers: int
    low_left: int
    high_answers: int
    high_left: int
    ratio: float
    low: float
    high: float

    @property
    def proven(self) -> bool:
        """Whether the dissatisfied leave more often."""
        return self.differs and self.low > 1

    @property
    def differs(self) -> bool:
        """Whether there are enough cases, and the interval does not hold one."""
        return self.enough and (self.low > 1 or self.high < 1)

    @property
    def enough(self) -> bool:
        """Whether enough left after a dissatisfied answer, or would have at the rate of all, to be compared."""
        answers = self.low_answers + self.high_answers
        expected = self.low_answers * (self.low_left + self.high_left) / answers if answers else 0.0
        return max(self.low_left, expected) >= FEWEST_EXITS


def forerunner(scores: pd.Series, left: pd.Series) -> Forerunner:
    """Compare how many left after a dissatisfied and after a satisfied answer.

    Parameters
    ----------
    scores : pandas.Series
        One answer each, from 1 to 5; only answers that are followed for the whole year.
    left : pandas.Series
        Whether the customer left within the year after, in the same order.

    Returns
    -------
    Forerunner
        Half a case is added to each number where one of them is zero.

    Notes
    -----
    Katz and others, "Obtaining confidence intervals for the risk ratio in cohort studies", Biometrics (1978).

    Examples
    --------
    >>> import pandas as pd
    >>> left = [True] * 8 + [False] * 12 + [True] * 8 + [False] * 72
    >>> found = forerunner(pd.Series([1] * 20 + [5] * 80), pd.Series(left))
    >>> round(found.ratio, 1), found.proven
    (4.0, True)
    """
    gone = np.asarray(left, dtype=bool)
    worse, better = np.asarray(scores <= DISSATISFIED), np.asarray(scores >= SATISFIED)
    n1, n2 = int(worse.sum()), int(better.sum())
    a, b = int((worse & gone).sum()), int((better & gone).sum())
    if not n1 or not n2 or not a + b:
        return Forerunner(n1, a, n2, b, math.nan, math.nan, math.nan)
    add = 0.0 if a and b and a < n1 and b < n2 else 0.5
    p1, p2 = (a + add) / (n1 + 2 * add), (b + add) / (n2 + 2 * add)
    spread = math.sqrt((1 - p1) / (a + add) + (1 - p2) / (b + add))
    ratio = p1 / p2
    times = math.exp(quantile(0.95) * spread)
    return Forerunner(n1, a, n2, b, ratio, ratio / times, ratio * times)


def change(before: pd.Series, after: pd.Series) -> dict[str, float]:
    """Compare two waves: those that answered both apart from those that answered one.

    Parameters
    ----------
    before, after : pandas.Series
        Scores by customer id, of two waves.

    Returns
    -------
    dict
        ``both`` (customers in both waves), ``change`` of their mean with its 95% interval ``low`` to ``high``
        (Student's t; missing below two), and the means of those that answered one wave only: ``only_before`` and
        ``only_after``.

    Examples
    --------
    >>> import pandas as pd
    >>> found = change(pd.Series({"A": 3.0, "B": 4.0, "C": 1.0}), pd.Series({"A": 4.0, "B": 5.0, "D": 5.0}))
    >>> found["both"], found["change"], found["only_before"], found["only_after"]
    (2.0, 1.0, 1.0, 5.0)
    """
    from scipy.special import stdtrit

    both = before.index.intersection(after.index)
    by, n = (after.loc[both] - before.loc[both]).astype("float64"), len(both)
    half = float(stdtrit(n - 1, 0.975)) * float(by.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    mean = float(by.mean()) if len(by) else math.nan
    return {
        "both": float(len(both)), "change": mean, "low": mean - half, "high": mean + half,
        "only_before": float(before.drop(both).mean()), "only_after": float(after.drop(both).mean()),
    }  # fmt: skip
