"""K4 three misconceptions: the big ticket, the group purchase, the heavy repeat buyer on harsh terms.

Each is a diagnostic that runs on any order book: who could be mistaken for a key account, by which evidence, how
sure, and what it would cost. A flag is evidence, not a verdict: `also_key` says who is a key account all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.classify import evidence, harsh_terms, tiers
from kamlib.classify.evidence import Yardstick
from kamlib.facts.accounts import accounts as sum_accounts
from kamlib.facts.buying import billed
from kamlib.facts.margins import margin_of
from kamlib.facts.orders import order_sums

MISCONCEPTIONS = ("big_ticket", "group_purchase", "harsh_terms")

#: Those that live on one occasion.
ONCE = ("big_ticket", "group_purchase")

#: Strength from which a customer is flagged: every piece of evidence has reached its line.
FLAGGED = 0.5


@dataclass(frozen=True)
class EvidenceThreshold:
    """Where a piece of evidence begins to count and where it leaves no doubt.

    Strength is 0.5 at `at`, 1 from `full` on, and falls off as fast below: 0 at `at` − (`full` − `at`).
    """

    at: float
    full: float

    def strength(self, values: pd.Series) -> pd.Series:
        """Turn figures into strengths from 0 to 1; missing ones stay missing.

        Parameters
        ----------
        values : pandas.Series
            Figures in the unit of the threshold, one a customer.

        Returns
        -------
        pandas.Series
            0.5 at the threshold, 1 where the figure is full.
        """
        return (0.5 + (values - self.at) / (2 * (self.full - self.at))).clip(0, 1)


@dataclass(frozen=True)
class FlagThresholds:
    """The lines of evidence; all relative to the book, none in money.

    Attributes
    ----------
    one_order : EvidenceThreshold
        Share of all purchases that lies in one order (big ticket).
    huge : EvidenceThreshold
        Robust deviations of the logarithm by which the largest order lies above the typical one (big ticket).
    bulk : EvidenceThreshold
        The same of the quantity of one product in an order (group purchase).
    bulk_share : EvidenceThreshold
        Share of all purchases that lies in bulk orders (group purchase).
    bulk_months : EvidenceThreshold
        Months a year with bulk orders: the fewer, the surer (group purchase).
    season : EvidenceThreshold
        How much bulk orders keep to the same days of the year; used only where amounts are all there is.
    large, often : EvidenceThreshold
        Fraction of customers with less revenue, and with fewer orders (harsh terms).
    eaten : EvidenceThreshold
        Which part of the contribution that its rank by purchases suggests is missing (harsh terms).
    terms : EvidenceThreshold
        Which part of what is missing its terms explain, as far as they are worse than the book's (harsh terms).
    concession : EvidenceThreshold
        Robust deviations of the discount rate above the book's; used only where there is no cost.
    weak : float
        Highest strength where the main evidence is missing and a weaker one is used.
    fewest_orders, fewest_customers : int
        A book with fewer has no "usual", and nothing is judged.
    shortest_days : int
        Days a book has to span before one occasion can be distinguished from the first of many.
    """

    one_order: EvidenceThreshold = EvidenceThreshold(0.5, 0.8)
    huge: EvidenceThreshold = EvidenceThreshold(2.75, 4.0)
    bulk: EvidenceThreshold = EvidenceThreshold(3.0, 5.0)
    bulk_share: EvidenceThreshold = EvidenceThreshold(0.5, 0.8)
    bulk_months: EvidenceThreshold = EvidenceThreshold(-2.0, -1.0)
    season: EvidenceThreshold = EvidenceThreshold(0.8, 0.95)
    large: EvidenceThreshold = EvidenceThreshold(0.8, 0.9)
    often: EvidenceThreshold = EvidenceThreshold(0.5, 0.75)
    eaten: EvidenceThreshold = EvidenceThreshold(0.5, 1.0)
    terms: EvidenceThreshold = EvidenceThreshold(1 / 3, 2 / 3)
    concession: EvidenceThreshold = EvidenceThreshold(3.0, 6.0)
    weak: float = 0.6
    fewest_orders: int = 10
    fewest_customers: int = 5
    shortest_days: int = 90


@dataclass(frozen=True)
class NotJudged:
    """What a book does not allow to say.

    Attributes
    ----------
    misconception : str
        One of `MISCONCEPTIONS`.
    missing : tuple of str
        Columns that would allow it (``"orders.cost"``), or ``("orders",)`` where there are too few, ``("days",)``
        where they span too short a time.
    instead : str
        The weaker evidence used: ``"amounts"``, ``"discount"``; empty where nothing is judged at all.
    """

    misconception: str
    missing: tuple[str, ...]
    instead: str = ""


@dataclass(frozen=True, eq=False)
class Misconceptions:
    """Who could be mistaken for a key account, and by which evidence.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per flagged customer and misconception, the most at stake first: ``customer_id``, ``name`` if
        known, ``misconception``, ``strength``, ``weak`` (weaker evidence was used), ``at_stake``, ``also_key``
        (its lasting contribution reaches the gold tier, and it orders more often than half of the customers),
        ``pressures`` (what eats the profit, see ``harsh_terms``), ``lasting`` (contribution without the one
        occasion), and the evidence of `customers`.
    customers : pandas.DataFrame
        One row per customer with its evidence: see ``evidence.measure``; ``revenue``, ``contribution``,
        ``margin``, ``purchase_rank``, ``expected`` (contribution that this rank suggests), ``gap`` (expected less
        actual; the gaps of a book add up to 0), ``larger_than`` and ``more_orders_than`` (fractions of the
        customers), the rates of ``harsh_terms`` that are known, and a column of strengths per misconception
        (missing where not judged).
    not_judged : tuple of NotJudged
    usual : Yardstick
    basis : str
        Column of the accounts that contribution was taken from.
    goods_basis : str
        ``"profit"`` or ``"revenue"``.
    policy : FlagThresholds
    """

    table: pd.DataFrame
    customers: pd.DataFrame
    not_judged: tuple[NotJudged, ...]
    usual: Yardstick
    basis: str
    goods_basis: str
    policy: FlagThresholds


def diagnose(
    orders: pd.DataFrame,
    accounts: pd.DataFrame | None = None,
    *,
    basis: str | None = None,
    activities: pd.DataFrame | None = None,
    policy: FlagThresholds | None = None,
    sums: pd.DataFrame | None = None,
) -> Misconceptions:
    """Look for the three misconceptions in an order book.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``; the more there is of ``cost``,
        ``quantity``, ``product``, ``order_type``, ``discount``, ``quality_loss``, the more can be judged.
    accounts : pandas.DataFrame, optional
        One row per customer (``Client.accounts``), with the column `basis`; summed from the orders by default.
    basis : str, optional
        What contribution is taken from: ``"profit"``, or a column that was worked out, such as profit after
        cost to serve. By default profit where the accounts have it, else revenue.
    activities : pandas.DataFrame, optional
        Visits and service calls with ``cost`` or ``hours``.
    policy : FlagThresholds, optional
        Other lines of evidence.
    sums : pandas.DataFrame, optional
        The orders, one row each (``Client.order_sums``); summed from the lines by default.

    Returns
    -------
    Misconceptions

    Raises
    ------
    KeyError
        If the accounts lack the column `basis`.

    Notes
    -----
    *Strength* is that of the weakest piece of evidence that a misconception needs (see `EvidenceThreshold`).
    All lines compare a customer with the book itself, so that neither the currency nor the trade decides.

    *At stake* is what a plan built on this customer would miss, over the period of the book: the contribution
    that its rank by purchases suggests – that of the customer who is in this place by contribution – less its
    lasting contribution. For a big ticket the one order, for a group purchase the bulk orders do not count as
    lasting, as far as they were not returned; for harsh terms all of the contribution counts. Never below 0;
    for harsh terms missing on revenue.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import misconceptions
    >>> client = kam.load("machinery")
    >>> seen = misconceptions.diagnose(client.orders, client.accounts, basis="profit")
    >>> seen.table.groupby("misconception").size()
    misconception
    big_ticket        6
    group_purchase    6
    harsh_terms       6
    dtype: int64
    """
    policy = policy or FlagThresholds()
    whole = sum_accounts(orders) if accounts is None else accounts
    basis = basis or ("profit" if "profit" in whole else "revenue")
    if basis not in whole:
        raise KeyError(f"accounts lack the column {basis!r}; contribution can be profit or revenue")
    goods_basis = "revenue" if basis == "revenue" else "profit"
    sums = order_sums(orders) if sums is None else sums
    usual = evidence.yardstick(sums)
    about = _contribution(whole, evidence.measure(sums, usual, bulk_at=policy.bulk.at), basis)
    about = about.join(_rates(orders, whole, activities))
    terms = harsh_terms.excess(orders, whole, basis) if goods_basis == "profit" else pd.DataFrame()
    about = about.join(terms).assign(terms_part=harsh_terms.carried(terms, about["gap"]))
    silent = _silent(about, usual, goods_basis, policy)
    about = about.assign(**_strengths(about, silent, goods_basis, policy))
    line = tiers.assign(whole, basis=basis).thresholds["gold"]
    table = _flagged(about, silent, line, goods_basis, policy)
    return Misconceptions(table, about.reset_index(), tuple(silent.values()), usual, basis, goods_basis, policy)


def _contribution(accounts: pd.DataFrame, about: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Bring together money and orders of each customer, and what its rank by purchases suggests."""
    keep = ["name", "revenue", "returns"]
    whole = accounts.set_index("customer_id").sort_index()
    frame = whole[[c for c in keep if c in whole]].assign(contribution=whole[basis].astype("float64").fillna(0.0))
    frame = frame.join(about)
    numbers = [
        "purchases",
        "orders",
        "largest_order",
        "largest_profit",
        "bulk_orders",
        "bulk_amount",
        "bulk_profit",
    ]
    frame[numbers] = frame[numbers].fillna(0)
    frame = frame.astype({"orders": "int64", "bulk_orders": "int64", "group_marked": "boolean"})
    frame["group_marked"] = frame["group_marked"].fillna(False).astype("bool")
    frame["margin"] = margin_of(whole, basis)
    frame["purchase_rank"] = frame["purchases"].rank(method="min", ascending=False).astype("int64")
    frame["expected"] = expected(frame["purchases"], frame["contribution"])
    frame["gap"] = frame["expected"] - frame["contribution"]
    frame["larger_than"] = frame["revenue"].rank(method="min").sub(1) / max(len(frame) - 1, 1)
    frame["more_orders_than"] = frame["orders"].rank(method="min").sub(1) / max(len(frame) - 1, 1)
    return frame


