"""Chapter 2, service levels: whether visits follow the tiers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import service
from kamlib.findings.classify import judged
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.words import _, count, date, label, n_, number
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    from kamlib.client import Client

#: A tier's figures by column.
Row = Mapping[Hashable, float]


@dataclass(frozen=True)
class Kept:
    """Promises held against visits: by tier, and the days that were looked at."""

    table: pd.DataFrame
    first: pd.Timestamp
    last: pd.Timestamp
    all_kinds: bool

    def row(self, tier: str) -> Row:
        """Return a tier's figures; noughts where it has no customers."""
        found = self.table[self.table["tier"] == tier].to_dict("records")
        return found[0] if found else dict.fromkeys(self.table.columns, 0)


def service_levels(client: Client) -> Finding:
    """Hold the visits that each tier is promised against those that it got (K7)."""
    from kamlib.figures import service as figure

    kept = _kept(client)
    best, worst = kept.row("platinum"), kept.row("lead")
    evidence = kept.table.assign(tier=kept.table["tier"].map(label))
    return Finding(
        "service_levels", "K7", "classify", _title(best, worst), _summary(best, worst), evidence,
        source_of(client),
        facts={
            "platinum_customers": int(best["customer_count"]), "platinum_with_less": int(best["with_less"]),
            "platinum_received": float(best["received"]), "platinum_promised": float(best["promised"]),
            "lead_customers": int(worst["customer_count"]), "lead_with_more": int(worst["with_more"]),
            "lead_received": float(worst["received"]),
        },
        draw=partial(figure.promise_bars, kept.table), alt=figure.promise_bars_alt(kept.table),
        advice=_advice(best, worst), notes=_notes(kept), lesson="2-4-tiers",
    )  # fmt: skip


def _kept(client: Client) -> Kept:
    """Compare over the days that orders and diary have in common."""
    diary, cut = client.activities, judged(client).tiers
    assert diary is not None  # noqa: S101  (capabilities: the finding needs activities)
    days = pd.to_datetime(diary["date"])
    first = max(client.first_date, pd.Timestamp(days.min()).normalize())
    last = max(first, client.last_date)
    paid = service.visits(diary)
    compared = service.compare(cut.table, cut.service, paid, first=first, last=last)
    return Kept(service.by_tier(compared, cut.service), first, last, len(paid) == len(diary))


def _title(best: Row, worst: Row) -> str:
    everyone, less, more = int(best["customer_count"]), int(best["with_less"]), int(worst["with_more"])
    if not everyone:
        return _("There is no platinum customer whose visits could be checked")
    if not less:
        return n_(
            "The {n} platinum customer gets the visits that its service level asks for",
            "All {n} platinum customers get the visits that their service level asks for", everyone,
        )  # fmt: skip
    if not more:
        return n_(
            "{less} of {n} platinum customer gets fewer visits than its service level asks for",
            "{less} of {n} platinum customers get fewer visits than their service level asks for",
            everyone, less=count(less),
        )  # fmt: skip
    return n_(
        "{less} of {all} platinum customers get too few visits for their level, {n} lead customer gets too many",
        "{less} of {all} platinum customers get too few visits for their level, {n} lead customers get too many",
        more, less=count(less), all=count(everyone),
    )  # fmt: skip


def _summary(best: Row, worst: Row) -> str:
    top = _(
        "For a platinum customer the service level asks for {promised} visits a year; it got {received}.",
        promised=number(best["promised"], 1), received=number(best["received"], 1),
    )  # fmt: skip
    low = _(
        "For a lead customer it asks for {promised}; it got {received}.",
        promised=number(worst["promised"], 1), received=number(worst["received"], 1),
    )  # fmt: skip
    moral = _("A standard is one only if somebody checks it; what the loud take, the valuable miss.")
    return sentences(top if best["customer_count"] else "", low if worst["customer_count"] else "", moral)


def _advice(best: Row, worst: Row) -> tuple[Advice, ...]:
    if not best["with_less"]:
        return ()
    spare = max(worst["received"] - worst["promised"], 0) * worst["customer_count"]
    if round(spare) < 1:
        text = n_(
            "Put the missing visits to the {n} platinum customer into next quarter's plan, or promise less.",
            "Put the missing visits to the {n} platinum customers into next quarter's plan, or promise less.",
            int(best["with_less"]),
        )  # fmt: skip
    else:
        text = n_(
            "Move visits: lead customers take {spare} a year beyond their level; plan them for the {n} platinum "
            "customer that gets too few.",
            "Move visits: lead customers take {spare} a year beyond their level; plan them for the {n} platinum "
            "customers that get too few.",
            int(best["with_less"]), spare=count(round(spare)),
        )  # fmt: skip
    return (Advice(text, "role_sales_director", 30),)


def _notes(kept: Kept) -> tuple[str, ...]:
    looked = _(
        "Visits from {first} to {last}, all levels together, per customer and year. The service levels are a "
        "proposal to be edited.",
        first=date(kept.first), last=date(kept.last),
    )  # fmt: skip
    counted = (
        _("The diary names no kind of visit that is known here: every activity counts.")
        if kept.all_kinds
        else _("Repairs, complaints and calls are no visits.")
    )
    return (looked, counted)
