"""How business goes: totals of the years counted back from the last day, and whose purchases moved them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlib.facts.buying import buyers


@dataclass(frozen=True, eq=False)
class Yearly:
    """Totals by year.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per year, earliest first: ``period`` (its last day, ISO), ``customers`` (with an order line),
        ``revenue``, the measure `basis`, and the change of each on the year before, as a fraction of it:
        ``revenue_change``, ``amount_change``; missing in the first year and where the year before is not positive.
    movers : pandas.DataFrame
        One row per customer of the last two years: ``customer_id``, ``before``, ``after`` and ``change`` of
        `basis` (currency units), the deepest fall first; equal changes in the order of the ids.
    basis : str
        Column of the accounts that was added up.
    """

    table: pd.DataFrame
    movers: pd.DataFrame
    basis: str

    @property
    def change(self) -> float:
        """Change of the measure in the last year, as a fraction of the year before; NaN after a year in loss."""
        return float(self.table["amount_change"].iloc[-1])


def year_over_year(trailing: pd.DataFrame, *, basis: str = "profit") -> Yearly:
    """Add up the accounts of whole years.

    Parameters
    ----------
    trailing : pandas.DataFrame
        From ``Client.accounts_trailing``: ``customer_id``, ``period``, ``revenue`` and `basis`; two years or more.
    basis : str
        What to follow: ``"revenue"``, ``"profit"`` or ``"profit_after_serving"``.

    Returns
    -------
    Yearly
        Totals tie to those of the accounts.

    Raises
    ------
    ValueError
        If there are fewer than two years.
    """
    periods = sorted(trailing["period"].unique())
    if len(periods) < 2:
        raise ValueError(f"two years are needed to compare; there are {len(periods)}")
    sums = trailing.groupby("period")[list(dict.fromkeys(["revenue", basis]))].sum().round(2)
    ordered = buyers(trailing).groupby("period")["customer_id"].nunique()
    table = sums.assign(customers=ordered.reindex(sums.index, fill_value=0))
    table["revenue_change"] = _on_the_year_before(table["revenue"])
    table["amount_change"] = _on_the_year_before(table[basis])
    front = ["customers", *sums.columns, "revenue_change", "amount_change"]
    return Yearly(table[front].reset_index(), _movers(trailing, periods[-2:], basis), basis)


def _on_the_year_before(amounts: pd.Series) -> pd.Series:
    before = amounts.shift(1)
    return (amounts - before) / before.where(before > 0)


def _movers(trailing: pd.DataFrame, years: list[str], basis: str) -> pd.DataFrame:
    wide = trailing[trailing["period"].isin(years)].pivot_table(
        index="customer_id", columns="period", values=basis, aggfunc="sum", fill_value=0.0
    )
    table = pd.DataFrame({"before": wide[years[0]], "after": wide[years[1]]})
    table["change"] = (table["after"] - table["before"]).round(2)
    return table.reset_index().sort_values(["change", "customer_id"], ignore_index=True)
