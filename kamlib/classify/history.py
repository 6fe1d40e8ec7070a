"""K8: the tier of each customer in each period, all periods cut by the amounts of the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kamlib.classify import buffer as buffers
from kamlib.classify import migration, tiers
from kamlib.facts.buying import buyers, others
from kamlib.facts.margins import margin_name
from kamlib.periods import check_no_gap


@dataclass(frozen=True, eq=False)
class History:
    """Tiers over periods, by one yardstick.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer and period in which it bought: ``customer_id``, ``period``, ``tier``, ``contribution``
        and the account's other columns; earliest period first.
    periods : tuple of str
        In order; the last day of each.
    thresholds : mapping
        Tier → least contribution (currency units), from the top down; the last tier takes what lies below. On
        revenue nothing lies below iron: what a customer costs is not known there.
    basis : str
        Column of the accounts that contribution was taken from.
    others : pandas.DataFrame
        ``customer_id``, ``period``, ``contribution`` of those who were not customers in a period: with `table`
        they tie to the accounts.
    """

    table: pd.DataFrame
    periods: tuple[str, ...]
    thresholds: Mapping[str, float]
    basis: str
    others: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["customer_id", "period", "contribution"])
    )

    def at(self, period: str) -> pd.DataFrame:
        """Return the rows of one period.

        Parameters
        ----------
        period : str
            A period's name, as in ``periods``.

        Returns
        -------
        pandas.DataFrame
            One row per customer, as in ``table``.

        Raises
        ------
        KeyError
            If it is not among them.
        """
        if period not in self.periods:
            raise KeyError(f"no period {period!r}; there are {', '.join(self.periods)}")
        return pd.DataFrame(self.table[self.table["period"] == period].reset_index(drop=True))

    def counts(self) -> pd.DataFrame:
        """Return how many customers were in each tier: ``period`` and one column per tier, from the top down.

        Returns
        -------
        pandas.DataFrame
            One row per period, numbers of customers.
        """
        table = pd.crosstab(self.table["period"], self.table["tier"])
        return table.reindex(columns=list(tiers.TIERS), fill_value=0).rename_axis(columns=None).reset_index()

    def compared(self, *, periods_ago: int = 0) -> migration.Review:
        """Compare the last two periods, with the money of those who were not customers in one or both.

        Parameters
        ----------
        periods_ago : int
            How many periods to step back from the last.

        Returns
        -------
        migration.Review
            As `compare` gives it; ``before`` and ``after`` add up to the accounts of the two periods.

        Raises
        ------
        ValueError
            If there are fewer than two.
        """
        if len(self.periods) < 2 + periods_ago:
            raise ValueError(
                f"{2 + periods_ago} whole periods are needed to compare; there are {len(self.periods)}"
            )
        before, after = self.periods[-2 - periods_ago], self.periods[-1 - periods_ago]
        apart = (self.others[self.others["period"] == before], self.others[self.others["period"] == after])
        return compare(self.at(before), self.at(after), basis=self.basis, apart=apart)


#: What a move can be explained by, as far as accounts hold it.
CRITERIA = ("revenue", "margin", "margin_after_serving", "orders", "products", "days_late")


def compare(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    basis: str = "profit",
    apart: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> migration.Review:
    """Compare two periods of a history: who moved, what that changed, and which criterion moved with it.

    Parameters
    ----------
    before, after : pandas.DataFrame
        Two periods of one history, see `History.at`.
    basis : str
        Column that the contribution was taken from. By customer profit the margin is the customer profit margin.
    apart : tuple of pandas.DataFrame, optional
        ``customer_id`` and ``contribution`` of those who were not customers in either period; see
        `History.others`.

    Returns
    -------
    migration.Review
        With ``contribution`` as the measure, and those of `CRITERIA` that both periods hold.
    """
    others_margin = {"margin", "margin_after_serving"} - {margin_name(basis)}
    held = [c for c in CRITERIA if all(c in f and f[c].notna().any() for f in (before, after))]
    known = [c for c in held if c not in others_margin]
    return migration.review(before, after, basis="contribution", criteria=known, apart=apart)


def tier_history(
    accounts_by_period: pd.DataFrame, *, basis: str = "profit", thresholds: Mapping[str, float] | None = None
) -> History:
    """Put each customer into a tier in each period, by the amounts at which the first period was cut.

    With one yardstick a move is the customer's own: cut afresh each year, it could fall because others grew.

    Parameters
    ----------
    accounts_by_period : pandas.DataFrame
        ``customer_id``, ``period`` (sortable), ``revenue``, ``orders`` and the column `basis`; for example
        ``client.accounts_trailing()``. Who has no net sales above zero in a period was not a customer in it,
        whatever samples, credits or visits cost; `History.others` holds their money.
    basis : str
        Column of money that decides.
    thresholds : mapping, optional
        Tier → least contribution, as another `History` has them; by default the first period's.

    Returns
    -------
    History
        Without rows and thresholds where there is no period.

    Raises
    ------
    ValueError
        If between two periods one is missing: a move over two years is not one of a year.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import history
    >>> years = pd.DataFrame({
    ...     "customer_id": ["A", "B", "C"] * 2, "period": ["2023"] * 3 + ["2024"] * 3, "orders": [4, 3, 1] * 2,
    ...     "revenue": [900.0, 500, 100, 400, 600, 100], "profit": [300.0, 100, 20, 80, 150, -10],
    ... })
    >>> seen = history.tier_history(years)
    >>> seen.table.pivot(index="customer_id", columns="period", values="tier")
    period           2023  2024
    customer_id
    A            platinum  iron
    B                gold  gold
    C                iron  lead
    """
    bought = buyers(accounts_by_period)
    periods = sorted(set(bought["period"]))
    if not periods:
        return History(bought.assign(tier="", contribution=0.0), (), {}, basis)
    check_no_gap(periods)
    starts = dict(thresholds or _yardstick(bought[bought["period"] == periods[0]], basis))
    table = bought.iloc[pd.factorize(bought["period"], sort=True)[0].argsort(kind="stable")].reset_index(drop=True)
    money = table[basis].fillna(0.0).astype("float64")
    table = table.assign(contribution=money, tier=tiers.tier_of(money.to_numpy(), starts))
    rest = others(accounts_by_period)
    rest = rest.assign(contribution=rest[basis].fillna(0.0).astype("float64"))
    columns = ["customer_id", "period", "contribution"]
    return History(table, tuple(map(str, periods)), starts, basis, rest[columns])


def _yardstick(accounts: pd.DataFrame, basis: str) -> dict[str, float]:
    """Cut platinum and gold where the first period had them; iron begins with the first cent that is earned."""
    starts = dict(tiers.assign(accounts, basis=basis).thresholds)
    starts["iron"] = -np.inf if basis == "revenue" else float(np.nextafter(0.0, 1.0))
    return starts


def hold(seen: History, *, buffer: float = 0.1) -> pd.DataFrame:
    """Go through the reviews one after the other and let nobody move unless by more than a buffer.

    Each review starts from the tiers that the one before it left; a customer that is new, or was away, gets the
    tier of its contribution.

    Parameters
    ----------
    seen : History
        From `tier_history`.
    buffer : float
        Share of a threshold by which it has to be crossed; 0 for none. A threshold of zero has no buffer: a loss
        shows at once.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``period``, ``tier`` (with the buffer), ``tier_unbuffered``, ``held`` (whether the buffer
        made the difference).
    """
    if not seen.periods:
        return pd.DataFrame(columns=["customer_id", "period", "tier", "tier_unbuffered", "held"])
    first = seen.at(seen.periods[0])
    parts = [first[["customer_id", "period", "tier"]].assign(tier_unbuffered=first["tier"], held=False)]
    for period in seen.periods[1:]:
        now = buffers.hold(
            parts[-1][["customer_id", "tier"]], seen.at(period), thresholds=seen.thresholds, buffer=buffer
        )
        parts.append(now.assign(period=period)[["customer_id", "period", "tier", "tier_unbuffered", "held"]])
    return pd.concat(parts, ignore_index=True)


def flips(history: pd.DataFrame, *, order: Sequence[str] = tiers.TIERS) -> pd.DataFrame:
    """List the moves that the next review reversed: up and then down, or down and then up.

    Parameters
    ----------
    history : pandas.DataFrame
        ``customer_id``, ``period`` (sortable), ``tier``.
    order : sequence of str
        Tiers from the top down.

    Returns
    -------
    pandas.DataFrame
        Every move between tiers: ``customer_id``, ``period`` (of the move), ``tier_before``, ``tier_after``,
        ``taken_back`` (whether the next review moved the customer the other way).

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> int(history.flips(seen.table)["taken_back"].sum())
    11
    """
    wide = history.pivot(index="customer_id", columns="period", values="tier").sort_index(axis=1)
    steps = wide.apply(lambda tier: tier.map({name: -place for place, name in enumerate(order)})).diff(axis=1)
    parts = []
    for before, now, after in zip(wide.columns, wide.columns[1:], [*wide.columns[2:], None], strict=False):
        moved = steps[now].fillna(0.0) != 0
        back = steps[after] * steps[now] < 0 if after is not None else pd.Series(False, index=wide.index)
        part = pd.DataFrame({"tier_before": wide[before], "tier_after": wide[now], "taken_back": back})[moved]
        parts.append(part.reset_index().assign(period=now))
    columns = ["customer_id", "period", "tier_before", "tier_after", "taken_back"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def weigh_buffers(seen: History, buffers: Sequence[float] = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)) -> pd.DataFrame:
    """Say for each buffer how many moves are left, and how many of those the next review reverses.

    Parameters
    ----------
    seen : History
        From `tier_history`.
    buffers : sequence of float
        Shares of a threshold.

    Returns
    -------
    pandas.DataFrame
        ``buffer``, ``moves`` (between tiers, over all reviews), ``taken_back`` (moves that the next review turned
        round), ``held`` (how often the buffer kept a tier that contribution alone would have changed).

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> history.weigh_buffers(seen, (0.0, 0.1))
       buffer  moves  taken_back  held
    0     0.0     89          11     0
    1     0.1     76           4     9
    """
    rows = []
    for buffer in buffers:
        kept = hold(seen, buffer=buffer)
        moves = flips(kept)
        rows.append((float(buffer), len(moves), int(moves["taken_back"].sum()), int(kept["held"].sum())))
    return pd.DataFrame(rows, columns=["buffer", "moves", "taken_back", "held"])
