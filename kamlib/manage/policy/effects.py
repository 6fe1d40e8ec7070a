"""What a table of rules does to the orders of the last twelve months, customer by customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.errors import KamError
from kamlib.facts.terms import with_order_sums
from kamlib.manage.policy.rules import ANY, Rules
from kamlib.manage.policy.terms import hourly_cost, terms_today
from kamlib.words import _
from kamlib.words.phrases import enumerated, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kamlib.book import Book

#: What a rule can grant: shares of the bill, days, hours, shares of what commission is paid on.
GRANTS = ("discount", "rebate", "payment_days", "service_hours", "commission")

#: Columns of order lines that a rule can ask for.
OF_LINES = ("product", "category", "channel", "order_type")
OF_ORDERS = ("order_value", "order_quantity")

#: A price change below this is no case of how a customer reacts to prices.
PRICED = 0.01

_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Simulation:
    """What a policy would have done.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer with orders in the 12 months: ``customer_id``, ``revenue``, ``gross_profit``,
        ``cash`` (money tied up in open bills), ``service_hours``, ``commission`` and ``customer_profit`` (gross
        profit less the price of the cash, service and commission), each ``_before`` and ``_after``; ``change``,
        ``price_change`` (share), ``break_even`` (change of volume that makes up for it), ``past_price_change`` and
        ``past_volume_change`` (last 12 months against the 12 before), ``rules`` (that grant something, by name).
        Sorted by ``change``, losers first.
    totals : pandas.DataFrame
        ``before``, ``after`` and ``change`` by measure.
    reactions : pandas.DataFrame
        ``elasticity``, ``customer_profit`` and ``change`` if customers react to the prices so.
    missing : tuple of str
        Columns without which a part was left out, as ``orders.due_date``.
    first, last : pandas.Timestamp
        The 12 months.
    """

    table: pd.DataFrame
    totals: pd.DataFrame
    reactions: pd.DataFrame
    missing: tuple[str, ...]
    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def winners(self) -> pd.DataFrame:
        """The customers by whom we would earn more, the most first."""
        return self.table[self.table["change"] > 0].iloc[::-1].reset_index(drop=True)

    @property
    def losers(self) -> pd.DataFrame:
        """The customers by whom we would earn less, the least first."""
        return self.table[self.table["change"] < 0].reset_index(drop=True)


def simulate(
    rules: Rules, book: Book, *, elasticities: Sequence[float], commission_on: str, commission_today: float
) -> Simulation:
    """Work out the effects; see ``policy.simulate``."""
    refuse_unknown(rules, commission_on)
    last = pd.Timestamp(book.as_of)
    first = periods.window(last).first
    lines = periods.filter_window(book.orders, periods.Window(first, last))
    if lines.empty:
        raise KamError(_("There are no orders in the 12 months up to {day}.", day=f"{last:%Y-%m-%d}"))
    today, missing = terms_today(lines, book, first)
    granted, used = _granted(rules, lines, today)
    rate = book.policy.capital_rate if book.policy is not None else 0.08
    hourly = hourly_cost(book)
    table = _before_and_after(today, granted, (rate or 0.0, hourly), commission_on, commission_today)
    table = table.join(_history(book.orders, first, today.index)).assign(rules=used)
    reactions = _reactions(table, elasticities)
    table = table.reset_index(names="customer_id").sort_values(["change", "customer_id"], ignore_index=True)
    return Simulation(table, _totals(table), reactions, missing, first, last)


def refuse_unknown(rules: Rules, commission_on: str = "revenue") -> None:
    """Refuse a grant that nothing is known of, and a share that is none."""
    for at, grant in enumerate(rules.grants):
        if grant not in GRANTS:
            raise KamError(_("Rule {rule}: nothing is known of the grant {grant}. {hint}", rule=rules.names[at],
                             grant=str(grant), hint=nearest(str(grant), GRANTS)))  # fmt: skip
        if grant in ("discount", "rebate", "commission") and not 0 <= rules.amounts[at] < 1:
            raise KamError(_("Rule {rule}: {grant} is a share from 0 to 1, for example 0.05.",
                             rule=rules.names[at], grant=str(grant)))  # fmt: skip
    if commission_on not in ("revenue", "gross_profit"):
        raise KamError(_("commission_on is revenue or gross_profit, not {value}.", value=commission_on))


def _granted(rules: Rules, lines: pd.DataFrame, today: pd.DataFrame) -> tuple[dict[str, pd.Series], pd.Series]:
    """Say what each customer is granted: the first rule that holds, weighted by the bill where it is of orders."""
    units = _units(rules, lines, today)
    known = _fields(rules, units, today)
    weight = units["value"].to_numpy(dtype=np.float64)
    customer = pd.Categorical(units["customer_id"], categories=today.index).codes
    granted: dict[str, pd.Series] = {}
    names: list[set[str]] = [set() for _ in range(len(today))]
    for grant in dict.fromkeys(rules.grants):
        amount, by_rule = _first_that_holds(rules, grant, known, len(units))
        for rule in np.unique(by_rule[by_rule >= 0]):
            for at in np.unique(customer[by_rule == rule]):
                names[at].add(rules.names[rule])
        granted[grant] = _of_customers(amount, weight, customer, today, grant)
    used = pd.Series([", ".join(sorted(each)) for each in names], index=today.index)
    return granted, used


def _first_that_holds(
    rules: Rules, grant: object, known: dict[str, NDArray[Any]], n: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what each unit is granted by the first rule that holds, and by which; missing and -1 by none."""
    amount, by_rule = np.full(n, np.nan), np.full(n, -1)
    for rule in np.flatnonzero((rules.grants == grant) & ~rules.impossible):
        free = np.flatnonzero(by_rule < 0)
        hit = free[_holds(rules, int(rule), known, free)]
        amount[hit], by_rule[hit] = rules.amounts[rule], rule
    return amount, by_rule


