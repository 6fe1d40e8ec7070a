"""What would strengthen the weaker leg of an account, how often it has to be done, and what it costs (K12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify import service
from kamlib.manage import met
from kamlib.manage.relationship.legs import two_legs
from kamlib.manage.relationship.signs import counted

if TYPE_CHECKING:
    from kamlib.book import Book

#: Kind and level of the activity that a sign asks for; a step is as many of them as cases are missing.
STEPS = {
    "influence": ("visit", "business"), "threads": ("visit", "business"),
    "talks": ("visit", "business"), "levels": ("visit", "leadership"),
    "recent": ("visit", "business"), "quality": ("visit", "technical"), "complaints": ("visit", "technical"),
    "solved": ("service", "technical"), "breadth": ("visit", "technical"), "survey": ("visit", "business"),
    "reply": ("call", "business"),
}  # fmt: skip

#: Signs whose cases are dealt with one by one; of the others a single visit a year is the next step.
_EACH = ("influence", "threads", "talks", "levels", "solved")


@cached_per_client
def steps(book: Book) -> pd.DataFrame:
    """Name for each account with a weaker leg what to do, how many times, and the price.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        One row per account with a weaker leg, most money first: ``customer_id``, ``weaker``, ``sign``, ``share``
        (of the account), ``usual`` (of all), ``kind`` and ``level`` of the activity, ``times`` and ``price``
        (currency units: times the median cost of such an activity; missing where activities have no cost).
    """
    legs = two_legs(book)
    named = legs.table[legs.table["weaker"] != ""]
    shares = legs.signs.set_index(["customer_id", "sign"])["share"].to_dict()
    prices = {of: unit_price(book, *of) for of in {STEPS[sign] for sign in named["sign"]}}
    cases = {sign: counted(book)[sign] for sign in named["sign"].unique()}
    usual = {sign: float(of["yes"].sum() / of["of"].sum()) for sign, of in cases.items()}
    times = {sign: _times(book, sign) for sign in cases}
    rows = []
    for who, weaker, sign, money in named[["customer_id", "weaker", "sign", "money"]].itertuples(index=False):
        kind, level = STEPS[sign]
        n = max(1, times[sign].get(str(who), 0))
        rows.append({
            "customer_id": who, "money": money, "weaker": weaker, "sign": sign,
            "share": shares.get((who, sign), np.nan), "usual": usual[sign], "kind": kind, "level": level,
            "times": n, "price": n * prices[kind, level],
        })  # fmt: skip
    columns = ["customer_id", "money", "weaker", "sign", "share", "usual", "kind", "level", "times", "price"]
    return pd.DataFrame(rows, columns=columns)


def _times(book: Book, sign: str) -> dict[str, int]:
    """Return how many activities each account lacks of a sign; accounts that lack none may be left out."""
    if sign not in _EACH:
        return {}
    if sign == "influence":  # weighted cases: count the persons
        people = met.contacts(book)
        unmet = people.loc[people["influence"].notna() & ~people["met"], "customer_id"].astype("str")
        return {str(who): int(n) for who, n in unmet.value_counts().items()}
    cases = counted(book)[sign]
    missing = (cases["of"] - cases["yes"]).groupby(cases.index).sum()
    return {str(who): round(float(lacks)) for who, lacks in missing.items()}


def unit_price(book: Book, kind: str, level: str) -> float:
    """Return what an activity costs: the median of its kind and level in the last two years.

    Parameters
    ----------
    book : Book
        The client's tables.
    kind, level : str
        As activities have them; without such activities the median of all visits.

    Returns
    -------
    float
        Currency units; missing where activities have no cost.
    """
    diary = met.diary(book)
    if "cost" not in diary or not diary["cost"].notna().any():
        return float("nan")
    rows = diary
    for column, value in (("kind", kind), ("level", level)):
        if column in rows and (rows[column] == value).any():
            rows = rows[rows[column] == value]
    if len(rows) == len(diary):
        rows = service.visits(diary)
    return float(rows["cost"].astype("float64").median())
