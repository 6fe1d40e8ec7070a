"""Chapter 4, what precedes leaving: exits after events, against comparable customers, and reasons given (K16)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.recoverable import keeps, today
from kamlib.findings.spec import FindingSpec
from kamlib.keep import event_dates
from kamlib.keep.events import AFTER, EventStudy, event_study
from kamlib.keep.staying import MONTH
from kamlib.requirements import Needs
from kamlib.words import _, count, glossary, label, money, n_, number
from kamlib.words.phrases import clauses, enumerated, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("leaving_events", "K16", "leaving", "4-2-why-customers-leave", needs=Needs(years=2))

#: Exits below which no rate can be compared; part of all customer-months above which an event is everyday work.
FEWEST_EXITS, EVERYDAY = 20, 0.5


def leaving_events(client: Client) -> Finding:
    """Say after which events customers leave more often, and whether reasons given agree with the tables (K16).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each kind of event.
    """
    from kamlib.figures import events as figure

    found = studied(client)
    if found is None or not len(found.table):
        return insufficient_data(client, SPEC, *_why_not(client, found))
    flagged = found.table[found.table["flagged"]]
    said = given(client)
    facts: dict[str, float | int | str | None] = {
        "exits": found.exits, "events": len(found.table), "flagged": len(flagged),
        "top": str(flagged["event"].iloc[0]) if len(flagged) else "",
        "top_ratio": float(flagged["ratio"].iloc[0]) if len(flagged) else None,
    }  # fmt: skip
    return Finding(
        SPEC, _title(flagged), _summary(client, found, flagged, said), _evidence(found.table), source_of(client),
        facts=facts, draw=partial(figure.ratios, found.table), alt=figure.ratios_alt(found.table),
        advice=_advice(flagged), notes=_notes(),
        behind={} if said is None else {"reasons_given": _given(client, said)},
    )  # fmt: skip


def _why_not(client: Client, found: EventStudy | None) -> tuple[str, str]:
    """Return title and reason where nothing can be compared: too few exits, or too few events."""
    if found is None:
        return (
            _("Too few customers have left to say what precedes leaving"),
            _("This requires at least {least} customers that have left; there are {left}.",
              least=count(FEWEST_EXITS), left=count(int(lived(client)["left"].sum()))),
        )  # fmt: skip
    return (
        _("Too few events are recorded to say what precedes leaving"),
        _("This requires orders, visits or requests that show what happened to customers before they left."),
    )


@cached_per_client
def studied(client: Client) -> EventStudy | None:
    """Compare exits after events with those of comparable customers.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    EventStudy or None
        None where too few customers left. Kinds of event that follow most customer-months are left out.
    """
    stayed = lived(client)
    if stayed["left"].sum() < FEWEST_EXITS:
        return None
    end = today(client).base.last
    events = event_dates.seen(client.orders, client.activities, end, client.requests)
    found = event_study(stayed, events)
    months = (stayed["last"] - stayed["first"]).dt.days.sum() / MONTH
    table = found.table[found.table["enough"] & (found.table["exposed"] < EVERYDAY * months)]
    return EventStudy(table.reset_index(drop=True), found.months, found.exits)


@cached_per_client
def lived(client: Client) -> pd.DataFrame:
    """Return how long each customer that counts was seen, and whether it left.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        As ``keep.event_dates.lives`` gives it.
    """
    table = event_dates.lives(client.orders, today(client).base.last)
    return table[table["customer_id"].isin(client.buyers["customer_id"])].reset_index(drop=True)


@cached_per_client
def given(client: Client) -> pd.DataFrame | None:
    """Set reasons that customers gave against what the tables show before they left.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame or None
        As ``keep.event_dates.agreement`` gives it; None without reasons, or where orders show no exit of
        those that gave one.
    """
    if client.exits is None or not client.has("exits.reason"):
        return None
    end = today(client).base.last
    parts = {"owner_changed": event_dates.owner_changes(client.orders, end),
             "price_raised": event_dates.price_rises(client.orders)}  # fmt: skip
    if client.activities is not None:
        parts["complaint_open"] = event_dates.one_complaint(client.activities)
    if client.requests is not None:
        parts["request_slow"] = event_dates.slow_requests(client.requests, end)
    held = [part for part in parts.values() if len(part)] or list(parts.values())[:1]
    table = event_dates.agreement(client.exits, lived(client), pd.concat(held, ignore_index=True), list(parts))
    return table if len(table) else None


@cached_per_client
def lost(client: Client) -> pd.DataFrame:
    """Add up what the customers that left had brought a year, by the reason that they gave.

    Parameters
    ----------
    client : Client
        The client's tables, with reasons.

    Returns
    -------
    pandas.DataFrame
        As ``keep.event_dates.lost_by_reason`` gives it, with a year on average from first to last order, of a year
        at least.
    """
    assert client.exits is not None  # noqa: S101  (the caller asked)
    stayed = lived(client)
    seen = stayed.set_index("customer_id")
    years = ((seen["last_order"] - seen["first"]).dt.days / (12 * MONTH)).clip(lower=1.0)
    brought = client.accounts.set_index("customer_id")[client.basis].astype("float64")
    return event_dates.lost_by_reason(client.exits, stayed, brought.reindex(seen.index) / years)


def _named(events: pd.Series) -> str:
    from kamlib.figures.events import event_name

    return enumerated([event_name(one) for one in events])


def _title(flagged: pd.DataFrame) -> str:
    if not len(flagged):
        return _("After none of the events that can be seen do customers leave more often")
    top = flagged.iloc[0]
    return _("In the {n} months after this event customers leave {ratio} times as often as others: {event}",
             n=count(AFTER), ratio=number(float(top["ratio"]), 1),
             event=_named(flagged["event"].head(1)))  # fmt: skip


def _summary(client: Client, found: EventStudy, flagged: pd.DataFrame, said: pd.DataFrame | None) -> str:
    from kamlib.figures.events import event_name

    parts = [
        _("{event} {ratio} times as often (95% confidence interval {low} to {high})",
          event=event_name(row["event"]), ratio=number(row["ratio"], 1), low=number(row["low"], 1),
          high=number(row["high"], 1))
        for row in flagged.to_dict("records")
    ]  # fmt: skip
    often = _("More exits than of comparable customers: {parts}.", parts=clauses(parts)) if parts else ""
    rest = found.table[~found.table["flagged"]]
    calm = _("No proof of more exits: {events}.", events=_named(rest["event"])) if len(rest) else ""
    caution = _("This says what precedes leaving, not what brings it about.")
    return sentences(often, calm, caution, _agreement_said(said), "" if said is None else _lost_said(client))


def _agreement_said(said: pd.DataFrame | None) -> str:
    if said is None:
        return ""
    top = said.iloc[0]
    seen = int(top["exits"] - top["nothing_seen"])
    return n_(
        "{n} customer that left gave the reason “{reason}”; of {seen} the tables show an event in the half-year "
        "before.",
        "{n} customers that left gave the reason “{reason}”; of {seen} the tables show an event in the half-year "
        "before.", int(top["exits"]), reason=_reason(top["reason"]), seen=count(seen),
    )  # fmt: skip


def _lost_said(client: Client) -> str:
    """Say with which reason most money left, how much of it with one customer, and how much was preventable."""
    table = lost(client)
    top, whole = table.iloc[0], float(table["lost"].sum())
    if not top["lost"] > 0:
        return ""
    most = _(
        "By what they had brought a year, most left with the reason “{reason}”: {money} of {basis}, {largest} of "
        "it with one customer.",
        reason=_reason(top["reason"]), money=money(float(top["lost"]), client.currency),
        basis=lower_first(client.basis), largest=money(float(top["largest"]), client.currency),
    )  # fmt: skip
    if table["preventable"].isna().all():
        return most
    could = _("Of {money} that left with all reasons, {part} is marked as preventable.",
              money=money(whole, client.currency),
              part=money(float(table["preventable"].sum()), client.currency))  # fmt: skip
    return sentences(most, could)


def _reason(name: object) -> str:
    known = [key for key in (f"why_{name}", str(name)) if key in glossary()]
    return label(known[0]) if known else str(name)


def _evidence(table: pd.DataFrame) -> pd.DataFrame:
    from kamlib.figures.events import event_name

    names = {"event": "leaving_event", "events": "event_count", "exits": "exits_after",
             "expected": "exits_expected", "ratio": "rate_ratio", "low": "ratio_low", "high": "ratio_high",
             "placebo_low": "placebo_low", "placebo_high": "placebo_high", "flagged": "event_flagged"}  # fmt: skip
    return table.assign(event=[event_name(one) for one in table["event"]]).rename(columns=names)[[*names.values()]]


def _given(client: Client, said: pd.DataFrame) -> pd.DataFrame:
    table = said.merge(lost(client).dropna(axis=1, how="all"), on="reason", how="left")
    table = table.assign(reason=[_reason(one) for one in table["reason"]], rest=table["lost"] - table["largest"])
    names = {"reason": "reason_given", "exits": "exit_count", "lost": "reason_lost", "rest": "reason_lost_rest",
             "preventable": "reason_preventable", "owner_changed": "seen_owner_changed",
             "price_raised": "seen_price_raised", "complaint_open": "seen_complaint_open",
             "request_slow": "seen_own_process", "nothing_seen": "nothing_seen"}  # fmt: skip
    return table.rename(columns=names)[[new for old, new in names.items() if old in table]]


def _advice(flagged: pd.DataFrame) -> tuple[Advice, ...]:
    if not len(flagged):
        return ()
    text = _("Make a rule: within a month after one of these events somebody visits the customer: {events}.",
             events=_named(flagged["event"]))  # fmt: skip
    return (Advice(text, "role_sales_director", 60, None, "held", keeps()),)


def _notes() -> tuple[str, ...]:
    return (
        _("Unanswered complaints: two within half a year. Requests open for weeks: longer than two weeks."),
        _("Compared are customer-months of customers of the same size at their start, in the same year and at the "
          "same age. For the placebo other customers get the event on the same date. An event is marked if "
          "interval and placebo agree."),
    )  # fmt: skip
