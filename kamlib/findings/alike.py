"""Whether what a measure is made of is known for like parts of two periods: else it changes by that alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.contribution import freight_is_ours
from kamlib.facts.lines import UNRECORDED
from kamlib.facts.margins import ALIKE
from kamlib.facts.silent_runs import SEASON, months_of, silent_months
from kamlib.periods import fiscal
from kamlib.value.cost_to_serve import priced
from kamlib.value.serving_rates import ServingRates
from kamlib.windows import served_within

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.periods import Window

#: A part of customer profit below which a step of serving moves no conclusion.
LITTLE = 0.02

#: What may be known for a part only → the step of serving that is made of it.
_STEP = {
    "visit_cost": "service_cost",
    "freight": "freight", "channel": "channel_fees", "quantity": "order_handling", "quality_loss": "quality_loss",
    "due_date": "capital_cost", "paid_date": "capital_cost",
}  # fmt: skip


@dataclass(frozen=True)
class Unlike:
    """What is known for other parts of one period than of another.

    Attributes
    ----------
    part : str
        ``"cost"``, ``"visits"``, ``"visit_cost"`` or a column of the orders.
    before, after : float
        Part of the revenue for which it is known, or months in which it is recorded.
    by_month : bool
        Whether these are months.
    """

    part: str
    before: float
    after: float
    by_month: bool


def unlike(client: Client, before: Window, after: Window) -> Unlike | None:
    """Say what makes the measure of two periods incomparable.

    Parameters
    ----------
    client : Client
        The client's tables.
    before, after : Window
        Days of the two periods.

    Returns
    -------
    Unlike or None
        The first of what differs: the cost of goods, visits, what visits cost, then the columns of the orders of
        which serving is made, where they move the measure; None where the two can be compared.
    """
    if client.basis == "revenue":
        return None
    known, later = _known(client, before), _known(client, after)
    for (part, by_month), (was, shown) in known.items():
        now, shown_now = later[part, by_month]
        far = abs(was - now) > (SEASON if by_month else ALIKE)
        if far and (part not in _STEP or _weighs(client, _STEP[part], before, after)):
            return Unlike(part, shown, shown_now, by_month)
    return None


def alike(client: Client, before: Window, after: Window) -> bool:
    """Tell whether the measure of two periods can be compared.

    Parameters
    ----------
    client : Client
        The client's tables.
    before, after : Window
        Days of the two periods.

    Returns
    -------
    bool
        As `unlike`; always where the measure is revenue.
    """
    return unlike(client, before, after) is None


def last_alike(client: Client, windows: Iterable[Window]) -> list[Window]:
    """Return those of some periods that can be compared with the last, and with all between.

    Parameters
    ----------
    client : Client
        The client's tables.
    windows : iterable of Window
        Days of the periods.

    Returns
    -------
    list of Window
        Earliest first; the last alone where the one before it cannot be compared.
    """
    found: list[Window] = []
    for days in sorted(windows, reverse=True):
        if not all(alike(client, days, later) for later in (*found[:1], *found[1:][-1:])):
            break
        found.insert(0, days)
    return found


def whole_years(client: Client, *, today: bool = False) -> list[Window]:
    """Return the days of the whole years, counted back from the last day.

    Parameters
    ----------
    client : Client
        The client's tables.
    today : bool
        Whether years end today, whatever the fiscal year.

    Returns
    -------
    list of Window
        Those of ``Client.accounts_trailing``, earliest first.
    """
    known = set(client.accounts_trailing(today=today)["period"])
    end = client.as_of if today else fiscal.years_end(client)
    return [w for w in periods.windows(client.days, end, 12) if w.label in known]


def comparable_years(client: Client, *, today: bool = False) -> pd.DataFrame:
    """Return the accounts of the last whole years that can all be compared by the measure.

    Parameters
    ----------
    client : Client
        The client's tables.
    today : bool
        Whether years end today, whatever the fiscal year.

    Returns
    -------
    pandas.DataFrame
        As ``Client.accounts_trailing``, from the first year on that can be compared with all after it.
    """
    trailing = client.accounts_trailing(today=today)
    if client.basis == "revenue":
        return trailing
    kept = [days.label for days in last_alike(client, whole_years(client, today=today))]
    return pd.DataFrame(trailing[trailing["period"].isin(kept)].reset_index(drop=True))


def _known(client: Client, window: Window) -> dict[tuple[str, bool], tuple[float, float]]:
    """Return, of each part of the measure and whether it goes by month, its figure to compare and to say."""
    kept, key = client.kept, (_known, window)
    if key not in kept:
        found: dict[tuple[str, bool], tuple[float, float]] = {}
        for column, (days, money, filled) in _columns(client).items():
            inside = _inside(days, window)
            whole = float(money[inside].sum())
            part = float(money[inside & filled].sum()) / whole if whole > 0 else 1.0
            found[column, False] = part, part
        if client.basis == "profit_after_serving":
            for part_, days in _visits(client).items():
                found[part_, True] = (float(len(_months(days, window))),) * 2
            for column, (days, held, unknown) in _entries(client).items():
                lacking = int(np.isin(_months(days, window), unknown).sum())
                found[column, True] = float(lacking), float(len(_months(days[held], window)))
        kept[key] = found
    said: dict[tuple[str, bool], tuple[float, float]] = kept[key]
    return said


@cached_per_client
def _visits(client: Client) -> dict[str, np.ndarray]:
    """Return the days of the visits, and of those whose cost is known."""
    calls = client.activities
    if calls is None:
        return {"visits": np.empty(0, "datetime64[D]")}
    days = _days(calls["date"])
    return {"visits": days, "visit_cost": days[priced(calls, client.policy).notna().to_numpy()]}


@cached_per_client
def _columns(client: Client) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return, of the columns that each line should fill, the days, the money and where they are filled."""
    lines, rates = client.orders, client.policy or ServingRates()
    days, money = _days(lines["date"]), lines["revenue"].to_numpy(dtype="float64", na_value=0.0)
    found = {"cost": (days, money, lines["cost"].notna().to_numpy())}
    if client.basis != "profit_after_serving":
        return found
    asked = {
        "freight": rates.freight_rate is None, "channel": rates.channel_fees is not None,
        "quantity": rates.cost_per_unit is not None,
        "due_date": rates.capital_rate is not None and client.has("orders.paid_date"),
    }  # fmt: skip
    for column in (name for name, wanted in asked.items() if wanted and client.has(f"orders.{name}")):
        filled = lines[column].notna()
        if column == "freight" and not filled.all():  # often with one line of an order
            filled = lines["order_id"].isin(lines.loc[filled, "order_id"].unique())
        found[column] = (days, money.clip(min=0.0), filled.to_numpy())
    return found