def allowed(rules: Rules, lines: pd.DataFrame, today: pd.DataFrame) -> pd.Series:
    """Return the discount that rules allow on each order line, as a share of its list price; 0 where none applies.

    Parameters
    ----------
    rules : Rules
        From ``rules.read``.
    lines : pandas.DataFrame
        Order lines of twelve months.
    today : pandas.DataFrame
        From ``policy_terms.terms_today``.

    Returns
    -------
    pandas.Series
        By line.
    """
    units = _units(rules, lines, today)
    share = np.zeros(len(units))
    if (rules.grants == "discount").any():
        found, _by = _first_that_holds(rules, "discount", _fields(rules, units, today), len(units))
        share = np.nan_to_num(found)
    if len(units) == len(lines) and units.index.equals(lines.index):
        return pd.Series(share, index=lines.index)
    by_customer = pd.Series(share, index=units["customer_id"])
    return lines["customer_id"].map(by_customer).fillna(0.0)


def _units(rules: Rules, lines: pd.DataFrame, today: pd.DataFrame) -> pd.DataFrame:
    """Return what the rules are tried on: lines, orders or customers, as far down as one of them asks."""
    fields = set(rules.fields)
    known = set(today.columns) | set(OF_ORDERS) | {field for field in OF_LINES if field in lines}
    unknown = sorted(field for field in fields - known if field)
    if unknown:
        rule = next(rules.names[at] for at in range(len(rules.names)) if _asks(rules, at, unknown[0]))
        raise KamError(_("Rule {rule}: the orders and customers have no field {field}. Known are: {known}.",
                         rule=rule, field=unknown[0], known=enumerated(sorted(known))))  # fmt: skip
    listed = lines["revenue"] + (lines["discount"].fillna(0.0) if "discount" in lines else 0.0)
    if not fields & {*OF_ORDERS, *OF_LINES}:
        return pd.DataFrame({"customer_id": today.index, "value": today["revenue"] + today["given"]})
    units = lines[["customer_id", *(f for f in OF_LINES if f in fields)]].assign(value=listed)
    return with_order_sums(lines, units) if fields & set(OF_ORDERS) else units


