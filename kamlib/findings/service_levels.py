"""Chapter 2, service levels: whether visits follow the tiers, and what the proposal needs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import service
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.spec import FindingSpec
from kamlib.findings.usual_visits import in_common, too_short
from kamlib.periods import Window
from kamlib.requirements import Needs
from kamlib.words import _, count, date, label, n_, number
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    from kamlib.client import Client

#: A tier's figures by column.
Row = Mapping[Hashable, float]


@dataclass(frozen=True, eq=False)
class Kept:
    """The proposal compared with visits, by tier, and the days that were looked at.

    ``kinds`` says whether all activities are known as visits, ``"some"`` of them, or ``"none"``: then all count.
    """

    table: pd.DataFrame
    first: pd.Timestamp
    last: pd.Timestamp
    kinds: str
    one_offs: int
    capacity: service.Capacity
    promised: bool = False

    def row(self, tier: str) -> Row:
        """Return a tier's figures; zeros where it has no customers.

        Parameters
        ----------
        tier : str
            Key of the tier.

        Returns
        -------
        Row
            Column → figure.
        """
        found = self.table[self.table["tier"] == tier].to_dict("records")
        return found[0] if found else dict.fromkeys(self.table.columns, 0)


SPEC = FindingSpec(
    "service_levels",
    "K7",
    "care",
    "2-4-tiers",
    needs=Needs(("activities.date",)),
    on_request="promised_visits",
)


def service_levels(client: Client) -> Finding:
    """Compare the visits proposed for each tier with those made, and say what moving visits can correct (K7).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each tier.
    """
    from kamlib.figures import service as figure

    if in_common(client) is None:
        return insufficient_data(client, SPEC, _("Too few days of orders and visits to compare visits"),
                                 too_short())  # fmt: skip
    kept = _kept(client)
    best, worst = kept.row("platinum"), kept.row("lead")
    evidence = kept.table.assign(tier=kept.table["tier"].map(label))
    room = kept.capacity
    return Finding(
        SPEC, _title(best, worst), _summary(best, worst, room), evidence,
        source_of(client),
        facts={
            "platinum_customers": int(best["customer_count"]), "platinum_with_less": int(best["with_less"]),
            "platinum_received": float(best["received"]), "platinum_promised": float(best["promised"]),
            "lead_customers": int(worst["customer_count"]), "lead_with_more": int(worst["with_more"]),
            "lead_received": float(worst["received"]), "one_offs": kept.one_offs,
            "needed": room.needed, "made": room.made, "short": room.short, "movable": room.movable,
            "rest": room.rest,
        },
        draw=partial(figure.promise_bars, kept.table), alt=figure.promise_bars_alt(kept.table),
        advice=_advice(kept), notes=_notes(kept),
    )  # fmt: skip


def _kept(client: Client) -> Kept:
    """Compare over the days that orders and diary have in common."""
    diary, known = client.activities, judged(client)
    cut = known.tiers
    assert diary is not None  # noqa: S101  (SPEC.needs: activities)
    first, last = in_common(client) or Window(client.first_date, client.last_date)
    paid = service.visits(diary)
    levels = cut.service if client.promised_visits is None else service.promised(client.promised_visits)
    compared = service.compare(cut.table, levels, paid, first=first, last=last, without=known.one_offs)
    table = service.by_tier(compared, levels)
    apart = int((compared["tier"] == service.EXCEPTION).sum())
    kinds = "some" if len(paid) < len(diary) else "visits" if service.are_visits(diary) else "none"
    return Kept(table, first, last, kinds, apart, service.capacity(table),
                client.promised_visits is not None)  # fmt: skip


def _title(best: Row, worst: Row) -> str:
    everyone, less, more = int(best["customer_count"]), int(best["with_less"]), int(worst["with_more"])
    if not everyone:
        return _("There are no platinum customers whose visits can be checked")
    if not less:
        return n_(
            "The platinum customer gets the visits of the standard",
            "All {n} platinum customers get the visits of the standard", everyone,
        )  # fmt: skip
    if less == everyone and not more:
        return n_("The platinum customer gets fewer visits than the standard",
                  "All {n} platinum customers get fewer visits than the standard", everyone)  # fmt: skip
    if less == everyone:
        return n_("All {all} platinum customers get fewer visits than the standard, {n} lead customer gets more",
                  "All {all} platinum customers get fewer visits than the standard, {n} lead customers get more",
                  more, all=count(everyone))  # fmt: skip
    if not more:
        return n_(
            "{less} of {n} platinum customer gets fewer visits than the standard",
            "{less} of {n} platinum customers get fewer visits than the standard",
            everyone, less=count(less),
        )  # fmt: skip
    return n_(
        "{less} of {all} platinum customers get fewer visits than the standard, {n} lead customer gets more",
        "{less} of {all} platinum customers get fewer visits than the standard, {n} lead customers get more",
        more, less=count(less), all=count(everyone),
    )  # fmt: skip


def _summary(best: Row, worst: Row, room: service.Capacity) -> str:
    top = _(
        "{promised} visits a year are the standard for each platinum customer; they got {received}.",
        promised=number(best["promised"], 0), received=number(best["received"], 1),
    )  # fmt: skip
    low = _(
        "The standard for lead customers is zero visits; they got {received} each.",
        received=number(worst["received"], 1),
    )
    if worst["promised"]:
        low = _("{promised} are the standard for each lead customer; they got {received}.",
                promised=number(worst["promised"], 0), received=number(worst["received"], 1))  # fmt: skip
    whole = _(
        "The standard needs {needed} visits a year for all tiers; {made} were made.",
        needed=count(round(room.needed)), made=count(round(room.made)),
    )  # fmt: skip
    return sentences(top if best["customer_count"] else "", low if worst["customer_count"] else "", whole)


def _advice(kept: Kept) -> tuple[Advice, ...]:
    """Move what can be moved, and say what is then still missing."""
    room = kept.capacity
    short, moved, rest = round(room.short), round(room.moved), round(room.rest)
    if not short:
        return ()
    words = {"short": count(short), "moved": count(moved), "rest": count(rest)}
    if not moved:
        text = _(
            "Platinum and gold customers lack {short} visits a year, and there are none to shift: add people, or "
            "lower the standard.",
            **words,
        )  # fmt: skip
    elif not rest:
        text = _(
            "Shift {moved} visits a year from lead, iron and one-off customers, who get more than the standard: "
            "this covers the full shortfall of platinum and gold customers.",
            **words,
        )  # fmt: skip
    else:
        text = _(
            "Shift {moved} visits a year from lead, iron and one-off customers, who get more than the standard. "
            "Platinum and gold customers lack {short}: for the remaining {rest}, add people, or lower the "
            "standard.",
            **words,
        )  # fmt: skip
    return (Advice(text, "role_sales_director", 30, unvalued=_("How much a visit recovers is not known.")),)


def _notes(kept: Kept) -> tuple[str, ...]:
    looked = _(
        "Visits from {first} to {last}, all levels together, per customer and year. The standard is what you "
        "promise your customers.",
        first=date(kept.first), last=date(kept.last),
    ) if kept.promised else _(
        "Visits from {first} to {last}, all levels together, per customer and year. The service levels are a "
        "proposal and have not been promised to any customer.",
        first=date(kept.first), last=date(kept.last),
    )  # fmt: skip
    counted = {
        "none": _("The records contain no known type of visit: every activity counts."),
        "visits": _("All activities in the records are visits."),
        "some": _("Repairs, complaints and calls do not count as visits."),
    }[kept.kinds]
    apart = n_(
        "{n} customer that depends on a single occasion is shown separately, whatever its tier: its "
        "standard is zero visits.",
        "{n} customers that depend on a single occasion are shown separately, whatever their tier: their "
        "standard is zero visits.",
        kept.one_offs,
    )  # fmt: skip
    return (looked, counted, apart) if kept.one_offs else (looked, counted)
