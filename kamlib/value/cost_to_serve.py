"""K2, K3: what is left of a customer's revenue after everything that serving it costs.

The chain runs from the list price to the profit after serving. A step is taken from data where there is data, else
from a rate that the client states, else it is left out – and the result says which, for every step.
Kaplan and Narayanan (2001), "Measuring and managing customer profitability"; Cooper and Kaplan (1991).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

#: Steps that lead from revenue to product margin, and from there to what is left.
GOODS = ("uncosted_revenue", "cost")
SERVING = ("freight", "channel_fees", "order_handling", "service_cost", "quality_loss", "capital_cost")

#: Every money column of the table, in the order of the chain.
CHAIN = (
    "gross_revenue", "discount", "revenue", *GOODS, "product_margin", *SERVING, "serving_cost",
    "profit_after_serving",
)  # fmt: skip

#: The sums on the way, which stand on the ground line of a waterfall.
LEVELS = ("gross_revenue", "revenue", "product_margin", "profit_after_serving")

#: Calendar periods, and what stands between the year and its part.
_PERIODS = {"year": "", "quarter": "-Q", "month": "-"}

#: What stands between a customer and a period; no file has it in an id.
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Policy:
    """Rates for what the data does not hold. What is None, and not in the data, is left out by name.

    Only the cost of capital has a default: a bill paid late costs money at any company, and 8 % a year is a plain
    price of it. What an order, a visit or a dealer costs differs so much that a default would be a guess.

    Attributes
    ----------
    cost_per_order, cost_per_line, cost_per_unit : float or None
        Handling of an order, of an order line, of a piece.
    channel_fees : mapping of str to float, or None
        Share of revenue paid away, by ``channel``; a channel that is not named pays none.
    freight_rate : float or None
        Share of revenue, for lines whose ``freight`` is unknown.
    hourly_cost, cost_per_visit : float or None
        For activities without a cost of their own: by their hours, else by the piece.
    capital_rate : float or None
        Yearly price of money that is tied up, for the days between due and paid.
    """

    cost_per_order: float | None = None
    cost_per_line: float | None = None
    cost_per_unit: float | None = None
    channel_fees: Mapping[str, float] | None = None
    freight_rate: float | None = None
    hourly_cost: float | None = None
    cost_per_visit: float | None = None
    capital_rate: float | None = 0.08

    def __post_init__(self) -> None:
        """Refuse negative rates."""
        for name, value in vars(self).items():
            for rate in value.values() if isinstance(value, Mapping) else [value]:
                if rate is not None and not 0 <= rate < float("inf"):
                    raise ValueError(f"{name}: a rate cannot be {rate}")


@dataclass(frozen=True)
class CostToServe:
    """Profit after serving, by customer and in total.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer, by id: ``customer_id``, the money of each step of `CHAIN` (costs positive), and
        ``margin_after_serving``. Steps that are left out hold zero. Everyone in the orders is in, and everyone
        in the activities.
    steps : pandas.DataFrame
        ``step``, ``source`` (``"data"``, ``"rate"``, ``"both"``, ``"left out"``), ``money`` (the total),
        ``unknown`` (rows without data that no rate covered).
    totals : pandas.Series
        Sum of each column of `CHAIN`.
    as_of : pandas.Timestamp
        Lines, activities and payments after it do not count; open bills count up to it.
    policy : Policy
        The rates.
    """

    table: pd.DataFrame
    steps: pd.DataFrame
    totals: pd.Series
    as_of: pd.Timestamp
    policy: Policy

    @property
    def left_out(self) -> tuple[str, ...]:
        """The steps for which there is neither data nor rate."""
        return tuple(self.steps.loc[self.steps["source"] == "left out", "step"])

    @property
    def goes_beyond_margin(self) -> bool:
        """Whether any step after the product margin has a figure."""
        return bool((self.totals[list(SERVING)] != 0).any())

    def waterfall(self, customer_id: str | None = None) -> pd.DataFrame:
        """Return the chain of one customer, or of all.

        Parameters
        ----------
        customer_id : str, optional
            Whose; by default the total.

        Returns
        -------
        pandas.DataFrame
            ``step``, ``money`` (costs negative), ``start`` and ``end`` of the step's bar, ``level`` (whether it is
            a sum on the way). Steps that are left out or zero for all customers are not in it.

        Raises
        ------
        KeyError
            If there is no such customer.
        """
        rows = self.table
        if customer_id is not None:
            rows = rows[rows["customer_id"] == customer_id]
            if rows.empty:
                raise KeyError(f"no customer {customer_id!r}")
        values = self.totals if customer_id is None else rows[list(CHAIN)].sum()
        shown = [c for c in CHAIN if c != "serving_cost" and (c in LEVELS or (self.table[c] != 0).any())]
        if "discount" not in shown:
            shown.remove("gross_revenue")
        return _bars(shown, values)


def serve(
    orders: pd.DataFrame,
    activities: pd.DataFrame | None = None,
    *,
    policy: Policy | None = None,
    as_of: str | dt.date | None = None,
    since: str | dt.date | None = None,
    period: str | None = None,
) -> CostToServe:
    """Follow each customer's money from the list price to the profit after serving.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``order_id``, ``date``, ``revenue`` and ``cost``; where there are any
        ``discount`` (money; else ``quantity`` and ``list_price``), ``freight``, ``channel``, ``quality_loss``,
        ``due_date`` and ``paid_date``.
    activities : pandas.DataFrame, optional
        Visits and service with ``customer_id``, ``date`` and ``cost`` or ``hours``; those from `since` to `as_of`
        are counted.
    policy : Policy, optional
        Rates for what the data does not hold; see there for the defaults.
    as_of : str or date, optional
        The last day that counts; by default the last in the orders.
    since : str or date, optional
        The first day that counts; by default the first in the orders.
    period : {"year", "quarter", "month"}, optional
        Give one row a customer and calendar period instead, in a table with ``period`` behind ``customer_id``
        (written as in ``kamlib.accounts``). Each line is priced as in the whole, so that the periods add up to it.

    Returns
    -------
    CostToServe
        Product margin is that of lines whose cost is known: revenue without a cost is taken off before it.

    Raises
    ------
    KeyError
        If the orders lack a column that is needed.
    ValueError
        If the period is not one of the three.
    """
    if period is not None and period not in _PERIODS:
        raise ValueError(f"period {period!r} is not one of {', '.join(_PERIODS)}")
    policy = policy or Policy()
    missing = [c for c in ("customer_id", "order_id", "date", "revenue", "cost") if c not in orders]
    if missing:
        raise KeyError(f"orders lack the column {missing[0]!r}, which profit after serving starts from")
    lines = orders[orders["customer_id"].notna() & orders["date"].notna()]
    end = pd.Timestamp(as_of) if as_of is not None else pd.Timestamp(lines["date"].max())
    start = pd.Timestamp(since) if since is not None else pd.Timestamp(lines["date"].min())
    lines, calls = _within(lines, start, end), _within(activities, start, end)
    steps = {name: step(lines, policy, end) for name, step in _LINE_STEPS.items()}
    steps["service_cost"] = _service(calls, policy)
    if period is None:
        return _assembled(lines, steps, end.normalize(), policy)
    days = {name: calls["date"] if name == "service_cost" else lines["date"] for name in steps}
    steps = {
        name: replace(step, customer=_keyed(step.customer, days[name], period)) for name, step in steps.items()
    }
    lines = lines.assign(customer_id=_keyed(lines["customer_id"], lines["date"], period))
    whole = _assembled(lines, steps, end.normalize(), policy)
    return replace(whole, table=_unkeyed(whole.table))


@dataclass(frozen=True)
class _Step:
    """One cost: money a row with the row's customer, where it is from, and the rows that nothing covers."""

    money: pd.Series
    source: str
    unknown: int = 0
    customer: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))


