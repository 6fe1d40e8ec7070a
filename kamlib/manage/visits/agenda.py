"""An agenda for each planned visit by its level, what visits came to, and what became of requests (K10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.classify import service
from kamlib.manage import met
from kamlib.manage.visits.asked import asked
from kamlib.manage.visits.topics import NEEDS, Topic, names, outcomes, topics
from kamlib.words import _, date, n_
from kamlib.words.phrases import enumerated, sentences

if TYPE_CHECKING:
    from kamlib.book import Book

COLUMNS = ("customer_id", "level", "person", "date", "point", "topic", "text", "money", "source")
OUTCOMES = ("level", "outcome", "visits", "share")

#: Customer, level and day of a visit.
Key = tuple[str, str, dt.date]


@dataclass(frozen=True, eq=False)
class Agendas:
    """Agendas of visits.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per visit and point: ``customer_id``, ``level``, ``person``, ``date``, ``point`` (from 1),
        ``topic`` and ``text`` (in the language in use; no amounts), ``money`` (currency units that it is about)
        and ``source`` (table). The first visit of a level has what the tables give to talk about; a later one
        follows it up.
    requests : pandas.DataFrame
        Open requests and those of the last year: ``request_id``, ``customer_id``, ``date``, ``kind``, ``person``,
        ``became`` (in words), ``next_visit`` (day of the visit that has it on its agenda).
    outcomes : pandas.DataFrame
        What the visits of the last year came to: ``level``, ``outcome`` (empty where none is noted), ``visits``
        and ``share`` (of the visits of the level).
    missing : tuple of str
        What agendas lack, each with the column or table that would give it, in the language in use.
    """

    table: pd.DataFrame
    requests: pd.DataFrame
    outcomes: pd.DataFrame
    missing: tuple[str, ...]

    def notes(self) -> dict[Key, tuple[str, ...]]:
        """Return the points of each visit in words, by customer, level and day."""
        found: dict[Key, tuple[str, ...]] = {}
        for who, level, day, text in zip(self.table["customer_id"], self.table["level"], self.table["date"],
                                         self.table["text"], strict=True):  # fmt: skip
            key = (str(who), str(level), pd.Timestamp(day).date())
            found[key] = (*found.get(key, ()), text)
        return found


def agendas(book: Book, visits: pd.DataFrame, unmet: pd.DataFrame | None = None) -> Agendas:
    """Make an agenda for each visit of a plan from the tables of a book.

    Parameters
    ----------
    book : Book
        The tables; a client is one.
    visits : pandas.DataFrame
        ``customer_id``, ``level``, ``person`` and ``date``, as ``Plan.table`` has them.
    unmet : pandas.DataFrame, optional
        Promises that the plan breaks, as ``Plan.unmet`` has them.

    Returns
    -------
    Agendas
        With ``table``, ``requests``, ``outcomes`` and ``missing``.

    Examples
    --------
    >>> import pandas as pd
    >>> import kamlib as kam
    >>> from kamlib.manage.visits.agenda import agendas
    >>> visits = pd.DataFrame({"customer_id": ["C001"], "level": ["business"], "person": ["Li Na"],
    ...                        "date": [pd.Timestamp("2025-01-06")]})
    >>> found = agendas(kam.load("machinery"), visits)
    >>> found.table["topic"].tolist()[:2]
    ['aim', 'last_visit']
    """
    planned = visits.sort_values(["date", "customer_id", "level"], ignore_index=True)
    talk = topics(book, set(planned["customer_id"].astype("str")))
    told, broken = _last_visits(book), _broken(unmet)
    none = _("No visit of this level is recorded.") if book.has("activities.level") else (
        _("No table records visits by level."))  # fmt: skip
    first: dict[tuple[str, str], pd.Timestamp] = {}
    rows: list[tuple[object, ...]] = []
    levels = _levels(planned)
    for row in planned.to_dict("records"):
        key = (str(row["customer_id"]), str(row["level"]))
        points = _later(key, first[key]) if key in first else _first(
            key, told.get(key, none), broken.get(key, ""), talk.get(key[0], []), levels[key[0]])  # fmt: skip
        first.setdefault(key, row["date"])
        rows += [(*key, row["person"], row["date"], at, one.key, one.text, one.money, one.source)
                 for at, one in enumerate(points, start=1)]  # fmt: skip
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    return Agendas(table, _requests(book, table), _outcomes(book), tuple(_missing(book)))


def _levels(planned: pd.DataFrame) -> dict[str, set[str]]:
    return {str(who): set(mine.astype("str")) for who, mine in planned.groupby("customer_id")["level"]}


def _aim(level: str) -> str:
    """Say what a visit of a level is to bring."""
    aims = {
        "leadership": _("Aim: a decision or a commitment that only leaders can give, with its day."),
        "technical": _("Aim: each open technical case solved, or with a name and a day."),
        "business": _("Aim: the next orders, open requests and payments agreed, each with its day."),
    }  # fmt: skip
    return aims.get(level, _("Aim: what happens next, who does it, and by when."))


def _first(
    key: tuple[str, str], before: str, broken: str, talk: list[Topic], planned: set[str]
) -> Iterator[Topic]:  # fmt: skip
    """Yield the points of the first visit of a level: its aim, what was before, and what tables give."""
    level = key[1]
    yield Topic("aim", (level,), _aim(level), "")
    yield Topic("last_visit", (level,), before, "activities")
    if broken:
        yield Topic("promise", (level,), broken, "promises")
    yield from (one for one in talk if level == _home(one, planned))


def _home(topic: Topic, planned: set[str]) -> str:
    """Return the level at which a topic is raised: the first that is planned; else any level that is."""
    return next((level for level in topic.levels if level in planned), min(planned))


def _later(key: tuple[str, str], before: pd.Timestamp) -> Iterator[Topic]:
    yield Topic("aim", (key[1],), _aim(key[1]), "")
    yield Topic("follow_up", (key[1],), _("What came of the visit of {day}? Then plan again: the tables of that "
                                          "day give the other points.", day=date(before)), "")  # fmt: skip


def _last_visits(book: Book) -> dict[tuple[str, str], str]:
    """Say of each customer and level when the last visit was, by whom, and what it came to."""
    if not (book.has("activities.date") and book.has("activities.level")):
        return {}
    seen = met.visits(book).reindex(columns=["customer_id", "level", "date", "employee", "outcome"])
    seen = seen.dropna(subset=["level"]).assign(
        _by=seen["employee"].astype("str"), _of=seen["outcome"].astype("str")
    )
    seen = seen.sort_values(["date", "_by", "_of"]).drop_duplicates(["customer_id", "level"], keep="last")
    return {(str(row["customer_id"]), str(row["level"])): _last(row) for row in seen.to_dict("records")}


def _last(row: Mapping[Any, Any]) -> str:
    day = date(pd.Timestamp(row["date"]))
    said = _("Last visit: {day}.", day=day) if pd.isna(row["employee"]) else (
        _("Last visit: {day}, by {person}.", day=day, person=str(row["employee"])))  # fmt: skip
    outcome = str(row["outcome"])
    came = _("Its outcome is not recorded.") if pd.isna(row["outcome"]) else (
        _("Its outcome: {outcome}.", outcome=outcomes().get(outcome, outcome)))  # fmt: skip
    return sentences(said, came)


def _broken(unmet: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    """Say which promises the plan cannot keep, so that the customer hears it from us."""
    if unmet is None:
        return {}
    return {
        (str(row["customer_id"]), str(row["level"])): n_(
            "The promise of visits is broken in {n} week of this plan: agree on what we can keep.",
            "The promise of visits is broken in {n} weeks of this plan: agree on what we can keep.",
            int(row["weeks"]))
        for row in unmet.to_dict("records")
    }  # fmt: skip


def _requests(book: Book, table: pd.DataFrame) -> pd.DataFrame:
    """Say of each request what became of it, and which visit has it on its agenda."""
    rows = asked(book)
    on = table[table["topic"] == "request"].drop_duplicates("customer_id").set_index("customer_id")["date"]
    ahead = [on.get(who) if state == "open" else None
             for who, state in zip(rows["customer_id"], rows["state"], strict=True)]  # fmt: skip
    days = pd.to_datetime(pd.Series(ahead, index=rows.index, dtype="object"))
    return rows[["request_id", "customer_id", "date", "kind", "person"]].assign(
        became=[_became(row) for row in rows.to_dict("records")], next_visit=days,
    )  # fmt: skip


def _became(row: Mapping[Any, Any]) -> str:
    days = int(str(row["days"]))
    if row["state"] == "unknown":
        return _("not recorded: the table has no column for the day on which it was closed")
    if row["state"] == "open":
        return n_("open for {n} day", "open for {n} days", days)
    if row["state"] == "closed_by_another":
        return n_("closed after {n} day by {person}, not by the person that was asked",
                  "closed after {n} days by {person}, not by the person that was asked", days,
                  person=str(row["closed_by"]))  # fmt: skip
    return n_("closed after {n} day", "closed after {n} days", days)


def _outcomes(book: Book) -> pd.DataFrame:
    """Count what the visits of the last year came to, level by level."""
    if not (book.has("activities.date") and book.has("activities.level")):
        return pd.DataFrame(columns=[*OUTCOMES])
    seen = met.visits(book).reindex(columns=["level", "date", "outcome"])
    seen = seen[(seen["date"] > met.since(book)) & seen["level"].notna()]
    seen = seen.assign(
        level=seen["level"].astype("str"), outcome=seen["outcome"].astype("object").fillna("").astype("str")
    )
    sizes = seen.groupby(["level", "outcome"]).size().rename("visits").reset_index()
    sizes["share"] = sizes["visits"] / sizes.groupby("level")["visits"].transform("sum")
    return sizes.assign(
        _at=sizes["level"].map({level: at for at, level in enumerate(service.LEVELS)}).fillna(len(service.LEVELS))
    ).sort_values(["_at", "level", "visits", "outcome"], ascending=[True, True, False, True],
                  ignore_index=True)[[*OUTCOMES]]  # fmt: skip


def _missing(book: Book) -> Iterator[str]:
    """Name what the tables cannot give, and the column that would."""
    called = {**names(), "last_visit": _("last visits"), "outcome": _("outcomes of visits")}
    for topic, needs in NEEDS.items():
        lacks = [need for need in needs if not _there(book, need)]
        if lacks:
            yield _("{topic} (column {columns})", topic=called[topic], columns=enumerated(lacks))
    yield _("contracts that end (no table has a column for their last day)")


def _there(book: Book, need: str) -> bool:
    """Tell whether a column is there; of the day of closing an empty one will do: all requests are open."""
    if need == "requests.closed":
        return book.requests is not None and "closed" in book.requests
    return book.has(need)
