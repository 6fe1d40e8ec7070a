"""K3 the key-account list: often, much, profitably and loyally – who is on it, who could be, and why.

The rule is the idea of K6's standards in its plainest form: by the 80/20 line and not by ticket size, lasting,
repeated business only if it earns. A benchmark of its trade that earns is a reason to be cultivated; one that does
not is an image account, which is never counted among those that earn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.classify import frequency
from kamlib.classify.misconceptions import ONCE, Misconceptions
from kamlib.classify.silence import measure_silence
from kamlib.classify.tiers import Tiers
from kamlib.facts.fading import growth
from kamlib.value import ties

VERDICTS = ("key", "image", "candidate", "not")

#: Places on a list of key accounts: at least, and at most (`default_list_length`); nobody follows more by name.
FEWEST, MOST = 10, 60

#: What can decide, the first that holds.
REASONS = (
    "no_revenue", "kept_for_image", "loses", "harsh_terms", "earns_lastingly", "growing", "high_potential",
    "benchmark", "too_few", "too_short", "gone_quiet", "faded", "new", "not_often", "one_occasion", "below_line",
)  # fmt: skip


@dataclass(frozen=True)
class KeyAccountRule:
    """Where the lines of the list are.

    Attributes
    ----------
    every_months : float
        Months between orders, on average, up to which a customer orders often: each quarter, and one left out.
    usual : float
        How many times what is usual in the book, the median of those who came back, they may be at most.
    loyal_days : int
        Bought for at least so long, and again within so many days; half the book where that is shorter.
    faded : float
        Revenue of the last year over that of the year before, up to which a customer has all but stopped; a single
        large order of a regular buyer is left out of the year before (``fading.single_order``).
    growth : float
        Revenue of the last year over that of the year before, from which a customer is growing.
    in_reach : float
        Part of the gold line, a year, that a growing customer has to bring already.
    small_share : float
        Our part of what a customer spends in a year; below it there is room, and potential counts.
    influence : int
        Grade of influence (1–5) of a benchmark.
    image_share : float
        Image accounts are few: at most this part of the places on the list, and one at least.
    shortest_days : int
        Days a book has to span before anybody's loyalty can be judged.
    fewest_customers : int
        Customers a book has to have before they can be compared.
    list_at_most : int, optional
        Key accounts that can be looked after; the rest are in reserve. By default see `default_list_length`.
    """

    every_months: float = 4.0
    usual: float = 2.0
    loyal_days: int = 365
    faded: float = 0.1
    growth: float = 1.5
    in_reach: float = 0.5
    small_share: float = 0.25
    influence: int = 5
    image_share: float = 0.1
    shortest_days: int = 180
    fewest_customers: int = 5
    list_at_most: int | None = None


@dataclass(frozen=True, eq=False)
class KeyAccounts:
    """The list, and all others with the reason why they are not on it.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer, key accounts first, then image accounts, each group by what lasts: ``customer_id``,
        ``name`` if known, ``verdict`` (one of `VERDICTS`), ``decided_by`` (one of `REASONS`), ``warnings``
        (misconceptions it is flagged for), ``tier``, ``revenue``, ``contribution``, ``lasting`` (without a single
        occasion), ``orders``, ``recency_days``, ``growth``, ``potential``, ``influence`` as far as known,
        ``silence`` (one of ``silence.STATES``) with ``usual_gap``, and the standards as yes or no:
        ``of_value``, ``lasts``, ``often``, ``loyal`` (no where it cannot be judged). Of key accounts ``place`` too
        (by what lasts; equals share one) and ``on_list``: whether the place is within `at_most`.
    line : float
        Contribution from which a customer is of value: where the gold tier starts.
    basis, goods_basis : str
        As in the tiers: the column of contribution, and ``"profit"`` or ``"revenue"``.
    policy : KeyAccountRule
    days : int
        What the book spans, from the first order to the last.
    loyal_days : float
        What loyalty was judged by: bought for so long, and again within so many days.
    at_most : int
        Places on the list; more are on it where equals are at the end of it.
    not_judged : str
        Why nobody could be named: ``"too_short"``, ``"too_few"``; empty where the rule could be applied.
    """

    table: pd.DataFrame
    line: float
    basis: str
    goods_basis: str
    policy: KeyAccountRule
    days: int
    loyal_days: float
    at_most: int
    not_judged: str

    def with_verdict(self, verdict: str) -> pd.DataFrame:
        """Return the rows of one verdict.

        Parameters
        ----------
        verdict : str
            A value of the column ``verdict``, such as ``key``.

        Returns
        -------
        pandas.DataFrame
            One row per customer, as in ``table``; empty where nobody has that verdict.
        """
        return self.table[self.table["verdict"] == verdict].reset_index(drop=True)

    def listed(self) -> pd.DataFrame:
        """Return the key accounts that have a place on the list.

        Returns
        -------
        pandas.DataFrame
            One row per customer, as in ``table``.
        """
        return pd.DataFrame(self.table[self.table["on_list"]].reset_index(drop=True))

    def reserve(self) -> pd.DataFrame:
        """Return the key accounts by rule for whom the list has no place.

        Returns
        -------
        pandas.DataFrame
            One row per customer, as in ``table``.
        """
        key = self.table["verdict"] == "key"
        return pd.DataFrame(self.table[key & ~self.table["on_list"]].reset_index(drop=True))


def default_list_length(customers: int) -> int:
    """Return how many key accounts can be looked after: a fifth of the customers, at least 10, at most 60.

    Parameters
    ----------
    customers : int
        In the book.

    Returns
    -------
    int

    Notes
    -----
    The house's opinion: an owner has time for about ten plans, and a company that begins has one to six owners.
    """
    return max(FEWEST, min(MOST, round(0.2 * customers)))


def select_key_accounts(
    accounts: pd.DataFrame,
    tiers: Tiers,
    misconceptions: Misconceptions,
    *,
    orders: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    silence: pd.DataFrame | None = None,
    policy: KeyAccountRule | None = None,
) -> KeyAccounts:
    """Name the key accounts.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer: ``customer_id``, ``revenue``, ``first_date``, ``last_date``, ``recency_days``,
        ``active_months``.
    tiers : Tiers
        Of the same accounts.
    misconceptions : Misconceptions
        Of the same orders, by the same contribution.
    orders : pandas.DataFrame, optional
        Order lines, for growth.
    customers : pandas.DataFrame, optional
        ``customer_id`` with ``potential`` (a year, at all suppliers) and ``influence`` (1–5).
    silence : pandas.DataFrame, optional
        Of the same orders on the day of the accounts (``silence.measure_silence``); by default measured here.
    policy : KeyAccountRule, optional

    Returns
    -------
    KeyAccounts

    Raises
    ------
    ValueError
        If tiers and misconceptions are cut by different amounts.

    Notes
    -----
    *Key*: in the platinum or gold tier; its lasting contribution reaches the gold line too; orders often (see
    ``frequency.often``); has bought for a year and within the last, more than a tenth of the year before (a
    single large order of a regular buyer apart), and is not silent against its own rhythm (see
    ``silence.measure_silence``). Never key: no net revenue, a contribution of zero or less, or one that comes from
    a single occasion. *Image*: a benchmark that still buys and does not
    earn, as few as the policy allows: the most influential first, then those that cost least. *Candidate*: of
    value but on harsh terms, which have to be corrected first; or still buying, and growing (not by a single
    occasion), with potential, or a benchmark; or of value but gone quiet, faded (a tenth of the year before is
    left, or less), new, or rare, judged in this order: a customer that has stopped ordering is not rare. A book
    too short to judge loyalty by, or too small to compare customers, has no key accounts: those that would be are
    candidates. Key accounts beyond the places of the list keep the verdict, in reserve.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import key_accounts, misconceptions, tiers
    >>> client = kam.load("machinery")
    >>> accounts, basis = client.accounts, client.basis
    >>> cut = tiers.assign(accounts, basis=basis)
    >>> seen = misconceptions.diagnose(client.orders, accounts, basis=basis, activities=client.activities)
    >>> listed = key_accounts.select_key_accounts(accounts, cut, seen, orders=client.orders)
    >>> listed.table["verdict"].value_counts().to_dict()
    {'not': 97, 'key': 36, 'candidate': 17}
    """
    if tiers.basis != misconceptions.basis:
        raise ValueError(f"tiers are cut by {tiers.basis!r}, misconceptions by {misconceptions.basis!r}")
    policy = policy or KeyAccountRule()
    line = float(tiers.thresholds["gold"])
    facts = _facts(accounts, tiers, misconceptions, orders, customers, silence)
    days = (facts["last_date"].max() - facts["first_date"].min()).days if len(facts) else 0
    span = min(policy.loyal_days, days / 2)
    silent = "too_few" if len(facts) < policy.fewest_customers else ""
    silent = silent or ("too_short" if days < policy.shortest_days else "")
    facts = facts.assign(**_standards(facts, line, policy, span), **_hopes(facts, line, policy))
    at_most = default_list_length(len(facts)) if policy.list_at_most is None else policy.list_at_most
    facts["is_image"] = _image(facts, max(1, round(policy.image_share * at_most)))
    table = _placed(_judged(facts, silent), at_most)
    return KeyAccounts(
        table, line, tiers.basis, misconceptions.goods_basis, policy, int(days), float(span), at_most, silent
    )


def _facts(
    accounts: pd.DataFrame,
    tiers: Tiers,
    misconceptions: Misconceptions,
    orders: pd.DataFrame | None,
    customers: pd.DataFrame | None,
    silence: pd.DataFrame | None,
) -> pd.DataFrame:
    """Bring together what is known of each customer."""
    keep = ["customer_id", "name", "revenue", "first_date", "last_date", "recency_days", "active_months"]
    facts = accounts[[c for c in keep if c in accounts]].merge(
        tiers.table[["customer_id", "tier", "contribution"]], on="customer_id"
    )
    seen = misconceptions.customers[["customer_id", "orders", "margin"]]
    facts = facts.merge(seen, on="customer_id", how="left").set_index("customer_id")
    flagged = misconceptions.table[["customer_id", "misconception", "lasting"]]
    facts["lasting"] = (
        flagged.groupby("customer_id")["lasting"].min().reindex(facts.index).fillna(facts["contribution"])
    )
    warned: dict[object, tuple[str, ...]] = {}
    for row in flagged.sort_values("misconception").itertuples():
        warned[row.customer_id] = (*warned.get(row.customer_id, ()), str(row.misconception))
    facts["warnings"] = pd.Series([warned.get(who, ()) for who in facts.index], facts.index, dtype="object")
    as_of = (accounts["last_date"] + pd.to_timedelta(accounts["recency_days"], unit="D")).max()
    facts = facts.join(growth(orders, facts.index, as_of))
    facts = facts.join(_silence(orders, as_of) if silence is None else silence[["silence", "usual_gap"]])
    facts["silence"] = facts["silence"].fillna("")
    known = pd.DataFrame(columns=["customer_id"]) if customers is None else customers
    known = known.drop_duplicates("customer_id").set_index("customer_id")
    for column in ("potential", "influence"):
        facts[column] = known[column].reindex(facts.index).astype("float64") if column in known else np.nan
    return facts


def _silence(orders: pd.DataFrame | None, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the silence of each customer and its usual gap; nothing is known of either without order lines."""
    if orders is None or not len(orders):
        return pd.DataFrame({"silence": pd.Series(dtype="str"), "usual_gap": pd.Series(dtype="float64")})
    return measure_silence(orders, as_of)[["silence", "usual_gap"]]


