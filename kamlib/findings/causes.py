"""Causes of a change in words: what carried it, for a title, and what else moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.value.change import MARGIN
from kamlib.words import _, money
from kamlib.words.phrases import enumerated, lower_first, sentences

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.value.change import Change

#: A part of all that moved below which a cause is not worth a word.
WORD = 0.05

#: How many further causes a sentence names.
_NAMED = 2

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
    return _clause(cause, money(abs(amount), currency), down=amount < 0)


def _clause(cause: str, amount: str, *, down: bool) -> str:
    """Say one cause other than the unit margin."""
    less = {
        "one_off": _("one-off business brought {money} less", money=amount),
        "won": _("customers won brought a loss of {money}", money=amount),
        "lost": _("customers lost had brought {money}", money=amount),
        "quantity": _("lower quantities took {money}", money=amount),
        "mix": _("a shift to products and customers with lower margins took {money}", money=amount),
        "volume_margin": _("continuing customers brought {money} less", money=amount),
        "entered": _("new products lost {money}", money=amount),
        "left": _("products no longer sold had brought {money}", money=amount),
        "serving": _("cost to serve rose by {money}", money=amount),
        "other": _("lines without a product brought {money} less", money=amount),
    }
    more = {
        "one_off": _("one-off business brought {money} more", money=amount),
        "won": _("customers won brought {money}", money=amount),
        "lost": _("customers lost had made a loss of {money}", money=amount),
        "quantity": _("higher quantities added {money}", money=amount),
        "mix": _("a shift to products and customers with higher margins added {money}", money=amount),
        "volume_margin": _("continuing customers brought {money} more", money=amount),
        "entered": _("new products brought {money}", money=amount),
        "left": _("products no longer sold had lost {money}", money=amount),
        "serving": _("cost to serve fell by {money}", money=amount),
        "other": _("lines without a product brought {money} more", money=amount),
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


def others(seen: Change, currency: str | None) -> str:
    """Say what else moved the measure: in the same direction, and against it.

    Parameters
    ----------
    seen : Change
        Why the measure changed.
    currency : str or None
        ISO 4217 code.

    Returns
    -------
    str
        One or two sentences in the language in use; empty where nothing else counts.
    """
    rest = seen.causes.drop(seen.cause)
    rest = rest[rest.abs() >= max(WORD * float(seen.causes.abs().sum()), CENT)]
    down, up = rest[rest < 0].sort_values(), rest[rest > 0].sort_values(ascending=False)
    fell = _("Down: {parts}.", parts=_listed(seen, down, currency)) if len(down) else ""
    rose = _("Up: {parts}.", parts=_listed(seen, up, currency)) if len(up) else ""
    return sentences(fell, rose) if seen.change < 0 else sentences(rose, fell)


def _listed(seen: Change, parts: pd.Series, currency: str | None) -> str:
    return enumerated(
        [_one(seen, str(part), float(amount), currency) for part, amount in parts.head(_NAMED).items()]
    )


def _one(seen: Change, part: str, amount: float, currency: str | None) -> str:
    """Name a cause with its money; of the unit margin price and cost too, where they went apart."""
    words = {"name": lower_first(f"part_{part}"), "money": money(amount, currency)}
    price, cost = (float(seen.parts.get(side, 0.0)) for side in ("price", "cost"))
    if part != MARGIN or price * cost >= 0:
        return _("{name} ({money})", **words)
    return _("{name} ({money}: price {price}, cost {cost})", price=money(price, currency),
             cost=money(cost, currency), **words)  # fmt: skip
