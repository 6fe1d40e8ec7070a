"""K2, K3: what is left of a customer's revenue after everything that serving it costs.

The chain runs from the list price to the customer profit. A step is taken from data where there is data, else
from a rate that the client states, else it is left out – and the result says which, for every step.
Kaplan and Narayanan (2001), "Measuring and managing customer profitability"; Cooper and Kaplan (1991).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.facts.margins import margin_of
from kamlib.facts.numbers import codes
from kamlib.periods import Window, spans, windowed
from kamlib.value.serving_rates import ServingRates
from kamlib.value.serving_steps import OF_LINES, Step, by_rate, money_of, of_activities

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


@dataclass(frozen=True, eq=False)
class CostToServe:
    """Customer profit, by customer and in total.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer, by id: ``customer_id``, the money of each step of `CHAIN` (costs positive), and
        ``margin_after_serving``. Steps that are left out hold zero. Everyone in the orders is in, and everyone
        in the activities.
    steps : pandas.DataFrame
        ``step``, ``source`` (``"data"``, ``"rate"``, ``"both"``, ``"left out"``), ``money`` (the total),
        ``unknown`` (rows without data that no rate covered).
    totals : pandas.Series
        Sum of each column of `CHAIN`.
    as_of : pandas.Timestamp
        Lines, activities and payments after it do not count; open bills count up to it.
    policy : ServingRates
        The rates.
    """

    table: pd.DataFrame
    steps: pd.DataFrame
    totals: pd.Series
    as_of: pd.Timestamp
    policy: ServingRates

    @property
    def left_out(self) -> tuple[str, ...]:
        """The steps for which there is neither data nor rate."""
        known = zip(self.steps["step"], self.steps["source"], strict=True)
        return tuple(step for step, source in known if source == "left out")

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
    policy: ServingRates | None = None,
    as_of: str | dt.date | None = None,
    since: str | dt.date | None = None,
    period: windowed.Periods = None,
) -> CostToServe:
    """Follow each customer's money from the list price to the customer profit.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``order_id``, ``date``, ``revenue`` and ``cost``; where there are any
        ``discount`` (money; else ``quantity`` and ``list_price``), ``freight``, ``channel``, ``quality_loss``,
        ``due_date`` and ``paid_date``.
    activities : pandas.DataFrame, optional
        Visits and service with ``customer_id``, ``date`` and ``cost`` or ``hours``; those from `since` to `as_of`
        are counted.
    policy : ServingRates, optional
        Rates for what the data does not hold; see there for the defaults.
    as_of : str or date, optional
        The last day that counts; by default the last in the orders, or of the windows.
    since : str or date, optional
        The first day that counts; by default the first in the orders.
    period : {"year", "quarter", "month"} or sequence of Window, optional
        Give one row per customer and calendar period instead, in a table with ``period`` after ``customer_id``
        (written as in ``kamlib.accounts``). Each line is priced as in the whole, so that the periods add up to it.
        Of windows, each is priced by itself: open bills count up to its last day, and an order that lies in two
        is handled in both.

    Returns
    -------
    CostToServe
        Gross profit is that of lines whose cost is known: revenue without a cost is taken off before it.

    Raises
    ------
    KeyError
        If the orders lack a column that is needed.
    ValueError
        If the period is not one of the three, or two windows hold the same day.

    Notes
    -----
    Kaplan and Narayanan (2001), Measuring and managing customer profitability; Cooper and Kaplan (1991), Profit
    priorities from activity-based costing, Harvard Business Review 69(3), 130–135.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.value import cost_to_serve
    >>> client = kam.load("machinery")
    >>> served = cost_to_serve.serve(client.orders, client.activities, as_of=client.as_of)
    >>> served.waterfall()["step"].tolist()[:5]
    ['gross_revenue', 'discount', 'revenue', 'cost', 'product_margin']
    """
    windows = windowed.windows_of(period)
    policy = policy or ServingRates()
    missing = [c for c in ("customer_id", "order_id", "date", "revenue", "cost") if c not in orders]
    if missing:
        raise KeyError(f"orders lack the column {missing[0]!r}, which profit after serving starts from")
    lines = _marked(orders, orders["customer_id"].notna() & orders["date"].notna())
    start = pd.Timestamp(since) if since is not None else pd.Timestamp(lines["date"].min())
    last = windows[-1].last if windows else lines["date"].max()
    end = pd.Timestamp(as_of if as_of is not None else last).normalize()
    lines, calls = _within(lines, start, end, windows), _within(activities, start, end, windows)
    until = windowed.ends(lines["date"], windows) if windows else end
    steps = {name: step(lines, policy, until) for name, step in OF_LINES.items()}
    said = {name: step.money for name, step in steps.items() if len(step.money)}
    sums = pd.DataFrame({"revenue": lines["revenue"].astype("float64"), **said})
    steps["service_cost"] = of_activities(calls, policy)
    service = pd.DataFrame({"service_cost": steps["service_cost"].money})
    parts = [_summed(sums, lines, period, windows), _summed(service, calls, period, windows)]
    table = pd.concat(parts, axis=1).reindex(columns=["revenue", *steps]).fillna(0.0)
    return _assembled(table.sort_index().round(4), steps, end, policy)


def _within(
    rows: pd.DataFrame | None, start: pd.Timestamp, end: pd.Timestamp, windows: list[Window] | None
) -> pd.DataFrame:
    """Keep the lines or activities from the first to the last day that counts, and of the windows alone."""
    if rows is not None and pd.isna(start):
        return rows.head(0)
    if rows is None:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[us]")})
    inside = (rows["date"] >= start.normalize()) & (rows["date"] < end.normalize() + pd.Timedelta(days=1))
    if windows:
        inside &= windowed.ends(rows["date"], windows).notna()
    return _marked(rows, inside & rows["customer_id"].notna())


def _marked(rows: pd.DataFrame, which: pd.Series) -> pd.DataFrame:
    """Return the marked rows; where all are, nothing is copied."""
    return rows if which.all() else rows[which]


def _summed(
    money: pd.DataFrame, rows: pd.DataFrame, period: windowed.Periods, windows: list[Window] | None
) -> pd.DataFrame:
    """Add up by whose each line or activity is and, where periods are asked for, in which it falls."""
    who, customers = codes(rows["customer_id"])
    if not period:
        sums = money.groupby(who).sum()
        return sums.set_axis(pd.Index(customers.take(sums.index.to_numpy()), name="customer_id"))
    days = rows["date"]
    at, names = windowed.numbered(windowed.ends(days, windows)) if windows else spans.numbered(days, str(period))
    sums = money.groupby(who * max(len(names), 1) + at).sum()
    of, when = np.divmod(sums.index.to_numpy(), max(len(names), 1))
    return sums.set_axis(
        pd.MultiIndex.from_arrays([customers.take(of), names.take(when)], names=["customer_id", "period"])
    )


def priced(activities: pd.DataFrame, policy: ServingRates | None = None) -> pd.Series:
    """Return what each visit or service cost: as recorded, else by its hours, else by the piece.

    Parameters
    ----------
    activities : pandas.DataFrame
        With ``cost`` or ``hours``, where known.
    policy : ServingRates, optional
        With ``hourly_cost`` or ``cost_per_visit``.

    Returns
    -------
    pandas.Series
        Money by row; missing where neither data nor rate says it.
    """
    return money_of(activities, "cost").fillna(by_rate(activities, policy or ServingRates()))


def _assembled(
    table: pd.DataFrame, steps: dict[str, Step], end: pd.Timestamp, policy: ServingRates
) -> CostToServe:
    """Follow the chain from each customer's sums; what is derived is derived from these, so that it ties."""
    table["gross_revenue"] = table["revenue"] + table["discount"]
    table["product_margin"] = table["revenue"] - table[list(GOODS)].sum(axis=1)
    table["serving_cost"] = table[list(SERVING)].sum(axis=1)
    table["profit_after_serving"] = table["product_margin"] - table["serving_cost"]
    table = table[list(CHAIN)].round(4) + 0.0
    totals = table.sum().round(4)
    table["margin_after_serving"] = margin_of(table.assign(profit=table["product_margin"]), "profit_after_serving")
    told = pd.DataFrame({
        "step": list(steps), "source": [s.source for s in steps.values()], "money": [totals[n] for n in steps],
        "unknown": [s.unknown for s in steps.values()],
    })  # fmt: skip
    told = told.set_index("step").loc[[c for c in CHAIN if c in steps]].reset_index()
    return CostToServe(table.reset_index(), told, totals, end, policy)


def _bars(shown: list[str], values: pd.Series) -> pd.DataFrame:
    """Lay steps end to end: sums start at zero, costs where the last step ended."""
    rows, at = [], 0.0
    for step in shown:
        level = step in LEVELS
        money = float(values[step]) if level else -float(values[step]) + 0.0
        start = 0.0 if level else at
        at = round(start + money, 4)
        rows.append({"step": step, "money": money, "start": start, "end": at, "level": level})
    return pd.DataFrame(rows)
