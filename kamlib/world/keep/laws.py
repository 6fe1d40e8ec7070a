"""What is planted in the client for keeping: how often who leaves, and what makes it more or less likely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.world.dice import Ints


@dataclass(frozen=True)
class Laws:
    """The planted laws; hazards are per month, effects last for the months after an event.

    Attributes
    ----------
    classes : mapping
        Class of customer → its share of all, its hazard, and the lowest and highest value of an order line at
        list price in CNY.
    effects : mapping
        Event → factor on the hazard in the `months` after it; ``training`` is the decoy.
    months : int
        How long an effect lasts.
    unpreventable : float
        Share of the exits that nothing could have prevented: closures and relocations.
    quiet : float
        Share of the preventable leavers that do not complain in their last three quarters.
    shrinking : float
        Share of the preventable leavers that buy fewer products, then less, then less often before they go.
    misreported : float
        Share of the exit interviews that name another reason than the true one.
    seasonal : float
        Share of the customers that order nothing for some months of each year, and come back.
    drivers : mapping
        Dimension of the survey → its weight in overall satisfaction. ``contact`` is the twin of ``service``: it
        moves with it and has no weight of its own.
    """

    classes: dict[str, tuple[float, float, tuple[float, float]]]
    effects: dict[str, float]
    months: int = 6
    unpreventable: float = 0.4
    quiet: float = 0.3
    shrinking: float = 0.6
    misreported: float = 1 / 3
    seasonal: float = 0.15
    drivers: tuple[tuple[str, float], ...] = (
        ("delivery", 0.45), ("service", 0.30), ("product", 0.15), ("price", 0.10), ("contact", 0.0),
    )  # fmt: skip


LAWS = Laws(
    classes={
        "A": (0.08, 0.004, (40_000, 110_000)),
        "B": (0.17, 0.006, (18_000, 45_000)),
        "C": (0.35, 0.009, (7_000, 20_000)),
        "D": (0.40, 0.012, (2_000, 8_000)),
    },
    effects={"owner": 3.0, "price": 2.0, "complaints": 4.0, "training": 1.0, "care": 0.5},
)


@dataclass(frozen=True)
class KeepParameters:
    """What the client is made from.

    Attributes
    ----------
    seed : int
        Same seed and parameters, same client to the byte.
    customers, years : int
        How many customers and calendar years.
    end : str
        Last day; the last of a month.
    """

    seed: int = 20245
    customers: int = 1600
    years: int = 4
    end: str = "2024-12-31"

    def __post_init__(self) -> None:
        """Refuse what no such client can be made from."""
        if self.customers < 50 or self.years < 2 or self.seed < 0:
            raise ValueError("at least 50 customers, two years, and a seed that is not negative")

    @property
    def last(self) -> pd.Timestamp:
        """Last day."""
        return pd.Timestamp(self.end)

    @property
    def first(self) -> pd.Timestamp:
        """First day."""
        return self.last + pd.Timedelta(days=1) - pd.DateOffset(years=self.years)

    @property
    def days(self) -> int:
        """Length in days."""
        return int((self.last - self.first).days) + 1

    @property
    def months(self) -> int:
        """Length in months."""
        return 12 * self.years

    @property
    def month_starts(self) -> Ints:
        """Day, counted from the first, on which each month begins; one more than there are months."""
        starts = pd.date_range(self.first, periods=self.months + 1, freq="MS")
        return np.asarray((starts - self.first).days, dtype=np.int64)
