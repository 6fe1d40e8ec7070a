"""K8: the periodic review – who moved between tiers, why, and where it leads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kamlib.classify import reasons
from kamlib.classify.tiers import TIERS
from kamlib.periods import check_no_gap

#: The state of those who are not customers in a period.
AWAY = "away"

MOVES = ("promoted", "demoted", "stayed", "entered", "left")

_MONEY = ["before", "after", "change"]


@dataclass(frozen=True, eq=False)
class Review:
    """Two dates compared.

    Attributes
    ----------
    table : pandas.DataFrame
        Every customer of either date: ``customer_id``, ``tier_before``, ``tier_after`` (``"away"`` where not a
        customer), ``move`` (one of `MOVES`), ``steps`` (tiers climbed; negative for falls; nil for entries and
        exits) and, where measures were given, ``before``, ``after``, ``change``, ``reason`` (the criterion that
        it is put down to, see ``reasons.attribute_change``), ``reason_before``, ``reason_after`` and
        ``reason_change`` (its values, and by how much).
    moves : pandas.DataFrame
        ``move``, ``customers`` and, with measures, ``change``; every move, also those nobody made.
    tiers : tuple of str
        Tiers from the top down.
    apart : pandas.DataFrame
        ``customer_id``, ``before``, ``after``, ``change`` of those who were customers at neither date and moved
        money all the same: with `table` it ties to all accounts.
    """

    table: pd.DataFrame
    moves: pd.DataFrame
    tiers: tuple[str, ...]
    apart: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["customer_id", *_MONEY]))


def review(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    tiers: Sequence[str] = TIERS,
    basis: str | None = None,
    criteria: Sequence[str] = (),
    lower_is_better: Sequence[str] = ("days_late",),
    apart: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> Review:
    """Compare the tiers of two dates: who was promoted, demoted, entered or left, and which criterion moved.

    Parameters
    ----------
    before, after : pandas.DataFrame
        ``customer_id``, ``tier``, and the columns named by `basis` and `criteria`; one row per customer.
    tiers : sequence of str
        Tiers from the top down.
    basis : str, optional
        Contribution whose change is reported, for example ``"profit"``.
    criteria : sequence of str
        Columns among which the reason is looked for.
    lower_is_better : sequence of str
        Those of them that are better when they fall.
    apart : tuple of pandas.DataFrame, optional
        ``customer_id`` and the measure of those who were not customers at the first and at the second date: what
        they brought or took counts in the change of those who came or left.

    Returns
    -------
    Review
        Every customer of either date exactly once.

    Raises
    ------
    ValueError
        If a customer appears twice in one frame or a tier is unknown.
    """
    place = {tier: i for i, tier in enumerate(tiers)}
    for name, frame in (("before", before), ("after", after)):
        twice = frame["customer_id"][frame["customer_id"].duplicated()]
        if len(twice):
            raise ValueError(f"customer {twice.iloc[0]!r} stands twice in {name}")
        _check_tiers(frame, place, name)
    both = before[["customer_id", "tier"]].merge(
        after[["customer_id", "tier"]], on="customer_id", how="outer", suffixes=("_before", "_after")
    )
    both[["tier_before", "tier_after"]] = both[["tier_before", "tier_after"]].astype("object").fillna(AWAY)
    climbed = both["tier_before"].map(place) - both["tier_after"].map(place)
    both["move"] = np.select(
        [both["tier_before"] == AWAY, both["tier_after"] == AWAY, climbed > 0, climbed < 0],
        ["entered", "left", "promoted", "demoted"],
        "stayed",
    )
    both["steps"] = climbed.fillna(0).astype("int64")
    both = both.sort_values("customer_id", ignore_index=True)
    outside = None
    if basis:
        more = apart or (None, None)
        old, new = (_all_money(frame, rest, basis) for frame, rest in zip((before, after), more, strict=True))
        both = both.join(_change(both["customer_id"], old, new, basis))
        outside = _apart(both["customer_id"], old, new, basis)
    if criteria:
        old, new = (_aligned(both["customer_id"], frame, list(criteria)) for frame in (before, after))
        money = both[["before", "after", "change"]] if basis else None
        both = both.join(reasons.attribute_change(old, new, money, lower_is_better=lower_is_better))
    sums = {"customers": ("customer_id", "size")} | ({"change": ("change", "sum")} if basis else {})
    moves = both.groupby("move").agg(**sums).reindex(list(MOVES), fill_value=0).reset_index()
    return Review(both, moves, tuple(tiers), *(() if outside is None else (outside,)))


def _all_money(customers: pd.DataFrame, more: pd.DataFrame | None, basis: str) -> pd.DataFrame:
    """Put the money of customers and of those who were none one below the other."""
    held = customers[["customer_id", basis]]
    return held if more is None else pd.concat([held, more[["customer_id", basis]]], ignore_index=True)


def _apart(customers: pd.Series, before: pd.DataFrame, after: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the money of those who were customers at neither date."""
    ids = pd.concat([before["customer_id"], after["customer_id"]])
    ids = ids[~ids.isin(customers)].drop_duplicates().sort_values(ignore_index=True)
    table = _change(ids, before, after, basis)
    table.insert(0, "customer_id", ids)
    return table[(table["before"] != 0) | (table["after"] != 0)].reset_index(drop=True)


