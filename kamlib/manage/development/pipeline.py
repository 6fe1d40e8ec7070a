"""The pipeline: how often deals are won, how long they take, what the open ones may bring (K14)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.keep.survival import kaplan_meier
from kamlib.manage import noise
from kamlib.manage.development.forecasting import AHEAD, Correction, Trial, correction, scored
from kamlib.manage.sums import interval_of_sum
from kamlib.value.shares import wilson

#: Stages that end a deal; every other stage is an open one.
WON, LOST = "won", "lost"

#: By what deals are compared.
GROUPS = ("owner", "customer_id", "product")

#: An open deal is old from the age by which so many of the won ones had been won.
OLD = 0.9

#: Deals won of a product from which its own mean counts as the value of an open one without any.
OWN_MEAN = 5

#: Months between the days from which earlier forecasts are checked, and how many there are.
MONTHS, CUTS = 3, 3

#: Decided deals that a forecast needs.
LEAST = 20

#: Chance below which a difference between groups counts as real, after Holm.
REAL = 0.05


@dataclass(frozen=True, eq=False)
class Pipeline:
    """What a table of deals shows.

    Attributes
    ----------
    stages : pandas.DataFrame
        ``stage``, ``deals``, ``value`` (currency units, where given): won, lost, then open stages by name.
    won, lost, open : int
        Deals.
    win_rate, low, high : float
        Won of all that are decided, and its interval.
    eventual : float
        Won of all that were opened, with the open ones counted as long as they were seen: the cumulative incidence
        of winning at the age of the oldest decision. Below `win_rate` by those that are never decided, and above
        it where deals are won later than lost.
    incidence : pandas.DataFrame
        ``days`` since a deal was opened, and the shares ``won``, ``lost`` and ``open`` by then.
    days : pandas.DataFrame
        ``outcome``, ``deals``, ``lower_quartile``, ``median`` and ``upper_quartile`` of the days to a decision.
    open_deals : pandas.DataFrame
        One row per open deal, the largest expected amounts first: ``deal_id``, ``customer_id``, ``owner``,
        ``stage``, ``age`` (days), ``chance`` (corrected), ``chance_low`` and ``chance_high`` (its 95%
        interval), ``value``, ``value_given``, ``expected`` and ``old``.
    expected, expected_low, expected_high : float
        Sum of chance × value of the open deals, and the range of what is won of them.
    uncorrected : float
        The same sum by ages alone, as the earlier forecasts were made.
    correction : Correction
        What the chances by age are multiplied by, since earlier forecasts expected too much or too little.
    old_from : float
        Age in days from which an open deal is old; infinite where too few were won to say.
    differences : pandas.DataFrame
        ``by``, ``groups``, ``statistic``, ``degrees``, ``p_value`` and ``real`` (whether more than chance).
    tests : dict
        By what → the whole test, with pooled shares.
    backtest : pandas.DataFrame
        Forecasts of earlier days: ``day``, ``open``, ``expected`` (with its standard ``error``) and ``won``
        (deals, within 91 days), ``brier`` and ``brier_base`` (with the same chance for all), ``factor`` (won by
        expected of the forecasts before that day), ``corrected`` (``expected`` times it), ``brier_corrected``.
    undated : int
        Deals without a day of opening: they count, but not in the days.
    as_of : pandas.Timestamp
        The day up to which deals were seen.
    """

    stages: pd.DataFrame
    won: int
    lost: int
    open: int
    win_rate: float
    low: float
    high: float
    eventual: float
    incidence: pd.DataFrame
    days: pd.DataFrame
    open_deals: pd.DataFrame
    expected: float
    expected_low: float
    expected_high: float
    uncorrected: float
    correction: Correction
    old_from: float
    differences: pd.DataFrame
    tests: dict[str, noise.Difference]
    backtest: pd.DataFrame
    undated: int
    as_of: pd.Timestamp


def pipeline(
    deals: pd.DataFrame, *, as_of: str | pd.Timestamp | None = None, confidence: float = 0.95
) -> Pipeline:
    """Show how often deals are won, how long they take, and what the open ones may bring.

    Parameters
    ----------
    deals : pandas.DataFrame
        One row per deal: ``deal_id``, ``stage`` (``"won"``, ``"lost"``, or the name of an open stage), ``opened``,
        and where known ``closed``, ``value``, ``customer_id``, ``owner`` and ``product``.
    as_of : str or Timestamp, optional
        The day up to which deals were seen; by default the last day in the table. What happened later is not
        known: a deal closed later is open.
    confidence : float
        Of the intervals.

    Returns
    -------
    Pipeline
        Counts, rates, days, chances of the open deals, and tests of differences.

    Raises
    ------
    ValueError
        If a column is missing, or no deal has a day.

    Notes
    -----
    Losing is a competing end: with the open deals as censored, the share won by an age is the cumulative incidence
    of Aalen and Johansen, and the chance of an open deal is what of it is still to come, given its age. An open
    deal without a value gets the mean of the won deals of its product.

    Chances by age assume that new deals end as those of the past did. Where the forecasts of earlier days would
    have come closer if corrected by those before them, today's chances are multiplied by what of the earlier
    forecasts came true, and the range reaches from the worst of these days to the best.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage import development
    >>> deals = pd.DataFrame({
    ...     "deal_id": list("abcd"), "stage": ["won", "lost", "won", "offer"],
    ...     "opened": pd.to_datetime(["2024-01-01"] * 4),
    ...     "closed": pd.to_datetime(["2024-01-11", "2024-01-21", "2024-01-31", None]),
    ...     "value": [10.0, 5.0, 20.0, 8.0],
    ... })
    >>> found = development.pipeline(deals)
    >>> found.won, found.lost, found.open, round(found.win_rate, 3)
    (2, 1, 1, 0.667)
    """
    table, day = _prepared(deals, as_of)
    won, lost = (int((table["outcome"] == end).sum()) for end in (WON, LOST))
    low, high = wilson(won, won + lost, confidence=confidence) if won + lost else (0.0, 1.0)
    ends = incidence(table)
    old_from = _old_from(table)
    tried = _backtest(deals, table, day)
    factor = correction(tried)
    opened, by_age = _open_deals(table, ends, old_from, factor)
    spread = _range(by_age, opened["value"].to_numpy(), factor, confidence)
    tests = _tests(table)
    return Pipeline(
        _stages(table), won, lost, len(table) - won - lost,
        won / (won + lost) if won + lost else float("nan"), low, high, float(ends["won"].iloc[-1]), ends,
        _days(table), opened,
        float(opened["expected"].sum()), spread[0], spread[1], float(by_age @ opened["value"].to_numpy()), factor,
        old_from, _differences(tests), tests, tried, int(table["opened"].isna().sum()), day,
    )  # fmt: skip


def _prepared(deals: pd.DataFrame, as_of: str | pd.Timestamp | None) -> tuple[pd.DataFrame, pd.Timestamp]:
    """Bring the deals into one form, as they were known on the day."""
    for column in ("deal_id", "stage", "opened"):
        if column not in deals:
            raise ValueError(f"deals: the column {column} is missing")
    table = deals.reset_index(drop=True).copy()
    for column in ("closed", "value", "customer_id", "owner", "product"):
        if column not in table:
            table[column] = pd.NaT if column == "closed" else np.nan if column == "value" else None
    for column in ("opened", "closed"):
        table[column] = pd.to_datetime(table[column]).dt.normalize()
    last = last_day(table)
    if as_of is None and pd.isna(last):
        raise ValueError("deals: no deal has a day, neither opened nor closed")
    day = pd.Timestamp(as_of if as_of is not None else last).normalize()
    table = table[~(table["opened"] > day)].reset_index(drop=True)
    known = table["stage"].astype("str").str.casefold()
    ended = known.where(known.isin((WON, LOST)), "")
    later = table["closed"] > day
    table["outcome"] = ended.mask(later, "")
    table["stage"] = (
        table["stage"].astype("str").mask(later & (ended != ""), "open").mask(table["outcome"] != "", ended)
    )
    table["closed"] = table["closed"].mask(later)
    until = table["closed"].where(table["outcome"] != "", day)
    table["age"] = (until - table["opened"]).dt.days.astype("float64")
    table["value"] = table["value"].astype("float64")
    return table, day


def last_day(deals: pd.DataFrame) -> pd.Timestamp:
    """Return the last day on which a deal was opened, won or lost.

    Parameters
    ----------
    deals : pandas.DataFrame
        As for `pipeline`.

    Returns
    -------
    pandas.Timestamp
        Not a time where no deal has a day. The day of closing of an open deal is one that somebody hopes for.
    """
    ended = deals["stage"].astype("str").str.casefold().isin((WON, LOST))
    days = deals.reindex(columns=["opened", "closed"])
    days["closed"] = days["closed"].where(ended)
    return pd.Timestamp(days.apply(pd.to_datetime).max().max())


def open_ones(deals: pd.DataFrame, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the deals that were open on a day, and which of them were old.

    Parameters
    ----------
    deals : pandas.DataFrame
        As for `pipeline`.
    as_of : Timestamp
        The day up to which deals were seen.

    Returns
    -------
    pandas.DataFrame
        Rows of the deals with ``old``, as `Pipeline.open_deals` has it.
    """
    table, _day = _prepared(deals, as_of)
    opened = table[table["outcome"] == ""]
    return opened.assign(old=opened["age"] > _old_from(table))


