"""How long customers wait for a reply: mean and spread of each of our people, and which differences are real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.manage import noise
from kamlib.manage.golden_rules.control import LIMITS

if TYPE_CHECKING:
    from kamlib.book import Book

#: Hours within which a request is to be answered, unless another promise is given.
PROMISED = 24.0

#: Replies below which a person is not compared.
LEAST = 20

#: People below whom nobody is compared with the middle one.
_TEAM = 3

#: Chance from which on a difference counts as noise. Times of reply have long tails, for which these tests err
#: more often than 5 %; with half of that at most one team of equals in twenty has somebody named.
_REAL = 0.025


@dataclass(frozen=True, eq=False)
class Replies:
    """Reply times of our people.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per person by name, never by time: ``person``, ``n``, ``mean``, ``mean_low``, ``mean_high``,
        ``pooled`` (mean drawn to that of all as far as chance explains the distance), ``spread`` (standard
        deviation), ``spread_low``, ``spread_high``, ``median``, ``late`` (share later than promised), ``weeks``,
        ``within`` (share of the weeks whose mean lies within the limits of the team), ``differs`` (``"wide"`` or
        ``"narrow"`` where the spread, ``"slow"`` or ``"fast"`` where the mean differs from that of the others by
        more than noise; empty for neither; hours throughout).
    weekly : pandas.DataFrame
        ``person``, ``week`` (its Monday), ``n``, ``mean``, ``low`` and ``high`` (limits of the team for so many
        replies).
    p_mean, p_spread : float
        Chance of differences as large if all had the same mean (Welch), the same spread (Brown and Forsythe).
    """

    table: pd.DataFrame
    weekly: pd.DataFrame
    p_mean: float
    p_spread: float


def replies(requests: pd.DataFrame, *, promised: float = PROMISED) -> Replies:
    """Compare the reply times of our people by mean and by spread.

    Parameters
    ----------
    requests : pandas.DataFrame
        ``person``, ``date`` and ``reply_hours``; rows without a person or a reply, and replies that come
        before the request, are left out.
    promised : float
        Hours within which a request is to be answered.

    Returns
    -------
    Replies
        People with fewer than 20 replies are left out.

    Notes
    -----
    Welch, "On the comparison of several mean values", Biometrika (1951); Brown and Forsythe, "Robust tests for the
    equality of variances", Journal of the American Statistical Association (1974). Each person against the others:
    Holm's correction for all these tests together.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage.golden_rules.replies import replies
    >>> asked = pd.DataFrame({
    ...     "person": ["Li", "Max"] * 20, "date": pd.date_range("2024-01-01", periods=40),
    ...     "reply_hours": [8.0, 1.0, 8.5, 15.0] * 10,
    ... })
    >>> replies(asked).table[["person", "n", "mean", "spread"]].round(2)
      person   n  mean  spread
    0     Li  20  8.25    0.26
    1    Max  20  8.00    7.18
    """
    known = requests.dropna(subset=["person", "reply_hours", "date"])
    known = known[known["reply_hours"].astype("float64") >= 0]
    known = known.assign(
        person=known["person"].astype("str").str.strip(), hours=known["reply_hours"].astype("float64"),
        week=pd.to_datetime(known["date"]).dt.to_period("W").dt.start_time,
    )  # fmt: skip
    many = known.groupby("person")["hours"].transform("size")
    known = known[many >= LEAST].sort_values(["person", "date", "hours"], kind="stable")
    parts = {str(person): rows["hours"].to_numpy() for person, rows in known.groupby("person")}
    weeks = _weeks(known, parts)
    within = ((weeks["mean"] >= weeks["low"]) & (weeks["mean"] <= weeks["high"])).groupby(weeks["person"]).mean()
    table = pd.DataFrame([_row(person, hours, promised) for person, hours in parts.items()], columns=_COLUMNS)
    table["pooled"] = _pooled(parts)
    table["weeks"] = table["person"].map(weeks.groupby("person").size())
    table["within"] = table["person"].map(within)
    table["differs"] = _differ(parts)
    return Replies(table, weeks, _welch(list(parts.values())), _forsythe(list(parts.values())))


_COLUMNS = [
    "person",
    "n",
    "mean",
    "mean_low",
    "mean_high",
    "spread",
    "spread_low",
    "spread_high",
    "median",
    "late",
]


def _row(person: str, hours: np.ndarray, promised: float) -> dict[str, object]:
    """Return mean and spread of a person with 95 % intervals; that of the spread allows for long tails."""
    from scipy.special import stdtrit

    n, mean, spread = len(hours), float(hours.mean()), float(hours.std(ddof=1))
    reach = float(stdtrit(n - 1, 0.975)) * spread / np.sqrt(n)
    peaked = float(((hours - mean) ** 4).mean() / max(float(hours.var()), 1e-12) ** 2)
    doubt = np.exp(1.96 * np.sqrt(max(peaked - 1.0, 0.0) / (4.0 * n)))
    return {
        "person": person, "n": n, "mean": mean, "mean_low": max(mean - reach, 0.0), "mean_high": mean + reach,
        "spread": spread, "spread_low": spread / doubt, "spread_high": spread * doubt,
        "median": float(np.median(hours)), "late": float((hours > promised).mean()),
    }  # fmt: skip


def _weeks(known: pd.DataFrame, parts: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return the mean of each person's weeks with the limits that the team's usual spread gives."""
    by = known.groupby(["person", "week"])["hours"].agg(["size", "mean"]).reset_index()
    by = by.set_axis(["person", "week", "n", "mean"], axis=1)
    usual = float(np.median([hours.std(ddof=1) for hours in parts.values()])) if parts else float("nan")
    middle = float(known["hours"].mean()) if len(known) else float("nan")
    reach = LIMITS * usual / np.sqrt(by["n"].astype("float64"))
    return by.assign(low=middle - reach, high=middle + reach)