def _check_tiers(frame: pd.DataFrame, place: dict[str, int], name: str) -> None:
    unknown = set(frame["tier"].unique()) - set(place)
    if unknown:
        raise ValueError(f"tier {sorted(map(str, unknown))[0]!r} in {name} is not one of {', '.join(place)}")


def _aligned(ids: pd.Series, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Give a frame's columns in the order of the ids, missing where the customer is away."""
    return frame.set_index("customer_id")[columns].reindex(ids).reset_index(drop=True).astype("float64")


def _change(ids: pd.Series, before: pd.DataFrame, after: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Money before and after; who is away contributes nothing."""
    old = _aligned(ids, before, [basis])[basis].fillna(0.0)
    new = _aligned(ids, after, [basis])[basis].fillna(0.0)
    return pd.DataFrame({"before": old, "after": new, "change": new - old})


@dataclass(frozen=True, eq=False)
class Migration:
    """How customers move between tiers from one period to the next.

    Attributes
    ----------
    counts : pandas.DataFrame
        From (rows) to (columns), tiers and ``"away"``: entries are in the row away, exits in the column away.
        A pair of consecutive periods counts once.
    chances : pandas.DataFrame
        Rows of `counts` as shares of their sum; a state that nobody was in stays where it is.
    periods : tuple
        Periods in order; with n of them there are n − 1 transitions a customer.
    steady : pandas.Series or None
        Share of each state in the long run if chances stay the same and each who leaves is replaced by one who
        enters as entrants did; nil for a state that nobody was ever in. None where it depends on the start, or
        where some came into a state that nobody was seen to go on from.
    half_life : float or None
        Periods until half of the top tier has left it; None where nobody or everybody does within one.
    """

    counts: pd.DataFrame
    chances: pd.DataFrame
    periods: tuple[str, ...]
    steady: pd.Series | None
    half_life: float | None


def migrate(history: pd.DataFrame, *, tiers: Sequence[str] = TIERS) -> Migration:
    """Count transitions between tiers, entries and exits among them.

    Parameters
    ----------
    history : pandas.DataFrame
        ``customer_id``, ``period`` (sortable), ``tier``: one row per customer and period in which it was one.
    tiers : sequence of str
        Tiers from the top down.

    Returns
    -------
    Migration

    Raises
    ------
    ValueError
        If there are fewer than two periods or one between them is missing, a customer appears twice in
        one, or a tier is unknown.

    Notes
    -----
    Customers as a Markov chain: Pfeifer and Carraway (2000), Modeling customer relationships as Markov chains,
    Journal of Interactive Marketing 14(2), 43–55.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import migration
    >>> tiers = pd.DataFrame({"customer_id": ["A", "A", "B", "B"], "period": ["2023", "2024"] * 2,
    ...                       "tier": ["gold", "platinum", "iron", "iron"]})
    >>> int(migration.migrate(tiers).counts.loc["gold", "platinum"])
    1
    """
    place = {tier: i for i, tier in enumerate(tiers)}
    _check_tiers(history, place, "history")
    who, ids = pd.factorize(history["customer_id"])
    when, found = pd.factorize(history["period"], sort=True)
    states = [*tiers, AWAY]
    at = np.full((len(ids), len(found)), len(tiers) + 1, dtype="int16")
    at[who, when] = pd.Categorical(history["tier"], categories=list(tiers)).codes
    if np.count_nonzero(at <= len(tiers)) < len(history):
        raise ValueError("a customer stands twice in one period")
    if len(found) < 2:
        raise ValueError("transitions need at least two periods")
    check_no_gap(list(found))
    at = np.minimum(at, len(tiers))
    steps = at[:, :-1] * len(states) + at[:, 1:]
    seen = np.bincount(steps.ravel(), minlength=len(states) ** 2).reshape(len(states), -1)
    counts = pd.DataFrame(seen, index=states, columns=states)
    counts.loc[AWAY, AWAY] = 0  # those not yet or no longer customers are not a population that can be counted
    chances = _chances(counts)
    stay = float(chances.to_numpy()[0, 0])
    half_life = half_life_of(stay) if 0 < stay < 1 else None
    return Migration(counts, chances, tuple(map(str, found)), _long_run(counts, chances), half_life)


def half_life_of(stay: float) -> float:
    """Return after how many years half are gone, where the same share stays every year.

    Parameters
    ----------
    stay : float
        Share that stays from one year to the next.

    Returns
    -------
    float
        Years; missing where all or none stay.

    Examples
    --------
    >>> from kamlib.classify.migration import half_life_of
    >>> half_life_of(0.5), half_life_of(0.25), half_life_of(1.0)
    (1.0, 0.5, nan)
    """
    return math.log(0.5) / math.log(stay) if 0 < stay < 1 else math.nan


def _chances(counts: pd.DataFrame) -> pd.DataFrame:
    sums = counts.sum(axis=1)
    shares = counts.div(sums.where(sums > 0), axis=0)
    stays = pd.DataFrame(np.eye(len(counts)), index=counts.index, columns=counts.columns)
    return shares.where(sums > 0, stays)


def _long_run(counts: pd.DataFrame, chances: pd.DataFrame) -> pd.Series | None:
    """Follow the states that somebody was in; where one of them is an end of the record, nothing is known."""
    was, came = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    live = counts.index[was | came]
    if not was[live].all():
        return None
    steady = steady_state(chances.loc[live, live])
    return None if steady is None else steady.reindex(counts.index, fill_value=0.0)


def project(chances: pd.DataFrame, periods: int) -> pd.DataFrame:
    """Return the chances of being in each state after some periods: the matrix to that power.

    Parameters
    ----------
    chances : pandas.DataFrame
        Square, rows summing to one.
    periods : int
        How many periods ahead; nil gives where one stands.

    Returns
    -------
    pandas.DataFrame
        From (rows) to (columns).

    Raises
    ------
    ValueError
        If a row is not a distribution, or the periods are negative.

    Notes
    -----
    Pfeifer and Carraway (2000), equation 1.
    """
    values = chances.to_numpy(dtype=float)
    if periods < 0:
        raise ValueError("periods ahead cannot be negative")
    if (values < 0).any() or not np.allclose(values.sum(axis=1), 1.0):
        raise ValueError("each row has to be a distribution: none negative, summing to one")
    return pd.DataFrame(np.linalg.matrix_power(values, periods), index=chances.index, columns=chances.columns)


def ahead(result: Migration, periods: int = 10) -> pd.DataFrame:
    """Say where the customers of the top tier will be, period by period, if chances stay as they are.

    Parameters
    ----------
    result : Migration
        From `migrate`.
    periods : int
        How many to look ahead.

    Returns
    -------
    pandas.DataFrame
        Indexed by periods ahead, from 0; one column a state, shares adding up to 1.

    Raises
    ------
    ValueError
        If the periods are negative.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history, migration
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> migration.ahead(migration.migrate(seen.table)).round(2).head(3)
                   platinum  gold  iron  lead  away
    periods_ahead
    0                  1.00  0.00  0.00  0.00  0.00
    1                  0.61  0.25  0.00  0.06  0.08
    2                  0.40  0.30  0.13  0.10  0.07
    """
    if periods < 0:
        raise ValueError("periods ahead cannot be negative")
    top = [project(result.chances, n).iloc[0] for n in range(periods + 1)]
    return pd.DataFrame(top).reset_index(drop=True).rename_axis(index="periods_ahead", columns=None)


def steady_state(chances: pd.DataFrame) -> pd.Series | None:
    """Return the long-run share of each state, or None where it depends on where one starts.

    Parameters
    ----------
    chances : pandas.DataFrame
        Square, rows summing to one.

    Returns
    -------
    pandas.Series or None
    """
    values = chances.to_numpy(dtype=float)
    n = len(values)
    system = np.vstack([values.T - np.eye(n), np.ones(n)])
    if np.linalg.matrix_rank(system[:-1], tol=1e-10) < n - 1:
        return None
    shares, *_rest = np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)
    return pd.Series(shares.clip(min=0.0), index=chances.index, name="share")