def incidence(table: pd.DataFrame) -> pd.DataFrame:
    """Return the shares won, lost and still open by age.

    Parameters
    ----------
    table : pandas.DataFrame
        ``age`` in days and ``outcome`` (empty for an open deal) by deal.

    Returns
    -------
    pandas.DataFrame
        ``days``, ``won``, ``lost``, ``open``, beginning with day 0 of which all are open; deals without an age, or
        closed before they were opened, are left out.
    """
    seen = table[table["age"] >= 0]
    start = pd.DataFrame({"days": [-1.0], "won": [0.0], "lost": [0.0], "open": [1.0]})
    if seen.empty:
        return start
    ages, ends = seen["age"].to_numpy("float64"), seen["outcome"].to_numpy()
    curve = kaplan_meier(ages, ends != "").table
    times = curve["time"].to_numpy("float64")
    before = np.concatenate([[1.0], curve["survival"].to_numpy()[:-1]])
    shares = {
        end: np.cumsum(before * np.bincount(np.searchsorted(times, ages[ends == end]), minlength=len(times))
                       / curve["at_risk"].to_numpy()) for end in (WON, LOST)
    }  # fmt: skip
    found = pd.DataFrame({"days": times, **shares, "open": curve["survival"].to_numpy()})
    return pd.concat([start, found], ignore_index=True)


