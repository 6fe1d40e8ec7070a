"""Whom a seller would push who is paid on revenue, and one who is paid on what is left of it (K11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.manage.policy.effects import Simulation


@dataclass(frozen=True, eq=False)
class Rewards:
    """What the same pay rewards when it is a share of revenue, and when it is a share of the pocket margin.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer whose cost is known: ``customer_id``, ``revenue``, ``margin`` (profit after cash and
        service, before pay), ``pay_on_revenue`` and ``pay_on_margin`` (shares of all pay; of the latter missing
        where no customer brings a margin) and ``pay_moved`` (the first less the second). Whom pay on revenue
        favours most comes first, whom pay on margin favours most last.
    for_nothing : float
        Share of the pay on revenue that is earned with customers without a margin.
    moved : float
        Share of all pay that changes from some customers to others with the way of paying.
    seller_from, company_from : float
        By how much volume has to grow (share) until a seller paid on revenue, and the company, are where they were
        before the policy; below 0 where prices rise, infinite where the margin does not bear the cut.
    """

    table: pd.DataFrame
    for_nothing: float
    moved: float
    seller_from: float
    company_from: float


def rewards(effect: Simulation) -> Rewards:
    """Say what pay on revenue rewards, and pay on the pocket margin, if all pay together is the same.

    Parameters
    ----------
    effect : Simulation
        From ``policy.simulate``.

    Returns
    -------
    Rewards

    Raises
    ------
    KamError
        If no cost is known: then there is no margin to be paid on.

    Notes
    -----
    Nothing is assumed of how hard sellers try. A sale without revenue or margin earns no pay, and costs none.

    Examples
    --------
    >>> import pandas as pd
    >>> import kamlib as kam
    >>> from kamlib.manage import policy
    >>> rules = pd.DataFrame({"rule": ["all"], "field": [""], "grants": ["rebate"], "amount": [0.02]})
    >>> found = policy.rewards(policy.simulate(rules, kam.load("machinery")))
    >>> round(found.seller_from, 4), found.company_from > found.seller_from
    (0.0204, True)
    """
    known = effect.table[effect.table["gross_profit_after"].notna()]
    if known.empty:
        raise KamError(
            _("Nothing says what customers cost: without orders.cost there is no margin to be paid on.")
        )
    revenue = known["revenue_after"].clip(lower=0.0)
    margin = known["customer_profit_after"] + known["commission_after"]
    earned = margin.clip(lower=0.0)
    table = pd.DataFrame({
        "customer_id": known["customer_id"], "revenue": known["revenue_after"], "margin": margin.round(2),
        "pay_on_revenue": revenue / revenue.sum() if revenue.sum() > 0 else np.nan,
        "pay_on_margin": earned / earned.sum() if earned.sum() > 0 else np.nan,
    })  # fmt: skip
    table = table.assign(pay_moved=table["pay_on_revenue"] - table["pay_on_margin"])
    order = table.assign(most=table["pay_moved"].round(12)).sort_values(
        ["most", "customer_id"], ascending=[False, True]
    )
    return Rewards(
        order.drop(columns="most").reset_index(drop=True),
        float(table.loc[margin <= 0, "pay_on_revenue"].sum()), float(table["pay_moved"].clip(lower=0.0).sum()),
        *_grown(known),
    )  # fmt: skip


def _grown(known: pd.DataFrame) -> tuple[float, float]:
    """Return the growth of volume that makes up for the policy: for a seller on revenue, and for the company."""
    sums = known[["revenue_before", "revenue_after", "gross_profit_before", "gross_profit_after"]].sum()
    sides = [(sums[f"{name}_before"], sums[f"{name}_after"]) for name in ("revenue", "gross_profit")]
    seller, company = (float(was / now - 1) if now > 0 else float("inf") for was, now in sides)
    return seller, company
