"""Chapter 3, terms by size: one yardstick for all, and who has better ones than its size for no reason (K5)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify.terms_by_size import TERMS, TermsBySize, compare_terms
from kamlib.contribution import freight_is_ours
from kamlib.facts.terms import credit_days
from kamlib.findings.calls import LEAST, peak
from kamlib.findings.claims import renegotiated, shared_out
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import LEAST_MONTHS, back, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.worth import compared_with
from kamlib.requirements import Needs
from kamlib.windows import served_within
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import enumerated, leading, lower_first, sentences, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from kamlib.client import Client

SPEC = FindingSpec(
    "terms_by_size", "K5", "cost", "2-2-four-misconceptions", needs=Needs(("orders.cost",)),
    assumptions=("serving",),
)  # fmt: skip

#: How many customers are named.
_NAMED = 3

#: Verdicts that are a reason for better terms than others of the same size have.
REASONS = ("key", "image", "candidate")


@cached_per_client
def compared(client: Client) -> TermsBySize:
    """Return what the terms of the last twelve months cost, by size and customer.

    Parameters
    ----------
    client : Client
        The client's tables, with ``orders.cost``.

    Returns
    -------
    TermsBySize
        In currency units a year.
    """
    now = today(client)
    served = served_within(client, now.window)
    served = served[served["customer_id"].isin(client.buyers["customer_id"])]
    if not freight_is_ours(client):
        served = served.assign(freight=0.0)
    rate = client.served.policy.capital_rate or 0.0
    granted = client.fact(credit_days, now.window) if client.has("orders.due_date") else None
    found = compare_terms(served, granted, rate=rate)
    sizes = found.sizes.assign(gross_revenue=found.sizes["gross_revenue"] * now.factor)
    customers = found.customers.assign(
        gross_revenue=found.customers["gross_revenue"] * now.factor, excess=found.customers["excess"] * now.factor
    )
    return TermsBySize(sizes, customers)


def terms_by_size(client: Client) -> Finding:
    """Show terms by size, and who has better terms than its size without a reason (K5).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each size; a further table lists the customers.
    """
    known = compared(client)
    terms = [term for term in TERMS if term in known.sizes and known.sizes[term].abs().max() > 0]
    if not terms or today(client).base.months < LEAST_MONTHS or judged(client).too_few:
        return _unknown(client)
    rows = favoured(client)
    draw, alt = _picture(client, known, rows)
    total = round(float(rows["excess"].sum()), 2) + 0.0
    return Finding(
        SPEC, _title(client, rows, total), _summary(known, rows), _evidence(known, terms),
        source_of(client),
        facts={"favoured": len(rows), "excess": total, "judged": int(known.customers["class_share"].notna().sum()),
               **{f"share_{row['size']}": float(row["terms_share"]) for row in known.sizes.to_dict("records")}},
        draw=draw, alt=alt, advice=_advice(client, rows), notes=_notes(terms),
        behind={"terms_customers": _behind(rows)},
    )  # fmt: skip


def favoured(client: Client) -> pd.DataFrame:
    """Return who has better terms than its size and no reason for them, those that cost most first.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        Rows of ``TermsBySize.customers`` with ``name``: neither key account, image account nor candidate, and from
        half a per cent of the peak on.
    """
    table = _beyond(client)
    return client.named(pd.DataFrame(table[~table["reason"]].drop(columns="reason"))).reset_index(drop=True)


def _beyond(client: Client) -> pd.DataFrame:
    """Return who has better terms than its size, and whether there is a reason for them."""
    table = compared(client).customers
    verdicts = judged(client).keys.table.set_index("customer_id")["verdict"]
    reason = table["customer_id"].map(verdicts).isin(REASONS).astype("bool")
    enough = table["excess"] >= max(LEAST * peak(client), 0.01)
    return pd.DataFrame(table.assign(reason=reason)[enough])


def _picture(client: Client, known: TermsBySize, rows: pd.DataFrame) -> tuple[Callable[..., Axes], str]:
    """Return the picture and its words."""
    from kamlib.figures import terms_by_size as figure

    beyond = _beyond(client)
    standing = {
        str(who): figure.REASON if reason else figure.FAVOURED
        for who, reason in zip(beyond["customer_id"], beyond["reason"], strict=True)
    }
    names = dict(zip(rows["customer_id"].astype("str"), rows["name"].astype("str"), strict=True))
    draw = partial(figure.terms_scatter, known, standing, names=names, currency=client.currency)
    return draw, figure.terms_scatter_alt(known, standing, names=names)


def _unknown(client: Client) -> Finding:
    return insufficient_data(
        client, SPEC, _("Terms by size of customer are not known"),
        _("The orders show none of discount, due date, freight and service for at least {n} months, or too few "
          "customers.", n=count(LEAST_MONTHS)),
    )  # fmt: skip


def _title(client: Client, rows: pd.DataFrame, total: float) -> str:
    if not len(rows):
        return _("Terms follow size: nobody has much better terms than its size without a reason")
    return n_(
        "{n} customer has better terms than its size without a reason: {money} a year",
        "{n} customers have better terms than their size without a reason: {money} a year",
        len(rows), money=money(total, client.currency),
    )  # fmt: skip


def _summary(known: TermsBySize, rows: pd.DataFrame) -> str:
    first, last = known.sizes.iloc[0], known.sizes.iloc[-1]
    span = _("All terms together cost {first} of the list value for the largest customers, {last} for the "
             "smallest.",
             first=percent(first["terms_share"], 1), last=percent(last["terms_share"], 1))  # fmt: skip
    if not len(rows):
        return span
    named = [
        _("{name} ({own} against {others}, mainly {term})", name=short(row["name"]),
          own=percent(row["terms_share"], 1), others=percent(row["class_share"], 1), term=lower_first(row["term"]))
        for row in rows.head(_NAMED).to_dict("records")
    ]  # fmt: skip
    most = _("The most: {names}.", names=enumerated(named))
    why = n_("It is neither a key account, an image account nor a candidate, and volume is no reason: others of "
             "the same size buy as much.",
             "They are neither key accounts, image accounts nor candidates, and volume is no reason: others of "
             "the same size buy as much.", len(rows))  # fmt: skip
    return sentences(span, most, why)


def _evidence(known: TermsBySize, terms: list[str]) -> pd.DataFrame:
    table = known.sizes.assign(size=[label(f"size_{size}") for size in known.sizes["size"]])
    table = table.rename(columns={"customers": "customer_count", **{term: f"{term}_part" for term in terms}})
    columns = ["size", "customer_count", "gross_revenue", *(f"{term}_part" for term in terms), "terms_share",
               "credit_days"]  # fmt: skip
    return table[[c for c in columns if c in table]]


def _behind(rows: pd.DataFrame) -> pd.DataFrame:
    """List who has better terms than its size, in words."""
    table = rows.assign(
        size=[label(f"size_{size}") for size in rows["size"]],
        term=[label(term) if term else "" for term in rows["term"]],
    )
    columns = ["customer_id", "name", "size", "gross_revenue", "terms_share", "class_share", "excess", "term"]
    return table[[c for c in columns if c in table]]


def _advice(client: Client, rows: pd.DataFrame) -> tuple[Advice, ...]:
    """Advise on those that no other step is about."""
    taken = renegotiated(client) | set(shared_out(client))
    mine = rows[~rows["customer_id"].isin(list(taken))]
    others = len(rows) - len(mine)
    if not len(mine):
        return ()
    text = n_(
        "Bring the terms of {names} back to those of its size, or agree on what it gives in return: volume, early "
        "payment, larger orders.",
        "Bring the terms of {n} customers ({names}) back to those of their size, or agree on what they give in "
        "return: volume, early payment, larger orders.",
        len(mine), names=leading(mine["name"].tolist()),
    )  # fmt: skip
    more = n_("{n} more is covered by another step.", "{n} more are covered by other steps.", others)
    method = _("Recoverable amount: what the terms of these customers cost beyond those of others of their size, "
               "in these months.")  # fmt: skip
    size = compared(client).customers.groupby("size")["customer_id"].size()
    fewest = int(mine["size"].map(size).min()) - 1
    worth, why = back(client, float(mine["excess"].sum()), method, compared_with(fewest))
    whole = sentences(text, more if others else "")
    return (Advice(whole, "role_sales_director", 60, worth, "shortfall", why, tuple(mine["customer_id"]), text),)


def _notes(terms: list[str]) -> tuple[str, ...]:
    return (
        _("Terms: {names}. All are added up, since one may be granted in place of another, and each customer is "
          "compared with all others of its size; sizes are quarters of the list value of the last 12 months.",
          names=enumerated([lower_first(f"{term}_part") for term in terms])),
        _("A contract may hold a reason that is not in the data: ask before terms are changed."),
    )  # fmt: skip