def chances(ends: pd.DataFrame, ages: np.ndarray, ahead: float | None = None) -> np.ndarray:
    """Return the chance that deals of some ages are still won.

    Parameters
    ----------
    ends : pandas.DataFrame
        From `incidence`.
    ages : numpy.ndarray
        Days since each deal was opened; missing for one of unknown age, which has the chance of a new one.
    ahead : float, optional
        Only wins within so many days; by default all.

    Returns
    -------
    numpy.ndarray
        Shares; 0 beyond the age at which the last was won.
    """
    days, won, still = (ends[name].to_numpy("float64") for name in ("days", "won", "open"))
    age = np.where(np.isnan(ages), -1.0, ages)
    at = np.searchsorted(days, age, side="right") - 1
    until = len(days) - 1 if ahead is None else np.searchsorted(days, age + ahead, side="right") - 1
    return np.asarray(np.clip((won[until] - won[at]) / np.where(still[at] > 0, still[at], np.inf), 0.0, 1.0))


def _old_from(table: pd.DataFrame) -> float:
    ages = table.loc[(table["outcome"] == WON) & (table["age"] >= 0), "age"]
    return float(ages.quantile(OLD)) if len(ages) >= LEAST else float("inf")


def _stages(table: pd.DataFrame) -> pd.DataFrame:
    found = table.groupby("stage", as_index=False).agg(deals=("deal_id", "size"), value=("value", "sum"))
    place = found["stage"].map({WON: 0, LOST: 1}).fillna(2)
    return found.assign(_at=place).sort_values(["_at", "stage"], ignore_index=True).drop(columns="_at")


