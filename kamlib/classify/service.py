"""K7 service levels: what each tier is promised, and whether it was kept.

As with cabins on an aeroplane, all arrive, and each knows what its ticket holds. A standard is one only if it
can be checked: hours, visits a year by level, a share of the budget, and one role that answers for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib import periods
from kamlib.facts.numbers import codes

#: The three levels of visits (K10).
LEVELS = ("leadership", "technical", "business")

#: Kinds of activity in which somebody of ours was there, as clients write them; calls and repairs are no visits.
VISITS = frozenset({"visit", "customer visit", "site visit", "走访", "拜访", "回访", "客户拜访"})

#: Customers for whom no level is proposed although their tier has one: they live on a single occasion.
EXCEPTION = "exception"

#: Customers that one general manager can answer for: two leadership visits each are some forty days a year.
ANSWERS_FOR_AT_MOST = 20


@dataclass(frozen=True)
class ServiceLevel:
    """What customers of a tier are promised.

    Attributes
    ----------
    tier : str
        ``"platinum"``, ``"gold"``, ``"iron"`` or ``"lead"``.
    responsible : str
        Glossary key of the role that answers for these customers.
    response_hours : int
        Working hours within which a request is answered.
    leadership_visits, technical_visits, business_visits : int
        Visits a customer and year, by the level that pays them.
    channel : str
        Glossary key of the way these customers are served.
    budget_share : float
        Share of the budget for looking after customers; the tiers' shares add up to 1.
    """

    tier: str
    responsible: str
    response_hours: int
    leadership_visits: int
    technical_visits: int
    business_visits: int
    channel: str
    budget_share: float


#: A starting point to be edited by the client: the house's opinion, not a measurement.
SERVICE_LEVELS = (
    ServiceLevel("platinum", "role_general_manager", 4, 2, 6, 24, "channel_team", 0.40),
    ServiceLevel("gold", "role_sales_director", 8, 1, 4, 12, "channel_account_manager", 0.30),
    ServiceLevel("iron", "role_account_manager", 24, 0, 1, 4, "channel_inside_sales", 0.25),
    ServiceLevel("lead", "role_inside_sales", 48, 0, 0, 0, "channel_online", 0.05),
)


def as_table(levels: Sequence[ServiceLevel]) -> pd.DataFrame:
    """Return service levels as a table, one row per tier.

    Parameters
    ----------
    levels : sequence of ServiceLevel
        One service level a tier.

    Returns
    -------
    pandas.DataFrame
        One row per tier, one column a field of ``ServiceLevel``.

    Raises
    ------
    ValueError
        If a tier is there twice, a promise is negative, or the budget shares do not add up to 1.
    """
    table = pd.DataFrame([asdict(level) for level in levels])
    if table["tier"].duplicated().any():
        raise ValueError(
            f"service levels name tier {table.loc[table['tier'].duplicated(), 'tier'].iloc[0]!r} twice"
        )
    if (table.select_dtypes("number") < 0).any(axis=None):
        raise ValueError("service levels promise less than nothing: hours, visits and shares start at 0")
    if not np.isclose(table["budget_share"].sum(), 1.0, atol=1e-6):
        raise ValueError(
            f"service levels share out {table['budget_share'].sum():.4f} of the budget, not all of it"
        )
    return table


def promised(visits: Mapping[str, float]) -> pd.DataFrame:
    """Return service levels with the visits that a client promises.

    Parameters
    ----------
    visits : mapping
        Tier → visits a year of all levels together; tiers that are not named are promised none.

    Returns
    -------
    pandas.DataFrame
        As `as_table`.
    """
    table = as_table(SERVICE_LEVELS).assign(leadership_visits=0.0, technical_visits=0.0)
    return table.assign(business_visits=[float(visits.get(tier, 0.0)) for tier in table["tier"]])


def check(
    tiers: pd.DataFrame,
    service: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.DataFrame:
    """Compare what each customer got with what its tier is promised.

    Parameters
    ----------
    tiers : pandas.DataFrame
        ``customer_id`` and ``tier`` (``Tiers.table``).
    service : pandas.DataFrame
        Service levels (``Tiers.service``).
    activities : pandas.DataFrame
        One row per visit: ``customer_id``, ``date``, ``level``.
    first, last : pandas.Timestamp
        First and last day that are looked at.

    Returns
    -------
    pandas.DataFrame
        One row per customer and level, promised ones only: ``customer_id``, ``tier``, ``level``, ``promised`` and
        ``received`` (visits a year), ``short`` (visits a year missing, 0 where the promise was kept) and ``met``.

    Raises
    ------
    KeyError
        If the activities lack a column.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import service, tiers
    >>> client = kam.load("machinery")
    >>> cut = tiers.assign(client.accounts, basis=client.basis)
    >>> days = {"first": client.first_date, "last": client.last_date}
    >>> kept = service.check(cut.table, cut.service, service.visits(client.activities), **days)
    >>> int((kept["short"] > 0).sum()), len(kept)
    (251, 301)
    """
    paid = _a_year(activities, ["customer_id", "level"], first, last)
    columns = {f"{level}_visits": level for level in LEVELS}
    promised = service.rename(columns=columns).melt("tier", list(LEVELS), "level", "promised")
    table = tiers[["customer_id", "tier"]].merge(promised[promised["promised"] > 0], on="tier")
    got = paid.rename("received").reset_index()
    table = table.merge(got, on=["customer_id", "level"], how="left").fillna({"received": 0.0})
    table["short"] = (table["promised"] - table["received"]).clip(lower=0)
    table["met"] = table["short"] <= 0
    return table.sort_values(["customer_id", "level"], ignore_index=True)


def _a_year(activities: pd.DataFrame, keys: list[str], first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Count visits between two days by the columns of `keys`, per year."""
    for column in (*keys, "date"):
        if column not in activities:
            raise KeyError(f"activities lack the column {column!r}; visits are counted by it")
    days = pd.to_datetime(activities["date"]).dt.normalize()
    return activities[days.between(first, last)].groupby(keys).size() / periods.years(first, last)


