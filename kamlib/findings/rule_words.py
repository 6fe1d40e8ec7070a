"""Sentences on a sales policy: its faults, and its effect on the orders of the last year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kamlib.requirements import Needs, in_words
from kamlib.words import _, date, label, money, n_, number, percent
from kamlib.words.phrases import enumerated, listed
from kamlib.words.terms import glossary

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.manage.policy import Rewards, Simulation, Verification

#: Part of all pay from which a difference is told.
_TELLS = 0.01

#: Grants that have a name of their own.
_NAMED = ("discount", "rebate", "payment_days", "service_hours", "commission")


def faults(found: Verification) -> list[str]:
    """Put each fault into a sentence.

    Parameters
    ----------
    found : Verification
        From ``manage.policy.verify``.

    Returns
    -------
    list of str
        In the language in use, in the order of the table; empty where nothing is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.findings import rule_words
    >>> from kamlib.manage import policy
    >>> rules = pd.DataFrame({"rule": ["A", "B"], "field": "age", "at_least": [17, 32], "below": [31, 41],
    ...                       "grants": "discount", "amount": 0.05})
    >>> rule_words.faults(policy.verify(rules))
    ['No rule on discount applies: age 31 (next to A, B).']
    """
    return [_SENTENCES[row["kind"]](row) for row in found.table.to_dict("records")]


def shown(witness: Mapping[str, Any]) -> str:
    """Write the values at which a fault shows: ``age 29 to 30, tier gold``."""
    return enumerated([_part(field, value) for field, value in witness.items()])


def _part(field: str, value: Any) -> str:
    field = label(field) if field in glossary() else field
    if isinstance(value, tuple):
        return _("{field} {first} to {last}", field=field, first=_plain(value[0]), last=_plain(value[1]))
    return _("{field} {value}", field=field, value=_plain(value))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else number(value, 0 if value == int(value) else 2)


def _grant(name: str) -> str:
    return label(f"grant_{name}") if name in _NAMED else name


def _overlap(row: Mapping[Any, Any]) -> str:
    a, b = row["rules"]
    return _("Rules {a} and {b} both apply: {witness}.", a=a, b=b, witness=shown(row["witness"]))


def _conflict(row: Mapping[Any, Any]) -> str:
    a, b = row["rules"]
    return _("Rules {a} and {b} grant different amounts of {grant}: {witness}.", a=a, b=b,
             grant=_grant(row["grants"]), witness=shown(row["witness"]))  # fmt: skip


def _gap(row: Mapping[Any, Any]) -> str:
    return _("No rule on {grant} applies: {witness} (next to {rules}).", grant=_grant(row["grants"]),
             witness=shown(row["witness"]), rules=enumerated([*row["rules"]]))  # fmt: skip


def _subsumption(row: Mapping[Any, Any]) -> str:
    a, b = row["rules"]
    return _("Rule {a} changes nothing: rule {b} already grants the same in all of its cases.", a=a, b=b)


def _unreachable(row: Mapping[Any, Any]) -> str:
    (a,) = row["rules"]
    return _("Rule {a} can never apply: its conditions exclude each other.", a=a)


def _cliff(row: Mapping[Any, Any]) -> str:
    (a, b), again = row["rules"], number(row["recovered_at"], 0)
    return _("At {witness} the bill drops by {loss}, from rule {a} to rule {b}. It is as high again at {again}.",
             a=a, b=b, witness=shown(row["witness"]), loss=number(row["loss"], 0), again=again)  # fmt: skip


_SENTENCES: dict[str, Callable[[Mapping[Any, Any]], str]] = {
    "overlap": _overlap, "conflict": _conflict, "gap": _gap, "subsumption": _subsumption,
    "unreachable": _unreachable, "cliff": _cliff,
}  # fmt: skip


def effects(effect: Simulation, currency: str | None) -> list[str]:
    """Say what the rules would have done to the orders of the twelve months."""
    change, after = effect.totals["change"].to_dict(), effect.totals["after"].to_dict()
    first, last = date(effect.first), date(effect.last)
    said = [
        _("The rules were tried on the orders from {first} to {last}.", first=first, last=last),
        _("If all customers buy the same, revenue changes by {revenue} a year, and profit by {profit}.",
          revenue=money(change["revenue"], currency), profit=money(change["customer_profit"], currency)),
        n_("{n} customer brings more profit than before, {losers} bring less.",
           "{n} customers bring more profit than before, {losers} bring less.", len(effect.winners),
           losers=len(effect.losers)),
    ]  # fmt: skip
    if change["gross_profit"] < 0 < after["gross_profit"]:  # neither holds where costs are unknown
        needed = -change["gross_profit"] / after["gross_profit"]
        said.append(_("They pay if customers buy {more} more in all.", more=percent(needed, 1)))
    said += [
        _("If each 1% of price moves sales by {e}% the other way, profit changes by {profit} a year.",
          e=_plain(-row["elasticity"]), profit=money(row["change"], currency))
        for row in effect.reactions.to_dict("records") if row["elasticity"] < 0
    ]  # fmt: skip
    if effect.missing:
        lacking = enumerated([*in_words(Needs(), effect.missing)])
        said.append(_("Left out, since the data lack it: {what}.", what=lacking))
    return said


def pay(found: Rewards, names: Mapping[str, str]) -> list[str]:
    """Say whom a seller would push who is paid on revenue, and one who is paid on profit.

    Parameters
    ----------
    found : Rewards
        From ``manage.policy.rewards``.
    names : mapping
        Customer id → name.

    Returns
    -------
    list of str
        In the language in use; empty where both ways of paying reward the same.
    """
    said = []
    if found.for_nothing >= _TELLS:
        said.append(_("A seller paid on revenue earns {share} of the pay with customers that bring no profit; one "
                      "paid on profit earns nothing with them.", share=percent(found.for_nothing)))  # fmt: skip
    more, less = (
        _names(rows, names) for rows in (found.table, found.table.assign(pay_moved=-found.table["pay_moved"]))
    )
    if more and less:
        said.append(_("With the same pay in all, one paid on revenue would sooner push {more}, one paid on profit "
                      "{less}.", more=more, less=less))  # fmt: skip
    if 0 < found.seller_from < found.company_from:
        both = {"seller": percent(found.seller_from, 1), "company": percent(found.company_from, 1)}
        said.append(
            _("At the prices of these rules, one paid on revenue earns more from {seller} more volume on. You "
              "never do.", **both) if found.company_from == float("inf") else
            _("At the prices of these rules, one paid on revenue earns more from {seller} more volume on, you "
              "only from {company}.", **both)
        )  # fmt: skip
    return said


def _names(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Name the customers that a way of paying favours most, where it does so by a hundredth of all pay."""
    first = (
        rows[rows["pay_moved"] >= _TELLS]
        .sort_values(["pay_moved", "customer_id"], ascending=[False, True])
        .head(3)
    )
    return listed([names.get(str(who), str(who)) for who in first["customer_id"]])
