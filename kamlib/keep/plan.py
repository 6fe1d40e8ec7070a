"""The plan to keep: at most one measure a customer, exactly the best within budget and hours (K18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from kamlib.keep.asking import place_of
from kamlib.value.exact import milp


@dataclass(frozen=True)
class Measure:
    """What can be done to keep a customer.

    Attributes
    ----------
    name : str
        A key of the glossary.
    effect, low, high : float
        Part of the risk to lose the customer that it takes away, with its range.
    cost : float
        Currency units a customer, besides the working hours.
    share : float
        Cost as a share of the customer's yearly revenue, as of a discount.
    hours : float
        Working hours a customer.
    price : bool
        Whether it is a concession in price.
    against : str
        State that it is made for, of ``states.STATES``; empty for any.

    Examples
    --------
    >>> from kamlib.keep.plan import Measure
    >>> Measure("measure_visit", 0.2, 0.05, 0.35, cost=300.0, hours=6.0).price
    False
    """

    name: str
    effect: float
    low: float
    high: float
    cost: float = 0.0
    share: float = 0.0
    hours: float = 0.0
    price: bool = False
    against: str = ""


#: Measures with effects that are judgements, not findings: a client replaces them by its own. Price comes last.
CATALOGUE: Sequence[Measure] = (
    Measure("measure_call", 0.10, 0.02, 0.20, hours=1.0),
    Measure("measure_visit", 0.20, 0.05, 0.35, cost=300.0, hours=6.0),
    Measure("measure_repair", 0.30, 0.10, 0.50, cost=1500.0, hours=10.0, against="quiet"),
    Measure("measure_training", 0.20, 0.05, 0.40, cost=1200.0, hours=8.0, against="shrinking"),
    Measure("measure_second_contact", 0.15, 0.03, 0.30, cost=200.0, hours=4.0),
    Measure("measure_discount", 0.20, 0.00, 0.40, share=0.03, hours=1.0, price=True),
)

#: Part of the customers with a measure that are left out by lot, so that the effect can be seen next year.
HOLDOUT = 0.10

#: What a working hour costs where nothing says it (currency units): an assumption, like the costs of `CATALOGUE`.
HOUR = 50.0

#: Draws for the robustness of a plan.
DRAWS = 1000

#: Spread of the logarithm of all risks together: a rate seen on ten to thirty leavers is uncertain by a third to a
#: fifth (one over the root of their number), and next year's need not be that of the years before.
TOGETHER = 0.3

#: Step in which a shadow price is measured: a tenth of the budget, a day of work.
STEP_BUDGET, STEP_HOURS = 0.10, 8.0


@dataclass(frozen=True, eq=False)
class Plan:
    """The best plan within its limits.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per measure that is taken: ``customer_id``, ``measure``, ``gain`` (expected, a year), ``cost``,
        ``hours``, ``owner``, ``stays_in`` (share of the draws in which it is taken) and ``holdout``.
    gain, cost, hours : float
        Sums of the table.
    low, high : float
        Gain of this plan in 95 % of the draws.
    shadow : mapping
        Limit → what a tenth more budget, or a day more of work, brings a year: the plan made again with it.
    gap : float
        Distance to the best plan that the solver could not rule out; 0 where it is proven the best.
    """

    table: pd.DataFrame
    gain: float
    cost: float
    hours: float
    low: float
    high: float
    shadow: Mapping[str, float]
    gap: float


def knapsack(gains: np.ndarray, weights: np.ndarray, limits: np.ndarray, groups: np.ndarray | None = None,
             ) -> tuple[np.ndarray, float]:  # fmt: skip
    """Choose items of the largest total gain within limits.

    Parameters
    ----------
    gains : numpy.ndarray
        Of each item.
    weights : numpy.ndarray
        Limit × item: what an item takes of each limit.
    limits : numpy.ndarray
        How much there is.
    groups : numpy.ndarray, optional
        Group of each item; at most one of a group is chosen.

    Returns
    -------
    numpy.ndarray of bool, float
        The items, and the gap that the solver could not close.

    Notes
    -----
    Solved exactly as a mixed-integer programme by HiGHS (``scipy.optimize.milp``).

    Examples
    --------
    >>> import numpy as np
    >>> chosen, gap = knapsack(np.array([6.0, 5.0, 5.0]), np.array([[5.0, 4.0, 4.0]]), np.array([8.0]))
    >>> chosen.tolist(), gap
    ([False, True, True], 0.0)
    """
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csr_array, vstack

    n = len(gains)
    if not n:
        return np.zeros(0, dtype=bool), 0.0
    scale = float(np.abs(gains).max()) or 1.0
    sizes = np.maximum(np.abs(weights).max(axis=1, keepdims=True), 1e-12)
    rows, tops = [csr_array(weights / sizes)], [limits / sizes[:, 0] + 1e-9]
    if groups is not None:
        _names, at, size = np.unique(groups, return_inverse=True, return_counts=True)
        several = np.flatnonzero(size > 1)  # one alone is within its own bound
        rows.append(csr_array((np.ones(n), (at, np.arange(n))))[several])
        tops.append(np.ones(len(several)))
    found = milp(
        -gains / scale, integrality=np.ones(n), bounds=Bounds(0, np.where(gains > 0, 1.0, 0.0)),
        constraints=LinearConstraint(vstack(rows), ub=np.concatenate(tops)), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        return np.zeros(n, dtype=bool), 0.0
    return np.asarray(found.x > 0.5), float(getattr(found, "mip_gap", 0.0) or 0.0)


def options(risks: pd.DataFrame, catalogue: Sequence[Measure] = CATALOGUE, *, hour: float = 0.0) -> pd.DataFrame:
    """Return what each measure would bring with each customer.

    Parameters
    ----------
    risks : pandas.DataFrame
        One row per customer: ``customer_id``, ``chance`` (to leave), ``worth`` (a year, currency units; signed),
        ``revenue`` (a year), ``state`` and ``owner``; ``promised``, the chance by which a gain that was chosen is
        counted, is ``chance`` where it is missing.
    catalogue : sequence of Measure
        What can be done.
    hour : float
        What a working hour costs (currency units).

    Returns
    -------
    pandas.DataFrame
        One row per customer and measure that suits it: ``cost`` with its hours, ``gain`` is chance × worth ×
        effect, less the cost, and ``promise`` the same with ``promised``. A customer that costs more than it
        brings has no row: it is not kept by a measure.
    """
    kept = risks[risks["worth"] > 0]
    parts = []
    for one in catalogue:
        some = kept if not one.against else kept[kept["state"] == one.against]
        cost = one.cost + one.hours * hour + one.share * some["revenue"].clip(lower=0.0)
        parts.append(pd.DataFrame({
            "customer_id": some["customer_id"].astype("str"), "measure": one.name, "owner": some["owner"],
            "chance": some["chance"], "promised": some.get("promised", some["chance"]), "worth": some["worth"],
            "effect": one.effect, "low": one.low, "high": one.high, "cost": cost, "hours": one.hours,
            "price": one.price, "tier": some["tier"],
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    for name, chance in (("gain", "chance"), ("promise", "promised")):
        table[name] = table[chance] * table["worth"] * table["effect"] - table["cost"]
    return table.sort_values(["customer_id", "measure"], ignore_index=True)


def best_plan(
    risks: pd.DataFrame,
    *,
    budget: float,
    hours: float | Mapping[str, float],
    catalogue: Sequence[Measure] = CATALOGUE,
    hour: float = 0.0,
    least: float = 0.0,
    discounts_a_tier: int = 1,
    draws: int = DRAWS,
    seed: int = 0,
) -> Plan:
    """Choose the measures that bring most within the limits.

    Parameters
    ----------
    risks : pandas.DataFrame
        As for `options`, with ``tier``.
    budget : float
        Currency units, for the cost of all measures.
    hours : float or mapping
        Working hours in all, or by owner.
    catalogue : sequence of Measure
        What can be done.
    hour : float
        What a working hour costs (currency units); it is a part of each measure's cost.
    least : float
        Gain up to which a measure is not worth a line (currency units a year).
    discounts_a_tier : int
        Concessions in price that the policy allows in each tier.
    draws, seed : int
        Of risk, effect and worth, for robustness.

    Returns
    -------
    Plan
        The best by ``chance``; its gain, range and shadow prices are counted by ``promised``, because what was
        chosen for its high chance is, on average, chosen for some luck too.

    Raises
    ------
    ValueError
        If budget or hours are negative.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep.plan import Measure, best_plan
    >>> risks = pd.DataFrame({"customer_id": ["A", "B"], "chance": [0.9, 0.2], "worth": [1e3, 1e5], "revenue": 0.0,
    ...                       "state": "", "owner": "", "tier": ""})
    >>> visit = Measure("measure_visit", 0.2, 0.1, 0.3, cost=500.0, hours=6.0)
    >>> plan = best_plan(risks, budget=1000.0, hours=20.0, catalogue=[visit])
    >>> plan.table["customer_id"].tolist(), plan.gain
    (['B'], 3500.0)
    """
    free = hours if isinstance(hours, Mapping) else {"": float(hours)}
    if budget < 0 or any(time < 0 for time in free.values()):
        raise ValueError("budget and hours must not be negative")
    table = options(risks, catalogue, hour=hour)
    worth_it = (table["gain"] > least) & (table["promise"] > 0) & (table["cost"] <= budget)
    table = table[worth_it].reset_index(drop=True)
    names, weights, limits = _limits(table, budget, free, discounts_a_tier)
    groups, gain = table["customer_id"].to_numpy(), table["gain"].to_numpy(dtype="float64")
    chosen, gap = knapsack(gain, weights, limits, groups)
    promise = table["promise"].to_numpy(dtype="float64")
    total = float(promise[chosen].sum())
    shadow = {}
    for at, name in enumerate(names):
        if name.startswith("tier:"):
            continue
        more = limits.copy()
        more[at] += STEP_BUDGET * limits[at] if name == "budget" else STEP_HOURS
        again, _gap = knapsack(gain, weights, more, groups)
        brought = max(0.0, float(promise[again].sum()) - total)
        shadow[name] = brought if brought > 1e-6 * max(total, 1.0) else 0.0
    stays, low, high = _robust(table, weights, limits, groups, chosen, draws, seed)
    found = table.assign(stays_in=stays, gain=promise)[chosen]
    found = found.sort_values(["gain", "customer_id"], ascending=[False, True], ignore_index=True)
    small = found.index >= len(found) / 2  # nobody leaves the largest to chance
    drawn = [place_of(seed, who) % 1000 < 2000 * HOLDOUT for who in found["customer_id"]]
    found = found.assign(holdout=small & np.array(drawn, dtype=bool))
    columns = ["customer_id", "measure", "gain", "cost", "hours", "owner", "stays_in", "holdout"]
    return Plan(pd.DataFrame(found[columns]), total, float(found["cost"].sum()), float(found["hours"].sum()), low,
                high, MappingProxyType(shadow), gap)  # fmt: skip


def _limits(
    table: pd.DataFrame, budget: float, free: Mapping[str, float], discounts: int
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the limits by name, what each row takes of them, and how much there is."""
    names, rows, limits = ["budget"], [table["cost"].to_numpy(dtype="float64")], [budget]
    time = table["hours"].to_numpy(dtype="float64")
    for owner, hours in free.items():
        names.append(f"hours:{owner}")
        rows.append(np.where((table["owner"] == owner).to_numpy() | (owner == ""), time, 0.0))
        limits.append(hours)
    for tier in sorted(set(table["tier"].astype("str"))):
        names.append(f"tier:{tier}")
        rows.append(((table["tier"] == tier) & table["price"]).to_numpy(dtype="float64"))
        limits.append(float(discounts))
    return names, np.stack(rows), np.asarray(limits, dtype="float64")


