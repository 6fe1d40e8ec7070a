"""Picture of a change between two years: a waterfall from the earlier year over its causes to the later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.figures import waterfall
from kamlib.words import _, money
from kamlib.words.phrases import enumerated, lower_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.value.change import Change


def steps(seen: Change) -> pd.DataFrame:
    """Put a change into the steps of a waterfall.

    Parameters
    ----------
    seen : Change
        From ``value.change.explain``.

    Returns
    -------
    pandas.DataFrame
        ``step`` (a term), ``money``, ``level``, ``start`` and ``end`` (currency units): the earlier year, its
        parts, the later year; parts of less than a cent are left out.
    """
    rows = [("part_before", seen.before, True, 0.0, seen.before)]
    reached = seen.before
    for part, amount in seen.parts.items():
        if abs(amount) >= 0.005:
            rows.append((f"part_{part}", amount, False, reached, reached + amount))
            reached += amount
    rows.append(("part_after", seen.after, True, 0.0, seen.after))
    return pd.DataFrame(rows, columns=["step", "money", "level", "start", "end"])


def bridge(seen: Change, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the way from the earlier year to the later.

    Parameters
    ----------
    seen : Change
        From ``value.change.explain``.
    currency : str, optional
        ISO 4217 code for the money axis.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    return waterfall.waterfall(steps(seen), currency=currency, ax=ax)


def bridge_alt(seen: Change, *, currency: str | None = None) -> str:
    """Say in words what `bridge` shows.

    Parameters
    ----------
    seen : Change
        From ``value.change.explain``.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    parts = [
        _("{name} ({money})", name=lower_first(row["step"]), money=money(row["money"], currency))
        for row in steps(seen).iloc[1:-1].to_dict("records")
    ]
    return _("Waterfall from {before} to {after}: {parts}.", before=money(seen.before, currency),
             after=money(seen.after, currency), parts=enumerated(parts))  # fmt: skip
