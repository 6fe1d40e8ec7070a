"""What a discount column means: money, a share or a percentage off, or (Chinese 折) the share that is paid.

The kinds: ``"money"`` off the line; ``"share"`` off (0.15); ``"percent"`` off (15); ``"paid"`` share (0.85);
``"tenths"`` paid (8.5 折); ``"hundredths"`` paid (85).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from kamlib.tables.columns.headers import take_apart
from kamlib.tables.schema import squeeze

_PERCENT = re.compile(r"percent|pct|perc$|prozent|百分")
_PAID_AS_WELL = re.compile(r"折|扣")

KINDS = ("money", "share", "percent", "paid", "tenths", "hundredths")

#: A kind of discount is taken as proven when this share of the lines that tell agrees with it.
AGREE = 0.95
#: More than this is taken off on no company's every line.
MOST = 0.5
#: Percent: nobody agrees on a smaller discount.
LEAST = 0.25
#: How far an amount may be off its quantity × price and still agree: a cent, and a thousandth for rounded prices.
CLOSE, ROUNDED = 0.01, 0.001


def kind_by_name(header: str) -> str | None:
    """Judge by the header whether a discount is money: ``DiscountAmount``, ``折扣额``, ``Rabatt (EUR)``.

    Parameters
    ----------
    header : str
        As given in the file.

    Returns
    -------
    {"money"} or None
        None where the header leaves it open.
    """
    said = squeeze(header).endswith(("amount", "amt", "value", "金额", "额", "betrag", "wert"))
    return "money" if said or take_apart(header).currency else None


def says_percent(header: str) -> bool:
    """Whether a header says that its figures are percent: ``Discount %``, ``Rabatt in Prozent``, 折扣百分比.

    Parameters
    ----------
    header : str
        As given in the file.

    Returns
    -------
    bool
        False where it leaves it open.
    """
    return bool(_PERCENT.search(squeeze(header)))


def _says_off(header: str) -> bool:
    """Whether a header in percent says what is taken off; 折扣% may be either, as 折扣 is."""
    name = squeeze(header)
    return says_percent(header) and ("百分" in name or not _PAID_AS_WELL.search(name))


def kind_of_rate(rate: pd.Series, header: str = "") -> str:
    """Tell a column that is called a rate: a share, or percent where any value is above one.

    Parameters
    ----------
    rate : pandas.Series
        Figures of a column of rates.
    header : str
        Its name: 1 is one percent where it says percent and no figure is a small fraction.

    Returns
    -------
    {"share", "percent"}
        What 1 represents: all of the price, or a hundredth.
    """
    size = rate.dropna().abs()
    # 0.5 next to 1 under Discount %: half a percent, as nothing is given away for a line marked 1
    ones = says_percent(header) and bool((size == 1).any()) and bool(size[size > 0].min() >= LEAST)
    return "percent" if ones or bool(size.max() > 1) else "share"


def kind_of_discount_rate(rate: pd.Series, header: str = "") -> str:
    """Tell a rate of discount (折扣率) that is what remains to be paid: no company gives half off on every line.

    Any rate that is nowhere zero and nowhere below a half is taken as the paid one; an empty cell is not a
    discount in either way, and tells nothing.

    Parameters
    ----------
    rate : pandas.Series
        Figures of a column of discount rates, of the rows that count.
    header : str
        Its name: ``Discount %`` is taken off, whatever the figures.

    Returns
    -------
    {"share", "percent", "paid", "hundredths"}
        What the figures are: taken off (share, percent) or left to be paid (paid, hundredths).
    """
    kind = kind_of_rate(rate, header)
    size = rate.dropna().abs() / (100 if kind == "percent" else 1)
    if _says_off(header) or not len(size) or size.min() < MOST or size.max() > 1:
        return kind
    return "hundredths" if kind == "percent" else "paid"


def kind_of_paid_rate(rate: pd.Series) -> str:
    """Tell a share of the price that is paid by its size: 0.85, 8.5 (折) or 85.

    Parameters
    ----------
    rate : pandas.Series
        Figures of the column, of the rows that count.

    Returns
    -------
    {"paid", "tenths", "hundredths"}
        What 1 represents.
    """
    largest = rate.abs().max()
    return "paid" if not largest > 1 else "tenths" if largest <= 10 else "hundredths"


def more_than_half_off(rate: pd.Series, kind: str) -> bool:
    """Whether a rate that is taken off leaves half or less on every line that has one.

    Parameters
    ----------
    rate : pandas.Series
        Figures of a column of rates, of the rows that count.
    kind : str
        One of `KINDS`.

    Returns
    -------
    bool
        False for other kinds than ``share`` and ``percent``.
    """
    size = rate.dropna().abs() / (100 if kind == "percent" else 1)
    return kind in {"share", "percent"} and bool(len(size)) and bool(size.min() >= MOST)


def with_percent_signs(rates: pd.Series, cells: pd.Series, header: str = "") -> pd.Series:
    """Bring a column that writes ``10%`` in some cells and ``5`` in others to percent throughout.

    Parameters
    ----------
    rates : pandas.Series
        The cells as figures.
    cells : pandas.Series
        The cells as given in the file.
    header : str
        The column's name: under one that says percent, ``100%`` next to nothing but ``0%`` is no 1 of a hundred.

    Returns
    -------
    pandas.Series
        On the index of `rates`; as it was where signs are not mixed.
    """
    size = rates.abs()
    if cells.dtype.kind in "fi" or not ((size > 0) & (size <= 1)).any():
        return rates
    if not (size > 1).any():
        whole = says_percent(header) and bool(size.dropna().isin([0, 1]).all())
        return rates * 100 if whole and cells.astype("str").str.contains("[%％]", regex=True).any() else rates
    signed = cells.astype("str").str.contains("[%％]", regex=True).to_numpy(dtype=bool, na_value=False)
    return rates.where(~signed, rates * 100) if signed.any() and (size[~signed] > 1).any() else rates


def odd_rates(rate: pd.Series) -> pd.Series:
    """Say which rates of a column in percent are hardly percent: 0.05 next to 5, or less than any discount.

    Parameters
    ----------
    rate : pandas.Series
        Figures of a column of rates in percent.

    Returns
    -------
    pandas.Series
        True for each odd one.
    """
    size = rate.abs()
    large = set(size[size > 1].round(6))
    small = (size > 0) & (size < 1)
    return small & ((size < LEAST) | (size * 100).round(6).isin(large)) if large else small & False


def kind_by_size(discount: pd.Series, before: pd.Series) -> str | None:
    """Tell by size alone what a discount means; None where it may be one thing or another.

    Parameters
    ----------
    discount : pandas.Series
        As given in the file.
    before : pandas.Series
        What it is taken off, or the amount of the line.

    Returns
    -------
    str or None
        One of `KINDS`.
    """
    size = discount.abs()
    given = size[size > 0]
    if not len(given):
        return "share"
    if given.max() <= 1:
        return _share_or_paid(size)
    if given.max() > 100 or (not (size > before.abs()).any() and _uneven(given)):
        return "money"
    return None


def _share_or_paid(size: pd.Series) -> str | None:
    """Tell 0.15 taken off from 0.85 paid: no discount is written 0 in the one way, and 1 in the other."""
    size = size.dropna()  # an empty cell is no discount in either way
    if (size == 0).any() or size.min() < MOST:
        return "share"
    return "paid" if (size == 1).any() else None


def _uneven(size: pd.Series) -> bool:
    """Whether the figures are too many and too odd to be percentages agreed with customers."""
    return size.nunique() > 20 and bool(((size * 2) % 1 != 0).mean() > 0.5)


def kind_by_amount(lines: pd.DataFrame, revenue: pd.Series) -> str | None:
    """Tell what a discount means by trying which meaning gives the amount; by its size where none is tried.

    Parameters
    ----------
    lines : pandas.DataFrame
        With ``discount``, and with ``quantity`` and ``unit_price`` where there are any; only rows that count.
    revenue : pandas.Series
        The amounts.

    Returns
    -------
    str or None
        One of `KINDS`; None where it may be one or another.
    """
    tried, kind = kind_by_arithmetic(lines["discount"], lines, revenue)
    return kind if tried else kind_by_size(lines["discount"], revenue)


def kind_by_arithmetic(column: pd.Series, lines: pd.DataFrame, revenue: pd.Series) -> tuple[bool, str | None]:
    """Try which meaning of a discount gives the amounts from quantity and price.

    Parameters
    ----------
    column : pandas.Series
        Figures of the discount, as a rate or as money.
    lines : pandas.DataFrame
        With ``quantity`` and ``unit_price`` where there are any.
    revenue : pandas.Series
        The amounts.

    Returns
    -------
    bool, str or None
        Whether the amounts tell, and which of `KINDS` gives them; None where none does.
    """
    discount = column.fillna(0.0)
    if not {"quantity", "unit_price"} <= set(lines):
        return False, None
    before = lines["quantity"] * lines["unit_price"]
    telling = (discount != 0) & before.notna() & revenue.notna() & (before != 0)
    if not telling.any() or _agree(before, revenue, before, telling):
        return False, None
    fits = (k for k in KINDS if _agree(before - in_money(discount, before, k), revenue, before, telling))
    return True, next(fits, None)


def _agree(expected: pd.Series, revenue: pd.Series, before: pd.Series, telling: pd.Series) -> bool:
    near = (expected - revenue).abs() <= CLOSE + ROUNDED * before.abs()
    return bool(near[telling].mean() >= AGREE)


def in_money(discount: pd.Series, before: pd.Series, kind: str) -> pd.Series:
    """Return how much money a discount takes off amounts before discount.

    Parameters
    ----------
    discount : pandas.Series
        Figures of the discount column.
    before : pandas.Series
        Amounts before discount (currency units).
    kind : str
        What the figures are: ``money``, ``share``, ``percent``, ``paid``, ``tenths`` or ``hundredths``.

    Returns
    -------
    pandas.Series
        Currency units, with the sign of the amount; 0 where no discount is known.
    """
    if kind == "money":
        off: pd.Series = discount.fillna(0.0).abs() * np.sign(before)
        return off
    return share_off(discount, kind) * before


def share_off(discount: pd.Series, kind: str) -> pd.Series:
    """Return the share of the price that a discount takes off.

    Parameters
    ----------
    discount : pandas.Series
        Figures of the discount column.
    kind : str
        What they are: ``share``, ``percent``, ``paid``, ``tenths`` or ``hundredths``.

    Returns
    -------
    pandas.Series
        Fractions of the price; 0 where no discount is known.
    """
    scale: Mapping[str, float] = {"share": 1.0, "percent": 100.0, "paid": 1.0, "tenths": 10.0, "hundredths": 100.0}
    share: pd.Series = discount.abs() / scale[kind]
    return share.fillna(0.0) if kind in {"share", "percent"} else 1 - share.fillna(1.0)