def _pooled(parts: dict[str, np.ndarray]) -> list[float]:
    """Draw each mean to that of all, as far as chance explains the distance (DerSimonian and Laird)."""
    means = np.array([hours.mean() for hours in parts.values()])
    weight = np.array([len(hours) / max(float(hours.var(ddof=1)), 1e-9) for hours in parts.values()])
    if len(means) < 2:
        return [float(mean) for mean in means]
    centre = float((weight * means).sum() / weight.sum())
    beyond = float((weight * (means - centre) ** 2).sum()) - (len(means) - 1)
    between = max(0.0, beyond / float(weight.sum() - (weight**2).sum() / weight.sum()))
    kept = between / (between + 1.0 / weight)
    return [float(centre + k * (mean - centre)) for k, mean in zip(kept, means, strict=True)]


def _welch(groups: list[np.ndarray]) -> float:
    """Return the chance of such differences between means if all were the same and spreads were not."""
    from scipy.special import fdtrc

    k = len(groups)
    if k < 2 or min(float(hours.var(ddof=1)) for hours in groups) <= 0:
        return float("nan")
    n = np.array([len(hours) for hours in groups], dtype="float64")
    means = np.array([hours.mean() for hours in groups])
    weight = n / np.array([hours.var(ddof=1) for hours in groups])
    part = weight / weight.sum()
    centre = float((part * means).sum())
    lost = float(((1.0 - part) ** 2 / (n - 1.0)).sum())
    above = float((weight * (means - centre) ** 2).sum()) / (k - 1)
    below = 1.0 + 2.0 * (k - 2) / (k * k - 1.0) * lost
    return float(fdtrc(k - 1, (k * k - 1.0) / (3.0 * lost), above / below))


def _forsythe(groups: list[np.ndarray]) -> float:
    """Return the chance of such differences between spreads if all were the same (Brown and Forsythe)."""
    from scipy.special import fdtrc

    k, n = len(groups), sum(map(len, groups))
    if k < 2:
        return float("nan")
    away = [np.abs(hours - np.median(hours)) for hours in groups]
    centre = sum(len(one) * one.mean() for one in away) / n
    between = (n - k) * sum(len(one) * (one.mean() - centre) ** 2 for one in away)
    within = (k - 1.0) * sum(((one - one.mean()) ** 2).sum() for one in away)
    with np.errstate(divide="ignore", invalid="ignore"):  # all alike: no chance to speak of
        return float(fdtrc(k - 1, n - k, between / within))


def _differ(parts: dict[str, np.ndarray]) -> list[str]:
    """Say of each person whether the spread, or else the mean, differs from that of the middle person.

    Spread is compared by the mean distance from the own median. What chance does is taken from the middle person,
    so that one erratic colleague neither hides nor makes a difference; a mean is at least as uncertain as its own
    spread.
    """
    if len(parts) < _TEAM:
        return [""] * len(parts)
    hours = list(parts.values())
    n = np.array([len(one) for one in hours], dtype="float64")
    away = [np.abs(one - np.median(one)) for one in hours]
    own = np.array([one.std(ddof=1) for one in hours])
    usual = float(np.median([one.std(ddof=1) for one in away]))
    wide = _beyond(np.array([one.mean() for one in away]), np.full(len(n), usual) / np.sqrt(n))
    slow = _beyond(np.array([one.mean() for one in hours]), np.maximum(own, np.median(own)) / np.sqrt(n))
    adjusted = noise.holm([*wide[1], *slow[1]])
    said = []
    for at in range(len(n)):
        if adjusted[at] < _REAL:
            said.append("wide" if wide[0][at] > 0 else "narrow")
        elif adjusted[len(n) + at] < _REAL:
            said.append("slow" if slow[0][at] > 0 else "fast")
        else:
            said.append("")
    return said


def _beyond(values: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """Return how far each figure is from the middle one, and the chance of as much; the middle is in doubt too."""
    from scipy.special import ndtr

    off = values - np.median(values)
    middle = float(np.median(errors)) ** 2 * np.pi / 2.0 / len(values)  # a median varies π/2 as much as a mean
    chance = 2.0 * ndtr(-np.abs(off) / np.sqrt(np.maximum(errors**2 + middle, 1e-18)))
    return off, [float(p) for p in chance]


def of_book(book: Book) -> Replies | None:
    """Return the reply times of a book.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    Replies or None
        None where no requests with a person and a time of reply were brought.
    """
    table = book.requests
    if table is None or not {"person", "reply_hours", "date"} <= set(table.columns):
        return None
    found = replies(table)
    return found if len(found.table) else None