def _robust(
    table: pd.DataFrame, weights: np.ndarray, limits: np.ndarray, groups: np.ndarray, chosen: np.ndarray,
    draws: int, seed: int,
) -> tuple[np.ndarray, float, float]:  # fmt: skip
    """Return in what share of the draws each row is in a plan, and the interval of the gain of the chosen one.

    A draw takes for each customer the measure with the most gain above what it takes of the limits at their prices
    (the duals of the relaxed plan). All risks rise and fall together, and each on its own; a measure works as well
    with one customer as with another.
    """
    n = len(table)
    if not n:
        return np.zeros(0), 0.0, 0.0
    draw = np.random.default_rng(seed)
    chance, promised = (table[name].to_numpy(dtype="float64") for name in ("chance", "promised"))
    measure, kinds = pd.factorize(table["measure"], sort=True)
    worth, cost = table["worth"].to_numpy(dtype="float64"), table["cost"].to_numpy(dtype="float64")
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    sizes = np.diff(np.r_[starts, n])
    who = np.repeat(np.arange(len(starts)), sizes)
    price = _prices(table["gain"].to_numpy(dtype="float64"), weights, limits, groups) @ weights
    low, high, usual = (table[name].to_numpy(dtype="float64") for name in ("low", "high", "effect"))
    inside, sums = np.zeros(n), np.zeros(draws)
    for at in range(draws):
        shared = np.exp(draw.normal(0.0, TOGETHER))
        moved = shared * draw.uniform(0.7, 1.3, len(starts))[who]
        took = _triangular(low, high, usual, draw.random(len(kinds))[measure])
        brings = worth * draw.uniform(0.8, 1.2, len(starts))[who] * took
        sums[at] = (np.clip(promised * moved, 0.0, 1.0) * brings - cost)[chosen].sum()
        above = np.clip(chance * moved, 0.0, 1.0) * brings - cost - price
        best = np.repeat(np.maximum.reduceat(above, starts), sizes)
        inside += (above >= best) & (above > 0)
    ends = np.quantile(sums, [0.025, 0.975])
    return inside / draws, float(ends[0]), float(ends[1])


def _triangular(low: np.ndarray, high: np.ndarray, usual: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return each row's effect at a quantile, between its low and its high and most often as usual."""
    span = np.maximum(high - low, 1e-12)
    top = np.clip((usual - low) / span, 0.0, 1.0)
    return np.asarray(
        np.where(at < top, low + span * np.sqrt(at * top), high - span * np.sqrt((1 - at) * (1 - top)))
    )


def _prices(gains: np.ndarray, weights: np.ndarray, limits: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return what a unit of each limit is worth in the relaxed plan, in which a measure can be taken in part."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    n = len(gains)
    _names, at = np.unique(groups, return_inverse=True)
    rows = vstack([csr_array(weights), csr_array((np.ones(n), (at, np.arange(n))))])
    found = linprog(-gains, A_ub=rows, b_ub=np.concatenate([limits, np.ones(len(_names))]), bounds=(0, 1))
    if found.x is None:
        return np.zeros(len(limits))
    return np.asarray(-found.ineqlin.marginals[: len(limits)])
