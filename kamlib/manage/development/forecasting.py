"""Forecasts of earlier days, scored by what came, and by how much today's has to be corrected (K14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Days ahead that an earlier forecast is about.
AHEAD = 91

#: Wins that the earlier forecasts expect together, from which they can correct one.
LEAST = 20

#: Standard errors by which wins have to differ from the earlier forecasts: less is chance.
BEYOND = 1.96

COLUMNS = (
    "day", "open", "expected", "error", "won", "brier", "brier_base", "factor", "corrected", "brier_corrected",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Trial:
    """A forecast of an earlier day.

    Attributes
    ----------
    day : pandas.Timestamp
        From what was known on it.
    chances : numpy.ndarray
        Of each deal that was open, to be won within `AHEAD` days.
    won_on : pandas.Series
        The day on which each was won; missing for the others.
    """

    day: pd.Timestamp
    chances: NDArray[np.float64]
    won_on: pd.Series

    def won_by(self, day: pd.Timestamp) -> NDArray[np.float64]:
        """Return 1 for each deal that was won within the days ahead, as far as a later day knows; else 0."""
        until = min(self.day + pd.Timedelta(days=AHEAD), day)
        return np.asarray((self.won_on <= until).to_numpy(), dtype=np.float64)


@dataclass(frozen=True)
class Correction:
    """What the chances of open deals are to be multiplied by.

    Attributes
    ----------
    factor : float
        Won by expected of all earlier forecasts; 1 where these do not bear a correction.
    low, high : float
        The smallest and the largest of the earlier days.
    """

    factor: float = 1.0
    low: float = 1.0
    high: float = 1.0

    @property
    def applied(self) -> bool:
        """Whether there is anything to correct."""
        return self.factor != 1.0

    def of(self, chances: NDArray[np.float64], factor: float | None = None) -> NDArray[np.float64]:
        """Return corrected chances, none above 1."""
        return np.asarray(np.minimum(chances * (self.factor if factor is None else factor), 1.0))


def scored(trials: Sequence[Trial]) -> pd.DataFrame:
    """Return one row per earlier day: what was expected and won, and the same corrected by the days before it.

    Parameters
    ----------
    trials : sequence of Trial
        By day.

    Returns
    -------
    pandas.DataFrame
        With `COLUMNS`; ``error`` is the standard error of ``expected``, ``factor`` is what the forecasts before
        that day had come to by it, and missing for the first, as are ``corrected`` and ``brier_corrected``.
    """
    rows = []
    for at, trial in enumerate(trials):
        came = trial.won_by(trial.day + pd.Timedelta(days=AHEAD))
        base = float(trial.chances.mean())
        factor = _factor(trials[:at], trial.day)
        corrected = np.minimum(trial.chances * factor, 1.0)
        rows.append((
            trial.day, len(came), float(trial.chances.sum()),
            float(np.sqrt((trial.chances * (1 - trial.chances)).sum())), int(came.sum()),
            _brier(trial.chances, came), float(((base - came) ** 2).mean()), factor,
            float(corrected.sum()) if at else np.nan, _brier(corrected, came) if at else np.nan,
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS])


def _factor(before: Sequence[Trial], day: pd.Timestamp) -> float:
    """Return won by expected of the forecasts before a day, as known on it."""
    expected = sum(float(trial.chances.sum()) for trial in before)
    return sum(float(trial.won_by(day).sum()) for trial in before) / expected if expected > 0 else np.nan


def _brier(chances: NDArray[np.float64], came: NDArray[np.float64]) -> float:
    return float(((chances - came) ** 2).mean())


def correction(table: pd.DataFrame) -> Correction:
    """Return by how much a forecast of today is to be corrected.

    Parameters
    ----------
    table : pandas.DataFrame
        From `scored`.

    Returns
    -------
    Correction
        None where fewer than two earlier forecasts could have been corrected by those before them, where they
        expect too few wins, where the difference may be chance, or where correcting them would not have brought
        them closer to what came. The same deals are open on several days, so their errors are added up.
    """
    could = table.dropna(subset=["factor"])
    if len(could) < 2 or table["expected"].sum() < LEAST or not (table["expected"] > 0).all():
        return Correction()
    if abs(float((table["won"] - table["expected"]).sum())) <= BEYOND * float(table["error"].sum()):
        return Correction()
    as_made, corrected = ((could[name] - could["won"]).abs().sum() for name in ("expected", "corrected"))
    if corrected >= as_made:
        return Correction()
    by_day = table["won"] / table["expected"]
    return Correction(
        float(table["won"].sum() / table["expected"].sum()), float(by_day.min()), float(by_day.max())
    )