def _standards(facts: pd.DataFrame, line: float, policy: KeyAccountRule, span: float) -> dict[str, pd.Series]:
    """Judge each of the four standards with yes or no."""
    bought_for = (facts["last_date"] - facts["first_date"]).dt.days
    often = frequency.often(facts, floor=policy.every_months, usual=policy.usual)
    faded = (facts["growth"] <= policy.faded) & (facts["steady"] <= policy.faded)
    return {
        "of_value": facts["tier"].isin(["platinum", "gold"]) & (facts["contribution"] > 0),
        "lasts": (facts["lasting"] >= line) & (facts["orders"] > 1),
        "often": often,
        "quiet": (facts["recency_days"] > span) | (facts["silence"] != ""),
        "faded": faded,
        "loyal": (bought_for >= span)
        & ~faded
        & (facts["recency_days"] <= span)
        & (facts["silence"] == "")
        & (2 * span >= policy.shortest_days),
    }


def _hopes(facts: pd.DataFrame, line: float, policy: KeyAccountRule) -> dict[str, pd.Series]:
    """Find what speaks for a customer that is not on the list: growth, potential, influence."""
    days = (facts["last_date"].max() - facts["first_date"].min()).days if len(facts) else 0
    span = max(periods.years(facts["first_date"].min(), facts["last_date"].max()), 1.0) if len(facts) else 1.0
    bar = line / span
    margin = facts["margin"].clip(lower=0)
    usual = float(margin[facts["contribution"] >= line].median()) if np.isfinite(line) else np.nan
    buys = (facts["recency_days"] <= min(policy.loyal_days, days / 2)) & (facts["silence"] == "")
    room = facts["revenue"] / span < policy.small_share * facts["potential"]
    once = facts["warnings"].map(lambda names: bool({*ONCE} & {*names})).astype("bool")
    grows = (facts["growth"] >= policy.growth) & (facts["orders"] > 1) & ~(once & (facts["lasting"] < line))
    return {
        "is_growing": buys & grows & (facts["last_year"] * margin >= policy.in_reach * bar),
        "has_potential": buys & room & (facts["potential"] * usual >= bar),
        "is_benchmark": buys & (facts["influence"] >= policy.influence),
    }


