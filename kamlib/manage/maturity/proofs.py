"""K19 what tables prove of each cell of the maturity map: a level from 1 to 5 with the figure it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.manage import met
from kamlib.manage.files import completeness
from kamlib.manage.owners import owner_of
from kamlib.manage.single_owner import single_owner
from kamlib.manage.year import Year, year_of

if TYPE_CHECKING:
    from kamlib.book import Book

#: Part of the customers, those that contribute most, that stand for key accounts: nobody's list is needed.
TOP = 0.2

#: Customers below which nothing follows from a comparison among them.
FEWEST = 10

#: Part of the revenue sold at or above cost at which the lowest level begins.
WORST = 0.8


@dataclass(frozen=True)
class Proof:
    """What tables prove of a cell.

    Attributes
    ----------
    failure, basic : str
        The cell.
    measure : str
        What was measured, as the key of a sentence in ``findings.maturity``.
    figure : float
        The figure, a share or a rank correlation.
    level : float
        From 1 to 5.
    """

    failure: str
    basic: str
    measure: str
    figure: float
    level: float


def proofs(book: Book) -> tuple[Proof, ...]:
    """Return what the tables prove; cells are left out of which they show nothing.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    tuple of Proof
        At most one for each cell. A diary that ends long before the orders do proves no lack of visits, and where
        it ends before the last year nothing.
    """
    year = year_of(book)
    brings = year.contribution
    bought = brings[year.table["revenue"].astype("float64") > 0]
    if len(bought) < FEWEST:
        return ()
    order = bought.sort_index().sort_values(ascending=False, kind="stable")
    top = order.head(max(1, round(TOP * len(order)))).index
    found = [
        *_responsible(book, top), *_contacts(book, top), *_complete(book, bought, top), *_heads(book, bought),
        *_terms(book, year), *_cost(book, year),
    ]  # fmt: skip
    ends, before = met.diary_ends(book), _before_visits(year)
    if ends is None or ends > met.since(book):
        found += [*_effort(book, before), *_follow(book, before)]
    if ends is None:
        found += [*_leaders(book, top), *_deciders(book, top)]
    return tuple(found)


def visits_of_fifths(book: Book) -> tuple[float, float]:
    """Return the visits that a customer got in the last year on average, in the best fifth and in the last.

    Parameters
    ----------
    book : Book
        The client's tables, with activities.

    Returns
    -------
    float, float
        Visits a customer and year; customers are ranked by contribution before the cost of visits.
    """
    brings = _before_visits(year_of(book))
    order = brings.sort_index().sort_values(ascending=False, kind="stable").index
    counts = _year_of_diary(book, met.visits(book)).reindex(order).fillna(0.0)
    part = max(1, round(TOP * len(order)))
    return float(counts.head(part).mean()), float(counts.tail(part).mean())


def _before_visits(year: Year) -> pd.Series:
    """Return what customers bring before visits are paid: else every visit would count against itself."""
    column = "profit" if year.basis != "revenue" else "revenue"
    bought = year.table["revenue"].astype("float64") > 0
    return pd.Series(year.table.loc[bought, column].astype("float64").fillna(0.0))


def _by_share(failure: str, basic: str, measure: str, share: float, worst: float = 0.0) -> list[Proof]:
    """Turn a share into a level: 1 at the worst and below, 5 at all."""
    if not np.isfinite(share):
        return []
    level = 1.0 + 4.0 * float(np.clip((share - worst) / (1.0 - worst), 0.0, 1.0))
    return [Proof(failure, basic, measure, float(share), round(level, 2))]


def _by_rank(failure: str, basic: str, measure: str, one: pd.Series, other: pd.Series) -> list[Proof]:
    """Turn a rank correlation into a level: 1 where there is none, 5 where the order is the same."""
    a, b = one.rank(), other.reindex(one.index).fillna(0.0).rank()
    if a.nunique() < 2 or b.nunique() < 2:
        return []
    rank = float(np.corrcoef(a, b)[0, 1])
    return [Proof(failure, basic, measure, rank, round(1.0 + 4.0 * float(np.clip(rank, 0.0, 1.0)), 2))]


def _responsible(book: Book, top: pd.Index) -> list[Proof]:
    owners = owner_of(book)
    if not owners:
        return []
    return _by_share("awareness", "list", "responsible", float(np.mean([who in owners for who in top])))


def _year_of_diary(book: Book, rows: pd.DataFrame) -> pd.Series:
    """Count rows of the diary within the last year by customer."""
    recent = rows[rows["date"] > met.since(book)]
    return recent.groupby(recent["customer_id"].astype("str")).size().astype("float64")


def _effort(book: Book, brings: pd.Series) -> list[Proof]:
    """Tell whether planned work, all but what customers cause, follows the contribution."""
    if not (book.has("activities.date") and book.has("activities.kind")):
        return []
    diary = met.diary(book)
    planned = diary[~diary["kind"].astype("str").isin(("service", "complaint"))]
    return _by_rank("method", "list", "effort", brings, _year_of_diary(book, planned))


def _contacts(book: Book, top: pd.Index) -> list[Proof]:
    if not book.has("contacts.contact_id"):
        return []
    known = set(met.contacts(book)["customer_id"].astype("str"))
    return _by_share("awareness", "files", "contacts", float(np.mean([who in known for who in top])))


def _complete(book: Book, brings: pd.Series, top: pd.Index) -> list[Proof]:
    share = completeness(book).reindex(top)
    weight = brings.reindex(top).clip(lower=0.0)
    whole = float(weight.sum())
    if whole <= 0:
        return []
    return _by_share("objects", "files", "complete", float((share * weight).sum() / whole))


def _heads(book: Book, brings: pd.Series) -> list[Proof]:
    found = single_owner(book)
    whole = float(brings.clip(lower=0.0).sum())
    if found.seen in ("", "owner") or whole <= 0:
        return []
    return _by_share("method", "files", "heads", 1.0 - min(1.0, found.money / whole))


def _leaders(book: Book, top: pd.Index) -> list[Proof]:
    if not book.has("activities.level"):
        return []
    seen = met.visits(book)
    times = _year_of_diary(book, seen[seen["level"].astype("str") == "leadership"])
    return _by_share("awareness", "visits", "leaders", float(np.mean([times.get(who, 0) > 0 for who in top])))


def _follow(book: Book, brings: pd.Series) -> list[Proof]:
    if not book.has("activities.date"):
        return []
    return _by_rank("objects", "visits", "follow", brings, _year_of_diary(book, met.visits(book)))


def _deciders(book: Book, top: pd.Index) -> list[Proof]:
    if not (book.has("contacts.role") and book.has("activities.date")):
        return []
    people = met.contacts(book)
    decide = people[people["decides"] & people["customer_id"].isin(top)]
    return _by_share("method", "visits", "deciders", float(decide["met"].mean())) if len(decide) else []


def _terms(book: Book, year: Year) -> list[Proof]:
    """Tell which part of the discounts goes to customers that contribute."""
    if not book.has("orders.discount") or year.basis == "revenue":
        return []
    given = year.table["discount"].astype("float64").fillna(0.0)
    whole = float(given.sum())
    if whole <= 0:
        return []
    return _by_share("objects", "policy", "terms", float(given[year.contribution > 0].sum() / whole))


def _cost(book: Book, year: Year) -> list[Proof]:
    """Tell which part of the revenue was sold at or above cost."""
    if not book.has("orders.cost"):
        return []
    lines = year.lines[(year.lines["revenue"] > 0) & year.lines["cost"].notna()]
    whole = float(lines["revenue"].sum())
    if whole <= 0:
        return []
    fine = float(lines.loc[lines["revenue"] >= lines["cost"], "revenue"].sum())
    return _by_share("method", "policy", "cost", fine / whole, WORST)