def _days(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for end in (WON, LOST):
        ages = table.loc[(table["outcome"] == end) & (table["age"] >= 0), "age"]
        low, middle, high = ages.quantile([0.25, 0.5, 0.75]) if len(ages) else (np.nan,) * 3
        rows.append((end, len(ages), low, middle, high))
    return pd.DataFrame(rows, columns=["outcome", "deals", "lower_quartile", "median", "upper_quartile"])


def _range(by_age: np.ndarray, values: np.ndarray, factor: Correction, confidence: float) -> tuple[float, float]:
    """Return the range of what is won, from the worst of the earlier days to the best."""
    ends = [interval_of_sum(factor.of(by_age, each), values, confidence) for each in (factor.low, factor.high)]
    return ends[0][0], ends[1][1]


def _open_deals(
    table: pd.DataFrame, ends: pd.DataFrame, old_from: float, factor: Correction
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the open deals with corrected chances, and the chances by age alone in the same order."""
    opened = table[table["outcome"] == ""].copy()
    won = table[(table["outcome"] == WON) & table["value"].notna()]
    by_product = won.groupby("product")["value"].agg(["size", "mean"])
    usual = by_product.loc[by_product["size"] >= OWN_MEAN, "mean"]
    overall = float(won["value"].mean()) if len(won) else 0.0
    likely = opened["product"].map(usual).astype("float64").fillna(overall)
    opened["value_given"] = opened["value"].notna()
    opened["value"] = opened["value"].fillna(likely)
    opened["by_age"] = chances(ends, opened["age"].to_numpy("float64"))
    opened["chance"] = factor.of(opened["by_age"].to_numpy("float64"))
    low, high = _chance_range(table, opened, factor)
    opened["chance_low"], opened["chance_high"] = low, high
    opened["expected"] = opened["chance"] * opened["value"]
    opened["old"] = opened["age"] > old_from
    opened = opened.sort_values(
        ["expected", "value", "deal_id"], ascending=[False, False, True], ignore_index=True
    )
    columns = [
        "deal_id", "customer_id", "owner", "stage", "age", "chance", "chance_low", "chance_high", "value",
        "value_given", "expected", "old",
    ]  # fmt: skip
    return opened[columns], opened["by_age"].to_numpy("float64")


def _chance_range(table: pd.DataFrame, opened: pd.DataFrame, factor: Correction) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of each chance: Wilson's, of as many deals as were once as old, with the correction."""
    ages = np.sort(table["age"].fillna(0.0).to_numpy("float64"))
    reached = len(ages) - np.searchsorted(ages, opened["age"].fillna(0.0).to_numpy("float64"), side="left")
    by_age = opened["by_age"].to_numpy("float64")
    ends = np.array([wilson(p * n, n) for p, n in zip(by_age, reached, strict=True)]).reshape(-1, 2)
    return factor.of(ends[:, 0], factor.low), factor.of(ends[:, 1], factor.high)


def _tests(table: pd.DataFrame) -> dict[str, noise.Difference]:
    decided = table[table["outcome"] != ""]
    found = {by: noise.between(decided[by], decided["outcome"] == WON) for by in GROUPS}
    return {by: test for by, test in found.items() if test is not None}


def _differences(tests: dict[str, noise.Difference]) -> pd.DataFrame:
    table = pd.DataFrame(
        [(by, test.degrees + 1, test.statistic, test.degrees, test.p_value) for by, test in tests.items()],
        columns=["by", "groups", "statistic", "degrees", "p_value"],
    )
    return table.assign(real=[p < REAL for p in noise.holm(table["p_value"].tolist())])


def _backtest(deals: pd.DataFrame, table: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Forecast from earlier days what was known then, and compare with what came."""
    won = table[(table["outcome"] == WON) & table["closed"].notna()]
    won_on = won.drop_duplicates("deal_id").set_index("deal_id")["closed"]
    trials = []
    for back in range(CUTS, 0, -1):
        then = day - pd.DateOffset(months=MONTHS * back)
        known, _ = _prepared(deals, then)
        known = known[known["opened"].notna()]
        decided = known["outcome"] != ""
        still = known[~decided]
        if decided.sum() < LEAST or not len(still):
            continue
        p = chances(incidence(known), still["age"].to_numpy("float64"), AHEAD)
        trials.append(Trial(then, p, won_on.reindex(still["deal_id"])))
    return scored(trials)