def expected(purchases: pd.Series, contribution: pd.Series) -> pd.Series:
    """Return the contribution that each customer's rank by purchases suggests; equal purchases share theirs.

    Parameters
    ----------
    purchases, contribution : pandas.Series
        One value per customer (currency units), on the same index.

    Returns
    -------
    pandas.Series
        Currency units: that of the customer who is in this place by contribution.
    """
    place = purchases.rank(method="first", ascending=False).astype("int64").to_numpy() - 1
    best = np.sort(contribution.to_numpy())[::-1]
    return pd.Series(best[place], index=purchases.index).groupby(purchases).transform("mean")


def _rates(orders: pd.DataFrame, accounts: pd.DataFrame, activities: pd.DataFrame | None) -> pd.DataFrame:
    """Work out what each customer asks for beyond the goods, as rates, as far as the tables say it."""
    whole = accounts.set_index("customer_id").sort_index()
    bought = billed(whole).where(lambda money: money > 0)
    rates = pd.DataFrame(index=whole.index)
    if "discount" in whole:
        listed = bought + whole["discount"]
        rates["discount_rate"] = whole["discount"] / listed
    if "days_late" in whole:
        rates["days_late"] = whole["days_late"]
    if activities is not None:
        effort = next((c for c in ("cost", "hours") if c in activities and activities[c].notna().any()), None)
        if effort:
            spent = activities.groupby("customer_id")[effort].sum().reindex(whole.index, fill_value=0.0)
            rates["service_rate"] = spent / bought
    if "returns" in whole and whole["returns"].any():
        rates["returns_rate"] = whole["returns"] / bought
    if "quality_loss" in orders and orders["quality_loss"].notna().any():
        rates["quality_loss_rate"] = orders.groupby("customer_id")["quality_loss"].sum() / bought
    return rates


