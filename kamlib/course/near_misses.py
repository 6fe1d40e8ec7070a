"""Near misses that need no lesson to know them: a number that is right except for a factor, a sign, an inversion.

What needs the data to know (a share of head-count for a share of money, a mean of ratios for a ratio of means, one
period too early) a lesson names with the functions at the end of this module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from kamlib.course.comparing import kind_of
from kamlib.course.exercise import Mistake
from kamlib.words import _

Change = Callable[[Any], Any]

#: Name → what it does to a right number, and the units for which it is a likely slip.
CHANGES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "percent": (lambda x: x * 100, ("share",)),
    "hundredfold": (lambda x: x * 100, ("ratio", "number")),
    "hundredth": (lambda x: x / 100, ("share", "ratio", "number")),
    "complement": (lambda x: 1 - x, ("share",)),
    "thousandfold": (lambda x: x * 1000, ("money", "number", "count")),
    "thousandth": (lambda x: x / 1000, ("money", "number", "count")),
    "millionth": (lambda x: x / 1e6, ("money",)),
    "ten-thousandth": (lambda x: x / 1e4, ("money",)),
    "sign": (lambda x: -x, ("share", "money", "number", "ratio", "days", "count")),
    "inverse": (lambda x: 1 / x, ("share", "ratio", "number")),
    "off by one": (lambda x: x + 1, ("count", "days")),
    "one short": (lambda x: x - 1, ("count", "days")),
}

#: Those that people round as well.
FACTORS = ("percent", "hundredfold", "hundredth", "thousandfold", "thousandth", "millionth", "ten-thousandth")


def sentence(name: str) -> str:
    """Say what happened and what to do; ``{yours}`` represents the learner's value.

    Parameters
    ----------
    name : str
        Name of a mistake, such as ``percent``.

    Returns
    -------
    str
        In the language in use, with the place for the value still open.
    """
    # which way it is off would be the answer
    one_off = _("{yours} is off by one. Check `>` against `>=`, both ends, and whether anything counts twice.")
    return {
        "percent": _("{yours} is a percentage. A share lies between 0 and 1: leave out the factor 100."),
        "hundredfold": _("{yours} is a hundred times too much: leave out the factor 100."),
        "hundredth": _("{yours} was divided by 100 once too often. Remove that division."),
        "complement": _("{yours} is the share of the others. Subtract it from 1, or select the other group."),
        "thousandfold": _("{yours} is a thousand times too much. Check the unit: single units, not thousands."),
        "thousandth": _("{yours} is in thousands. Give it in single units."),
        "millionth": _("{yours} looks like millions: give the full amount."),
        "ten-thousandth": _("{yours} looks like ten thousands (万): give the full amount."),
        "sign": _("{yours} has the opposite sign. Check what is subtracted from what."),
        "inverse": _("{yours} is inverted. Swap numerator and denominator."),
        "off by one": one_off,
        "one short": one_off,
        "head-count": _("{yours} counts customers. Divide amounts: theirs by the total."),
        "mean of ratios": _("{yours} is an average of ratios. Add up first, then divide: total by total."),
        "off by one period": _(
            "{yours} is the value of a neighbouring period. Check the first and the last date."
        ),
    }[name]


def candidates(expected: Any, unit: str) -> dict[str, Any]:
    """Return what each likely slip makes of the expected value; nothing for texts and ids.

    Parameters
    ----------
    expected : object
        The right value.
    unit : str
        Unit of the exercise.

    Returns
    -------
    dict
        Name of the slip → wrong value.
    """
    kind = kind_of(expected)
    if kind in ("text", "ids"):
        return {}
    return {
        name: changed
        for name, (change, units) in CHANGES.items()
        if (unit in units or (unit == "table" and name in ("percent", "thousandth", "sign")))
        and (changed := _changed(expected, change)) is not None
    }


def _changed(expected: Any, change: Change) -> Any:
    """Apply a slip to a number, or to every column of fractions in a table."""
    try:
        if not isinstance(expected, pd.DataFrame):
            return change(pd.Series(expected) if isinstance(expected, dict) else expected)
        numeric = [c for c in expected if expected[c].dtype.kind == "f"]
        return expected.assign(**{str(c): change(expected[c]) for c in numeric}) if numeric else None
    except (ZeroDivisionError, TypeError, ValueError):
        return None


def head_count(wrong: Callable[[Any], Any]) -> Mistake:
    """Name the mistake of a share of heads for a share of money; `wrong` computes it from a client.

    Parameters
    ----------
    wrong : callable
        Takes the client, gives the wrong value.

    Returns
    -------
    Mistake
        With its sentence.
    """
    return Mistake("head-count", wrong, sentence("head-count"))


def mean_of_ratios(wrong: Callable[[Any], Any]) -> Mistake:
    """Name the mistake of a mean of ratios for a ratio of means; `wrong` computes it from a client.

    Parameters
    ----------
    wrong : callable
        Takes the client, gives the wrong value.

    Returns
    -------
    Mistake
        With its sentence.
    """
    return Mistake("mean of ratios", wrong, sentence("mean of ratios"))


def off_by_one_period(wrong: Callable[[Any], Any]) -> Mistake:
    """Name the mistake of one period too early or too late; `wrong` computes it from a client.

    Parameters
    ----------
    wrong : callable
        Takes the client, gives the wrong value.

    Returns
    -------
    Mistake
        With its sentence.
    """
    return Mistake("off by one period", wrong, sentence("off by one period"))
