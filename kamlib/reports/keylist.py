"""The key accounts and the candidates with the reason for each, and all accounts with tier and verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from kamlib.classify import tiers
from kamlib.client import Client
from kamlib.contribution import freight_is_ours
from kamlib.facts.buying import signs, why_no_customer
from kamlib.findings.judgement import judged
from kamlib.findings.key_warnings import watched
from kamlib.findings.silence import mark, with_marks
from kamlib.findings.stances import stance_columns
from kamlib.reports.cells import Table, amount, table
from kamlib.reports.results import Threshold, Tiers
from kamlib.words import _, count, date, label, money, n_, number, percent
from kamlib.words.phrases import lower_first, sentences

#: Columns of the table of all accounts, those of them that the client's orders allow.
ACCOUNT_COLUMNS = (
    "customer_id", "name", "tier", "year_tier", "stance", "silence", "revenue", "uncosted_revenue", "profit",
    "margin", "profit_after_serving", "margin_after_serving", "orders_placed", "active_months", "last_date",
    "largest_order_share", "discount", "returns", "credit_notes", "days_late", "verdict", "object",
    "stance_reason", "next_step",
)  # fmt: skip

#: Columns of which nothing is said where they hold nothing.
_IF_ANY = ("uncosted_revenue", "returns", "credit_notes")

#: Columns of the lists of key accounts and candidates; the client's measure stands before the reason.
LISTED_COLUMNS = ("customer_id", "name", "tier", "year_tier", "revenue", "key_reason")

#: Revenue that is so many times that of the year before has grown from almost nothing: a multiple says no more.
NOTHING = 20.0

#: Where among either the client's measure goes, by which they are ranked.
_RANKED_AT = 5

#: Columns that hold a tier.
_TIERS = ("tier", "year_tier")


def account_table(client: Client) -> tuple[Table, Tiers]:
    """Return all accounts, the best first, and how their tiers were cut."""
    found = judged(client)
    verdicts = found.keys.table[["customer_id", "verdict"]]
    frame = found.tiers.table[["customer_id", "rank", "tier"]].merge(verdicts, on="customer_id")
    frame = frame.merge(client.accounts, on="customer_id").sort_values(["rank", "customer_id"])
    for column in ("tier", "verdict"):
        frame[column] = frame[column].map(label)
    if not freight_is_ours(client):
        frame = frame.drop(columns=["profit_after_serving", "margin_after_serving"], errors="ignore")
    frame = frame.drop(columns=[c for c in _IF_ANY if c in frame and not frame[c].any()])
    frame = stance_columns(client, with_marks(client, frame.rename(columns={"orders": "orders_placed"})))
    # what they are ranked by stands before the rest, wherever a page cuts the columns off
    columns = [*ACCOUNT_COLUMNS[:_RANKED_AT], client.basis, *ACCOUNT_COLUMNS[_RANKED_AT:]]
    return table(frame[_there(columns, frame, found.too_few)]), _cut(found.tiers, found.too_few)


def _there(columns: Iterable[str], frame: pd.DataFrame, few: bool) -> list[str]:
    """Return the columns that there are; of so few customers that there are no tiers, none of those."""
    unknown = _TIERS if few else ()
    return [c for c in dict.fromkeys(columns) if c in frame and c not in unknown]


def other_table(client: Client, accounts: Table) -> Table:
    """Return those with samples, credits or visits only, in the columns of the accounts: with them totals tie."""
    rest = client.others
    rest["verdict"] = [label(why) for why in why_no_customer(client.fact(signs), rest["customer_id"])]
    visited = _visited_only(client)
    frame = pd.concat([rest, visited.assign(verdict=label("visits_only"))], ignore_index=True)
    if not len(frame):
        return Table()
    frame = frame.rename(columns={"orders": "orders_placed"}).assign(tier=None)
    return table(frame.reindex(columns=[column.key for column in accounts.columns]))


def _visited_only(client: Client) -> pd.DataFrame:
    """Return who was visited and has no order line at all."""
    calls = client.activities
    ids = set() if calls is None else set(calls["customer_id"].dropna()) - client.buying_ids
    return client.named(pd.DataFrame({"customer_id": sorted(map(str, ids))}, dtype="str"))


def _cut(found: tiers.Tiers, few: bool) -> Tiers:
    """Return where the tiers start; of so few customers that there are none, nothing."""
    starts = [] if few else [
        Threshold(key=tier, label=label(tier), value=amount(found.thresholds.get(tier)))
        for tier in tiers.TIERS
        if tier != "lead" or found.lead_judged
    ]  # fmt: skip
    return Tiers(by=found.basis, thresholds=starts)


def key_account_table(client: Client) -> Table:
    """Return the key accounts as the chapter names them, the best first, each with the reason."""
    return _listed(client, "key", _brings)


def candidate_table(client: Client) -> Table:
    """Return the candidates as the chapter names them, the best first, each with what speaks for it."""
    return _listed(client, "candidate", _hope)


def _listed(client: Client, verdict: str, reason: Callable[[Mapping[Any, Any], Client], str]) -> Table:
    """Return those of one verdict with tier, money by the client's measure, and the reason with what warns."""
    found, more = judged(client), watched(client)
    chosen = found.keys.listed() if verdict == "key" else found.keys.with_verdict(verdict)
    if found.even:  # customers much alike are not told apart by a list
        chosen = chosen.head(0)
    listed = chosen[["customer_id", "decided_by", "warnings", "growth", "potential", "contribution"]]
    shares = found.tiers.table[["customer_id", "rank", "tier"]]
    frame = listed.merge(shares, on="customer_id").merge(client.accounts, on="customer_id")
    frame = frame.sort_values(["rank", "customer_id"])
    frame["key_reason"] = [
        sentences(reason(row, client), _watch(row, _not_said(row, more.get(row["customer_id"], []), client)))
        for row in frame.to_dict("records")
    ]
    frame["tier"] = frame["tier"].map(label)
    frame = with_marks(client, frame)
    columns = [*LISTED_COLUMNS[:_RANKED_AT], client.basis, *LISTED_COLUMNS[_RANKED_AT:]]
    return table(frame[_there(columns, frame, found.too_few)])


