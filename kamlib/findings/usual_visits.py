"""Whether visits follow the tiers, compared with what comparable customers get: nobody's proposal (K7)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.classify import service
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import LEAST_MONTHS
from kamlib.findings.silence import marks
from kamlib.findings.spec import FindingSpec
from kamlib.findings.visited import same_visit
from kamlib.findings.worth import YEAR
from kamlib.periods import Window
from kamlib.requirements import Needs
from kamlib.words import _, count, date, label, n_, number
from kamlib.words.phrases import leading, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("usual_visits", "K7", "care", "2-4-tiers", needs=Needs(("activities.date",)))

#: Part of what is usual in the tier below which a customer of the best two tiers gets too few visits.
FEW = 0.5

_BEST = ("platinum", "gold")


def usual_visits(client: Client) -> Finding:
    """Name the best customers that get less than half of what is usual in their tier (K7).

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

    if judged(client).too_few:
        return insufficient_data(client, SPEC, _("Too few customers to compare their visits"),
                                 _("With so few customers it is unclear what is usual in a tier."))  # fmt: skip
    if in_common(client) is None:
        return insufficient_data(client, SPEC, _("Too few days of orders and visits to compare visits"),
                                 too_short())  # fmt: skip
    table, (first, last) = compared(client)
    rows = _by_tier(table)
    few, many = table[table["too_few"]], table[table["too_many"]]
    if not len(table):
        return insufficient_data(
            client, SPEC, _("No customer is left whose visits can be compared"),
            _("One-off customers, and those that are silent or lost, are left out."),
        )  # fmt: skip
    return Finding(
        SPEC, _title(table, few, many), _summary(rows), rows.assign(tier=rows["tier"].map(label)),
        source_of(client),
        facts={"too_few": len(few), "too_many": len(many),
               "visits_too_many": round(float(_beyond(many).sum()), 2)},
        draw=partial(figure.usual_bars, rows), alt=figure.usual_bars_alt(rows),
        advice=_advice(client, few, many), notes=_notes(first, last),
    )  # fmt: skip


def compared(client: Client) -> tuple[pd.DataFrame, tuple[pd.Timestamp, pd.Timestamp]]:
    """Set the visits of each customer next to what is usual in its tier.

    Parameters
    ----------
    client : Client
        The client's tables, with activities.

    Returns
    -------
    DataFrame, (Timestamp, Timestamp)
        ``customer_id``, ``tier``, ``received`` (visits a year), ``usual`` (their median in the tier), ``above``
        (what is usual for platinum and gold together), ``too_few`` and ``too_many``; and the days that orders and
        diary have in common. One-off customers, and those that are silent or lost, are left out.
    """
    diary, known = client.activities, judged(client)
    assert diary is not None  # noqa: S101  (SPEC.needs: activities)
    first, last = in_common(client) or Window(client.first_date, client.last_date)
    out = {*known.one_offs, *marks(client)}
    paid = service.visits(diary)
    seen = service.compare(known.tiers.table, known.tiers.service, paid, first=first, last=last, without=out)
    table = seen.loc[seen["tier"] != service.EXCEPTION, ["customer_id", "tier", "received"]]
    table = table.assign(usual=table.groupby("tier")["received"].transform("median"))
    gold = float(table.loc[table["tier"].isin(_BEST), "received"].median())
    best, worst = table["tier"].isin(_BEST), table["tier"] == "lead"
    return table.assign(
        above=gold, too_few=best & (table["received"] < FEW * table["usual"]),
        too_many=worst & (table["received"] > gold),
    ), (first, last)  # fmt: skip


def in_common(client: Client) -> Window | None:
    """Return the days that orders and diary have in common: to the last entry, where a diary was given up.

    Parameters
    ----------
    client : Client
        The client's tables, with activities.

    Returns
    -------
    Window or None
        None where they are too few to say what a customer gets a year.
    """
    diary = client.activities
    assert diary is not None  # noqa: S101  (SPEC.needs: activities)
    days = pd.to_datetime(diary["date"])
    kept = periods.coverage(days, as_of=client.last_date)
    found = Window(max(client.first_date, kept.first), client.last_date)
    if found.last < found.first:
        return None
    found = found if periods.ended(found, kept) else Window(found.first, kept.last)
    return found if periods.years(*found) * YEAR >= LEAST_MONTHS - 0.5 else None


