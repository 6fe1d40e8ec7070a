"""How a year went without its one-off business, and how much of its change customers won and lost make up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.findings.causes import signed
from kamlib.words import _, money, n_, percent, span, year_to
from kamlib.words.phrases import enumerated, lower_first

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.two_years import TwoYears
    from kamlib.value.change import Change

#: Part of the year before from which one-off business changes how the year went.
MATTERS = 0.02

#: Smaller amounts are what rounding leaves.
CENT = 0.005


def facts(seen: Change) -> dict[str, float]:
    """Give the split of a change by who a customer is, and the years without one-off business.

    Parameters
    ----------
    seen : Change
        Why the measure changed.

    Returns
    -------
    dict
        ``one_off``, ``won``, ``lost`` and ``rest``, which add up to the change; ``one_offs`` (how many had
        business in the two years), ``before_without`` and ``after_without``. Currency units.
    """
    kinds = seen.kinds()
    changed, before, after = (kinds[column] for column in ("change", "before", "after"))
    once = seen.customers[seen.customers["kind"] == "one_off"]
    return {
        "one_off": float(changed["one_off"]), "won": float(changed["won"]), "lost": float(changed["lost"]),
        "rest": float(changed["kept"]), "one_offs": int((once[["before", "after"]] != 0).any(axis=1).sum()),
        "before_without": round(seen.before - float(before["one_off"]), 2),
        "after_without": round(seen.after - float(after["one_off"]), 2),
    }  # fmt: skip


def title(seen: Change, client: Client, years: TwoYears) -> str:
    """Say how a year went without its one-off business; empty where that makes no difference that counts.

    Parameters
    ----------
    seen : Change
        Why the measure changed.
    client : Client
        The client's tables.
    years : TwoYears
        The years that are compared.

    Returns
    -------
    str
        In the language in use.
    """
    known = facts(seen)
    if not known["one_offs"] or abs(known["one_off"]) < MATTERS * abs(seen.before):
        return ""
    without = _went(known["before_without"], known["after_without"], client)
    whole = _went(seen.before, seen.after, client)
    words = {"basis": lower_first(client.basis), "without": without, "with": whole}
    if years.like is not None:
        return n_(
            "Without {n} one-off customer, {basis} {without} from {span} compared with a year before; with it, it "
            "{with}",
            "Without {n} one-off customers, {basis} {without} from {span} compared with a year before; with them, "
            "it {with}",
            int(known["one_offs"]), span=span(*years.like.after), **words,
        )  # fmt: skip
    return n_(
        "Without {n} one-off customer, {basis} {without} in {year}; with it, it {with}",
        "Without {n} one-off customers, {basis} {without} in {year}; with them, it {with}",
        int(known["one_offs"]), year=year_to(years.after.last), **words,
    )  # fmt: skip


def _went(before: float, after: float, client: Client) -> str:
    """Say how an amount went, without its subject."""
    if before <= CENT or after < 0:
        return _("changed from {before} to {after}", before=money(before, client.currency),
                 after=money(after, client.currency))  # fmt: skip
    change = after / before - 1
    if abs(change) < MATTERS:
        return _("stayed about the same")
    if change > 0:
        return _("rose by {change}", change=percent(change))
    return _("fell by {change}", change=percent(-change))


def parts(seen: Change, client: Client) -> str:
    """Say how much of a change customers won, customers lost, one-off customers and all others make up.

    Parameters
    ----------
    seen : Change
        Why the measure changed.
    client : Client
        The client's tables.

    Returns
    -------
    str
        One sentence in the language in use; empty where all customers are the same in both years.
    """
    kinds, once = seen.kinds(), int(facts(seen)["one_offs"])
    moved = kinds[kinds["change"].abs() >= CENT]
    if set(moved.index) <= {"kept"}:
        return ""
    n = {str(kind): int(many) for kind, many in kinds["customers"].items()}
    to = {str(kind): signed(float(change), client.currency) for kind, change in kinds["change"].items()}
    words = {
        "won": n_("{n} customer won ({money})", "{n} customers won ({money})", n["won"], money=to["won"]),
        "lost": n_("{n} customer lost ({money})", "{n} customers lost ({money})", n["lost"], money=to["lost"]),
        "one_off": n_("{n} one-off customer ({money})", "{n} one-off customers ({money})", once,
                      money=to["one_off"]),
        "kept": _("all others ({money})", money=to["kept"]),
    }  # fmt: skip
    said = [words[kind] for kind in ("one_off", "won", "lost", "kept") if kind in moved.index]
    return _("The change of {change} is made up of: {parts}.", change=signed(seen.change, client.currency),
             parts=enumerated(said))  # fmt: skip
