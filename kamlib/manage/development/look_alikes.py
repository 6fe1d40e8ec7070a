"""Look-alikes of the best: who resembles the best customers, in which traits, and what became of such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.value.shares import wilson

if TYPE_CHECKING:
    from kamlib.book import Book

#: Part of the customers that are the best, and part of the others that count as their look-alikes.
BEST, LIKE = 0.2, 0.2

#: Traits that are names, of the customer table; and those that are numbers, from the orders of a year.
NAMES, NUMBERS = ("industry", "region", "customer_kind"), ("orders", "products", "order_size")
TRAITS = (*NUMBERS, *NAMES)

#: Customers of a year from which the best are told from others at all.
FEWEST = 20


@dataclass(frozen=True, eq=False)
class LookAlikes:
    """Who resembles the best.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer that is not among the best, the most similar first: ``customer_id``, ``likeness``
        (0 to 1), and for each trait a column of what it adds; these add up to the likeness.
    prospects : pandas.DataFrame
        The same of companies that are not customers yet, by the traits known of them, with ``prospect_id``.
    best : tuple of str
        The best fifth by what they brought in the last year.
    backtest : pandas.DataFrame
        One row per earlier day: ``day``, ``look_alikes``, ``became_best`` (a year later), ``rate``, ``low``,
        ``high`` and ``chance`` (of all that were not the best).
    proven : bool
        Whether the look-alikes of earlier days became the best more often than chance, beyond error.
    prospects_backtest : pandas.DataFrame
        As `backtest`, of customers scored as prospects are: by those traits alone that are known of prospects.
    prospects_proven : bool
        Whether these look-alikes became the best more often than chance, beyond error.
    """

    table: pd.DataFrame
    prospects: pd.DataFrame
    best: tuple[str, ...]
    backtest: pd.DataFrame
    proven: bool
    prospects_backtest: pd.DataFrame
    prospects_proven: bool


def look_alikes(book: Book) -> LookAlikes:
    """Find customers and prospects that resemble the best, and check on earlier days whether such became the best.

    Parameters
    ----------
    book : Book
        Orders; ``industry``, ``region`` and ``customer_kind`` of customers and prospects are used where known.

    Returns
    -------
    LookAlikes
        Likeness by named traits, each with its contribution, and the check.

    Raises
    ------
    ValueError
        If fewer than twenty customers bought in the last year.

    Notes
    -----
    A trait that is a name counts by how many of the best share it, against the most common one among them; a
    number by its distance to the median of the best, in units of the spread of all. Revenue itself does not
    count: it would only show that the largest are the best.
    """
    last = pd.Timestamp(book.last_date)
    years = [_traits(book, last - pd.DateOffset(months=12 * k)) for k in range(3)]  # the last one first
    known = years[0]
    if len(known) < FEWEST:
        raise ValueError(f"{len(known)} customers bought in the last year; look-alikes take {FEWEST}")
    best = _best(known)
    of_prospects = _of_prospects(book, known, best)
    tried = _backtest(years, last, TRAITS)
    as_prospects = _backtest(years, last, tuple(name for name in NAMES if name in of_prospects))
    return LookAlikes(_scored(known, best, TRAITS), of_prospects, tuple(sorted(best)), tried, _proven(tried),
                      as_prospects, _proven(as_prospects))  # fmt: skip


def _backtest(years: list[pd.DataFrame], last: pd.Timestamp, traits: tuple[str, ...]) -> pd.DataFrame:
    """Try the likeness by some traits on the days two years and a year ago, of which the traits are known."""
    rows = [
        (last - pd.DateOffset(months=12 * k), *row)
        for k in (2, 1) if traits and (row := _tried(years[k], years[k - 1], traits)) is not None
    ]  # fmt: skip
    tried = pd.DataFrame(rows, columns=["day", "look_alikes", "became_best", "chance"])
    tried["rate"] = tried["became_best"] / tried["look_alikes"]
    ends = [wilson(hit, n) for hit, n in zip(tried["became_best"], tried["look_alikes"], strict=True)]
    tried["low"], tried["high"] = [low for low, _h in ends], [high for _l, high in ends]
    return tried


def _proven(tried: pd.DataFrame) -> bool:
    if tried.empty:
        return False
    low, _high = wilson(float(tried["became_best"].sum()), float(tried["look_alikes"].sum()))
    return bool(low > np.average(tried["chance"], weights=tried["look_alikes"]))


def _traits(book: Book, day: pd.Timestamp) -> pd.DataFrame:
    """Return the traits of the customers that bought in the year to a day, and what they brought."""
    lines = book.orders
    of_year = (lines["date"] > day - pd.DateOffset(months=12)) & (lines["date"] <= day)
    year = lines.loc[
        of_year & lines["customer_id"].notna() & (lines["revenue"] > 0),
        [c for c in ("customer_id", "order_id", "product", "revenue", "cost") if c in lines],
    ]
    costs = book.has("orders.cost")
    brought = year["revenue"] - (year["cost"].fillna(year["revenue"]) if costs else 0.0)
    table = year.assign(brought=brought).groupby("customer_id").agg(
        brought=("brought", "sum"), orders=("order_id", "nunique"), revenue=("revenue", "sum"),
    )  # fmt: skip
    table["order_size"] = np.log(table["revenue"] / table["orders"])
    if "product" in year:
        table["products"] = year.groupby("customer_id")["product"].nunique()
    if book.customers is not None:
        of = book.customers.drop_duplicates("customer_id").set_index("customer_id")
        for name in NAMES:
            if name in of and of[name].notna().any():
                table[name] = of[name].reindex(table.index)
    return table.drop(columns="revenue").sort_index()


def _best(known: pd.DataFrame) -> set[str]:
    ordered = known.sort_values("brought", ascending=False, kind="stable").index
    return set(ordered[: max(1, round(BEST * len(ordered)))])


def _scored(known: pd.DataFrame, best: set[str], traits: tuple[str, ...]) -> pd.DataFrame:
    """Return how much each of the others resembles the best, trait by trait."""
    top = known[known.index.isin(best)]
    others = known[~known.index.isin(best)]
    parts = {name: _like(others[name], top[name], known[name]) for name in traits if name in known}
    table = pd.DataFrame(parts, index=others.index) / max(len(parts), 1)
    table.insert(0, "likeness", table.sum(axis=1))
    table = table.rename_axis("customer_id").reset_index()
    return table.sort_values(["likeness", "customer_id"], ascending=[False, True], ignore_index=True)


def _like(own: pd.Series, top: pd.Series, every: pd.Series) -> pd.Series:
    """Return how much a trait is like that of the best, 0 to 1; 0 where it is not known."""
    if own.name in NAMES:
        shares = top.value_counts(normalize=True)
        return pd.Series(
            own.map(shares / shares.max()).astype("float64").fillna(0.0) if len(shares) else 0.0, own.index
        )
    low, high = (float(every.quantile(q)) for q in (0.05, 0.95))
    far = (own - top.median()).abs() / (high - low if high > low else 1.0)
    return pd.Series((1 - far.clip(upper=1.0)).fillna(0.0))


def _of_prospects(book: Book, known: pd.DataFrame, best: set[str]) -> pd.DataFrame:
    """Score the prospects by the traits that are known of them: names only."""
    given = book.prospects
    names = [name for name in NAMES if given is not None and name in given and name in known]
    if given is None or not names:
        return pd.DataFrame(columns=["prospect_id", "likeness"])
    top = known[known.index.isin(best)]
    parts = {name: _like(given[name], top[name], known[name]) / len(names) for name in names}
    table = pd.DataFrame({"prospect_id": given["prospect_id"], **parts})
    table.insert(1, "likeness", table[names].sum(axis=1))
    return table.sort_values(["likeness", "prospect_id"], ascending=[False, True], ignore_index=True)


def _tried(then: pd.DataFrame, after: pd.DataFrame, traits: tuple[str, ...]) -> tuple[int, int, float] | None:
    """Name the look-alikes of a year, with all as alike as the last of them, and count who was the best after."""
    if len(then) < FEWEST:
        return None
    best = _best(then)
    later = _best(after)
    scored = _scored(then, best, traits)
    ranked, least = scored["customer_id"], scored["likeness"].iloc[max(1, round(LIKE * len(scored))) - 1]
    chosen = ranked[scored["likeness"] >= least - 1e-9]
    return len(chosen), int(chosen.isin(later).sum()), float(ranked.isin(later).mean())
