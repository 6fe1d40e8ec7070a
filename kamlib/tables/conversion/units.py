"""The unit of amounts: named in a header, in a title row above the table, or by the user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.headers import Header, multiple_of, take_apart
from kamlib.tables.conversion import worth
from kamlib.tables.schema import squeeze
from kamlib.words import _
from kamlib.words.phrases import enumerated

#: Columns whose amounts are of one piece: they often have a unit of their own next to totals in 万元.
PER_PIECE = frozenset({"unit_price", "unit_cost", "list_price"})

#: Headers of a column with the unit of each row's amounts; 单位 mostly is that of its pieces.
_BY_ROW = frozenset({"单位", "金额单位", "货币单位", "unit", "amountunit", "unitofamount"})
#: Headers of a column with the number of pieces that a price is of.
_PRICED_BY = frozenset(
    {"pe", "preiseinheit", "priceunit", "pricingunit", "priceper", "perunit", "kpein", "价格单位", "计价单位"}
)
_CHINESE = re.compile(
    r"单位\s*(?:[::为是]|均为)?\s*(?:人民币|rmb|cny)?\s*((?:千万|百万|[千万亿])?(?:美|欧|日|港)?元|分)(?!\w)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\bin\s+(?:(?:eur|usd|cny|rmb|gbp|chf|€|\$)\s*)?(thousands?|millions?|'?000s?\b|cents?\b|minor units?\b)"
    r"|(?<![\w])(teur|tusd|keur|kusd|krmb|meur|musd|k€|k\$|t€|mio\.?\s?(?:eur|€)|tsd\.?\s?(?:eur|€))(?!\w)"
    r"|\b(?:eur|usd|cny|rmb|gbp|chf)\s+(thousands?|millions?)\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[【][^()\[\]【】]{0,12}?((?:千万|百万|[千万亿])?(?:美|欧|日|港)?元)[)\]】]")

#: What amounts may be in: from hundredths (cents, 分) to thousands of millions.
UNITS = frozenset(10.0**power for power in range(-2, 10))


@dataclass(frozen=True)
class Unit:
    """What amounts are to be multiplied by where their own header does not say.

    Attributes
    ----------
    multiple : float
        10,000 for 万元.
    words : str
        As given in the file; empty where the user said it.
    currency : str or None
        ISO code that it names.
    """

    multiple: float
    words: str = ""
    currency: str | None = None


def named_in(titles: Iterable[str], where: str = "") -> Unit | None:
    """Find the unit that the rows above a table name, the remarks below it, or the name of its sheet.

    Parameters
    ----------
    titles : iterable of str
        Cells and names.
    where : str
        File and sheet, for messages.

    Returns
    -------
    Unit or None
        The unit; None where they name none.

    Raises
    ------
    KamError
        If they name two.
    """
    found = [unit for cell in titles for unit in _in_cell(cell)]
    multiples = {unit.multiple: unit for unit in found}
    if len(multiples) > 1:
        raise KamError(_(
            "{where}: the text above and below the table gives two units of amounts ({units}); use --unit 1, "
            "1000 or 10000 (in Python unit=…).",
            where=where, units=enumerated([unit.words for unit in multiples.values()]),
        ))  # fmt: skip
    return found[0] if found else None


def _in_cell(cell: str) -> list[Unit]:
    text = unicodedata.normalize("NFKC", cell)
    for pattern in (_CHINESE, _BRACKETED, _ENGLISH):
        for hit in pattern.finditer(text):
            words = next(group for group in hit.groups() if group)
            currency = take_apart(f"x ({words})").currency
            return [Unit(multiple_of(words), words, currency)]
    return []


def factors(
    headers: Mapping[str, Header], unit: Unit | None, names: Mapping[str, str], *,
    amounts_only: Collection[str], where: str = "",
) -> dict[str, float]:  # fmt: skip
    """Say what each column of money is to be multiplied by.

    A header's own unit goes first; the title's, or the user's, is for the columns without one.

    Parameters
    ----------
    headers : mapping
        Our column → its header, of the columns with money.
    unit : Unit or None
        From `named_in`, or the user's.
    names : mapping
        Our column → their header as it is written.
    amounts_only : collection of str
        Columns that may hold shares instead of money: no title's unit is for them.
    where : str
        File and sheet, for messages.

    Returns
    -------
    dict
        Our column → factor; 1 where there is nothing to multiply.

    Raises
    ------
    KamError
        If the title names one unit, a header another, and a third amount none: nobody can tell which is its.
    """
    own = {ours: header.multiple for ours, header in headers.items() if header.stated}
    bare = [ours for ours in headers if ours not in own and ours not in amounts_only]
    if unit is None:
        return {ours: own.get(ours, 1.0) for ours in headers}
    against = [ours for ours, multiple in own.items() if ours not in PER_PIECE and multiple != unit.multiple]
    lost = [ours for ours in bare if ours not in PER_PIECE]
    if unit.words and against and lost:
        raise KamError(_(
            "{where}: {column} has its own unit, the title gives another ({unit}), and {others} has none; use "
            "--unit {multiple} (in Python unit={multiple}) for the unit of {column}, --unit {title} for the unit "
            "in the title.",
            where=where, column=names[against[0]], unit=unit.words,
            others=enumerated([names[ours] for ours in lost]), multiple=_plain(own[against[0]]),
            title=_plain(unit.multiple),
        ))  # fmt: skip
    return {ours: own.get(ours, unit.multiple if ours in bare else 1.0) for ours in headers}


def refuse_by_row(rows: pd.DataFrame, where: str) -> None:
    """Refuse a column that gives the amounts of each row a unit of their own.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If it names two, or one that is not 1: the amounts would be added up as if they were in one.
    """
    for name in (name for name in rows.columns if squeeze(name) in _BY_ROW):
        units = [str(cell).strip() for cell in rows[name].dropna().unique()[:50]]
        multiples = {1.0 if unit in ("元", "圆") else multiple_of(unit) for unit in units}
        amounts = all(unit in ("元", "圆") or multiple_of(unit) != 1.0 for unit in units)
        if units and amounts and multiples != {1.0}:
            raise KamError(_(
                "{where}: column {column} gives each row its own unit of amounts ({units}); convert them to one "
                "unit in the file and remove that column.",
                where=where, column=str(name), units=enumerated(units[:5]),
            ))  # fmt: skip


def refuse_price_units(rows: pd.DataFrame, chosen: Collection[str], where: str) -> None:
    """Refuse prices of a hundred or a thousand pieces where revenue would be quantity × price.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    chosen : collection of str
        Our columns that were found.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If a column says that some prices are of more than one piece.
    """
    if worth.direct(chosen) is not None:
        return
    for name in (name for name in rows.columns if squeeze(name) in _PRICED_BY):
        per = pd.to_numeric(rows[name], errors="coerce").dropna()
        if (per > 1).any():
            raise KamError(_(
                "{where}: by column {column}, prices are per {pieces} pieces, so quantity × price is not the "
                "amount; add a column with the amount of the row, and use --map revenue=…",
                where=where, column=str(name), pieces=f"{per[per > 1].iloc[0]:g}",
            ))  # fmt: skip


def _plain(multiple: float) -> str:
    return f"{multiple:.12g}"


def given(unit: float) -> float:
    """Return the unit that the user says, if it is a power of ten from hundredths to thousands of millions."""
    if float(unit) not in UNITS:
        raise KamError(_(
            "--unit {unit}: the unit must be a power of ten, such as 1, 1000 (thousands) or 10000 (万元).",
            unit=f"{unit:.12g}",
        ))  # fmt: skip
    return float(unit)