def visits(activities: pd.DataFrame) -> pd.DataFrame:
    """Keep the visits; repairs, complaints and calls are work that the customer caused, not a promise kept.

    Parameters
    ----------
    activities : pandas.DataFrame
        ``kind`` where known.

    Returns
    -------
    pandas.DataFrame
        The rows whose kind is one of `VISITS`; all rows where no kind is.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import service
    >>> client = kam.load("machinery")
    >>> service.visits(client.activities)[["customer_id", "date", "level"]].head(3)
      customer_id       date      level
    2        C011 2021-01-01  technical
    5        C014 2021-01-01   business
    6        C025 2021-01-01  technical
    """
    paid = _of_a_visit(activities)
    return activities[paid] if paid.any() else activities


def are_visits(activities: pd.DataFrame) -> bool:
    """Tell whether the kind of each activity says that it is a visit.

    Parameters
    ----------
    activities : pandas.DataFrame
        ``kind`` where known.

    Returns
    -------
    bool
        False where no kind is known: then `visits` keeps all rows too.
    """
    return bool(_of_a_visit(activities).all())


def _of_a_visit(activities: pd.DataFrame) -> NDArray[np.bool_]:
    if "kind" not in activities:
        return np.zeros(len(activities), dtype=bool)
    kind, words = codes(activities["kind"])
    return np.asarray(np.append(words.str.strip().str.casefold().isin(VISITS), False)[kind], dtype=bool)


