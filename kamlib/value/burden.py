"""Burden against loss: what an account costs a year, and what losing it would cost or save."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Steps of serving that are people of ours: their cost stays for a while if one customer leaves.
STAYS = ("order_handling", "service_cost")

#: Steps that go with the customer.
GOES = ("freight", "channel_fees", "quality_loss", "capital_cost")

#: What follows: losing it would save money, cost some while the cost of people stays, or change nothing.
VERDICTS = ("better_lost", "better_kept", "no_change")


def weigh_burdens(served: pd.DataFrame) -> pd.DataFrame:
    """Set what each losing customer costs against what losing it would cost.

    Parameters
    ----------
    served : pandas.DataFrame
        The table of ``cost_to_serve.CostToServe`` for a year (currency units, costs positive).

    Returns
    -------
    pandas.DataFrame
        One row per customer with a loss after serving, the largest first: ``customer_id``, ``burden`` (its loss),
        ``cost_stays`` (cost of people, which stays until they have other work), ``loss_cost`` (what losing it
        would cost: gross profit less what goes with the customer; negative where losing it saves money) and
        ``burden_verdict`` (one of `VERDICTS`). ``burden = cost_stays - loss_cost``.

    Notes
    -----
    Costs that stay without a customer are no reason to drop it: a contribution above its own avoidable
    costs helps to carry them (avoidable costs; Horngren, Datar and Rajan, Cost Accounting, 2012, ch. 11).

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.value.burden import weigh_burdens
    >>> served = pd.DataFrame({
    ...     "customer_id": ["A", "B"], "product_margin": [100.0, 20.0], "freight": [30.0, 40.0],
    ...     "service_cost": [90.0, 10.0], "profit_after_serving": [-20.0, -30.0],
    ... })
    >>> weigh_burdens(served)[["customer_id", "burden", "loss_cost", "burden_verdict"]]
      customer_id  burden  loss_cost burden_verdict
    0           B    30.0      -20.0    better_lost
    1           A    20.0       70.0    better_kept
    """
    rows = served[served["profit_after_serving"] < 0]
    goes = sum((rows[step].fillna(0.0) for step in GOES if step in rows), pd.Series(0.0, index=rows.index))
    stays = sum((rows[step].fillna(0.0) for step in STAYS if step in rows), pd.Series(0.0, index=rows.index))
    lost = (rows["product_margin"].astype("float64") - goes).round(2) + 0.0
    found = pd.DataFrame({
        "customer_id": rows["customer_id"], "burden": -rows["profit_after_serving"].round(2),
        "cost_stays": stays.round(2), "loss_cost": lost,
    })  # fmt: skip
    found["burden_verdict"] = np.select([lost < 0, lost > 0], VERDICTS[:2], VERDICTS[2])
    return found.sort_values(["burden", "customer_id"], ascending=[False, True], ignore_index=True)
