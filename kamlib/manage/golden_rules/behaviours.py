"""Twelve rules of service, each as two behaviours that somebody can observe, and where tables show them (K13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.facts.orders import first_days
from kamlib.keep.answers import SATISFIED
from kamlib.manage import met
from kamlib.manage.development.pipeline import LOST, open_ones
from kamlib.manage.files.assembling import all_files
from kamlib.manage.golden_rules.replies import PROMISED
from kamlib.manage.owners import owner_of
from kamlib.manage.year import year_of

if TYPE_CHECKING:
    from kamlib.book import Book

RULES = tuple(range(1, 13))

#: Days within which something has to follow for it to count.
CLOSED, NOTED, ORDERED, AGAIN, SECOND = 30, 14, 30, 90, 180

#: Of a recommendation from 0 to 10: from here on a customer recommends.
_RECOMMENDS = 9

_Cases = pd.DataFrame


@dataclass(frozen=True)
class Behaviour:
    """Something that somebody can observe.

    Attributes
    ----------
    id : str
        The rule and a letter: ``"9a"``.
    needs : tuple of str
        Tables and columns that show it; empty where no table does, and colleagues have to say.
    cases : callable or None
        Takes a book, gives ``person``, ``date`` and ``yes``, a row for each time when it could be observed.
    """

    id: str
    needs: tuple[str, ...] = ()
    cases: Callable[[Book], _Cases] | None = None

    @property
    def rule(self) -> int:
        """Number of the rule."""
        return int(self.id[:-1])


def _made(person: pd.Series, date: pd.Series, yes: pd.Series) -> _Cases:
    """Put cases together; those of nobody are left out."""
    known = person.notna().to_numpy()
    return pd.DataFrame({
        "person": person.array[known], "date": pd.to_datetime(date).to_numpy()[known],
        "yes": yes.to_numpy()[known].astype("bool"),
    })  # fmt: skip


def _table(book: Book, name: str) -> pd.DataFrame:
    table: pd.DataFrame = getattr(book, name)
    return table


def _owned(book: Book, rows: pd.DataFrame, yes: pd.Series, date: pd.Series | None = None) -> _Cases:
    """Put cases under the person responsible for the customer."""
    owner = rows["customer_id"].astype("str").map(owner_of(book))
    day = pd.Series(book.as_of.normalize(), index=rows.index) if date is None else date
    return _made(owner, day, yes)


def _followed(first: pd.DataFrame, then: pd.DataFrame, days: int, by: list[str]) -> pd.Series:
    """Whether each row is followed by one of the same customer (and person) within some days, not on the day."""
    left = first.assign(_at=range(len(first))).sort_values("date", kind="stable")
    right = then[[*by, "date"]].dropna().sort_values("date", kind="stable").assign(_then=1)
    kinds = dict.fromkeys(by, "str")
    found = pd.merge_asof(
        left[[*by, "date", "_at"]].astype({**kinds, "date": "datetime64[ns]"}),
        right.astype({**kinds, "date": "datetime64[ns]"}), on="date", by=by, direction="forward",
        allow_exact_matches=False, tolerance=pd.Timedelta(days=days),
    )  # fmt: skip
    found = found.set_index("_at").sort_index()
    return pd.Series(found["_then"].notna().to_numpy(), index=first.index)


def _over(book: Book, rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Keep rows whose days of grace are over on the day of the book."""
    return pd.DataFrame(rows[rows["date"] <= book.as_of.normalize() - pd.Timedelta(days=days)])


