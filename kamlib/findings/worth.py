"""What a recommendation can bring back: money a year, the days it was worked out from, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

#: How sure an amount is: read from the client's own ledger, compared with others, or by an assumption of ours.
CONFIDENCE = ("high", "medium", "low")

#: Compared with fewer others an amount is an assumption of ours.
OTHERS = 10

#: Months of a year.
YEAR = 12


@dataclass(frozen=True)
class Base:
    """The days that an amount was worked out from, both included, and how many months they are.

    ``counted_up`` says that they are less than a year, and the amount was counted up to one.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    months: float = YEAR
    counted_up: bool = False


@dataclass(frozen=True)
class Worth:
    """Money a year that can be got back.

    Attributes
    ----------
    money_a_year : float
        What to expect (currency units a year, today's rate); the upper bound where nobody states what part of it
        comes back.
    low, high : float
        From nothing to the upper bound (currency units a year).
    method : str
        How it was worked out: a sentence in the language in use.
    confidence : str
        One of `CONFIDENCE`.
    base : Base
        The days that it was worked out from.
    at_most : bool
        Whether `money_a_year` is the upper bound.
    """

    money_a_year: float
    low: float
    high: float
    method: str
    confidence: str
    base: Base
    at_most: bool = True

    def __post_init__(self) -> None:
        """Refuse a confidence that no reader would know, and an amount outside its own range."""
        if self.confidence not in CONFIDENCE:
            raise ValueError(f"confidence {self.confidence!r} is not one of {', '.join(CONFIDENCE)}")
        if not 0 <= self.low <= self.money_a_year <= self.high:
            raise ValueError(f"{self.money_a_year} does not lie between {self.low} and {self.high}")


def compared_with(others: int) -> str:
    """Say how sure an amount is that rests on a comparison with so many other customers.

    Parameters
    ----------
    others : int
        How many.

    Returns
    -------
    str
        One of `CONFIDENCE`.
    """
    return "medium" if others >= OTHERS else "low"