def _money(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as floats, missing where the frame lacks it."""
    if column not in frame:
        return pd.Series(np.nan, index=frame.index)
    return frame[column].astype("float64")


def _filled(data: pd.Series, rated: pd.Series, customer: pd.Series) -> _Step:
    """Take data first, a rate where there is none, and say what is still unknown."""
    from_data, from_rate = data.notna(), data.isna() & rated.notna()
    source = {(True, True): "both", (True, False): "data", (False, True): "rate"}.get(
        (bool(from_data.any()), bool(from_rate.any())), "left out"
    )
    unknown = int((data.isna() & rated.isna()).sum())
    return _Step(data.fillna(rated).fillna(0.0), source, unknown, customer)


def _rated(base: pd.Series, rate: float | None) -> pd.Series:
    """Multiply by a rate; missing where there is none."""
    return base * (np.nan if rate is None else rate)


def _discount(lines: pd.DataFrame, _policy: Policy, _end: pd.Timestamp) -> _Step:
    """Money taken off the list price: as given, else list price times quantity less revenue."""
    listed = _money(lines, "list_price") * _money(lines, "quantity") - lines["revenue"].astype("float64")
    given = _money(lines, "discount")
    return _filled(given.fillna(listed), _rated(given, None), lines["customer_id"])


def _uncosted(lines: pd.DataFrame, _policy: Policy, _end: pd.Timestamp) -> _Step:
    revenue, cost = lines["revenue"].astype("float64"), _money(lines, "cost")
    return _Step(revenue.where(cost.isna(), 0.0), "data", int(cost.isna().sum()), lines["customer_id"])


def _cost(lines: pd.DataFrame, _policy: Policy, _end: pd.Timestamp) -> _Step:
    cost = _money(lines, "cost")
    return _filled(cost, _rated(cost, None), lines["customer_id"])


def _freight(lines: pd.DataFrame, policy: Policy, _end: pd.Timestamp) -> _Step:
    return _filled(
        _money(lines, "freight"), _rated(_money(lines, "revenue"), policy.freight_rate), lines["customer_id"]
    )


def _channel(lines: pd.DataFrame, policy: Policy, _end: pd.Timestamp) -> _Step:
    """Share of revenue that goes to the channel; a return gives its share back."""
    nothing = _rated(_money(lines, "revenue"), None)
    if policy.channel_fees is None or "channel" not in lines:
        return _filled(nothing, nothing, lines["customer_id"])
    rates = lines["channel"].map(dict(policy.channel_fees)).astype("float64")
    rates = rates.where(lines["channel"].isna(), rates.fillna(0.0))
    return _filled(nothing, _money(lines, "revenue") * rates, lines["customer_id"])


def _handling(lines: pd.DataFrame, policy: Policy, _end: pd.Timestamp) -> _Step:
    """Rates of the order (shared by its lines), the line and the piece, added up."""
    size = lines.groupby(["customer_id", "order_id"], dropna=False)["revenue"].transform("size")
    parts = [
        _rated(1.0 / size, policy.cost_per_order),
        _rated(pd.Series(1.0, index=lines.index), policy.cost_per_line),
        _rated(_money(lines, "quantity").abs(), policy.cost_per_unit),
    ]
    rated = pd.concat(parts, axis=1).sum(axis=1, min_count=1)
    return _filled(_rated(rated, None), rated, lines["customer_id"])


def _quality(lines: pd.DataFrame, _policy: Policy, _end: pd.Timestamp) -> _Step:
    """Quality losses as recorded; where some are, a blank means none."""
    lost = _money(lines, "quality_loss")
    lost = lost.fillna(0.0) if lost.notna().any() else lost
    return _filled(lost, _rated(lost, None), lines["customer_id"])


def _capital(lines: pd.DataFrame, policy: Policy, end: pd.Timestamp) -> _Step:
    """Price of the money between due and paid: days late × revenue × yearly rate / 365.

    Days are those of the calendar, as in ``kamlib.accounts``. A line that is paid in part counts as paid:
    whether the rest is still owed or was let go, the files do not say.
    """
    nothing = _rated(_money(lines, "revenue"), None)
    if policy.capital_rate is None or not {"due_date", "paid_date"} <= set(lines):
        return _filled(nothing, nothing, lines["customer_id"])
    end = end.normalize()
    due, paid = (lines[column].dt.normalize() for column in ("due_date", "paid_date"))
    late = (paid.where(paid <= end).fillna(end) - due).dt.days.clip(lower=0)
    billed = _money(lines, "revenue").clip(lower=0)
    return _filled(nothing, billed * late * policy.capital_rate / 365, lines["customer_id"])


#: How each step but visits and service is taken from the lines.
_LINE_STEPS = {
    "discount": _discount, "uncosted_revenue": _uncosted, "cost": _cost, "freight": _freight,
    "channel_fees": _channel, "order_handling": _handling, "quality_loss": _quality, "capital_cost": _capital,
}  # fmt: skip


def _within(rows: pd.DataFrame | None, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Keep the lines or activities from the first to the last day that counts."""
    if rows is not None and pd.isna(start):
        return rows.head(0)
    if rows is None:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[us]")})
    inside = (rows["date"] >= start.normalize()) & (rows["date"] < end.normalize() + pd.Timedelta(days=1))
    return rows[inside & rows["customer_id"].notna()]


def _keyed(customer: pd.Series, day: pd.Series, period: str) -> pd.Series:
    """Make the customer and the period of a day one key."""
    text = day.dt.year.astype("int64").astype("str")
    if period != "year":
        part = day.dt.quarter if period == "quarter" else day.dt.month
        text = text + _PERIODS[period] + part.astype("int64").astype("str").str.zfill(1 + (period == "month"))
    return pd.Series(customer.astype("str") + _BETWEEN + text)


def _unkeyed(table: pd.DataFrame) -> pd.DataFrame:
    """Take the keys of `_keyed` apart again."""
    parts = table["customer_id"].str.rsplit(_BETWEEN, n=1)
    table = table.assign(customer_id=parts.str[0].astype("str"))
    table.insert(1, "period", parts.str[1].astype("str"))
    return table.sort_values(["customer_id", "period"], ignore_index=True)


def priced(activities: pd.DataFrame, policy: Policy | None = None) -> pd.Series:
    """Return what each visit or service cost: as recorded, else by its hours, else by the piece.

    Parameters
    ----------
    activities : pandas.DataFrame
        With ``cost`` or ``hours``, where known.
    policy : Policy, optional
        With ``hourly_cost`` or ``cost_per_visit``.

    Returns
    -------
    pandas.Series
        Money by row; missing where neither data nor rate says it.
    """
    return _money(activities, "cost").fillna(_by_rate(activities, policy or Policy()))


def _by_rate(calls: pd.DataFrame, policy: Policy) -> pd.Series:
    """Cost of visits and service by the hour, else by the piece."""
    rated = _rated(_money(calls, "hours"), policy.hourly_cost)
    return rated.fillna(_rated(pd.Series(1.0, index=calls.index), policy.cost_per_visit))


def _service(calls: pd.DataFrame, policy: Policy) -> _Step:
    return _filled(_money(calls, "cost"), _by_rate(calls, policy), calls["customer_id"])


def _assembled(lines: pd.DataFrame, steps: dict[str, _Step], end: pd.Timestamp, policy: Policy) -> CostToServe:
    """Sum each step by customer; what is derived is derived from the rounded sums, so that the chain ties."""
    everyone = pd.Index(sorted({*lines["customer_id"], *steps["service_cost"].customer}), name="customer_id")
    by: dict[str, Any] = {"revenue": lines["revenue"].astype("float64").groupby(lines["customer_id"]).sum()}
    by |= {name: step.money.groupby(step.customer).sum() for name, step in steps.items()}
    table = pd.DataFrame({name: part.reindex(everyone, fill_value=0.0).round(4) for name, part in by.items()})
    table["gross_revenue"] = table["revenue"] + table["discount"]
    table["product_margin"] = table["revenue"] - table[list(GOODS)].sum(axis=1)
    table["serving_cost"] = table[list(SERVING)].sum(axis=1)
    table["profit_after_serving"] = table["product_margin"] - table["serving_cost"]
    table = table[list(CHAIN)].round(4) + 0.0
    totals = table.sum().round(4)
    table["margin_after_serving"] = table["profit_after_serving"] / table["revenue"].where(table["revenue"] > 0)
    told = pd.DataFrame({
        "step": list(steps), "source": [s.source for s in steps.values()], "money": [totals[n] for n in steps],
        "unknown": [s.unknown for s in steps.values()],
    })  # fmt: skip
    told = told.set_index("step").loc[[c for c in CHAIN if c in steps]].reset_index()
    return CostToServe(table.reset_index(), told, totals, end, policy)


def _bars(shown: list[str], values: pd.Series) -> pd.DataFrame:
    """Lay steps end to end: sums stand on zero, costs hang from where the last ended."""
    rows, at = [], 0.0
    for step in shown:
        level = step in LEVELS
        money = float(values[step]) if level else -float(values[step]) + 0.0
        start = 0.0 if level else at
        at = round(start + money, 4)
        rows.append({"step": step, "money": money, "start": start, "end": at, "level": level})
    return pd.DataFrame(rows)
