"""Picture of a change between two years: a waterfall from the earlier year over its causes to the later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import waterfall

if TYPE_CHECKING:
    import pandas as pd
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
    parts = ((f"part_{seen.named(str(part))}", float(amount)) for part, amount in seen.parts.items())
    return waterfall.chain(("part_before", seen.before), parts, ("part_after", seen.after))


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
    return waterfall.chain_alt(steps(seen), currency=currency)
