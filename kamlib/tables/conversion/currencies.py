"""Which currency the lines are in: one for all, or the one that is wanted."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.headers import currency_of
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.base_currency import is_in_one, is_local
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.files.raw import STRIDE
from kamlib.tables.problems import Problem
from kamlib.tables.values.numerals import CURRENCIES, understand
from kamlib.words import _, money, n_
from kamlib.words.phrases import enumerated


@dataclass(frozen=True)
class Chosen:
    """The currency that counts.

    Attributes
    ----------
    code : str or None
        ISO 4217; None where nothing says it.
    other : numpy.ndarray of bool or None
        Lines in other currencies; None where there are none.
    codes : pandas.Series or None
        Each line's code, where there are several.
    """

    code: str | None
    other: np.ndarray | None = None
    codes: pd.Series | None = None


def choose(
    converted: Converted, match: Match, wanted: str | None = None, *, totals: np.ndarray, where: str = ""
) -> Chosen:
    """Find the one currency of the file; where there are several, keep the wanted one's lines.

    Parameters
    ----------
    converted : Converted
        All rows, totals included, in our columns.
    match : Match
        Which column is which: amounts in the books' own currency have one whatever the documents say.
    wanted : str, optional
        The one to keep, where there are several.
    totals : numpy.ndarray of bool
        Which rows are sums of others.
    where : str
        File and sheet, for messages.

    Returns
    -------
    Chosen
        The currency, the code of each line, and the money in the others.

    Raises
    ------
    KamError
        If there are several and none is wanted, or none of the lines is in the wanted one.
    """
    wanted = known(wanted) if wanted else None
    codes = codes_of(converted, match)
    found: dict[str, int] = {}
    if codes is not None:
        found = {str(code): int(n) for code, n in codes[~totals].value_counts().items()}
    if codes is None or not found:
        refuse_other(wanted, converted.header_currency, where)
        return Chosen(wanted or converted.header_currency)
    if wanted is None and len(found) > 1:
        values = {"held": enumerated(_held(codes, found, converted.frame, totals)), "option": next(iter(found))}
        raise KamError(_several(where, values, by_column="currency" in converted.frame))
    if wanted is not None and wanted not in found:
        raise KamError(_(
            "{where}: no line is in {wanted}; the file has {held}.",
            where=where, wanted=wanted, held=enumerated([*found]),
        ))  # fmt: skip
    chosen = wanted or next(iter(found))
    if len(found) == 1:
        return Chosen(chosen)
    return Chosen(chosen, (codes.notna() & (codes != chosen)).to_numpy(dtype=bool, na_value=False), codes)


def _several(where: str, values: Mapping[str, str], *, by_column: bool) -> str:
    if by_column:
        return _(
            "{where}: amounts in several currencies: {held}; use --currency {option} to select lines in that "
            "currency, or --map currency=- if all amounts are in one currency regardless of that column.",
            where=where, **values,
        )  # fmt: skip
    return _(
        "{where}: amounts in several currencies: {held}; use --currency {option} to select lines in that "
        "currency.",
        where=where, **values,
    )  # fmt: skip


def _held(codes: pd.Series, found: Mapping[str, int], frame: pd.DataFrame, totals: np.ndarray) -> list[str]:
    """Say of each currency how many lines are in it, what they come to, and where the first is."""
    amounts = worth.of(frame)
    said = []
    for code, n in found.items():
        rows = (codes == code).to_numpy(dtype=bool, na_value=False) & ~totals
        said.append(n_(
            "{code} ({n} line in row {row}, {sum})", "{code} ({n} lines from row {row} on, {sum})", n, code=code,
            row=int(codes.index[rows][0]) % STRIDE,
            sum=money(None if amounts is None else float(amounts[rows].sum()), code),
        ))  # fmt: skip
    return said


def known(currency: str) -> str:
    """Return a currency's code in capitals.

    Parameters
    ----------
    currency : str
        Three letters, in capitals or not (``cny``), or three others in use for it (``RMB``).

    Returns
    -------
    str
        ISO 4217 code.

    Raises
    ------
    KamError
        If ISO 4217 has no such code, or it means no currency; the nearest one is named.
    """
    code, tender = currency.strip().upper(), _tender()
    code = (currency_of(code) or code) if len(code) == len("RMB") else code
    if code in tender:
        return code
    near = difflib.get_close_matches(code, sorted(set(CURRENCIES.values())), 1, cutoff=0.5)
    near = near or difflib.get_close_matches(code, sorted(tender), 1, cutoff=0.5)
    raise KamError(_(
        "--currency {value}: use a three-letter code, for example {near}.",
        value=currency, near=(near or ["CNY"])[0],
    ))  # fmt: skip


@cache
def _tender() -> frozenset[str]:
    """Return the codes of all that is or was money somewhere; not of metals, units of account, or none (XXX)."""
    from babel.core import get_global

    places = get_global("territory_currencies").values()
    return frozenset(code for place in places for code, _start, _end, is_tender in place if is_tender)


def refuse_other(wanted: str | None, stated: str | None, where: str) -> None:
    """Refuse to call amounts by another currency than the one they are said to be in.

    Parameters
    ----------
    wanted : str or None
        The code that the user gave; None where none was given.
    stated : str or None
        The code that the amounts are said to be in; None where nothing says.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If both are known and not the same.
    """
    if wanted and stated and wanted != stated:
        raise KamError(_(
            "{where}: the amounts are in {stated}, not in {wanted}; amounts are not converted here, so remove "
            "--currency.",
            where=where, stated=stated, wanted=wanted,
        ))  # fmt: skip


def check(chosen: Chosen, revenue: pd.Series, used: np.ndarray) -> list[Problem]:
    """Name the lines that say no currency in a file of several: they count as if in the chosen one.

    Parameters
    ----------
    chosen : Chosen
        The currency of the file, and the code of each line.
    revenue : pandas.Series
        Currency units, one a line.
    used : numpy.ndarray
        Which lines count (bool).

    Returns
    -------
    list of Problem
        One, or none where every line has a currency.
    """
    if chosen.codes is None:
        return []
    nameless = used & chosen.codes.isna().to_numpy()
    if not nameless.any():
        return []
    values = {"row": int(revenue.index[nameless][0]), "code": chosen.code}
    return [
        Problem("no-currency", "warning", "orders", int(nameless.sum()), float(revenue[nameless].sum()), values)
    ]


def codes_of(converted: Converted, match: Match) -> pd.Series | None:
    """Give each line's ISO code: by the currency column, else by what is written at the amounts.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    match : Match
        Which column is which.

    Returns
    -------
    pandas.Series or None
        Missing where a line names none; None where no column does.
    """
    if "currency" in converted.frame:
        ours = worth.direct(match.chosen) or "revenue"
        header = str(match.source_column(ours) or "")
        # several books, each in its own currency
        both = is_local(header) and is_local(str(match.source_column("currency")))
        if is_in_one(header, by_hand=match.by_hand(ours)) and not both:
            return None
        cells = converted.frame["currency"]
        named = {text: currency_of(text) or str(text).upper() for text in cells.dropna().unique()}
        return cells.map(named)
    for ours in ("revenue", "revenue_with_tax", "unit_price"):
        parsed = converted.parsed.get(ours)
        if parsed is not None and len(parsed.currencies) == 1 and any(parsed.currencies):
            return pd.Series(next(iter(parsed.currencies)), index=parsed.blank.index).where(~parsed.blank)
        if parsed is not None and any(parsed.currencies):
            return _at_amounts(converted.cells[ours])
    return None


def _at_amounts(cells: pd.Series) -> pd.Series:
    """Give the currency that each amount carries, as ``understand`` sees it."""
    codes, uniques = pd.factorize(cells)
    found = pd.array([understand(cell).currency or None for cell in uniques] + [None], dtype="str")
    return pd.Series(found.take(codes), index=cells.index)