def _of_sellers(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep what the business level did: engineers and leaders have other work to be judged by."""
    return pd.DataFrame(rows[rows["level"] == "business"]) if "level" in rows else rows


def _second_offer(book: Book) -> _Cases:
    deals = _table(book, "deals").dropna(subset=["customer_id"])
    lost = deals[deals["stage"] == LOST].rename(columns={"closed": "date"}).dropna(subset=["date"])
    lost = _over(book, lost.assign(date=pd.to_datetime(lost["date"])), SECOND)
    opened = deals.drop(columns=["closed"]).rename(columns={"opened": "date"})
    return _made(lost["owner"], lost["date"], _followed(lost, opened, SECOND, ["customer_id"]))


def _asked_for(book: Book) -> _Cases:
    rows = _table(book, "requests").dropna(subset=["person"])
    owner = rows["customer_id"].astype("str").map(owner_of(book))
    return _made(owner, rows["date"], rows["person"].astype("str").str.strip() == owner)


def _recommended(book: Book) -> _Cases:
    rows = _table(book, "survey").dropna(subset=["recommend"])
    return _owned(book, rows, rows["recommend"].astype("float64") >= _RECOMMENDS, rows["date"])


def _promises_kept(book: Book) -> _Cases:
    rows = _table(book, "promises").dropna(subset=["person", "every_weeks"])
    seen = met.visits(book)
    last = seen.groupby([seen["customer_id"].astype("str"), seen["level"].astype("str")])["date"].max()
    keys = pd.MultiIndex.from_arrays([rows["customer_id"].astype("str"), rows["level"].astype("str")])
    met_on = pd.Series(pd.to_datetime(last.reindex(keys).to_numpy()), index=rows.index)
    since = (book.as_of.normalize() - met_on).dt.days
    day = pd.Series(book.as_of.normalize(), index=rows.index)
    return _made(rows["person"], day, since <= 7 * rows["every_weeks"].astype("float64"))


def _deals_move(book: Book) -> _Cases:
    found = open_ones(_table(book, "deals"), as_of=book.as_of)
    day = pd.Series(book.as_of.normalize(), index=found.index)
    return _made(found["owner"], day, ~found["old"])


def _twelfth_month(book: Book) -> _Cases:
    """Whether somebody came in the last quarter of a new customer's first year."""
    first = first_days(book.orders)
    new = first[(first > book.first_date + pd.Timedelta(days=AGAIN))
                & (first <= book.as_of.normalize() - pd.Timedelta(days=365))]  # fmt: skip
    rows = new.rename("date").rename_axis("customer_id").reset_index()
    late = rows.assign(date=rows["date"] + pd.Timedelta(days=365 - AGAIN))
    return _owned(book, rows, _followed(late, met.visits(book), AGAIN, ["customer_id"]), late["date"])


def _after_the_order(book: Book) -> _Cases:
    diary = met.diary(book).dropna(subset=["employee"])
    won = _over(book, _of_sellers(diary[diary["outcome"] == "order"]), AGAIN)
    came = diary[diary["kind"].isin(("visit", "call"))]
    return _made(won["employee"], won["date"], _followed(won, came, AGAIN, ["customer_id", "employee"]))


def _noted(book: Book) -> _Cases:
    seen = met.visits(book).dropna(subset=["employee"])
    notes = _table(book, "files").rename(columns={"person": "employee"})
    notes = notes.assign(date=pd.to_datetime(notes["date"]))
    seen = _over(book, seen[seen["date"] >= notes["date"].min()], NOTED)
    return _made(seen["employee"], seen["date"], _followed(seen, notes, NOTED, ["customer_id", "employee"]))


def _service_liked(book: Book) -> _Cases:
    rows = _table(book, "survey")
    rows = rows[(rows["dimension"] == "service") & rows["score"].notna()]
    return _owned(book, rows, rows["score"].astype("float64") >= SATISFIED, rows["date"])


def _together(book: Book) -> _Cases:
    seen = met.visits(book).dropna(subset=["employee"])
    others = seen.groupby(["customer_id", "date"])["employee"].transform("nunique")
    return _made(seen["employee"], seen["date"], others > 1)


def _complaint_rows(book: Book) -> pd.DataFrame:
    rows = _table(book, "requests")
    rows = rows[(rows["kind"] == "complaint") & rows["person"].notna()]
    return rows.assign(date=pd.to_datetime(rows["date"]), closed=pd.to_datetime(rows["closed"]))


def _closed_by_taker(book: Book) -> _Cases:
    rows = _complaint_rows(book).dropna(subset=["closed", "closed_by"])
    same = rows["closed_by"].astype("str").str.strip() == rows["person"].astype("str").str.strip()
    return _made(rows["person"], rows["date"], same)


def _closed_in_time(book: Book) -> _Cases:
    rows = _over(book, _complaint_rows(book), CLOSED)
    return _made(rows["person"], rows["date"], (rows["closed"] - rows["date"]).dt.days <= CLOSED)


def _replied_in_time(book: Book) -> _Cases:
    rows = _table(book, "requests")
    rows = rows[rows["reply_hours"].astype("float64") >= 0]  # none is answered before it is made
    return _made(rows["person"], rows["date"], rows["reply_hours"].astype("float64") <= PROMISED)


def _replied_at_all(book: Book) -> _Cases:
    rows = _table(book, "requests")
    rows = _over(book, rows.assign(date=pd.to_datetime(rows["date"])), CLOSED)
    return _made(rows["person"], rows["date"], rows["reply_hours"].notna())


def _file_known(book: Book) -> _Cases:
    files = all_files(book)
    return _owned(book, files, files["state"] == "known")


def _known_to_a_second(book: Book) -> _Cases:
    people = met.contacts(book)
    return _owned(book, people, people["known_by"].map(len) >= 2)


def _asked_for_an_order(book: Book) -> _Cases:
    seen = _of_sellers(met.visits(book).dropna(subset=["employee", "outcome"]))
    return _made(seen["employee"], seen["date"], seen["outcome"].isin(("order", "lead")))


def _order_after_visit(book: Book) -> _Cases:
    seen = _over(book, _of_sellers(met.visits(book).dropna(subset=["employee"])), ORDERED)
    bought = book.orders[["customer_id", "date"]]
    return _made(seen["employee"], seen["date"], _followed(seen, bought, ORDERED, ["customer_id"]))


def _visits_solved(book: Book) -> _Cases:
    diary = met.diary(book).dropna(subset=["employee"])
    rows = diary[diary["outcome"].isin((met.SOLVED, met.OPEN))]
    return _made(rows["employee"], rows["date"], rows["outcome"] == met.SOLVED)


def _no_second_complaint(book: Book) -> _Cases:
    diary = met.diary(book).dropna(subset=["employee"])
    some = _over(book, diary[(diary["kind"] == "complaint") & (diary["outcome"] == met.SOLVED)], AGAIN)
    again = _followed(some, diary[diary["kind"] == "complaint"], AGAIN, ["customer_id"])
    return _made(some["employee"], some["date"], ~again)


_DIARY = ("activities.employee", "activities.outcome")
_OWNER = "customers.owner"
_ASKED = ("requests.person", "requests.kind", "requests.closed")

#: Two of each rule.
BEHAVIOURS = (
    Behaviour("1a", ("deals.closed", "deals.owner", "deals.customer_id"), _second_offer), Behaviour("1b"),
    Behaviour("2a", ("requests.person", _OWNER), _asked_for),
    Behaviour("2b", ("survey.recommend", _OWNER), _recommended),
    Behaviour("3a", ("promises.every_weeks", "activities.level"), _promises_kept),
    Behaviour("3b", ("deals.owner", "deals.opened"), _deals_move),
    Behaviour("4a", ("activities.date", _OWNER), _twelfth_month),
    Behaviour("4b", (*_DIARY, "activities.kind"), _after_the_order),
    Behaviour("5a", ("files.person", "files.date", "activities.employee"), _noted),
    Behaviour("5b", ("survey.dimension", _OWNER), _service_liked),
    Behaviour("6a"), Behaviour("6b", ("activities.employee",), _together),
    Behaviour("7a"), Behaviour("7b"),
    Behaviour("8a", (*_ASKED, "requests.closed_by"), _closed_by_taker), Behaviour("8b", _ASKED, _closed_in_time),
    Behaviour("9a", ("requests.person", "requests.reply_hours"), _replied_in_time),
    Behaviour("9b", ("requests.person", "requests.reply_hours"), _replied_at_all),
    Behaviour("10a", (_OWNER,), _file_known), Behaviour("10b", ("contacts.known_by", _OWNER), _known_to_a_second),
    Behaviour("11a", _DIARY, _asked_for_an_order), Behaviour("11b", ("activities.employee",), _order_after_visit),
    Behaviour("12a", _DIARY, _visits_solved),
    Behaviour("12b", (*_DIARY, "activities.kind"), _no_second_complaint),
)  # fmt: skip


@cached_per_client
def observed(book: Book) -> dict[str, pd.DataFrame]:
    """Return the cases of each behaviour that the tables show, of the last twelve months.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    dict
        Id of the behaviour → ``person``, ``date`` and ``yes``, by person and date.
    """
    start = year_of(book).days.window.first
    shown = [(one.id, one.cases(book)) for one in BEHAVIOURS if one.cases is not None and not lacking(book, one)]
    if not shown:
        return {}
    cases = pd.concat([rows.assign(at=at) for at, (_id, rows) in enumerate(shown)], ignore_index=True)
    cases = cases[(cases["date"] >= start) & (cases["date"] <= book.as_of)]
    cases = cases.assign(person=cases["person"].astype("str").str.strip())
    cases = cases.sort_values(["at", "person", "date", "yes"], kind="stable", ignore_index=True)
    ends = np.searchsorted(cases["at"], np.arange(len(shown) + 1))
    parts = zip(shown, ends[:-1], ends[1:], strict=True)
    kept = cases[["person", "date", "yes"]]
    return {id_: kept[a:b].reset_index(drop=True) for (id_, _rows), a, b in parts if b > a}


def lacking(book: Book, behaviour: Behaviour) -> tuple[str, ...]:
    """Return what tables a behaviour needs and the book does not hold.

    Parameters
    ----------
    book : Book
        The client's tables.
    behaviour : Behaviour
        One of `BEHAVIOURS`.

    Returns
    -------
    tuple of str
        Such as ``("requests.reply_hours",)``.
    """
    return tuple(need for need in behaviour.needs if not _has(book, need))


def _has(book: Book, need: str) -> bool:
    if need == _OWNER:
        return bool(owner_of(book))
    return book.has(need)
