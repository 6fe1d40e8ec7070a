"""Chapter 3, burden against loss: what a losing account costs a year, and what losing it would cost (K3)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.claims import cross_reference
from kamlib.findings.finding import Finding, insufficient_data, source_of
from kamlib.findings.recoverable import LEAST_MONTHS, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.stance_words import lately, months_known
from kamlib.requirements import COST_TO_SERVE
from kamlib.value.burden import VERDICTS, weigh_burdens
from kamlib.windows import served_within
from kamlib.words import _, count, label, money, n_, span
from kamlib.words.phrases import enumerated, leading, sentences, short

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec(
    "burden", "K3", "cost", "1-4-what-a-key-account-is", needs=COST_TO_SERVE, assumptions=("serving",)
)

#: How many customers are named of each verdict.
_NAMED = 3


@cached_per_client
def burdens(client: Client) -> pd.DataFrame:
    """Return what each losing customer costs a year, and what losing it would cost.

    Parameters
    ----------
    client : Client
        The client's tables, measured by customer profit.

    Returns
    -------
    pandas.DataFrame
        As ``value.burden.weigh_burdens`` for the last twelve months, in currency units a year, with ``name``.
    """
    now = today(client)
    served = served_within(client, now.window)
    served = served[served["customer_id"].isin(client.buyers["customer_id"])]
    found = weigh_burdens(served)
    found[["burden", "cost_stays", "loss_cost"]] *= now.factor
    return client.named(found)


def burden(client: Client) -> Finding:
    """Set what losing accounts cost a year against what losing them would cost (K3).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each account that lost money in the last twelve months.
    """
    from kamlib.figures import burden as figure

    if client.basis != "profit_after_serving" or today(client).base.months < LEAST_MONTHS:
        return _unknown(client)
    rows = burdens(client)
    saved, kept, same = (rows[rows["burden_verdict"] == verdict] for verdict in VERDICTS)
    facts = {
        "customers": len(rows), "burden": round(float(rows["burden"].sum()), 2) + 0.0,
        "better_lost": len(saved), "saved": round(-float(saved["loss_cost"].sum()), 2) + 0.0,
        "better_kept": len(kept), "lost": round(float(kept["loss_cost"].sum()), 2) + 0.0,
        "no_change": len(same), "stays": round(float(rows["cost_stays"].sum()), 2) + 0.0,
    }  # fmt: skip
    return Finding(
        SPEC, _title(client, facts), _summary(client, rows),
        rows.assign(burden_verdict=rows["burden_verdict"].map(label)), source_of(client), facts=facts,
        draw=partial(figure.burden_bars, rows, currency=client.currency) if len(rows) else None,
        alt=figure.burden_bars_alt(rows, currency=client.currency) if len(rows) else "", notes=_notes(client),
    )  # fmt: skip


def _unknown(client: Client) -> Finding:
    return insufficient_data(
        client, SPEC, _("What losing a customer would cost is not known"),
        _("It takes the cost to serve, at least {n} months of orders, and customer profit as the measure.",
          n=count(LEAST_MONTHS)),
    )  # fmt: skip


def _title(client: Client, facts: dict[str, float]) -> str:
    currency, n = client.currency, int(facts["customers"])
    words = {"burden": money(facts["burden"], currency), "saved": money(facts["saved"], currency),
             "lost": money(facts["lost"], currency), "lately": _lately(client)}  # fmt: skip
    if not n:
        return _("No customer was a burden {lately}", lately=lately(client))
    if facts["no_change"] == n:
        return n_("{n} account lost {burden} {lately}; losing it would change nothing",
                  "{n} accounts lost {burden} {lately}; losing them would change nothing",
                  n, **words)  # fmt: skip
    if not facts["better_kept"]:
        return n_("{n} account lost {burden} {lately}; without it the company would save {saved}",
                  "{n} accounts lost {burden} {lately}; without them the company would save {saved}",
                  n, **words)  # fmt: skip
    if not facts["better_lost"]:
        return n_(
            "{n} account lost {burden} {lately}, but without it the company would lose another "
            "{lost}",
            "{n} accounts lost {burden} {lately}, but without them the company would lose another "
            "{lost}",
            n, **words,
        )  # fmt: skip
    parts = {"better_lost": count(facts["better_lost"]), "better_kept": count(facts["better_kept"])}
    if facts["no_change"]:
        return n_(
            "{n} account lost {burden} {lately}: without {better_lost} of them the company would "
            "save {saved}, without another {better_kept} it would lose {lost} more",
            "{n} accounts lost {burden} {lately}: without {better_lost} of them the company would "
            "save {saved}, without another {better_kept} it would lose {lost} more",
            n, **parts, **words,
        )  # fmt: skip
    return n_(
        "{n} account lost {burden} {lately}: without {better_lost} of them the company would save "
        "{saved}, without the other {better_kept} it would lose another {lost}",
        "{n} accounts lost {burden} {lately}: without {better_lost} of them the company would save "
        "{saved}, without the other {better_kept} it would lose another {lost}",
        n, **parts, **words,
    )  # fmt: skip


def _lately(client: Client) -> str:
    """Name the last twelve months; what was counted up to a year from fewer is said to be."""
    if not today(client).base.counted_up:
        return lately(client)
    return n_("a year, counted up from the last {n} month", "a year, counted up from the last {n} months",
              months_known(client))  # fmt: skip


def _summary(client: Client, rows: pd.DataFrame) -> str:
    if not len(rows):
        return ""
    how = _("If an account is lost, its gross profit goes, and so do its freight, fees, quality losses and late "
            "payment; the cost of our people stays until they have other work.")  # fmt: skip
    return sentences(_recent(client, rows), how, _saves(client, rows), _costs(client, rows), _same(rows),
                     cross_reference(client, "burden", rows))  # fmt: skip


def _recent(client: Client, rows: pd.DataFrame) -> str:
    """Say how many lose over the whole period too, so that this count ties with that of the whale curve."""
    whole = client.accounts.set_index("customer_id")[client.basis].reindex(rows["customer_id"])
    n = int((whole.to_numpy() >= 0).sum())
    return n_(
        "{both} of them lost money over the whole period too; {n} earned over the whole period and lost in these "
        "12 months only.",
        "{both} of them lost money over the whole period too; {n} earned over the whole period and lost in these "
        "12 months only.",
        n, both=count(len(rows) - n),
    ) if n else ""  # fmt: skip


def _saves(client: Client, rows: pd.DataFrame) -> str:
    """Name the accounts that cost more than they bring even before our people are counted."""
    saved = rows[rows["burden_verdict"] == "better_lost"].sort_values(["loss_cost", "customer_id"])
    if not len(saved):
        return ""
    return n_(
        "Unless its terms or its service change, the company is better off without {names}.",
        "Unless they are corrected, the company is better off without these: {names}.",
        len(saved), names=_named(client, saved, -1),
    )  # fmt: skip


def _costs(client: Client, rows: pd.DataFrame) -> str:
    """Name the accounts whose loss is the cost of our people: fewer visits first, no termination."""
    kept = rows[rows["burden_verdict"] == "better_kept"]
    kept = kept.sort_values(["loss_cost", "customer_id"], ascending=[False, True])
    if not len(kept):
        return ""
    return n_("This one would be missed: {names}. Give it fewer visits first, and do not end the business.",
              "These would be missed: {names}. Give them fewer visits first, and do not end the business.",
              len(kept), names=_named(client, kept, 1))  # fmt: skip


def _same(rows: pd.DataFrame) -> str:
    """Count those whose loss is the cost of our people alone: most of them no longer buy."""
    n = int((rows["burden_verdict"] == "no_change").sum())
    return (
        n_(
            "Losing {n} more would change nothing: its loss is the cost of our people alone.",
            "Losing {n} more would change nothing: their loss is the cost of our people alone.",
            n,
        )
        if n
        else ""
    )


def _named(client: Client, rows: pd.DataFrame, sign: int) -> str:
    said = [
        _("{name} ({money})", name=short(name), money=money(sign * amount, client.currency))
        for name, amount in zip(rows["name"].head(_NAMED), rows["loss_cost"].head(_NAMED), strict=True)
    ]
    return leading(said) if len(rows) <= _NAMED else _("first {names}", names=enumerated(said))


def _notes(client: Client) -> tuple[str, ...]:
    base = today(client).base
    return (
        _("Customer profit from {days}, a year. The cost of order handling, visits and service counts as "
          "staying, all other cost to serve as going with the customer.", days=span(base.first, base.last)),
        _("What one account gives to others, as a reference or by filling a truck, is not in orders."),
    )  # fmt: skip
