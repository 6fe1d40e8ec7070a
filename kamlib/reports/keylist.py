"""The key accounts with the reason for each, and the table of all accounts with their tier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kamlib.classify import misconceptions, tiers
from kamlib.client import Client
from kamlib.reports.results import Table, Threshold, Tiers, amount, table
from kamlib.words import count, date, label, n_, percent
from kamlib.words.phrases import inside

#: Columns of the table of all accounts, those of them that the client's orders allow.
ACCOUNT_COLUMNS = (
    "customer_id", "name", "tier", "revenue", "profit", "margin", "orders", "active_months", "last_date",
    "largest_order_share", "discount", "returns", "days_late",
)  # fmt: skip

#: Tiers whose customers are key accounts, unless one of the misconceptions speaks against it.
KEY_TIERS = ("platinum", "gold")


def assigned(client: Client) -> tiers.Tiers:
    """Return the client's tiers, as the chapter on tiers shows them."""
    return tiers.assign(client.accounts, by=client.basis)


def account_table(client: Client) -> tuple[Table, Tiers]:
    """Return all accounts, the best first, and how their tiers were cut."""
    found = assigned(client)
    frame = found.table[["customer_id", "rank", "tier"]].merge(client.accounts, on="customer_id")
    frame = frame.sort_values(["rank", "customer_id"])
    frame["tier"] = frame["tier"].map(tier_names())
    shown = frame[[c for c in ACCOUNT_COLUMNS if c in frame]]
    return table(shown), _cut(found)


def _cut(found: tiers.Tiers) -> Tiers:
    starts = [
        Threshold(key=tier, label=label(tier), value=amount(found.thresholds.get(tier)))
        for tier in tiers.TIERS
        if tier != "lead" or found.lead_judged
    ]
    return Tiers(by=found.by, thresholds=starts)


def tier_names() -> dict[str, str]:
    """Return the names of the tiers in the language in use."""
    return {tier: label(tier) for tier in tiers.TIERS}


def key_account_table(client: Client) -> Table:
    """Return the key accounts, the best first, each with the reason.

    A customer of the two best tiers is one, unless it is there by one big ticket, by group purchases, or on terms
    that eat its profit.
    """
    found = assigned(client).table
    mistaken = _mistaken(client)
    key = found[found["tier"].isin(KEY_TIERS) & ~found["customer_id"].isin(mistaken)]
    frame = key[["customer_id", "rank", "tier", "share_of_positive"]].merge(client.accounts, on="customer_id")
    frame = frame.sort_values(["rank", "customer_id"])
    frame["key_reason"] = [_reason(row, client) for row in frame.to_dict("records")]
    frame["tier"] = frame["tier"].map(tier_names())
    columns = ["name", "tier", "revenue", "profit", "key_reason"]
    return table(frame[[c for c in columns if c in frame]])


def _mistaken(client: Client) -> set[str]:
    """Return who only looks like a key account."""
    flags = misconceptions.diagnose(client.orders, accounts=client.accounts).table
    return set(flags.loc[~flags["also_key"].astype(bool), "customer_id"])


def _reason(row: Mapping[Any, Any], client: Client) -> str:
    return n_(
        "Brings {share} of {basis} with {n} order in {months} active months; the last on {date}.",
        "Brings {share} of {basis} with {n} orders in {months} active months; the last on {date}.",
        int(row["orders"]), share=percent(row["share_of_positive"], 1), basis=inside(client.basis),
        months=count(row["active_months"]), date=date(row["last_date"]),
    )  # fmt: skip
