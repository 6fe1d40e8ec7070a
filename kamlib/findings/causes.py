"""Causes of a change in words: what carried it, for a title, and what else moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.value.change import MARGIN
from kamlib.words import _, money
from kamlib.words.phrases import enumerated, lower_first

if TYPE_CHECKING:
    from kamlib.value.change import Change

#: A part of all that moved below which a cause is not worth a word.
WORD = 0.05

#: From so many small parts on they are one amount; a single one is named.
_TOGETHER = 2

#: Smaller amounts are what rounding leaves.
CENT = 0.005


def carried(seen: Change, currency: str | None) -> str:
    """Say what carried a change, as a clause.

    Parameters
    ----------
    seen : Change
        Why the measure changed.
    currency : str or None
        ISO 4217 code.

    Returns
    -------
    str
        In the language in use, without a full stop; empty where nothing moved.
    """
    cause = seen.cause
    amount = float(seen.causes[cause])
    if abs(amount) < CENT:
        return ""
    if cause == MARGIN:
        return _margin(seen.parts, currency)
    said = money(abs(amount), currency)
    if cause == "quantity":
        return _quantity(seen, said)
    if cause in ("won", "lost") and abs(float(seen.kinds()["change"][cause]) - amount) >= CENT:
        return _volume(cause, said, down=amount < 0)
    return _clause(cause, said, down=amount < 0)


def all_in_one(seen: Change) -> bool:
    """Return whether causes cannot be separated: customers of both years changed by all of the change.

    Parameters
    ----------
    seen : Change
        Why the measure changed.

    Returns
    -------
    bool
        Such a cause says no more than the change.
    """
    return seen.cause == "volume_margin" and abs(float(seen.causes[seen.cause]) - seen.change) < CENT


def _quantity(seen: Change, amount: str) -> str:
    """Say what quantities did: more of what is sold at a loss takes profit, less of it saves some."""
    took = seen.parts["quantity"] < 0
    if took != (seen.growth < 0):
        return (
            _("higher quantities of products sold at a loss took {money}", money=amount) if took else
            _("lower quantities of products sold at a loss saved {money}", money=amount)
        )  # fmt: skip
    return (
        _("lower quantities of products sold in both years took {money}", money=amount) if took else
        _("higher quantities of products sold in both years added {money}", money=amount)
    )  # fmt: skip


def _volume(cause: str, amount: str, *, down: bool) -> str:
    """Say what customers won or lost moved, where products of one year only, price and cost are apart from it."""
    if cause == "won":
        return (
            _("the volume of customers won took {money}", money=amount) if down else
            _("the volume of customers won added {money}", money=amount)
        )  # fmt: skip
    return (
        _("the volume of customers lost had brought {money}", money=amount) if down else
        _("the volume of customers lost had made a loss of {money}", money=amount)
    )  # fmt: skip


def _clause(cause: str, amount: str, *, down: bool) -> str:
    """Say one cause other than quantity and the unit margin."""
    less = {
        "one_off": _("one-off business brought {money} less", money=amount),
        "won": _("customers won brought a loss of {money}", money=amount),
        "lost": _("customers lost had brought {money}", money=amount),
        "mix": _("a shift to products and customers with lower margins took {money}", money=amount),
        "volume_margin": _("customers of both years brought {money} less", money=amount),
        "entered": _("new products lost {money}", money=amount),
        "left": _("products no longer sold had brought {money}", money=amount),
        "serving": _("the cost to serve customers of both years rose by {money}", money=amount),
        "other": _("lines without a product or net quantity brought {money} less", money=amount),
    }
    more = {
        "one_off": _("one-off business brought {money} more", money=amount),
        "won": _("customers won brought {money}", money=amount),
        "lost": _("customers lost had made a loss of {money}", money=amount),
        "mix": _("a shift to products and customers with higher margins added {money}", money=amount),
        "volume_margin": _("customers of both years brought {money} more", money=amount),
        "entered": _("new products brought {money}", money=amount),
        "left": _("products no longer sold had lost {money}", money=amount),
        "serving": _("the cost to serve customers of both years fell by {money}", money=amount),
        "other": _("lines without a product or net quantity brought {money} more", money=amount),
    }
    return (less if down else more)[cause]


def _margin(parts: pd.Series, currency: str | None) -> str:
    """Say what price and cost changed together: both where both count, the larger first."""
    price, cost = (float(parts.get(part, 0.0)) for part in ("price", "cost"))
    words = {"price": money(abs(price), currency), "cost": money(abs(cost), currency)}
    down = price + cost < 0
    other = cost if abs(price) >= abs(cost) else price
    if abs(other) < WORD * max(abs(price), abs(cost)):
        return _only(price, cost, words)
    if price < 0 and cost < 0:
        return _("lower prices took {price} and higher costs {cost}", **words) if price <= cost else _(
            "higher costs took {cost} and lower prices {price}", **words)  # fmt: skip
    if price > 0 and cost > 0:
        return _("higher prices added {price} and lower costs {cost}", **words) if price >= cost else _(
            "lower costs added {cost} and higher prices {price}", **words)  # fmt: skip
    if cost < 0:
        return _("higher costs took {cost} and higher prices made up for only {price}", **words) if down else _(
            "higher prices added {price}, more than the {cost} that higher costs took", **words)  # fmt: skip
    return _("lower prices took {price} and lower costs made up for only {cost}", **words) if down else _(
        "lower costs added {cost}, more than the {price} that lower prices took", **words)  # fmt: skip


def _only(price: float, cost: float, words: dict[str, str]) -> str:
    if abs(price) >= abs(cost):
        return _("lower prices took {price}", **words) if price < 0 else _("higher prices added {price}", **words)
    return _("higher costs took {cost}", **words) if cost < 0 else _("lower costs added {cost}", **words)


def leading_part(seen: Change) -> str:
    """Return the part that carried a change; of the unit margin price or cost, whichever moved it more.

    Parameters
    ----------
    seen : Change
        Why the measure changed.

    Returns
    -------
    str
        One of ``value.change.PARTS``.
    """
    if seen.cause != MARGIN:
        return seen.cause
    both = seen.parts[[part for part in ("price", "cost") if part in seen.parts]]
    return str((both * (-1.0 if both.sum() < 0 else 1.0)).idxmax())


def made_up_of(seen: Change, currency: str | None) -> str:
    """Name every part that matters with its money, the one that carries the change too, and the rest in one sum.

    Parameters
    ----------
    seen : Change
        Why the measure changed.
    currency : str or None
        ISO 4217 code.

    Returns
    -------
    str
        One sentence in the language in use, whose amounts add up to the change; empty where nothing moved.
    """
    moved = seen.causes[seen.causes.abs() >= CENT]
    if not len(moved):
        return ""
    size = pd.Series({part: _size(seen, str(part)) for part in moved.index})
    small = size < WORD * float(size.sum())
    named = moved if small.sum() < _TOGETHER else moved[~small]
    sign = -1.0 if seen.change < 0 else 1.0
    named = named.loc[(-sign * named).sort_values(kind="stable").index]
    said = [_one(seen, str(part), float(amount), currency) for part, amount in named.items()]
    rest = float(round(seen.change - named.sum(), 2))
    if len(named) < len(moved):
        said.append(_("all other parts ({money})", money=signed(rest, currency)))
    return _("The change of {change} is made up of: {parts}.", change=signed(seen.change, currency),
             parts=enumerated(said))  # fmt: skip


def signed(amount: float, currency: str | None) -> str:
    """Write a change with its sign.

    Parameters
    ----------
    amount : float
        Currency units.
    currency : str or None
        ISO 4217 code.

    Returns
    -------
    str
        With a plus or a minus; an amount of zero has neither.
    """
    return _("+{money}", money=money(amount, currency)) if amount > 0 else money(amount, currency)


def _size(seen: Change, part: str) -> float:
    """Return how much a cause moved; price and cost count by the larger of the two, also where they offset."""
    sides = ("price", "cost") if part == MARGIN else ()
    return max(abs(float(seen.causes[part])), *(abs(float(seen.parts.get(side, 0.0))) for side in sides), 0.0)


def _one(seen: Change, part: str, amount: float, currency: str | None) -> str:
    """Name a cause with its money; of the unit margin price and cost too, where they went apart."""
    words = {"name": lower_first(f"part_{seen.named(part)}"), "money": signed(amount, currency)}
    price, cost = (float(seen.parts.get(side, 0.0)) for side in ("price", "cost"))
    if part != MARGIN or price * cost >= 0:
        return _("{name} ({money})", **words)
    return _("{name} ({money}: price {price}, cost {cost})", price=signed(price, currency),
             cost=signed(cost, currency), **words)  # fmt: skip
