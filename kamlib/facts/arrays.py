"""The sums of accounts over a pandas frame: the plan of ``sums`` in NumPy, which is cheap on small books too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.facts.buying import CENT_PART
from kamlib.facts.groups import from_zero, group, within
from kamlib.facts.numbers import Lines, numbered
from kamlib.facts.whole_order import distinct
from kamlib.periods.day_numbers import number_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kamlib.facts.numbers import Amounts, Whole
    from kamlib.periods import Window


#: The period of a day that lies in no window.
NEVER = np.iinfo("int64").min


def summed(
    orders: pd.DataFrame, day: int | None, length: str | None, windows: list[Window] | None
) -> tuple[pd.DataFrame, int]:
    """Return one row for each customer, or customer and period, and the day that is counted from."""
    lines = numbered(orders)
    known = _known(lines)
    if day is None:
        day = int(known.max()) if len(known) else 0
    lines = lines.kept((lines.day <= day) & (known <= day))
    period = _period(lines.day, length, windows)
    if windows:
        lines, period = lines.kept(period > NEVER), period[period > NEVER]
    shifted, first, span = from_zero(period)
    key, keys = group(lines.customer * span + shifted)
    table = pd.DataFrame({"customer_id": lines.names.take(keys // span)})
    if windows or length:
        table["period"] = keys % span + first
    sums = {
        **_of_lines(lines, key, len(keys)),
        **_late(lines, key, len(keys), period if windows else np.int64(day)),
        **_of_orders(lines, key, len(keys)),
    }
    return table.assign(**sums), day


def _known(lines: Lines) -> Whole:
    """Return the day on which each line became known."""
    later = lines.others.get("_known")
    return lines.day if later is None else np.where(np.isnan(later), lines.day, later).astype("int64")


def _months(day: Whole) -> Whole:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype("int64")


def _period(day: Whole, length: str | None, windows: list[Window] | None) -> Whole:
    """Return the number of each line's period, as ``lines.within_periods`` counts them."""
    if windows:
        first, last = (np.array([number_of(window[at]) for window in windows]) for at in (0, 1))
        at = np.searchsorted(first, day, side="right") - 1
        return np.where((at >= 0) & (day <= last[at]), last[at], NEVER)
    if length is None:
        return np.zeros(len(day), dtype="int64")
    months = _months(day)
    year, month = months // 12 + 1970, months % 12 + 1
    return {"year": year, "quarter": year * 10 + (month + 2) // 3, "month": year * 100 + month}[length]


def _sum(key: Whole, amounts: Amounts, n: int) -> Amounts:
    return np.bincount(key, weights=amounts, minlength=n).astype("float64", copy=False)


def _largest(key: Whole, amounts: Amounts, n: int) -> Amounts:
    most = np.full(n, -np.inf)
    np.maximum.at(most, key, amounts)
    return most


def _of_lines(lines: Lines, key: Whole, n: int) -> dict[str, NDArray[np.generic]]:
    """Everything that one pass over the lines can add up."""
    revenue = np.nan_to_num(lines.money["revenue"], nan=0.0)
    taken = np.where(revenue < 0, -revenue, 0.0)
    for no_credit in (lines.bonus, None if "_known" not in lines.others else ~np.isnan(lines.others["_known"])):
        taken = taken if no_credit is None else np.where(no_credit, 0.0, taken)
    first, last = np.full(n, np.iinfo("int64").max), np.full(n, np.iinfo("int64").min)
    np.minimum.at(first, key, lines.day)
    np.maximum.at(last, key, lines.day)
    sums: dict[str, NDArray[np.generic]] = {
        "revenue": _sum(key, revenue, n), "lines": np.bincount(key, minlength=n), "_first_line": first,
        "_last_line": last,
    }  # fmt: skip
    back = lines.returned
    sums["credit_notes"] = _sum(key, taken if back is None else np.where(back, 0.0, taken), n)
    if back is not None:
        sums["returns"] = _sum(key, np.where(back, taken, 0.0), n)
    if "cost" in lines.money:
        cost = lines.money["cost"]
        sums["cost"] = _sum(key, np.nan_to_num(cost, nan=0.0), n)
        sums["uncosted_revenue"] = _sum(key, np.where(np.isnan(cost), revenue, 0.0), n)
    if "discount" in lines.money:
        sums["discount"] = _sum(key, np.nan_to_num(lines.money["discount"], nan=0.0), n)
    if lines.product is not None:
        named, kinds = lines.product >= 0, int(lines.product.max(initial=0)) + 1
        pairs = distinct(key[named] * kinds + lines.product[named])
        sums["products"] = np.bincount(pairs // kinds, minlength=n)
    return sums


def _late(lines: Lines, key: Whole, n: int, as_of: Whole | np.int64) -> dict[str, NDArray[np.generic]]:
    """Sum the days late, weighed by revenue, where on `as_of` it is known whether a line is late."""
    due, paid_on = lines.others.get("_due"), lines.others.get("_paid")
    if due is None or paid_on is None:
        return {}
    revenue = np.nan_to_num(lines.money["revenue"], nan=0.0)
    paid = paid_on <= as_of
    known = ~np.isnan(due) & (revenue > 0) & (paid | (due < as_of))
    late = np.where(known, np.maximum(np.where(paid, paid_on, as_of) - due, 0.0), 0.0)
    billed = np.where(known, revenue, 0.0)
    return {"_late": _sum(key, billed * late, n), "_billed": _sum(key, billed, n)}


def _of_orders(lines: Lines, key: Whole, n: int) -> dict[str, NDArray[np.generic]]:
    """Sum the lines of each order, and tell orders, the largest, the best month and the days of orders."""
    revenue, (day, first, span) = np.nan_to_num(lines.money["revenue"], nan=0.0), from_zero(lines.day)
    number, orders = group(lines.order)
    order, _number, of = within(number, len(orders), key, n)
    whole = _sum(order, revenue, len(of))
    bought = whole >= CENT_PART / 2
    part, of_part, day_of = within(order, len(of), day, span)
    money = _sum(part, revenue, len(of_part))
    buys = (money >= CENT_PART / 2) & bought[of_part]
    return {
        "orders": np.bincount(of[bought], minlength=n), "largest_order": _largest(of, whole, n),
        "_best_month": _best_month(of[of_part], _months(day_of + first), money, n),
        **_of_days(of[of_part[buys]] * span + day_of[buys], span, first, n),
    }  # fmt: skip


def _best_month(key: Whole, month: Whole, money: Amounts, n: int) -> Amounts:
    """Give the largest month's revenue within each key."""
    month, _first, span = from_zero(month)
    part, parts = group(key * span + month)
    return _largest(parts // span, _sum(part, money, len(parts)), n)


def _of_days(days: Whole, span: int, start: int, n: int) -> dict[str, NDArray[np.generic]]:
    """Tell what follows from the days of orders: first, last, months, and the days between, summed and squared."""
    days = distinct(days)
    of, day = days // span, days % span + start
    same = of[1:] == of[:-1]
    gap = np.diff(day)[same].astype("float64")
    later, behind = np.diff(_months(day))[same] > 0, of[1:][same]
    first, last = np.full(n, np.nan), np.full(n, np.nan)
    last[of] = day
    first[of[::-1]] = day[::-1]
    return {
        "first_date": first, "last_date": last, "_gaps": np.bincount(behind, minlength=n),
        "_square": _sum(behind, gap * gap, n), "_later": np.bincount(behind[later], minlength=n),
    }  # fmt: skip
