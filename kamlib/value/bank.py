"""K1: the bank case – a rule on one transaction's amount, judged by whom it turns away and by what it costs.

A branch with ten counters takes transactions from 3,000 yuan up and sends smaller ones away, after the queue.
The rule is compared with what customers are worth; five designs of the hall are compared by simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.value.bank_designs import DESIGNS, BankAssumptions, Design, Plan, amount_rule
from kamlib.value.queueing import Served, simulate
from kamlib.value.shares import quantile

#: What makes a customer valuable, by the column it is read from and the part of the customers that counts.
STANDARDS: dict[str, str] = {"profit": "yearly_profit", "holdings": "holdings", "potential": "potential"}

#: What else tells visits of one customer in one minute apart.
_VISIT = ("amount", "service_minutes")


def valuable(customers: pd.DataFrame, *, by: str = "profit", top: float = 0.2) -> pd.Series[bool]:
    """Say who is valuable: the best `top` of the customers by a standard, equals together.

    Parameters
    ----------
    customers : pandas.DataFrame
        ``customer_id``, ``yearly_profit``, ``potential`` (yuan a year), ``balance``, ``mortgage`` (yuan),
        ``payroll`` (whether a company's wages run through the bank: yes or no, or True or False).
    by : {"profit", "holdings", "potential"}
        Standard; holdings are balance and mortgage together, and payroll customers are in.
    top : float
        Part of the customers.

    Returns
    -------
    pandas.Series
        True or False, indexed by ``customer_id``.

    Raises
    ------
    ValueError
        If the standard is unknown.

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.value import bank
    >>> _arrivals, customers = datasets.bank()
    >>> int(bank.valuable(customers).sum())
    1200
    """
    if by not in STANDARDS:
        raise ValueError(f"standard {by!r} is not one of {', '.join(STANDARDS)}")
    frame = customers.set_index("customer_id")
    amount = frame["balance"] + frame["mortgage"] if by == "holdings" else frame[STANDARDS[by]]
    best = amount.rank(method="min", ascending=False, pct=True) <= top
    return best | _flag(frame["payroll"]) if by == "holdings" else best


def _worth(arrivals: pd.DataFrame, customers: pd.DataFrame, *, by: str = "profit", top: float = 0.2) -> pd.Series:
    """Say of each visit whether a valuable customer came."""
    unknown = arrivals.loc[~arrivals["customer_id"].isin(customers["customer_id"]), "customer_id"]
    if len(unknown):
        raise ValueError(f"customer {unknown.iloc[0]!r} came and is not among the customers")
    return arrivals["customer_id"].map(valuable(customers, by=by, top=top)).astype("bool")


def _flag(answers: pd.Series[str]) -> pd.Series[bool]:
    """Read yes or no, or True or False."""
    return answers.astype("str").str.lower().isin(["yes", "true", "1"])


@dataclass(frozen=True, eq=False)
class RuleCheck:
    """A counter's rule compared with what customers are worth.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per standard: ``standard``, ``accepted`` and ``turned_away`` (customers), ``valuable_accepted``,
        ``valuable_turned_away``, ``precision`` (share of the accepted who are valuable), ``recall`` (share of the
        valuable who are accepted), ``precision_by_chance``, ``recall_by_chance`` (what drawing lots for as many
        places would reach).
    threshold, top : float
        What it was computed under.
    """

    table: pd.DataFrame
    threshold: float
    top: float


def judge(
    arrivals: pd.DataFrame, customers: pd.DataFrame, *, threshold: float = 3000.0, top: float = 0.2
) -> RuleCheck:
    """Count whom a rule on the amount takes and turns away, by three standards of worth.

    Parameters
    ----------
    arrivals : pandas.DataFrame
        ``customer_id``, ``amount`` (yuan); one row per visit.
    customers : pandas.DataFrame
        See `valuable`.
    threshold : float
        Yuan from which the counter takes a transaction.
    top : float
        Part of the customers that counts as valuable.

    Returns
    -------
    RuleCheck

    Raises
    ------
    ValueError
        If somebody came who is not among the customers.

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.value import bank
    >>> judged = bank.judge(*datasets.bank(), threshold=3000)
    >>> judged.table[["standard", "precision", "recall"]].round(2)
        standard  precision  recall
    0     profit       0.27    0.54
    1   holdings       0.28    0.54
    2  potential       0.26    0.54
    """
    accepted = (arrivals["amount"] >= threshold).to_numpy()
    rows = []
    for standard in STANDARDS:
        worth = _worth(arrivals, customers, by=standard, top=top).to_numpy()
        hit = int((accepted & worth).sum())
        rows.append({
            "standard": standard, "accepted": int(accepted.sum()), "turned_away": int((~accepted).sum()),
            "valuable_accepted": hit, "valuable_turned_away": int((~accepted & worth).sum()),
            "precision": hit / accepted.sum() if accepted.any() else np.nan,
            "recall": hit / worth.sum() if worth.any() else np.nan,
            "precision_by_chance": worth.mean() if len(worth) else np.nan,
            "recall_by_chance": accepted.mean() if len(worth) else np.nan,
        })  # fmt: skip
    return RuleCheck(pd.DataFrame(rows), threshold, top)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Designs of the hall side by side.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per design: ``design``, means over the runs of ``wait``, ``wait_valuable``, ``wait_other``
        (minutes), ``wait_p90``, ``walked``, ``turned_away``, ``valuable_lost`` (valuable customers unserved),
        ``profit_1``, ``profit_5`` (yuan that the day's customers bring over one and five years, see
        `profit_kept`), ``lost_1`` and ``lost_5`` (what the best design keeps more), and ``<measure>_low`` and
        ``_high`` of ``wait``, ``walked``, ``profit_1`` and ``profit_5``.
    runs : pandas.DataFrame
        ``design``, ``run`` and the same measures of each day simulated.
    policy : BankAssumptions
        What was assumed.
    days : int
        How many days were simulated.
    seed : int
        Seed of the days; every design sees the same days.
    """

    table: pd.DataFrame
    runs: pd.DataFrame
    policy: BankAssumptions
    days: int
    seed: int


def compare(
    arrivals: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    designs: Mapping[str, Design] = DESIGNS,
    policy: BankAssumptions | None = None,
    days: int = 30,
    seed: int = 0,
    confidence: float = 0.95,
) -> Comparison:
    """Run every design on the same simulated days.

    Parameters
    ----------
    arrivals : pandas.DataFrame
        One row per visit: ``minute`` (from opening), ``customer_id``, ``amount`` (yuan), ``service_minutes``
        (at a counter), ``machine_able``, ``deferrable``, ``urgent`` (yes or no).
    customers : pandas.DataFrame
        See `valuable`; also ``digital_ability`` (1–5; 5 needs no helper, 1 always does).
    designs : mapping
        Name → function that plans a day.
    policy : BankAssumptions, optional
        What is assumed; by default the house's.
    days : int
        Days to simulate: the same visits, at moments and with service times of a little chance.
    seed : int
        Seed.
    confidence : float
        Of the intervals, which are normal ones for the mean over days.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If somebody came who is not among the customers.

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.value import bank
    >>> result = bank.compare(*datasets.bank(), days=1)
    >>> result.table["design"].tolist()
    ['single_queue', 'amount_rule', 'value_counters', 'machines', 'appointments']
    """
    policy = policy or BankAssumptions()
    visits = _visits(arrivals, customers)
    rows = []
    for day in range(days):
        today, patience = _a_day(visits, policy, np.random.default_rng([seed, day]))
        for name, design in designs.items():
            plan = design(today, policy, np.random.default_rng([seed, day, 1]))
            seen = simulate(plan.minute, plan.service, counters=plan.counters, line=plan.line, patience=patience)
            rows.append({"design": name, "run": day, **_measures(today, plan, seen, policy)})
    runs = pd.DataFrame(rows)
    return Comparison(_summary(runs, list(designs), confidence), runs, policy, days, seed)


def _visits(arrivals: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Join each visit with who comes, in the order of coming: chance is dealt by it, whatever the rows' order."""
    arrivals = arrivals.sort_values(["minute", "customer_id", *_VISIT], ignore_index=True)
    columns = ["customer_id", "yearly_profit", "potential", "digital_ability"]
    flags = {c: _flag(arrivals[c]) for c in ("machine_able", "deferrable", "urgent")}
    visits = arrivals.assign(valuable=_worth(arrivals, customers), **flags)
    return visits.merge(customers[columns], on="customer_id")


def _a_day(
    visits: pd.DataFrame, policy: BankAssumptions, rng: np.random.Generator
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Let the same people come at slightly other moments, and draw how long each is willing to wait."""
    n = len(visits)
    minute = np.clip(visits["minute"] + rng.normal(0, 10, n), 0, None)
    service = visits["service_minutes"] * rng.gamma(16, 1 / 16, n)
    mean = np.where(visits["urgent"], policy.patience_urgent, policy.patience)
    return visits.assign(minute=minute, service_minutes=service), rng.gamma(4, mean / 4)


def _measures(visits: pd.DataFrame, plan: Plan, seen: Served, policy: BankAssumptions) -> dict[str, float]:
    """Sum up a day: waiting by class, who went unserved, and what is kept of their profit."""
    worth = visits["valuable"].to_numpy(dtype=bool)
    turned = plan.turned & ~seen.walked
    unserved = turned | seen.walked
    return {
        "wait": float(seen.wait.mean()),
        "wait_valuable": float(seen.wait[worth].mean()) if worth.any() else np.nan,
        "wait_other": float(seen.wait[~worth].mean()) if (~worth).any() else np.nan,
        "wait_p90": float(np.quantile(seen.wait, 0.9)),
        "walked": int(seen.walked.sum()),
        "turned_away": int(turned.sum()),
        "valuable_lost": int((unserved & worth).sum()),
        "profit_1": profit_kept(visits, plan, seen, policy, years=1),
        "profit_5": profit_kept(visits, plan, seen, policy, years=5),
    }


def profit_kept(visits: pd.DataFrame, plan: Plan, seen: Served, policy: BankAssumptions, *, years: int) -> float:
    """Give the profit that one day's customers bring over some years, after who leaves because of that day.

    Parameters
    ----------
    visits : pandas.DataFrame
        ``yearly_profit`` and ``potential`` (yuan a year) of who comes.
    plan, seen, policy
        The day.
    years : int
        How many.

    Returns
    -------
    float
        Yuan, discounted at the policy's rate from the second year on, less the cost to serve them that day.
    """
    turned = plan.turned & ~seen.walked
    waited = ~turned & ~seen.walked & (seen.wait > policy.long_wait)
    leaves = np.select([turned, seen.walked, waited],
                       [policy.leaves_turned, policy.leaves_walked, policy.leaves_waited], 0.0)  # fmt: skip
    now, later = visits["yearly_profit"].to_numpy(), visits["potential"].to_numpy()
    minutes_at = np.array([name != "machine" for name in plan.line])
    at_counter = np.where(minutes_at & ~seen.walked, plan.service, 0.0).sum()
    by_machine = (~minutes_at & ~seen.walked).sum()
    a_day = at_counter * policy.counter_cost + by_machine * policy.machine_cost + plan.daily_cost
    kept = -float(a_day)
    for year in range(years):
        reached = 1 - (1 - policy.served_worth) ** year
        profit = now + np.maximum(later - now, 0.0) * reached
        lost = float((leaves * profit).sum() + policy.word_of_mouth * leaves.sum() * profit.mean())
        kept += (float(profit.sum()) - lost) / (1 + policy.discount_rate) ** year
    return kept


def _summary(runs: pd.DataFrame, order: list[str], confidence: float) -> pd.DataFrame:
    """Means over the days, with normal intervals for the measures that decisions depend on."""
    by = runs.drop(columns="run").groupby("design")
    table = by.mean()
    half = by.std(ddof=1) / np.sqrt(len(runs) / len(order)) * quantile(confidence)
    for measure in ("wait", "walked", "profit_1", "profit_5"):
        table[f"{measure}_low"] = table[measure] - half[measure]
        table[f"{measure}_high"] = table[measure] + half[measure]
    for years in (1, 5):
        table[f"lost_{years}"] = table[f"profit_{years}"].max() - table[f"profit_{years}"]
    return table.loc[order].reset_index()


def hall(
    arrivals: pd.DataFrame, customers: pd.DataFrame, *, policy: BankAssumptions | None = None, seed: int = 0
) -> pd.DataFrame:
    """Show under the amount rule what the manager sees each hour, and whom he does not see.

    Parameters
    ----------
    arrivals, customers : pandas.DataFrame
        As for `compare`.
    policy : BankAssumptions, optional
        What is assumed; by default the house's.
    seed : int
        Seed of the day.

    Returns
    -------
    pandas.DataFrame
        ``hour`` (from opening), ``came``, ``served``, ``turned_away``, ``walked`` (people),
        ``valuable_unserved`` and ``counters_busy`` (share of the counters' time): the hall is full even
        when valuable customers are lost.

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.value import bank
    >>> bank.hall(*datasets.bank())[["hour", "came", "served"]].head(2)
       hour  came  served
    0     0   182      81
    1     1   224      95
    """
    policy = policy or BankAssumptions()
    visits, patience = _a_day(_visits(arrivals, customers), policy, np.random.default_rng([seed, 0]))
    plan = amount_rule(visits, policy, np.random.default_rng([seed, 0, 1]))
    seen = simulate(plan.minute, plan.service, counters=plan.counters, line=plan.line, patience=patience)
    turned = plan.turned & ~seen.walked
    unserved = turned | seen.walked
    frame = pd.DataFrame({
        "hour": (plan.minute // 60).astype(int), "came": 1, "served": ~unserved, "turned_away": turned,
        "walked": seen.walked, "valuable_unserved": unserved & visits["valuable"].to_numpy(dtype=bool),
    })  # fmt: skip
    table = frame.groupby("hour", as_index=False).sum().astype("int64")
    table["counters_busy"] = [_busy(seen, plan, hour) / (60 * policy.counters) for hour in table["hour"]]
    return table


def _busy(seen: Served, plan: Plan, hour: int) -> float:
    """Counter minutes worked within an hour."""
    start, end = seen.start, seen.start + plan.service
    within = np.minimum(end, 60.0 * (hour + 1)) - np.maximum(start, 60.0 * hour)
    return float(np.nansum(np.clip(within, 0.0, None)))
