"""The two legs of an account: relationship and competence, each with an interval, and the weaker one (K12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr

from kamlib._client_cache import cached_per_client
from kamlib.manage.relationship.signs import SIGNS, counted, lacking
from kamlib.manage.relationship.standing import standings
from kamlib.manage.year import year_of

if TYPE_CHECKING:
    from kamlib.book import Book

LEGS = ("relationship", "competence")

#: Standard deviations on each side of the middle that hold 95 %.
WIDE = 1.96


@dataclass(frozen=True, eq=False)
class Legs:
    """Both legs of each account that bought in the last twelve months.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer, most money first: ``customer_id``, ``money`` (contribution a year, currency units),
        for each leg ``<leg>``, ``<leg>_low`` and ``<leg>_high`` (points from 0 to 100, with a 95 % interval; the
        average account has 50; missing where no table shows the leg), ``gap`` (relationship less competence, in
        standard deviations between accounts), ``gap_low``, ``gap_high``, ``weaker`` (the weaker leg where the
        interval of the gap leaves out 0, else empty) and ``sign`` (the sign of that leg on which the account
        stands lowest).
    signs : pandas.DataFrame
        One row per customer and sign that distinguishes accounts: ``customer_id``, ``leg``, ``sign``, ``yes``,
        ``of``, ``share``, ``standing`` and ``doubt`` (see ``standing.standings``).
    chance : tuple of str
        Signs on which accounts differ by no more than chance: they count for nothing.
    missing : dict
        Sign → tables and columns that it lacks.
    """

    table: pd.DataFrame
    signs: pd.DataFrame
    chance: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]

    def shown(self, leg: str) -> bool:
        """Whether any table shows a leg.

        Parameters
        ----------
        leg : str
            One of `LEGS`.

        Returns
        -------
        bool
            True where one of its signs distinguishes accounts.
        """
        return bool((self.signs["leg"] == leg).any())


@cached_per_client
def two_legs(book: Book) -> Legs:
    """Measure relationship and competence of each account, and name the weaker where the gap exceeds noise.

    Parameters
    ----------
    book : Book
        The client's tables. Relationship is taken from contacts and visits, competence from order lines,
        complaints, service, the survey and the range bought.

    Returns
    -------
    Legs
        A leg of which no table tells anything is missing for every account.

    Notes
    -----
    A leg is the mean of the account's standings on its signs. Each standing is drawn to the average account as far
    as its few cases leave it in doubt, so no further correction for the number of accounts is needed: Gelman, Hill
    and Yajima, "Why we (usually) don't have to worry about multiple comparisons", Journal of Research on
    Educational Effectiveness (2012). Of the accounts named, one in forty is expected to be named for the wrong
    leg.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage.relationship.legs import two_legs
    >>> found = two_legs(kam.load("machinery"))
    >>> found.shown("relationship"), found.shown("competence")
    (True, True)
    """
    brings = year_of(book).contribution
    bought = year_of(book).table["revenue"].astype("float64") > 0
    money = brings[bought.to_numpy()]
    money.index = money.index.astype("str")
    signs, chance = _signs(book, money.index)
    legs = {leg: _leg(signs, leg, money.index) for leg in LEGS}
    table = pd.DataFrame({"customer_id": money.index, "money": money.round(2).to_numpy()})
    for leg, (middle, sd) in legs.items():
        for name, place in (("", 0.0), ("_low", -WIDE), ("_high", WIDE)):
            table[leg + name] = 100.0 * ndtr(middle + place * sd)
    table = table.assign(**_gap(*legs["relationship"], *legs["competence"]))
    table["sign"] = _lowest(table, signs)
    table = table.sort_values(["money", "customer_id"], ascending=[False, True], ignore_index=True)
    return Legs(table, signs, chance, {sign.id: miss for sign in SIGNS if (miss := lacking(book, sign))})


def _signs(book: Book, ids: pd.Index) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the standings of the accounts sign by sign, and the signs that distinguish nobody."""
    cases = counted(book)
    parts, chance = [], []
    for sign in SIGNS:
        if sign.id not in cases:
            continue
        rows = cases[sign.id]
        rows = rows[rows.index.isin(ids)].sort_index()
        found = standings(rows["yes"], rows["of"])
        if found is None:
            chance.append(sign.id)
            continue
        part = rows.join(found, how="inner").drop(columns="n").rename_axis("customer_id").reset_index()
        part.insert(1, "leg", sign.leg)
        part.insert(2, "sign", sign.id)
        parts.append(part)
    columns = ["customer_id", "leg", "sign", "yes", "of", "share", "pooled", "standing", "doubt"]
    return (pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)), tuple(chance)


def _leg(signs: pd.DataFrame, leg: str, ids: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of the standings of each account and its standard deviation; missing where none is shown."""
    rows = signs[signs["leg"] == leg]
    if rows.empty:
        nothing = np.full(len(ids), np.nan)
        return nothing, nothing
    wide = rows.pivot_table(index="customer_id", columns="sign", values=["standing", "doubt"])
    wide = wide.reindex(ids)
    k = rows["sign"].nunique()
    middle = np.asarray(wide["standing"].fillna(0.0), dtype="float64").sum(axis=1) / k
    doubt = np.asarray(wide["doubt"].fillna(1.0), dtype="float64").sum(axis=1)
    return middle, np.sqrt(doubt) / k


def _gap(one: np.ndarray, one_sd: np.ndarray, other: np.ndarray, other_sd: np.ndarray) -> dict[str, np.ndarray]:
    """Return the gap between the legs with its interval, and the weaker where the interval leaves out 0."""
    gap, sd = one - other, np.hypot(one_sd, other_sd)
    low, high = gap - WIDE * sd, gap + WIDE * sd
    weaker = np.select([high < 0, low > 0], ["relationship", "competence"], "")
    return {"gap": gap, "gap_low": low, "gap_high": high, "weaker": weaker}


def _lowest(table: pd.DataFrame, signs: pd.DataFrame) -> list[str]:
    """Return for each account the sign of its weaker leg on which it is lowest; empty where none is weaker."""
    ordered = signs.sort_values(["customer_id", "leg", "standing", "sign"])
    first = ordered.drop_duplicates(["customer_id", "leg"]).set_index(["customer_id", "leg"])["sign"].to_dict()
    return [first.get((who, leg), "") for who, leg in zip(table["customer_id"], table["weaker"], strict=True)]
