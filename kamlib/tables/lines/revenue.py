"""Revenue, cost and discount of order lines, from whatever columns a file has for them.

Revenue is after discount and before tax. Every derivation is named in a problem of level "note" at least, so that
nobody has to guess which columns a total comes from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.headers import take_apart, with_tax
from kamlib.tables.columns.qualifiers import WITHOUT_TAX
from kamlib.tables.conversion.convert import measured
from kamlib.tables.conversion.discount import (
    CLOSE,
    in_money,
    kind_by_amount,
    kind_by_arithmetic,
    kind_by_name,
    kind_by_size,
    kind_of_discount_rate,
    kind_of_paid_rate,
    kind_of_rate,
    more_than_half_off,
    odd_rates,
    share_off,
)
from kamlib.tables.lines import taxes
from kamlib.tables.problems import Problem
from kamlib.words import _


@dataclass(frozen=True)
class _Kinds:
    """What the columns of discounts hold, as far as their names, the user or their size alone tell.

    `column` is the rate's, `counts` the rows that count: sums below the table are not evidence; `sure` is a rate
    whose kind the user or its name settles.
    """

    discount: str | None
    rate: str | None
    column: str
    counts: pd.Series
    sure: bool = False

    @classmethod
    def of(
        cls, lines: pd.DataFrame, names: Mapping[str, str], settled: Collection[str], counts: pd.Series
    ) -> _Kinds:
        discount = "money" if "discount" in settled else kind_by_name(names.get("discount", ""))
        rates = [name for name in ("discount_rate", "paid_rate") if name in lines]
        column = next((name for name in rates if name in settled), rates[0] if rates else "")
        if not column:
            return cls(discount, None, "", counts)
        if column in settled:  # the user's rate goes before a discount that was found by its name
            discount = discount if "discount" in settled else None
        rate = lines[column][counts]
        if column == "paid_rate":
            return cls(discount, kind_of_paid_rate(rate), column, counts, True)
        sure = column in settled
        tell = kind_of_rate if sure else kind_of_discount_rate
        return cls(discount, tell(rate, names[column]), column, counts, sure)


@dataclass(frozen=True)
class Money:
    """Revenue, cost and discount of every line, and what they were made of.

    Attributes
    ----------
    revenue : pandas.Series
        Missing where the line has no readable amount.
    cost, discount : pandas.Series or None
        Of the line; None where no column tells.
    problems : tuple of Problem
        What was derived, from what.
    """

    revenue: pd.Series
    cost: pd.Series | None = None
    discount: pd.Series | None = None
    problems: tuple[Problem, ...] = ()


def derive(
    lines: pd.DataFrame, names: Mapping[str, str], where: str = "", *, settled: Collection[str] = (),
    totals: np.ndarray | None = None,
) -> Money:  # fmt: skip
    """Find revenue, cost and discount of each line.

    Parameters
    ----------
    lines : pandas.DataFrame
        Converted order lines (our columns).
    names : mapping
        Ours → their header, for messages.
    where : str
        File and sheet, for messages.
    settled : collection of str
        Columns that the user mapped by hand: a ``discount`` among them is money, a ``discount_rate`` is taken off,
        a ``paid_rate`` is left.
    totals : numpy.ndarray of bool, optional
        Rows that are sums of others, and no evidence of what a column means.

    Returns
    -------
    Money
        On the index of `lines`, with notes of what was derived from what.

    Raises
    ------
    KamError
        If nothing gives an amount, or a discount that revenue depends on can be meant in several ways.
    """
    counts = pd.Series(True if totals is None else ~totals, index=lines.index)
    lines, names, settled = _of_pieces(lines, names, settled)
    kinds = _Kinds.of(lines, names, settled, counts)
    money = _revenue(lines, names, where, kinds)
    money = replace(money, revenue=measured(money.revenue))
    money = _cost(lines, money, names)
    if money.discount is None:
        money = _discount(lines, money, names, kinds)
    odd = (*_odd_rates(lines, money, names, kinds), *_large_rates(lines, money, names, kinds))
    money = replace(money, problems=(*money.problems, *odd))
    cost = None if money.cost is None else measured(money.cost)
    off = None if money.discount is None else measured(money.discount).fillna(0.0)
    return replace(money, cost=cost, discount=off)


def _of_pieces(
    lines: pd.DataFrame, names: Mapping[str, str], settled: Collection[str]
) -> tuple[pd.DataFrame, Mapping[str, str], Collection[str]]:
    """Make a discount off one piece one off the line, where no other discount is there."""
    if not {"unit_discount", "quantity"} <= set(lines) or {"discount", "discount_rate", "paid_rate"} & set(lines):
        return lines, names, settled
    whole = (lines["unit_discount"].abs() * lines["quantity"].abs()).round(6)
    return lines.assign(discount=whole), {**names, "discount": names["unit_discount"]}, (*settled, "discount")


def _note(code: str, rows: int, money: float | None = None, level: str = "note", /, **values: Any) -> Problem:
    return Problem(code, level, "orders", rows, money, values)


def _revenue(lines: pd.DataFrame, names: Mapping[str, str], where: str, kinds: _Kinds) -> Money:
    """Take the amount without tax, else with tax less tax, else with tax, else quantity × price less discount."""
    if "revenue" in lines:
        return Money(lines["revenue"], problems=tuple(_tax_notes(lines, names)))
    if "revenue_with_tax" in lines:
        by_price = _by_net_price(lines, names, where, kinds)
        return by_price or _less_tax(lines["revenue_with_tax"], lines, names, names["revenue_with_tax"])
    if "quantity" in lines and "unit_price" in lines:
        return _from_quantity(lines, names, where, kinds)
    raise KamError(_missing_amount(names, where))


def _missing_amount(names: Mapping[str, str], where: str) -> str:
    part = next((ours for ours in ("quantity", "unit_price") if ours in names), None)
    if part:
        other = "unit_price" if part == "quantity" else "quantity"
        return _(
            "{where}: no column contains amounts; {column} alone is not enough. Use --map revenue=… or --map "
            "{other}=…",
            where=where, column=names[part], other=other,
        )  # fmt: skip
    return ""


def _tax_notes(lines: pd.DataFrame, names: Mapping[str, str]) -> list[Problem]:
    """Say that of two amounts the one without tax counts, and where the three do not add up."""
    if "revenue_with_tax" not in lines:
        return []
    net, gross = lines["revenue"], lines["revenue_with_tax"]
    notes = [
        _note("amount-without-tax", len(lines), None, taken=names["revenue"], other=names["revenue_with_tax"])
    ]
    if "tax" in lines and not taxes.is_rate(lines["tax"], gross):
        off = (net + lines["tax"] - gross).abs() > CLOSE + 1e-9
        if off.any():
            values = {"column": names["revenue_with_tax"], "row": int(off.index[off][0])}
            notes.append(_note("tax-mismatch", int(off.sum()), float(net[off].sum()), **values))
    return notes


def _less_tax(gross: pd.Series, lines: pd.DataFrame, names: Mapping[str, str], column: str) -> Money:
    """Take the tax off amounts with tax, by the column of tax or of its rate; say so where there is none."""
    if "tax" in lines and not taxes.is_rate(lines["tax"], gross):
        net = (gross - lines["tax"].fillna(0.0)).round(6)
        note = _note("tax-taken-off", len(lines), None, column=column, tax=names["tax"])
        return Money(net, problems=(note,))
    rate = next((name for name in ("tax_rate", "tax") if name in lines), None)
    if rate is not None:
        net = (gross / (1 + taxes.share(lines[rate]))).round(6)
        values = {"column": column, "rate": names[rate]}
        return Money(net, problems=(_note("tax-by-rate", len(lines), float((gross - net).sum()), **values),))
    note = _note("tax-included", len(lines), float(gross.sum()), "warning", column=column)
    return Money(gross, problems=(note,))


def _by_net_price(lines: pd.DataFrame, names: Mapping[str, str], where: str, kinds: _Kinds) -> Money | None:
    """Multiply quantity and a price that is without tax, where what the amounts with tax add is a rate in use."""
    if not {"quantity", "unit_price"} <= set(lines) or {"tax", "tax_rate"} & set(lines):
        return None
    if take_apart(names["unit_price"]).qualifier.kind != WITHOUT_TAX:
        return None
    money = _from_quantity(lines, names, where, kinds)
    if not taxes.adds(money.revenue, lines["revenue_with_tax"]):
        return None
    values = {"taken": _product(names), "other": names["revenue_with_tax"]}
    return replace(money, problems=(*money.problems, _note("amount-without-tax", len(lines), None, **values)))


def _product(names: Mapping[str, str]) -> str:
    return f"{names['quantity']} × {names['unit_price']}"


def _from_quantity(lines: pd.DataFrame, names: Mapping[str, str], where: str, kinds: _Kinds) -> Money:
    """Multiply quantity and unit price, and take off the discount if there is one."""
    before = lines["quantity"] * lines["unit_price"]
    off, kind = _taken_off(lines, before, names, where, kinds)
    values: dict[str, Any] = {"quantity": names["quantity"], "price": names["unit_price"]}
    if off is None:
        note = _note("amount-from-quantity", len(lines), None, **values)
        return _price_less_tax(Money(before.round(6), problems=(note,)), lines, names)
    revenue = (before - off).round(6)
    discount = names.get("discount") if kind == kinds.discount or not kinds.column else names.get(kinds.column)
    note = _note("amount-less-discount", len(lines), None, **values, discount=discount, kind=kind)
    return _price_less_tax(Money(revenue, discount=off, problems=(note,)), lines, names)


def _price_less_tax(money: Money, lines: pd.DataFrame, names: Mapping[str, str]) -> Money:
    """Take tax off where the price is with tax."""
    if not with_tax(names["unit_price"]):
        return money
    taken = bool({"tax", "tax_rate"} & set(lines))
    net = _less_tax(money.revenue, lines, names, _product(names) if taken else names["unit_price"])
    said = [note for note in money.problems if not (taken and note.code == "amount-from-quantity")]
    return replace(net, discount=money.discount, problems=(*said, *net.problems))


def _taken_off(
    lines: pd.DataFrame, before: pd.Series, names: Mapping[str, str], where: str, kinds: _Kinds
) -> tuple[pd.Series | None, str]:
    """Say how much money the discount column takes off each line, and what kind of discount it is."""
    if "discount" in lines and (kinds.discount or kinds.rate is None):
        kind = kinds.discount or kind_by_size(lines["discount"][kinds.counts], before[kinds.counts])
        if kind is None:
            raise KamError(_(
                "{where}: column {column} may be a discount in money, the share or percent that is taken off, or "
                "the share that is paid (折); use --map discount={column} (money), --map discount_rate={column} "
                "(taken off) or --map paid_rate={column} (paid).",
                where=where, column=names["discount"],
            ))  # fmt: skip
        return in_money(lines["discount"], before, kind), kind
    if kinds.rate is not None:
        return in_money(lines[kinds.column], before, kinds.rate), kinds.rate
    return None, ""


def _cost(lines: pd.DataFrame, money: Money, names: Mapping[str, str]) -> Money:
    """Take the cost of the line, else quantity × unit cost, else revenue less profit."""
    if "cost" in lines:
        return _with_cost(money, lines["cost"])
    if "unit_cost" in lines and "quantity" in lines:
        pieces = lines["quantity"].abs() * pd.Series(np.sign(money.revenue)).where(
            money.revenue != 0, pd.Series(np.sign(lines["quantity"]))
        )
        note = _note("cost-from-quantity", len(lines), quantity=names["quantity"], cost=names["unit_cost"])
        return _with_cost(money, (pieces * lines["unit_cost"]).round(6), note)
    if "profit" in lines:
        note = _note("cost-from-profit", len(lines), column=names["profit"])
        return _with_cost(money, (money.revenue - lines["profit"]).round(6), note)
    return money


def _with_cost(money: Money, cost: pd.Series, *notes: Problem) -> Money:
    return replace(money, cost=cost, problems=(*money.problems, *notes))


def _discount(lines: pd.DataFrame, money: Money, names: Mapping[str, str], kinds: _Kinds) -> Money:
    """Turn a discount that is already in the amount into money, where it is certain how it is meant."""
    if "discount" not in lines and not kinds.column:
        return _from_list_price(lines, money, names)
    column = kinds.column if "discount" not in lines or kinds.sure else "discount"
    kind = _kind_in_amount(lines, money, kinds, column)
    if kind is None:
        note = _note(
            "discount-unclear", int(lines[column].fillna(0).ne(0).sum()), None, "warning", column=names[column]
        )
        return replace(money, problems=(*money.problems, note))
    if kind == "money":
        return replace(money, discount=(lines[column].abs() * np.sign(money.revenue)).fillna(0.0))
    share = share_off(lines[column], kind)
    off = (money.revenue * share / (1 - share)).where(share < 1, 0.0).round(6)
    note = _note("discount-is-share", int((share > 0).sum()), float(off.sum()), column=names[column])
    return replace(money, discount=off, problems=(*money.problems, note))


def _kind_in_amount(lines: pd.DataFrame, money: Money, kinds: _Kinds, column: str) -> str | None:
    """Tell what a discount that is already in the amount means: what the user said, else what gives the amount."""
    true, revenue = lines[kinds.counts], money.revenue[kinds.counts]
    if column == "discount":
        return kinds.discount or kind_by_amount(true, revenue)
    tried = None if kinds.sure else kind_by_arithmetic(true[column], true, revenue)[1]
    return tried or kinds.rate


def _odd_rates(lines: pd.DataFrame, money: Money, names: Mapping[str, str], kinds: _Kinds) -> list[Problem]:
    """Name rates of discount that are written in another way than the rest of their column."""
    if kinds.rate != "percent" or not (odd := odd_rates(lines[kinds.column])).any():
        return []
    values = {"column": names["discount_rate"], "row": int(odd.index[odd][0])}
    values["example"] = f"{lines['discount_rate'][odd].iloc[0]:g}"
    return [_note("rates-mixed", int(odd.sum()), float(money.revenue[odd].sum()), "warning", **values)]


def _large_rates(lines: pd.DataFrame, money: Money, names: Mapping[str, str], kinds: _Kinds) -> list[Problem]:
    """Name a rate that takes half or more off every line: it may be the share that is paid."""
    if kinds.rate is None or {"revenue", "revenue_with_tax"} & set(lines):
        return []
    rate = lines[kinds.column][kinds.counts]
    if not more_than_half_off(rate, kinds.rate):
        return []
    sum_ = float(money.revenue[kinds.counts].sum())
    return [_note("discount-large", int(rate.notna().sum()), sum_, "warning", column=names[kinds.column])]


def _from_list_price(lines: pd.DataFrame, money: Money, names: Mapping[str, str]) -> Money:
    """Take what the unit price lies below the list price as the discount."""
    if not {"list_price", "unit_price", "quantity"} <= set(lines):
        return money
    off = ((lines["list_price"] - lines["unit_price"]) * lines["quantity"]).round(6)
    values = {"list": names["list_price"], "price": names["unit_price"]}
    note = _note("discount-from-list", int((off != 0).sum()), float(off.sum()), **values)
    return replace(money, discount=off.fillna(0.0), problems=(*money.problems, note))