def _not_said(row: Mapping[Any, Any], more: list[str], client: Client) -> list[str]:
    """Leave out the mark of silence where it is the reason itself."""
    if row["decided_by"] != "gone_quiet":
        return more
    return [one for one in more if one != mark(client, row["customer_id"])]


def _watch(row: Mapping[Any, Any], more: list[str]) -> str:
    """Name what to keep an eye on, unless it is the reason itself."""
    flags = [*(lower_first(name) for name in row["warnings"] if name != row["decided_by"]), *more]
    return _("Watch: {flags}.", flags=_(", ").join(flags)) if flags else ""


def _hope(row: Mapping[Any, Any], client: Client) -> str:
    """Say what speaks for a candidate, with its figure if there is one."""
    why = row["decided_by"]
    if why == "growing" and row["growth"] > NOTHING:
        return _("{reason}: it bought almost nothing in the year before the last.",
                 reason=label(why))  # fmt: skip
    if why == "growing":
        return _("{reason}: revenue of the last year is {times} times that of the year before.",
                 reason=label(why), times=number(row["growth"], 1))  # fmt: skip
    if why == "high_potential":
        return _("{reason}: it spends {money} a year with all suppliers.", reason=label(why),
                 money=money(row["potential"], client.currency))  # fmt: skip
    if why == "new":
        return _("{reason}: it first ordered on {day}.", reason=label(why), day=date(row["first_date"]))
    if why == "faded":
        return _("{reason}: revenue of the last year is {share} of that of the year before.",
                 reason=label(why), share=percent(max(float(row["growth"]), 0.0), 1))  # fmt: skip
    silent = mark(client, row["customer_id"]) if why == "gone_quiet" else ""
    if silent:
        return _("Valuable, but {mark}.", mark=silent)
    if why == "gone_quiet":
        return _("{reason}: it last ordered on {day}.", reason=label(why), day=date(row["last_date"]))
    return _("{reason}.", reason=label(why))


def _brings(row: Mapping[Any, Any], client: Client) -> str:
    """Say what makes the customer a key account: its share as the chapter gives that of the list, or its money."""
    whole = judged(client).shared
    if not whole:
        return n_(
            "Contributes {money} of {basis} with {n} order in {months} active months, most recently on {date}.",
            "Contributes {money} of {basis} with {n} orders in {months} active months, most recently on {date}.",
            int(row["orders"]), money=money(row["contribution"], client.currency),
            basis=lower_first(client.basis), months=count(row["active_months"]), date=date(row["last_date"]),
        )  # fmt: skip
    return n_(
        "Contributes {share} of {basis} with {n} order in {months} active months, most recently on {date}.",
        "Contributes {share} of {basis} with {n} orders in {months} active months, most recently on {date}.",
        int(row["orders"]), share=percent(row["contribution"] / whole, 1), basis=lower_first(client.basis),
        months=count(row["active_months"]), date=date(row["last_date"]),
    )  # fmt: skip