def too_short() -> str:
    """Say what it takes to count the visits of a year.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    return _("This requires orders and visits of the same {n} months at least.", n=count(LEAST_MONTHS))


def _beyond(many: pd.DataFrame) -> pd.Series:
    return pd.Series(many["received"] - many["above"])


def _by_tier(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.groupby("tier").agg(
        customer_count=("customer_id", "size"), usual=("usual", "first"), received=("received", "mean"),
        fewer_than_half=("too_few", "sum"), more_than_best=("too_many", "sum"),
    )  # fmt: skip
    order = [tier for tier in ("platinum", "gold", "iron", "lead") if tier in rows.index]
    return rows.loc[order].reset_index()


def _title(table: pd.DataFrame, few: pd.DataFrame, many: pd.DataFrame) -> str:
    if not len(few) and not len(many):
        return _usual(table)
    if not len(many):
        return n_(
            "{n} platinum or gold customer gets less than half of the visits that are usual in its tier",
            "{n} platinum and gold customers get less than half of the visits that are usual in their tier",
            len(few),
        )  # fmt: skip
    more = n_("{n} lead customer", "{n} lead customers", len(many))
    if not len(few):
        return n_("{n} lead customer gets more visits than platinum and gold customers usually do",
                  "{n} lead customers get more visits than platinum and gold customers usually do",
                  len(many))  # fmt: skip
    return n_(
        "{n} platinum or gold customer gets less than half of the usual visits, while {more} get more than the "
        "best usually do",
        "{n} platinum and gold customers get less than half of the usual visits, while {more} get more than the "
        "best usually do",
        len(few), more=more,
    )  # fmt: skip


def _usual(table: pd.DataFrame) -> str:
    """Say whether visits follow the tiers, where nobody gets too few or too many for its own."""
    best = table["tier"].isin(_BEST)
    if not best.any():
        return _("There are no platinum or gold customers whose visits can be compared")
    if not table["received"].any():
        return _("No customer was visited")
    usual = table.groupby("tier")["usual"].first()
    good, rest = usual[usual.index.isin(_BEST)], usual[~usual.index.isin(_BEST)]
    if len(rest) and good.min() > rest.max():
        return _("Visits follow the tiers: no platinum or gold customer gets less than half of what is usual")
    own, others = float(table.loc[best, "received"].median()), float(table.loc[~best, "received"].median())
    if own <= others:
        return _("Visits do not follow the tiers: platinum and gold customers usually get {own} a year, the "
                 "others {others}", own=number(own, 1), others=number(others, 1))  # fmt: skip
    return _("No platinum or gold customer gets less than half of the visits that are usual in its tier")


def _summary(rows: pd.DataFrame) -> str:
    parts = [
        _("{tier} {visits}", tier=label(tier), visits=number(usual, 1))
        for tier, usual in zip(rows["tier"], rows["usual"], strict=True)
    ]
    return _("Usual visits a customer and year, the median of each tier: {parts}.", parts=_("; ").join(parts))


def _advice(client: Client, few: pd.DataFrame, many: pd.DataFrame) -> tuple[Advice, ...]:
    if not len(few):
        return ()
    names = client.named(few[["customer_id"]])["name"].tolist()
    text = n_(
        "Visit {names} as often as is usual in its tier.",
        "Visit the {n} customers that get less than half of the usual visits ({names}) as often as is usual in "
        "their tier.",
        len(few), names=leading(names),
    )  # fmt: skip
    beyond = round(float(_beyond(many).sum()))
    shift = _("The lead customers that get more than the best hold {visits} visits a year that can be shifted.",
              visits=count(beyond))  # fmt: skip
    whole = sentences(text, same_visit(client, few["customer_id"].tolist()), shift if beyond else "")
    why = _("How much a visit recovers is not known.")
    return (
        Advice(whole, "role_sales_director", 30, unvalued=why, customers=tuple(few["customer_id"]), core=text),
    )


def _notes(first: pd.Timestamp, last: pd.Timestamp) -> tuple[str, ...]:
    return (
        _("Visits from {first} to {last}, all levels together. One-off customers, and those that are silent or "
          "lost, are left out.", first=date(first), last=date(last)),
    )  # fmt: skip
