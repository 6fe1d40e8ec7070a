"""Visits as a calendar file: the same bytes for the same plan, a stable name for each visit, no money (K10)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kamlib.errors import KamError
from kamlib.manage.visits.dates import Visit
from kamlib.words import _, label, number

#: Who made the file, as the standard asks for it.
MADE_BY = "-//Key Account Lab//Visits//EN"

#: What is talked about at a visit, by customer, level and day.
Notes = Mapping[tuple[str, str, dt.date], Sequence[str]]

#: Our own marks at an event, by which the next plan finds the visits of this one.
_CUSTOMER, _LEVEL = "X-KAM-CUSTOMER", "X-KAM-LEVEL"


@dataclass(frozen=True)
class Event:
    """A visit in a calendar: its lasting name, how often it has changed and when last, its day and its words."""

    uid: str
    sequence: int
    stamp: dt.datetime
    date: dt.date
    customer_id: str
    level: str
    summary: str
    description: str = ""


def written(
    visits: Sequence[Visit], person: str, start: dt.date, names: Mapping[str, str], previous: bytes | None,
    notes: Notes,
) -> bytes:  # fmt: skip
    """Return the calendar of a person: all-day events, those of the previous file under their own names."""
    mine = [one for one in visits if person in one.promise.who]
    before = _ahead(previous, start)
    events = []
    by_key: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for one in mine:
        by_key[one.promise.key].append(one)
    for key, held in by_key.items():
        events += _named(held, before.get(key, []), start, person, names, notes)
    return _file(events, "PUBLISH")


def cancelled(visits: Sequence[Visit], person: str, start: dt.date, previous: bytes) -> bytes | None:
    """Return a file that takes visits of the previous calendar off; None where all of them remain."""
    held: dict[tuple[str, str], int] = defaultdict(int)
    for one in visits:
        held[one.promise.key] += person in one.promise.who
    days = defaultdict(set)
    for one in visits:
        days[one.promise.key].add(one.date)
    gone = []
    for key, events in _ahead(previous, start).items():
        moved = [one for one in events if one.date not in days[key]]
        staying = len(events) - len(moved)
        gone += moved[max(0, held[key] - staying) :]
    if not gone:
        return None
    return _file([replace(one, sequence=one.sequence + 1, stamp=_after(one, start), description="")
                  for one in gone], "CANCEL")  # fmt: skip


def _named(
    held: list[Visit], before: list[Event], start: dt.date, person: str, names: Mapping[str, str], notes: Notes
) -> list[Event]:
    """Give each visit the name that it had: on the same day, else the next one that moved; else a new one."""
    known = {one.date: one for one in before}
    days = {one.date for one in held}
    moved = [one for one in before if one.date not in days]
    taken = {one.uid for one in before}
    events, number_ = [], 0
    for one in held:
        old = known.get(one.date)
        if old is None and moved:
            old = moved.pop(0)
        if old is None:
            number_ += 1
            while (uid := _uid(one, start, number_)) in taken:
                number_ += 1
            events.append(_event(one, uid, _midnight(start), person, names, notes))
        else:
            events.append(_kept(_event(one, old.uid, old.stamp, person, names, notes), old, start))
    return events


def _kept(new: Event, old: Event, start: dt.date) -> Event:
    """Leave an entry as it was where it says the same; else count the change, with a later stamp."""
    if (new.date, new.summary, new.description) == (old.date, old.summary, old.description):
        return replace(new, sequence=old.sequence)
    return replace(new, sequence=old.sequence + 1, stamp=_after(old, start))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _after(old: Event, start: dt.date) -> dt.datetime:
    """Return the stamp of a change: the first day of the plan, or a second after the earlier stamp; no clock."""
    return max(_midnight(start), old.stamp + dt.timedelta(seconds=1))


def _uid(one: Visit, start: dt.date, number_: int) -> str:
    said = "\x1f".join((*one.promise.key, start.isoformat(), str(number_)))
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:32] + "@kamlib"


def _event(
    one: Visit, uid: str, stamp: dt.datetime, person: str, names: Mapping[str, str], notes: Notes
) -> Event:  # fmt: skip
    promise = one.promise
    who = names.get(promise.customer_id, promise.customer_id)
    level = label(promise.level) if promise.level in ("leadership", "technical", "business") else promise.level
    others = [name for name in promise.who if name != person]
    said = [_("Hours: {hours}", hours=number(promise.hours, 1))]
    if others:
        said.append(_("Together with {names}", names=_(", ").join(others)))
    said += [f"- {point}" for point in notes.get((*promise.key, one.date), ())]
    summary = _("Visit: {customer} ({level})", customer=who, level=level)
    return Event(uid, 0, stamp, one.date, promise.customer_id, promise.level, summary, "\n".join(said))


def _file(events: list[Event], method: str) -> bytes:
    from icalendar import Calendar
    from icalendar import Event as Component

    calendar = Calendar()
    for name, said in (("prodid", MADE_BY), ("version", "2.0"), ("method", method)):
        calendar.add(name, said)
    for one in sorted(events, key=lambda one: (one.date, one.customer_id, one.level, one.uid)):
        part = Component()
        part.add("uid", one.uid)
        part.add("dtstamp", one.stamp)
        part.add("dtstart", one.date)
        part.add("dtend", one.date + dt.timedelta(days=1))
        part.add("sequence", one.sequence)
        part.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        part.add("summary", one.summary)
        if one.description:
            part.add("description", one.description)
        part.add("transp", "TRANSPARENT")
        part.add(_CUSTOMER, one.customer_id)
        part.add(_LEVEL, one.level)
        calendar.add_component(part)
    return bytes(calendar.to_ical())


def _ahead(previous: bytes | None, start: dt.date) -> dict[tuple[str, str], list[Event]]:
    """Read the visits of a previous calendar that still lie ahead, by customer and level, in order."""
    found: dict[tuple[str, str], list[Event]] = defaultdict(list)
    if previous is None:
        return found
    for part in _read(previous).walk("VEVENT"):
        day = part.decoded("dtstart")
        if _CUSTOMER in part and isinstance(day, dt.date) and day >= start:
            event = Event(str(part["uid"]), int(part.get("sequence", 0)), _stamp(part, start), day,
                          str(part[_CUSTOMER]), str(part[_LEVEL]), str(part.get("summary", "")),
                          str(part.get("description", "")))  # fmt: skip
            found[(event.customer_id, event.level)].append(event)
    for events in found.values():
        events.sort(key=lambda one: (one.date, one.uid))
    return found


def _stamp(part: Any, start: dt.date) -> dt.datetime:
    """Return when an entry was last changed; one without a stamp counts as of the first day of the plan."""
    found = part.decoded("dtstamp") if "dtstamp" in part else None
    return found.astimezone(dt.UTC) if isinstance(found, dt.datetime) else _midnight(start)


def _read(previous: bytes) -> Any:
    from icalendar import Calendar

    try:
        return Calendar.from_ical(previous)
    except (ValueError, IndexError):
        raise KamError(_("The previous file does not contain a calendar.")) from None
