"""Sales policy (K11): rules as a table, a check for holes, and what they would have done to last year's orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.manage.policy import check, effects
from kamlib.manage.policy.effects import Simulation
from kamlib.manage.policy.floor import Floor, below_floor
from kamlib.manage.policy.pay import Rewards, rewards
from kamlib.manage.policy.prices import BestPrices, best_prices
from kamlib.manage.policy.rules import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kamlib.book import Book

__all__ = [
    "BestPrices", "Floor", "Rewards", "Simulation", "Verification", "below_floor", "best_prices",
    "break_even_reaction", "rewards", "simulate", "verify",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Verification:
    """What is wrong with a table of rules.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per fault: ``kind`` (``overlap``, ``gap``, ``conflict``, ``subsumption``, ``unreachable`` or
        ``cliff``), ``rules`` (tuple of names), ``witness`` (field → value, or first and last whole value, of a
        customer or order that shows the fault), ``grants``; of a cliff also ``loss`` (what the bill falls by at
        the threshold, in the unit of the field) and ``recovered_at`` (where it is as high again).
    """

    table: pd.DataFrame

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.table.empty


def verify(rules: pd.DataFrame) -> Verification:
    """Look for holes in a sales policy.

    Parameters
    ----------
    rules : pandas.DataFrame
        One row per condition: ``rule`` (name; rows of one name have to hold together), ``field``, ``at_least`` and
        ``below`` (numbers, the lower bound included, the upper one not) or ``equals`` (number or text), ``grants``
        (what: ``discount``, ``rebate``, ``payment_days``, ``service_hours``, ``commission`` …) and ``amount``. A
        rule without a condition has one row with an empty ``field``.

    Returns
    -------
    Verification
        Empty ``table`` where nothing is wrong. Two rules overlap where one customer or order meets both; they are
        in conflict if they then grant different amounts; one is subsumed where the other grants the same to all
        that it is about. A gap is what no rule of a grant is about though it lies between its rules. A rule is
        unreachable if nothing can meet it. At a cliff, one unit more lowers the bill.

    Raises
    ------
    KamError
        If the table is not one of rules; the message names row and column.

    References
    ----------
    Terms of rule verification as in decision management: overlaps, gaps, conflicts, redundancy (IBM Operational
    Decision Manager, "Checking decision tables for gaps and overlaps").

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage import policy
    >>> rules = pd.DataFrame({
    ...     "rule": ["young", "older"], "field": "age", "at_least": [17, 32], "below": [31, 41],
    ...     "grants": "discount", "amount": [0.05, 0.10],
    ... })
    >>> found = policy.verify(rules).table
    >>> found["kind"].tolist(), found["witness"].tolist()
    (['gap'], [{'age': 31}])
    """
    return Verification(check.problems(read(rules)))


def simulate(
    rules: pd.DataFrame,
    book: Book,
    *,
    elasticities: Sequence[float] = (0.0, -1.0, -2.0),
    commission_on: str = "revenue",
    commission_today: float = 0.0,
) -> Simulation:
    """Work out what a policy would have done to the orders of the last 12 months.

    Parameters
    ----------
    rules : pandas.DataFrame
        As `verify` takes them. Fields of customers: ``revenue``, ``gross_profit``, ``gross_margin``, ``orders``,
        ``quantity``, ``discount``, ``payment_days``, ``days_late``, ``claims`` (quality losses as a share of
        revenue), ``service_hours``, ``tier`` and the columns of the customer table; of orders: ``order_value``,
        ``order_quantity``; of lines: ``product``, ``category``, ``channel``, ``order_type``. The first rule in the
        table that holds is the one that grants.
    book : Book
        Orders, with what else there is of cost, discount, due dates, and activities.
    elasticities : sequence of float
        Reactions for which profit is worked out: by so many per cent sales change when the price rises by one.
    commission_on : {"revenue", "gross_profit"}
        What a granted commission is a share of.
    commission_today : float
        Share that sellers are paid today, of the same; left at 0, a granted commission counts as new money.

    Returns
    -------
    Simulation
        Per customer before and after, with the reaction at which nothing is gained or lost.

    Raises
    ------
    KamError
        If a rule asks for a field that the book does not have, or grants something unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> import kamlib as kam
    >>> from kamlib.manage import policy
    >>> rules = pd.DataFrame({"rule": ["large orders"], "field": ["order_value"], "at_least": [200_000],
    ...                       "grants": ["discount"], "amount": [0.15]})
    >>> effect = policy.simulate(rules, kam.load("machinery"))
    >>> effect.table.columns[:3].tolist()
    ['customer_id', 'revenue_before', 'revenue_after']
    """
    return effects.simulate(
        read(rules),
        book,
        elasticities=elasticities,
        commission_on=commission_on,
        commission_today=commission_today,
    )


def break_even_reaction(price_change: float | pd.Series, margin: float | pd.Series) -> float | pd.Series:
    """Return by how much volume has to change for a price change to leave gross profit where it was.

    Parameters
    ----------
    price_change : float or pandas.Series
        Change of the price as a share of it; −0.05 for a price 5 % lower.
    margin : float or pandas.Series
        Gross margin today, as a share of revenue.

    Returns
    -------
    float or pandas.Series
        Change of volume as a share of it; infinite where the margin does not bear the cut.

    References
    ----------
    Nagle and Holden, The Strategy and Tactics of Pricing: −Δp / (m + Δp).

    Examples
    --------
    >>> round(break_even_reaction(-0.05, 0.45), 3)
    0.125
    >>> round(break_even_reaction(-0.10, (50 - 32) / 50), 3)
    0.385
    """
    found: float | pd.Series = effects.break_even(price_change, margin)
    return found