def _silent(
    about: pd.DataFrame, usual: Yardstick, goods_basis: str, policy: FlagThresholds
) -> dict[str, NotJudged]:
    """Find what cannot be judged, or only by weaker evidence."""
    if usual.orders < policy.fewest_orders or usual.customers < policy.fewest_customers:
        return {m: NotJudged(m, ("orders",)) for m in MISCONCEPTIONS}
    silent = {}
    if np.isnan(usual.typical_quantity) and not about["group_marked"].any():
        silent["group_purchase"] = NotJudged("group_purchase", ("orders.quantity", "orders.order_type"), "amounts")
    if goods_basis == "revenue":
        instead = "discount" if "discount_rate" in about else ""
        silent["harsh_terms"] = NotJudged("harsh_terms", ("orders.cost",), instead)
    elif not set(harsh_terms.TERMS) & set(about):
        silent["harsh_terms"] = NotJudged("harsh_terms", ("orders.discount",))
    if usual.days < policy.shortest_days:
        silent |= {once: NotJudged(once, ("days",)) for once in ONCE}
    return silent


def _strengths(
    about: pd.DataFrame, silent: dict[str, NotJudged], goods_basis: str, policy: FlagThresholds
) -> dict[str, pd.Series]:
    """Judge each misconception for each customer: the weakest link of its chain of evidence."""
    chains = {
        "big_ticket": [
            policy.one_order.strength(about["largest_order_share"]),
            policy.huge.strength(about["size_z"]),
        ],
        "group_purchase": _group(about, "group_purchase" in silent, policy),
        "harsh_terms": _harsh(about, goods_basis, policy),
    }
    strengths = {}
    for name, chain in chains.items():
        strength = pd.concat(chain, axis=1).min(axis=1, skipna=False).fillna(0.0)
        if name in silent:
            strength = strength.clip(upper=policy.weak) if silent[name].instead else strength * np.nan
        strengths[name] = strength
    return strengths