def compare(
    tiers: pd.DataFrame,
    service: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    first: pd.Timestamp,
    last: pd.Timestamp,
    without: Collection[object] = (),
) -> pd.DataFrame:
    """Add up promised and received visits of each customer over all levels, those promised none included.

    Parameters
    ----------
    tiers, service, activities, first, last
        As for `check`.
    without : collection of customer ids
        Who is an exception, whatever its tier: promised nothing, and counted apart as tier `EXCEPTION`.

    Returns
    -------
    pandas.DataFrame
        One row per customer: ``customer_id``, ``tier``, ``promised`` and ``received`` (visits a year),
        ``got_less`` and ``got_more`` (whether it got less or more than its tier is promised).

    Raises
    ------
    KeyError
        If the activities lack a column.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import service, tiers
    >>> client = kam.load("machinery")
    >>> cut = tiers.assign(client.accounts, basis=client.basis)
    >>> days = {"first": client.first_date, "last": client.last_date}
    >>> seen = service.compare(cut.table, cut.service, service.visits(client.activities), **days)
    >>> seen[["promised", "received"]].sum()
    promised    1458.0
    received     728.0
    dtype: float64
    """
    got = _a_year(activities, ["customer_id"], first, last)
    promised = service.set_index("tier")[[f"{level}_visits" for level in LEVELS]].sum(axis=1)
    table = tiers[["customer_id", "tier"]].copy()
    table["tier"] = table["tier"].where(~table["customer_id"].isin(list(without)), EXCEPTION)
    table["promised"] = table["tier"].map({**promised, EXCEPTION: 0}).astype("float64")
    table["received"] = table["customer_id"].map(got).fillna(0.0).astype("float64")
    table["got_less"] = table["received"] < table["promised"]
    table["got_more"] = table["received"] > table["promised"]
    return table.sort_values("customer_id", ignore_index=True)


def by_tier(compared: pd.DataFrame, service: pd.DataFrame) -> pd.DataFrame:
    """Sum promised and received visits up by tier.

    Parameters
    ----------
    compared : pandas.DataFrame
        From `compare`.
    service : pandas.DataFrame
        Service levels, whose order of tiers is kept.

    Returns
    -------
    pandas.DataFrame
        One row per tier with customers, exceptions last: ``tier``, ``customer_count``, ``promised`` and
        ``received`` (visits per customer and year, on average), ``with_less`` and ``with_more`` (customers), and
        of all customers of the tier together, in visits a year, ``visits_needed``, ``visits_made``,
        ``visits_short`` (to those who got less) and ``visits_beyond`` (to those who got more).

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import service, tiers
    >>> client = kam.load("machinery")
    >>> cut = tiers.assign(client.accounts, basis=client.basis)
    >>> days = {"first": client.first_date, "last": client.last_date}
    >>> seen = service.compare(cut.table, cut.service, service.visits(client.activities), **days)
    >>> service.by_tier(seen, cut.service)[["tier", "customer_count", "promised", "received"]]
           tier  customer_count  promised  received
    0  platinum              16      32.0  6.390625
    1      gold              33      17.0  4.863636
    2      iron              77       5.0  4.240260
    3      lead              24       0.0  5.781250
    """
    gap = compared["promised"] - compared["received"]
    compared = compared.assign(_short=gap.clip(lower=0), _beyond=(-gap).clip(lower=0))
    table = compared.groupby("tier").agg(
        customer_count=("customer_id", "size"), promised=("promised", "mean"), received=("received", "mean"),
        with_less=("got_less", "sum"), with_more=("got_more", "sum"), visits_needed=("promised", "sum"),
        visits_made=("received", "sum"), visits_short=("_short", "sum"), visits_beyond=("_beyond", "sum"),
    )  # fmt: skip
    order = [tier for tier in (*service["tier"], EXCEPTION) if tier in table.index]
    return table.reindex(order).rename_axis("tier").reset_index()


@dataclass(frozen=True)
class Capacity:
    """What a proposal needs against what there is, in visits a year.

    Attributes
    ----------
    made : float
        Visits that were made, to anyone.
    needed : float
        Visits that the proposal asks for, of all tiers.
    short : float
        Visits missing to those of the best two tiers that get less.
    movable : float
        Visits that lead, iron and exceptions take beyond what is proposed for them.
    moved : float
        The shortfall that moving visits can cover: the smaller of the two.
    rest : float
        What is then still missing.
    """

    made: float
    needed: float
    short: float
    movable: float
    moved: float
    rest: float


def capacity(table: pd.DataFrame) -> Capacity:
    """Set the visits that a proposal needs against those made, and say what moving them can cover.

    Parameters
    ----------
    table : pandas.DataFrame
        From `by_tier`.

    Returns
    -------
    Capacity
    """
    best = table["tier"].isin(["platinum", "gold"])
    short = float(table.loc[best, "visits_short"].sum())
    movable = float(table.loc[~best, "visits_beyond"].sum())
    moved = min(short, movable)
    made, needed = float(table["visits_made"].sum()), float(table["visits_needed"].sum())
    return Capacity(made, needed, short, movable, moved, short - moved)
