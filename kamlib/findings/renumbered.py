"""Customers that probably go on under a new number: a question to ask before anybody counts as lost (K2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings.continued import NAMED, as_one
from kamlib.findings.finding import Advice, Finding, nothing_found, source_of
from kamlib.findings.recoverable import last_year_of, today
from kamlib.findings.spec import FindingSpec, Headline
from kamlib.requirements import Needs
from kamlib.words import _, count, date, money, n_
from kamlib.words.phrases import enumerated, lower_first, sentences, short

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec(
    "renumbered",
    "K2",
    "profit",
    "0-1-start-here",
    needs=Needs(("orders.revenue",)),
    headlines=(Headline(-1, lambda facts: bool(facts.get("brought"))),),
    on_request="continued",
)

#: Days within which the question has to be answered: the other steps rest on it.
SOON = 14


def renumbered(client: Client) -> Finding:
    """Ask whether customers go on under a new number, where they would else count as lost and won (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each pair of numbers, the one that brought most first.
    """
    client = as_one(client)
    table = client.continued
    if table is None or not len(table):
        return nothing_found(
            client, SPEC, _("No customer seems to continue under a new number"),
            _("No number stops while another one starts within a month, similar in order rhythm, amounts and name "
              "or number."),
        )  # fmt: skip
    found = _evidence(client, table)
    brought = float(found["old_year"].clip(lower=0.0).sum())
    return Finding(
        SPEC, _title(client, found, brought), _summary(client, found), found, source_of(client),
        facts={"numbers": len(found), "brought": brought, "old": str(found["old_number"].iloc[0]),
               "new": str(found["customer_id"].iloc[0])},
        advice=(_advice(found),), notes=_notes(),
    )  # fmt: skip


def _evidence(client: Client, table: pd.DataFrame) -> pd.DataFrame:
    """Return each pair with what it brought a year before and after."""
    now = today(client).a_year(table["new"].tolist(), client.basis).to_numpy()
    found = pd.DataFrame({
        "customer_id": table["new"].to_numpy(), "old_number": table["old_name"].to_numpy(),
        "old_last": table["last"].to_numpy(), "new_first": table["first"].to_numpy(),
        "old_year": _brought(client, table).to_numpy(),
        "new_year": now,
    })  # fmt: skip
    found = found.sort_values(["old_year", "customer_id"], ascending=[False, True], ignore_index=True)
    return client.named(found)


def _brought(client: Client, table: pd.DataFrame) -> pd.Series:
    """Return what each customer brought in the twelve months to its last order under the old number."""
    known = table[["new", "last"]].set_axis(["customer_id", "last_date"], axis=1)
    before = pd.Series(0.0, index=table.index)
    for _turn, rows in known.groupby(known.groupby("customer_id").cumcount()):  # a number may be the third of one
        brought = last_year_of(client, rows)
        before.loc[rows.index] = brought.loc[rows["customer_id"]].to_numpy()
    return before


def _title(client: Client, found: pd.DataFrame, brought: float) -> str:
    """Ask about the largest, with the money that would else read as lost."""
    first = found.iloc[0]
    return n_(
        "{old} probably continues as {new}: confirm this first, otherwise {money} a year would count as lost",
        "{n} customers probably continue under new numbers, first {old} as {new}: confirm this first, otherwise "
        "{money} a year would count as lost",
        len(found), old=short(first["old_number"]), new=short(first["name"]),
        money=money(brought, client.currency),
    )  # fmt: skip


def _summary(client: Client, found: pd.DataFrame) -> str:
    first = found.iloc[0]
    words = {
        "old": short(first["old_number"]), "new": short(first["name"]), "last": date(first["old_last"]),
        "first": date(first["new_first"]), "basis": lower_first(client.basis),
        "before": money(float(first["old_year"]), client.currency),
        "now": money(float(first["new_year"]), client.currency),
    }  # fmt: skip
    return sentences(
        _("{old} last ordered on {last}; {new} first ordered on {first}, with a similar order rhythm, similar "
          "amounts, and the same or a neighbouring name or number.", **words),
        _("{old} brought {before} of {basis} in the 12 months up to its last order; {new} brings {now} a year.",
          **words),
        n_("This report counts both numbers as one customer, neither lost nor won. If they are two customers, the "
           "figures on customers lost and won change; totals do not.",
           "This report counts the two numbers of each pair as one customer, neither lost nor won. If they are "
           "two customers, the figures on customers lost and won change; totals do not.", len(found)),
    )  # fmt: skip


def _advice(found: pd.DataFrame) -> Advice:
    """Ask those who keep the numbers."""
    pairs = [
        _("{old} and {new}", old=short(old), new=short(new))
        for old, new in zip(found["old_number"].head(NAMED), found["name"].head(NAMED), strict=True)
    ]
    text = n_(
        "Ask the sales and finance teams whether {names} are one customer under a new number; until then do not "
        "treat the old number as a lost customer.",
        "Ask the sales and finance teams whether each of {n} pairs of numbers is one customer, first {names}; "
        "until then do not treat the old numbers as lost customers.",
        len(found), names=enumerated(pairs),
    )  # fmt: skip
    why = _("A question to be answered first; nothing is recovered by it.")
    return Advice(text, "role_finance", SOON, None, "held", why)


def _notes() -> tuple[str, ...]:
    return (
        _("A pair is one number that stops and another that starts within {n} days of the next order due, with a "
          "similar order rhythm and similar amounts, and the same or a neighbouring name or number; each kind of "
          "similarity counts only where it occurs at least five times as often as by chance, or among those with "
          "the most orders 200 times as often.", n=count(31)),
    )  # fmt: skip