def _group(about: pd.DataFrame, amounts_only: bool, policy: FlagThresholds) -> list[pd.Series]:
    """Large, rare, and, where nothing else distinguishes it from a big ticket, always in the same season."""
    rare = policy.bulk_months.strength(-about["bulk_months_a_year"])
    bulk = policy.bulk.strength(about["bulk_z"]).mask(about["group_marked"], 1.0)
    chain = [policy.bulk_share.strength(about["bulk_share"]), rare, bulk]
    return [*chain, policy.season.strength(about["season"])] if amounts_only else chain


def _harsh(about: pd.DataFrame, goods_basis: str, policy: FlagThresholds) -> list[pd.Series]:
    """Large, often, contribution far below what the size suggests, or none at all, and its terms are why."""
    chain = [policy.large.strength(about["larger_than"]), policy.often.strength(about["more_orders_than"])]
    if goods_basis == "profit":
        part = 1 - about["contribution"] / about["expected"].where(about["expected"] > 0)
        loses = (about["contribution"] < 0).astype("float64")
        terms = policy.terms.strength(about["terms_part"].fillna(0.0))
        return [*chain, policy.eaten.strength(part.fillna(loses)), terms]
    if "discount_rate" in about:
        rate = about["discount_rate"]
        apart = (rate - rate.median()) / max(evidence.MAD * float((rate - rate.median()).abs().median()), 0.01)
        return [*chain, policy.concession.strength(apart)]
    return chain


def _flagged(
    about: pd.DataFrame, silent: dict[str, NotJudged], line: float, goods_basis: str, policy: FlagThresholds
) -> pd.DataFrame:
    """List who is flagged for what, with what is at stake and whether it is a key account all the same."""
    # Net of returns; a negative line within an order is in its amount already, and must not be taken off twice.
    kept = (about["revenue"] / about["purchases"]).clip(0, 1)
    pressures = harsh_terms.pressures(about)
    parts = []
    for name in MISCONCEPTIONS:
        who = about.index[about[name] >= FLAGGED]
        once = {"big_ticket": about["largest_profit"], "group_purchase": about["bulk_profit"]}.get(name)
        lasting = about["contribution"] - (once * kept if once is not None else 0.0)
        stake = (about["expected"] - lasting).clip(lower=0).round(4)
        if name == "harsh_terms" and goods_basis == "revenue":
            stake = stake * np.nan
        rows = about.assign(
            misconception=name, strength=about[name], weak=name in silent, at_stake=stake, lasting=lasting,
            also_key=(lasting >= line) & (about["more_orders_than"] >= policy.often.at), pressures=pressures,
        )  # fmt: skip
        parts.append(rows.loc[who])
    table = pd.concat(parts).drop(columns=list(MISCONCEPTIONS)).reset_index()
    first = ["customer_id", "name", "misconception", "strength", "weak", "at_stake", "also_key", "pressures"]
    first = [c for c in first if c in table]
    table = table[[*first, *(c for c in table if c not in first)]]
    order = ["at_stake", "customer_id", "misconception"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)