def _asks(rules: Rules, at: int, field: str) -> bool:
    if field in rules.asked:
        return bool(rules.asked[field][at] != ANY)
    return bool(np.isfinite(rules.low[field][at]) or np.isfinite(rules.high[field][at]))


def _fields(rules: Rules, units: pd.DataFrame, today: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Return the values of each field of the rules; text as the number of the value that the rules name."""
    found: dict[str, NDArray[Any]] = {}
    for field in rules.fields:
        column = units[field] if field in units else units["customer_id"].map(today[field])
        if field in rules.asked:
            found[field] = pd.Categorical(column.astype("str"), categories=rules.texts[field]).codes
        else:
            found[field] = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    return found


def _holds(rules: Rules, rule: int, known: dict[str, NDArray[Any]], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say for which units a rule holds; what is unknown meets no condition."""
    holds = np.ones(len(at), dtype=bool)
    for field, values in rules.asked.items():
        if values[rule] != ANY:
            holds &= known[field][at] == values[rule]
    for field, low in rules.low.items():
        if np.isfinite(low[rule]) or np.isfinite(rules.high[field][rule]):
            value = known[field][at]
            holds &= (value >= low[rule]) & (value < rules.high[field][rule])
    return holds


def _of_customers(
    amount: NDArray[np.float64], weight: NDArray[np.float64], customer: Any, today: pd.DataFrame, grant: str
) -> pd.Series:
    """Bring the grants of a customer's units together, weighted by the bill; missing where there is none."""
    hit = ~np.isnan(amount)
    n = len(today)
    if grant == "service_hours":
        best = np.full(n, -np.inf)
        np.maximum.at(best, customer[hit], amount[hit])
        return pd.Series(np.where(np.isinf(best), np.nan, best), index=today.index)
    part = np.bincount(customer[hit], weights=weight[hit], minlength=n)
    total = np.bincount(customer[hit], weights=weight[hit] * amount[hit], minlength=n)
    whole = np.bincount(customer, weights=weight, minlength=n)
    before = {"discount": today["discount"].fillna(0.0), "payment_days": today["payment_days"]}.get(grant, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mixed = (total + (whole - part) * np.asarray(before)) / whole
    return pd.Series(np.where(part != 0, mixed, np.nan), index=today.index)


def _before_and_after(
    today: pd.DataFrame, granted: dict[str, pd.Series], prices: tuple[float, float],
    commission_on: str, commission_today: float,
) -> pd.DataFrame:  # fmt: skip
    """Put the measures of each customer side by side."""
    nothing = pd.Series(np.nan, index=today.index)
    listed = today["revenue"] + today["given"]
    discount = granted.get("discount", nothing)
    billed = (listed * (1 - discount)).where(discount.notna(), today["revenue"]).round(2)
    revenue = (billed * (1 - granted.get("rebate", nothing).fillna(0.0))).round(2)
    cost = today["revenue"] - today["gross_profit"]
    days = granted.get("payment_days", nothing).fillna(today["payment_days"])
    hours = granted.get("service_hours", nothing).fillna(today["service_hours"])
    share = granted.get("commission", nothing).fillna(commission_today)
    sides = {
        "before": _side(today["revenue"], cost, today["payment_days"], today, today["service_hours"],
                        pd.Series(commission_today, index=today.index), prices, commission_on),
        "after": _side(revenue, cost, days, today, hours, share, prices, commission_on),
    }  # fmt: skip
    table = pd.DataFrame({f"{name}_{side}": sides[side][name] for name in sides["before"] for side in sides})
    price = ((revenue - today["revenue"]) / today["revenue"]).where(today["revenue"] > 0)
    return table.assign(
        change=(table["customer_profit_after"] - table["customer_profit_before"]).round(2),
        price_change=price,
        break_even=break_even(price, today["gross_margin"]),
    )


def _side(
    revenue: pd.Series, cost: pd.Series, days: pd.Series, today: pd.DataFrame, hours: pd.Series, share: pd.Series,
    prices: tuple[float, float], commission_on: str,
) -> dict[str, pd.Series]:  # fmt: skip
    """Work out the measures under one policy; without costs profit is counted from revenue."""
    rate, hourly = prices
    gross = (revenue - cost).round(2)
    base = gross.fillna(revenue)
    cash = (revenue.clip(lower=0) * (days.fillna(0.0) + today["days_late"].fillna(0.0)) / _YEAR).round(2)
    commission = (share * (revenue if commission_on == "revenue" else base).clip(lower=0)).round(2)
    profit = (base - cash * rate - hours.fillna(0.0) * hourly - commission).round(2)
    return {"revenue": revenue.round(2), "gross_profit": gross, "cash": cash, "service_hours": hours,
            "commission": commission, "customer_profit": profit}  # fmt: skip


def break_even(price_change: Any, margin: Any) -> Any:
    """Return the change of volume that makes up for a change of price; see ``policy.break_even_reaction``."""
    left = margin + price_change
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(np.asarray(left) > 0, -np.asarray(price_change) / np.asarray(left), np.inf)
    found = np.where(np.isnan(np.asarray(left, dtype=np.float64)), np.nan, found)
    return pd.Series(found, index=price_change.index) if isinstance(price_change, pd.Series) else float(found)


def _history(orders: pd.DataFrame, first: pd.Timestamp, ids: pd.Index) -> pd.DataFrame:
    """Say how price and volume moved against the twelve months before; missing where prices did not move."""
    columns = ["past_price_change", "past_volume_change"]
    if "discount" not in orders:
        return pd.DataFrame(np.nan, index=ids, columns=columns)
    past = orders[(orders["date"] >= first - pd.DateOffset(months=12)) & (orders["date"] < first)]
    now = orders[orders["date"] >= first]
    sums = [part.groupby("customer_id")[["revenue", "discount"]].sum().reindex(ids) for part in (past, now)]
    listed = [part["revenue"] + part["discount"] for part in sums]
    paid = [(part["revenue"] / whole).where(whole > 0) for part, whole in zip(sums, listed, strict=True)]
    price, volume = paid[1] / paid[0] - 1, listed[1] / listed[0] - 1
    found = pd.DataFrame({columns[0]: price, columns[1]: volume.where((listed[0] > 0) & (listed[1] > 0))})
    return found.where(price.abs() >= PRICED)


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    """Sum the measures; one that is unknown for all customers stays missing."""
    measures = ("revenue", "gross_profit", "cash", "service_hours", "commission", "customer_profit")
    rows = {name: [table[f"{name}_{side}"].sum(min_count=1) for side in ("before", "after")] for name in measures}
    totals = pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after"]).round(2)
    return totals.assign(change=(totals["after"] - totals["before"]).round(2))


def _reactions(table: pd.DataFrame, elasticities: Sequence[float]) -> pd.DataFrame:
    """Work out profit if customers buy more at lower prices, and less at higher ones."""
    fixed = table["customer_profit_after"] - table["gross_profit_after"].fillna(table["revenue_after"])
    gross = table["gross_profit_after"].fillna(table["revenue_after"])
    before, rows = float(table["customer_profit_before"].sum()), []
    for elasticity in elasticities:
        volume = (1 + elasticity * table["price_change"].fillna(0.0)).clip(lower=0)
        profit = round(float((gross * volume + fixed).sum()), 2)
        rows.append(
            {"elasticity": float(elasticity), "customer_profit": profit, "change": round(profit - before, 2)}
        )
    return pd.DataFrame(rows)
