"""Amounts of documents in several currencies next to the same in one: the ones that can be added up are taken."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from kamlib.tables.columns.headers import currency_of, take_apart
from kamlib.tables.columns.matching import Choice, Match

#: Words of headers whose amounts are in the books' own currency, whatever the currency of the document.
_LOCAL = re.compile(
    r"本币|本位币|\blcy\b|(?:local|base|company|functional|group|reporting)[ _]?currency|[(_ ]base\)?$"
    r"|hauswährung",
    re.IGNORECASE,
)
#: A unit that headers have by habit: ``金额(元)`` may hold any currency.
_HABIT = re.compile(r"(?<![美欧日港])元|[¥￥]")


def is_in_one(header: str, *, by_hand: bool) -> bool:
    """Whether a header says that its amounts are in one currency, whatever those of the documents are.

    Parameters
    ----------
    header : str
        As given in the file.
    by_hand : bool
        Whether the user named the column, who knows what it holds.

    Returns
    -------
    bool
        True for ``Amount LCY``, ``本币金额`` and ``Amount USD``; for ``金额(元)`` only by hand.
    """
    if is_local(header):
        return True
    return take_apart(header).currency is not None and (by_hand or not _HABIT.search(header))


def is_local(header: str) -> bool:
    """Whether a header names the books' own currency, be it of amounts or of currencies.

    Parameters
    ----------
    header : str
        As given in the file.

    Returns
    -------
    bool
        True for ``Amount LCY`` and ``Local Currency``.
    """
    return bool(_LOCAL.search(header))


def prefer(found: Match, rows: pd.DataFrame) -> Match:
    """Take the amount in one currency where the documents are in several.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    Match
        The same where nothing is to be preferred, or the user said which column is revenue.
    """
    if not {"currency", "revenue"} <= set(found.chosen) or found.by_hand("revenue"):
        return found
    choice = found.chosen["revenue"]
    codes = {
        currency_of(cell) or str(cell).upper() for cell in rows[found.source_column("currency")].dropna().unique()
    }
    if len(codes) < 2 or is_in_one(str(choice.source_column), by_hand=False):
        return found
    taken = {one.source_column for one in found.chosen.values()}
    free = [other for other in choice.others if other not in taken]
    one = next((other for other in free if is_in_one(str(other), by_hand=False)), None)
    if one is None:
        return found
    others = (choice.source_column, *(other for other in choice.others if other != one))
    return replace(found, chosen={**found.chosen, "revenue": Choice(one, choice.score, others)})
