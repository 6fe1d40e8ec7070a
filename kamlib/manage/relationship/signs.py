"""What shows that a customer knows us, and what shows that we can do the work: cases by customer (K12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify.service import LEVELS
from kamlib.facts.products import variety
from kamlib.keep.answers import OVERALL, SATISFIED
from kamlib.manage import met
from kamlib.manage.golden_rules.replies import PROMISED
from kamlib.manage.year import year_of

if TYPE_CHECKING:
    from kamlib.book import Book

#: Days after which a tie counts half if nobody visited.
HALF_LIFE = 90

#: Roles at a customer that count as seats: one of each group should know us.
SEATS = (("decider",), ("buyer",), ("technical", "user"))

#: Questions of a survey that say nothing about what we can do.
_NOT_WORK = (OVERALL, "price", "relationship")


@dataclass(frozen=True)
class Sign:
    """A sign of a leg.

    Attributes
    ----------
    id, leg : str
        Its key, and ``"relationship"`` or ``"competence"``.
    needs : tuple of str
        Tables and columns without which it cannot be seen.
    counted : callable
        Takes a book, gives ``yes`` and ``of`` by customer id.
    """

    id: str
    leg: str
    needs: tuple[str, ...]
    counted: Callable[[Book], pd.DataFrame]


def _pair(yes: pd.Series, of: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"yes": yes.astype("float64"), "of": of.astype("float64")})


def _influence(book: Book) -> pd.DataFrame:
    """Count the influence of contacts that were met in the last year; cases as Kish counts weighted ones."""
    people = met.contacts(book)
    weight = people["influence"].astype("float64")
    people = people[weight.notna() & (weight > 0)]
    weight, who = weight.loc[people.index], people["customer_id"].astype("str").to_numpy()
    whole, square = weight.groupby(who).sum(), (weight**2).groupby(who).sum()
    share = weight.where(people["met"], 0.0).groupby(who).sum() / whole
    cases = whole**2 / square
    return _pair(share * cases, cases)


def _threads(book: Book) -> pd.DataFrame:
    """Count the contacts whom two or more of ours know."""
    people = met.contacts(book)
    known = people["known_by"].map(len)
    who = people["customer_id"].astype("str").to_numpy()
    return _pair((known >= 2).groupby(who).sum(), known.groupby(who).size())


def _talks(book: Book) -> pd.DataFrame:
    """Count the contacts with whom somebody of ours really talks, of all contacts."""
    ties, people = book.network, met.contacts(book)
    assert ties is not None  # noqa: S101  (needs: network.one)
    keys = people["customer_id"].astype("str") + "\n" + people["contact_id"].astype("str")
    where = ties["customer_id"].astype("str") + "\n"
    ends = (where + ties["one"].astype("str"), where + ties["other"].astype("str"))
    known = set(keys)
    ours = (~ends[0].isin(known), ~ends[1].isin(known))
    reached = set(ends[1][ours[0]]) | set(ends[0][ours[1]])
    by = keys.isin(reached).groupby(people["customer_id"].astype("str").to_numpy())
    return _pair(by.sum(), by.size())


def _levels(book: Book) -> pd.DataFrame:
    """Count our levels that visited in the last year, and their seats of whom one was met."""
    seen = met.visits(book)
    seen = seen[(seen["date"] > met.since(book)) & seen["level"].isin(LEVELS)]
    ids = pd.Index(sorted(year_of(book).table.index.astype("str")))
    yes = (
        seen.groupby(seen["customer_id"].astype("str"))["level"].nunique().reindex(ids).fillna(0).astype("float64")
    )
    of = pd.Series(float(len(LEVELS)), index=ids)
    if book.has("contacts.role"):
        people = met.contacts(book)
        for roles in SEATS:
            sits = people[people["role"].isin(roles)]
            by = sits["met"].groupby(sits["customer_id"].astype("str")).max()
            yes += by.reindex(ids).fillna(False).astype("float64")
            of += by.reindex(ids).notna().astype("float64")
    return _pair(yes, of)


def _recent(book: Book) -> pd.DataFrame:
    """Count ties of ours with a customer; one counts half after `HALF_LIFE` days without a visit, and so on."""
    seen = met.visits(book)
    seen = seen[seen["date"] > book.as_of.normalize() - pd.Timedelta(days=2 * met.DAYS)]
    employee = seen["employee"].astype("str") if "employee" in seen else pd.Series("", index=seen.index)
    last = seen.groupby([seen["customer_id"].astype("str"), employee.rename("employee")])["date"].max()
    fresh = 0.5 ** ((book.as_of.normalize() - last).dt.days / HALF_LIFE)
    by = fresh.groupby(level=0)
    return _pair(by.sum(), by.size())


def _quality(book: Book) -> pd.DataFrame:
    """Count order lines without a loss of quality."""
    lines = year_of(book).lines
    sold = lines[lines["revenue"].astype("float64") >= 0]
    good = sold["quality_loss"].astype("float64").fillna(0.0) <= 0
    by = good.groupby(sold["customer_id"].astype("str").to_numpy())
    return _pair(by.sum(), by.size())


def _complaints(book: Book) -> pd.DataFrame:
    """Count orders without a complaint; a complaint counts against one order."""
    orders = year_of(book).table["orders"].astype("float64")
    orders = orders[orders > 0].set_axis(orders.index[orders > 0].astype("str"))
    diary = met.diary(book)
    some = diary[(diary["kind"] == "complaint") & (diary["date"] > met.since(book))]
    many = some.groupby(some["customer_id"].astype("str")).size().reindex(orders.index).fillna(0.0)
    return _pair((orders - many).clip(lower=0.0), orders)


def _solved(book: Book) -> pd.DataFrame:
    """Count service and complaints that were solved, of those whose outcome is known."""
    diary = met.diary(book)
    some = diary[diary["outcome"].isin((met.SOLVED, met.OPEN)) & (diary["date"] > met.since(book))]
    by = (some["outcome"] == met.SOLVED).groupby(some["customer_id"].astype("str").to_numpy())
    return _pair(by.sum(), by.size())


def _breadth(book: Book) -> pd.DataFrame:
    """Return the chance that two order lines of a customer are of different products (Simpson), by its lines."""
    found = variety(year_of(book).lines)
    return _pair(found["variety"] * found["lines"], found["lines"])


def _survey(book: Book) -> pd.DataFrame:
    """Count satisfied answers to questions on our work."""
    table = book.survey
    assert table is not None  # noqa: S101  (needs: survey.dimension)
    days = pd.to_datetime(table["date"]).dt.normalize()
    work = table["dimension"].notna() & ~table["dimension"].isin(_NOT_WORK) & table["score"].notna()
    some = table[work & (days > met.since(book)) & (days <= book.as_of.normalize())]
    by = (some["score"].astype("float64") >= SATISFIED).groupby(some["customer_id"].astype("str").to_numpy())
    return _pair(by.sum(), by.size())


def _reply(book: Book) -> pd.DataFrame:
    """Count requests that were answered in time."""
    table = book.requests
    assert table is not None  # noqa: S101  (needs: requests.reply_hours)
    days = pd.to_datetime(table["date"]).dt.normalize()
    some = table[(table["reply_hours"] >= 0) & (days > met.since(book)) & (days <= book.as_of.normalize())]
    by = (some["reply_hours"].astype("float64") <= PROMISED).groupby(some["customer_id"].astype("str").to_numpy())
    return _pair(by.sum(), by.size())


#: Signs of both legs.
SIGNS = (
    Sign("influence", "relationship", ("contacts.influence", "activities.date"), _influence),
    Sign("threads", "relationship", ("contacts.known_by",), _threads),
    Sign("talks", "relationship", ("network.one", "contacts.contact_id"), _talks),
    Sign("levels", "relationship", ("activities.level",), _levels),
    Sign("recent", "relationship", ("activities.date",), _recent),
    Sign("quality", "competence", ("orders.quality_loss",), _quality),
    Sign("complaints", "competence", ("activities.kind",), _complaints),
    Sign("solved", "competence", ("activities.outcome",), _solved),
    Sign("reply", "competence", ("requests.reply_hours",), _reply),
    Sign("breadth", "competence", ("orders.product",), _breadth),
    Sign("survey", "competence", ("survey.dimension",), _survey),
)


@cached_per_client
def counted(book: Book) -> dict[str, pd.DataFrame]:
    """Return the cases of each sign that the tables show.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    dict
        Id of the sign → ``yes`` and ``of`` by customer id.
    """
    return {sign.id: sign.counted(book) for sign in SIGNS if not lacking(book, sign)}


def lacking(book: Book, sign: Sign) -> tuple[str, ...]:
    """Return what a sign needs and the book does not hold.

    Parameters
    ----------
    book : Book
        The client's tables.
    sign : Sign
        One of `SIGNS`.

    Returns
    -------
    tuple of str
        Such as ``("contacts.known_by",)``.
    """
    return tuple(need for need in sign.needs if not book.has(need))
