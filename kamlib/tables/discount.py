"""What a discount column means: money, a share or a percentage off, or (Chinese 折) the share that is paid.

The kinds: ``"money"`` off the line; ``"share"`` off (0.15); ``"percent"`` off (15); ``"paid"`` share (0.85);
``"tenths"`` paid (8.5 折); ``"hundredths"`` paid (85).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kamlib.tables.headers import take_apart
from kamlib.tables.schema import squeeze

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
    """Tell from the header that a discount is money: ``DiscountAmount``, ``折扣额``, ``Rabatt (EUR)``.

    Parameters
    ----------
    header : str
        As it stands in the file.

    Returns
    -------
    {"money"} or None
        None where the header leaves it open.
    """
    said = squeeze(header).endswith(("amount", "amt", "value", "金额", "额", "betrag", "wert"))
    return "money" if said or take_apart(header).currency else None


def kind_of_rate(rate: pd.Series) -> str:
    """Tell a column that is called a rate: a share, or percent where any value is above one.

    Parameters
    ----------
    rate : pandas.Series
        Figures of a column of rates.

    Returns
    -------
    {"share", "percent"}
        What 1 stands for: all of the price, or a hundredth.
    """
    return "percent" if bool(rate.abs().max() > 1) else "share"


def kind_of_discount_rate(rate: pd.Series) -> str:
    """Tell a rate of discount (折扣率) that is what remains to be paid: no company gives half off on every line.

    Any rate without a cell that is empty or nought and none below a half is taken as the paid one.

    Parameters
    ----------
    rate : pandas.Series
        Figures of a column of discount rates.

    Returns
    -------
    {"share", "percent", "paid", "hundredths"}
        What the figures are: taken off (share, percent) or left to be paid (paid, hundredths).
    """
    kind = kind_of_rate(rate)
    size = rate.abs() / (100 if kind == "percent" else 1)
    if size.isna().any() or not len(size) or size.min() < MOST or size.max() > 1:
        return kind
    return "hundredths" if kind == "percent" else "paid"


def with_percent_signs(rates: pd.Series, cells: pd.Series) -> pd.Series:
    """Bring a column that writes ``10%`` in some cells and ``5`` in others to percent throughout.

    Parameters
    ----------
    rates : pandas.Series
        The cells as figures.
    cells : pandas.Series
        The cells as they stand in the file.

    Returns
    -------
    pandas.Series
        On the index of `rates`; as it was where signs are not mixed.
    """
    size = rates.abs()
    if cells.dtype.kind in "fi" or not ((size > 1).any() and ((size > 0) & (size <= 1)).any()):
        return rates
    signed = cells.astype("str").str.contains("[%％]", regex=True).to_numpy(dtype=bool, na_value=False)
    return rates.where(~signed, rates * 100) if signed.any() and (size[~signed] > 1).any() else rates


def odd_rates(rate: pd.Series) -> pd.Series:
    """Say which rates of a column in percent are hardly percent: 0.05 beside 5, or less than any discount.

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
        As it stands in the file.
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
    if size.isna().any() or (size == 0).any() or size.min() < 0.5:
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
        With ``discount``, and with ``quantity`` and ``unit_price`` where there are any.
    revenue : pandas.Series
        The amounts.

    Returns
    -------
    str or None
        One of `KINDS`; None where it may be one or another.
    """
    discount = lines["discount"].fillna(0.0)
    if {"quantity", "unit_price"} <= set(lines):
        before = lines["quantity"] * lines["unit_price"]
        telling = (discount != 0) & before.notna() & revenue.notna() & (before != 0)
        if telling.any() and not _agree(before, revenue, before, telling):
            fits = (k for k in KINDS if _agree(before - in_money(discount, before, k), revenue, before, telling))
            return next(fits, None)
    return kind_by_size(lines["discount"], revenue)


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
        Currency units, with the sign of the amount; 0 where no discount is told.
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
        Fractions of the price; 0 where no discount is told.
    """
    scale: Mapping[str, float] = {"share": 1.0, "percent": 100.0, "paid": 1.0, "tenths": 10.0, "hundredths": 100.0}
    share: pd.Series = discount.abs() / scale[kind]
    return share.fillna(0.0) if kind in {"share", "percent"} else 1 - share.fillna(1.0)