def _image(facts: pd.DataFrame, at_most: int) -> pd.Series:
    """Find the benchmarks that buy and do not earn: the most influential first, then those that cost least."""
    rows = facts[facts["is_benchmark"] & (facts["revenue"] > 0) & (facts["contribution"] <= 0)].reset_index()
    first = rows.sort_values(["influence", "contribution", "customer_id"], ascending=[False, False, True])
    return pd.Series(facts.index.isin(first["customer_id"].head(at_most)), index=facts.index)


def _judged(facts: pd.DataFrame, silent: str) -> pd.DataFrame:
    """Give each customer its verdict and the reason that decides; nobody is key where the book is silent."""
    occasion = (facts["orders"] <= 1) | (facts["of_value"] & ~facts["lasts"])
    earns = (facts["revenue"] > 0) & (facts["contribution"] > 0)
    key = earns & facts["of_value"] & facts["lasts"] & facts["often"] & facts["loyal"] & (silent == "")
    wanting = earns & facts["of_value"] & ~occasion
    unjudged = wanting & (silent != "")
    harsh = facts["of_value"] & facts["warnings"].map(lambda names: "harsh_terms" in names).astype("bool")
    rules = [
        (facts["revenue"] <= 0, "not", "no_revenue"),
        (facts["is_image"], "image", "kept_for_image"),
        (facts["contribution"] <= 0, "not", "loses"),
        (harsh, "candidate", "harsh_terms"),
        (key, "key", "earns_lastingly"),
        (facts["is_growing"], "candidate", "growing"),
        (facts["has_potential"], "candidate", "high_potential"),
        (facts["is_benchmark"], "candidate", "benchmark"),
        (unjudged, "candidate", silent),
        (wanting & facts["quiet"], "candidate", "gone_quiet"),
        (wanting & facts["faded"], "candidate", "faded"),
        (wanting & ~facts["loyal"], "candidate", "new"),
        (wanting, "candidate", "not_often"),
        (occasion, "not", "one_occasion"),
    ]
    when = [rule[0].to_numpy(dtype=bool) for rule in rules]
    verdict = np.select(when, [rule[1] for rule in rules], default="not")
    decided = np.select(when, [rule[2] for rule in rules], default="below_line")
    table = facts.assign(verdict=verdict, decided_by=decided).reset_index()
    table["_order"] = table["verdict"].map({v: i for i, v in enumerate(VERDICTS)})
    return table.sort_values(
        ["_order", "lasting", "customer_id"], ascending=[True, False, True], ignore_index=True
    )


def _placed(table: pd.DataFrame, at_most: int) -> pd.DataFrame:
    """Give the key accounts their places; equals, to the twelfth digit, share one and one fate."""
    key = table["verdict"] == "key"
    place = ties.rounded_for_ties(table["lasting"]).where(key).rank(method="min", ascending=False)
    table = table.assign(place=place.astype("Int64"), on_list=(place <= at_most).astype("bool"))
    columns = [
        "customer_id", "name", "verdict", "decided_by", "warnings", "tier", "revenue", "contribution", "lasting",
        "orders", "recency_days", "growth", "potential", "influence", "silence", "usual_gap", "of_value", "lasts",
        "often", "loyal", "place", "on_list",
    ]  # fmt: skip
    return table[[c for c in columns if c in table]]
