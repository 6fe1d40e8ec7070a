"""K2, K3: what each step of serving a customer costs: from the data, else from a rate, else left out.

A step knows its money row by row, where the money is from, and how many rows nothing covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.facts.orders import order_numbers
from kamlib.facts.payments import due_dates

if TYPE_CHECKING:
    from kamlib.value.serving_rates import ServingRates


#: The day up to which open bills count; by line, where each counts up to the end of a window of its own.
_Until = pd.Timestamp | pd.Series


@dataclass(frozen=True, eq=False)
class Step:
    """One cost: money a row of the lines or the activities, where it is from, and how many rows nothing covers.

    Where nothing says it, `money` has no rows: a column of zeros would take as much memory as one of money.
    """

    money: pd.Series
    source: str
    unknown: int = 0


def money_of(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as floats, missing where the frame lacks it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table.
    column : str
        Name of a column of numbers.

    Returns
    -------
    pandas.Series
        Floats, on the index of `frame`.
    """
    if column not in frame:
        return pd.Series(np.nan, index=frame.index)
    return frame[column].astype("float64")


def _filled(data: pd.Series, rated: pd.Series) -> Step:
    """Take data first, a rate where there is none, and say what is still unknown."""
    from_data, from_rate = data.notna(), data.isna() & rated.notna()
    source = {(True, True): "both", (True, False): "data", (False, True): "rate"}.get(
        (bool(from_data.any()), bool(from_rate.any())), "left out"
    )
    unknown = int((data.isna() & rated.isna()).sum())
    return Step(data.fillna(rated).fillna(0.0), source, unknown)


def _unknown(lines: pd.DataFrame) -> Step:
    return Step(pd.Series(dtype="float64"), "left out", len(lines))


def _rated(base: pd.Series, rate: float | None) -> pd.Series:
    """Multiply by a rate; missing where there is none."""
    return base * (np.nan if rate is None else rate)


def _discount(lines: pd.DataFrame, _policy: ServingRates, _until: _Until) -> Step:
    """Money taken off the list price: as given, else list price times quantity less revenue."""
    if "discount" not in lines and not {"list_price", "quantity"} <= set(lines):
        return _unknown(lines)
    listed = money_of(lines, "list_price") * money_of(lines, "quantity") - lines["revenue"].astype("float64")
    given = money_of(lines, "discount")
    return _filled(given.fillna(listed), _rated(given, None))


def _uncosted(lines: pd.DataFrame, _policy: ServingRates, _until: _Until) -> Step:
    revenue, cost = lines["revenue"].astype("float64"), money_of(lines, "cost")
    return Step(revenue.where(cost.isna(), 0.0), "data", int(cost.isna().sum()))


def _cost(lines: pd.DataFrame, _policy: ServingRates, _until: _Until) -> Step:
    cost = money_of(lines, "cost")
    return _filled(cost, _rated(cost, None))


def _freight(lines: pd.DataFrame, policy: ServingRates, _until: _Until) -> Step:
    if "freight" not in lines and policy.freight_rate is None:
        return _unknown(lines)
    return _filled(money_of(lines, "freight"), _rated(money_of(lines, "revenue"), policy.freight_rate))


def _channel(lines: pd.DataFrame, policy: ServingRates, _until: _Until) -> Step:
    """Share of revenue that goes to the channel; a return gives its share back."""
    if policy.channel_fees is None or "channel" not in lines:
        return _unknown(lines)
    nothing = _rated(money_of(lines, "revenue"), None)
    rates = lines["channel"].map(dict(policy.channel_fees)).astype("float64")
    rates = rates.where(lines["channel"].isna(), rates.fillna(0.0))
    return _filled(nothing, money_of(lines, "revenue") * rates)


def _handling(lines: pd.DataFrame, policy: ServingRates, until: _Until) -> Step:
    """Rates of the order (shared by its lines of the window), the line and the piece, added up."""
    if policy.cost_per_order is None and policy.cost_per_line is None and policy.cost_per_unit is None:
        return _unknown(lines)
    parts = [
        _rated(pd.Series(1.0, index=lines.index), policy.cost_per_line),
        _rated(money_of(lines, "quantity").abs(), policy.cost_per_unit),
    ]
    if policy.cost_per_order is not None:
        keys = ["customer_id", order_numbers(lines), *([] if isinstance(until, pd.Timestamp) else [until])]
        size = lines.groupby(keys)["revenue"].transform("size")
        parts.insert(0, _rated(1.0 / size, policy.cost_per_order))
    rated = pd.concat(parts, axis=1).sum(axis=1, min_count=1)
    return _filled(_rated(rated, None), rated)


def _quality(lines: pd.DataFrame, _policy: ServingRates, _until: _Until) -> Step:
    """Quality losses as recorded; where some are, a blank means none."""
    if "quality_loss" not in lines:
        return _unknown(lines)
    lost = money_of(lines, "quality_loss")
    lost = lost.fillna(0.0) if lost.notna().any() else lost
    return _filled(lost, _rated(lost, None))


def _capital(lines: pd.DataFrame, policy: ServingRates, until: _Until) -> Step:
    """Price of the money between due and paid: days late × revenue × yearly rate / 365.

    Days are those of the calendar, as in ``kamlib.accounts``. A line that is paid in part counts as paid:
    whether the rest is still owed or was let go, the files do not say.
    """
    if policy.capital_rate is None or not {"due_date", "paid_date"} <= set(lines):
        return _unknown(lines)
    nothing = _rated(money_of(lines, "revenue"), None)
    due, paid = due_dates(lines).dt.normalize(), lines["paid_date"].dt.normalize()
    late = (paid.where(paid <= until).fillna(until) - due).dt.days.clip(lower=0)
    billed = money_of(lines, "revenue").clip(lower=0)
    return _filled(nothing, billed * late * policy.capital_rate / 365)


#: Step → how it is taken from the order lines; visits and service are not among them.
OF_LINES = {
    "discount": _discount, "uncosted_revenue": _uncosted, "cost": _cost, "freight": _freight,
    "channel_fees": _channel, "order_handling": _handling, "quality_loss": _quality, "capital_cost": _capital,
}  # fmt: skip


def of_activities(calls: pd.DataFrame, policy: ServingRates) -> Step:
    """Return what visits and service cost: as recorded, else by a rate.

    Parameters
    ----------
    calls : pandas.DataFrame
        Activities: ``customer_id`` and, where known, ``cost`` (currency units) and ``hours``.
    policy : ServingRates
        The rates for what is not recorded.

    Returns
    -------
    Step
        Cost of each activity (currency units), and how much of it comes from a rate.
    """
    return _filled(money_of(calls, "cost"), by_rate(calls, policy))


def by_rate(calls: pd.DataFrame, policy: ServingRates) -> pd.Series:
    """Cost of visits and service by the hour, else by the piece.

    Parameters
    ----------
    calls : pandas.DataFrame
        Activities; ``hours`` where known.
    policy : ServingRates
        Its ``hourly_cost`` (currency units an hour) and ``cost_per_visit`` (currency units each).

    Returns
    -------
    pandas.Series
        Currency units, on the index of `calls`; missing where no rate reaches.
    """
    rated = _rated(money_of(calls, "hours"), policy.hourly_cost)
    return rated.fillna(_rated(pd.Series(1.0, index=calls.index), policy.cost_per_visit))