@cached_per_client
def _entries(client: Client) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return the days of business, which have an entry, and the months without one that chance does not explain.

    Of payments the days are those on which bills fell due.
    """
    lines, rates = client.orders, client.policy or ServingRates()
    kept = {}
    for column in ("freight", "quality_loss"):
        if client.has(f"orders.{column}") and not (column == "freight" and rates.freight_rate is not None):
            held = lines[column].fillna(0.0).to_numpy(dtype="float64") != 0
            days = _days(lines["date"])
            kept[column] = (days, held, silent_months(days, held))
    if rates.capital_rate is not None and client.has("orders.due_date") and client.has("orders.paid_date"):
        bills = lines.loc[(lines["revenue"] > 0) & (lines["due_date"] <= client.as_of), ["due_date", "paid_date"]]
        open_ = _months_of(lines[lines[UNRECORDED]] if UNRECORDED in lines else lines.head(0))
        kept["paid_date"] = (_days(bills["due_date"]), bills["paid_date"].notna().to_numpy(), open_)
    return kept


def never_paid(client: Client) -> tuple[list[str], float]:
    """Return the months whose bills have no date of payment, where chance does not explain it, and those bills.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    list of str, float
        Months in which the bills fell due (``2024-03``), earliest first, and what was billed (currency units);
        none where payments of all months are recorded.
    """
    lines = client.orders
    if UNRECORDED not in lines:
        return [], 0.0
    found = lines.loc[lines[UNRECORDED], ["due_date", "revenue"]]
    return [str(month) for month in _months_of(found)], float(found["revenue"].sum())


@cached_per_client
def lacking(client: Client) -> dict[str, list[str]]:
    """Return what serving is made of and is not recorded in months in which customers bought, where it matters.

    Payments are not among it: bills of such months are left out of late payment, see `never_paid`.

    Parameters
    ----------
    client : Client
        The client's tables, with what serving costs.

    Returns
    -------
    dict
        Part of serving (``"visits"``, ``"visit_cost"`` or a column of the orders) → months (``2024-03``), earliest
        first; only runs that chance does not explain, and parts that cost more than a little of customer profit.
    """
    bought = _days(client.orders["date"])
    months = months_of(bought)
    silent = {column: told[2] for column, told in _entries(client).items() if column != "paid_date"}
    for part, days in _visits(client).items():
        silent[part] = silent_months(months, np.isin(months, days.astype("datetime64[M]")))
    if client.has("orders.due_date") and client.has("orders.paid_date"):
        silent["due_date"] = silent_months(bought, client.orders["due_date"].notna().to_numpy())
    if len(silent["visits"]):  # of visits that are not recorded nobody asks what they cost
        silent["visit_cost"] = np.setdiff1d(silent.get("visit_cost", months[:0]), silent["visits"])
    if not freight_is_ours(client):
        silent.pop("freight", None)
    totals = client.served.totals
    least = LITTLE * abs(float(totals["profit_after_serving"]))
    return {
        part: [str(month) for month in found] for part, found in silent.items()
        if len(found) and abs(float(totals[_STEP.get(part, "service_cost")])) >= least
    }  # fmt: skip


def _months_of(lines: pd.DataFrame) -> np.ndarray:
    """Return the months in which lines fell due."""
    return months_of(_days(lines["due_date"]))


def _weighs(client: Client, step: str, before: Window, after: Window) -> bool:
    """Tell whether a step of serving is, in one of two periods, more than a little of customer profit."""
    sums = [served_within(client, days)[[step, "profit_after_serving"]].sum().abs() for days in (before, after)]
    return bool(max(one[step] for one in sums) >= LITTLE * max(one["profit_after_serving"] for one in sums))


def _days(dates: pd.Series) -> np.ndarray:
    return pd.to_datetime(dates).to_numpy(dtype="datetime64[D]")


def _inside(days: np.ndarray, window: Window) -> np.ndarray:
    first, last = (np.datetime64(day, "D") for day in window)
    inside: np.ndarray = (days >= first) & (days <= last)
    return inside


def _months(days: np.ndarray, window: Window) -> np.ndarray:
    """Return the months of those days that lie in a period."""
    return months_of(days[_inside(days, window)])
