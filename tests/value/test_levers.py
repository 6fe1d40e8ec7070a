"""Where a customer takes more than the others, by hand, with look-alikes of which nothing exceeds."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.value.cost_to_serve import SERVING
from kamlib.value.levers import find_levers


def served(**columns: list[float]) -> pd.DataFrame:
    """Two customers that buy the same for 100 and cost 60, but for what is given."""
    same = {"gross_revenue": [100.0, 100.0], "discount": [0.0, 0.0], "revenue": [100.0, 100.0],
            "cost": [60.0, 60.0]} | {step: [0.0, 0.0] for step in SERVING}  # fmt: skip
    return pd.DataFrame({"customer_id": ["A", "B"], **same, **columns})


@pytest.mark.parametrize(("other", "excess", "share"), [(4.0, 6.0, 0.04), (0.0, 10.0, 0.0), (-20.0, 10.0, 0.0)])
def test_others_that_were_credited_their_freight_pay_none(other: float, excess: float, share: float) -> None:
    """Freight of 10 on 100 against 4, 0 and 20 credited: no more than the 10 that A takes can exceed."""
    found = find_levers(served(freight=[10.0, other])).set_index("customer_id")
    assert found.loc["A", ["lever", "excess", "own_share", "others_share"]].tolist() == [
        "freight", excess, 0.1, share
    ]  # fmt: skip
    assert (found.loc["B", "lever"], found.loc["B", "excess"]) == ("", 0.0)


def test_compared_with_those_that_earn_a_loss_maker_sets_no_rate_for_the_others() -> None:
    """A gives 40, B 30, C 10: against all others A gives 40 − 20, against C alone 40 − 10; C has only itself."""
    table = pd.DataFrame({
        "customer_id": [*"ABC"], "gross_revenue": 100.0, "discount": [40.0, 30.0, 10.0], "revenue": 100.0,
        "cost": 60.0, **dict.fromkeys(SERVING, 0.0),
    })  # fmt: skip
    every, earning = (
        find_levers(table, among).set_index("customer_id") for among in (None, pd.Series([0, 0, 1]) > 0)
    )
    assert (every.loc["A", "excess"], every.loc["A", "others_share"]) == (20.0, 0.2)
    assert (earning.loc["A", "excess"], earning.loc["A", "others_share"]) == (30.0, 0.1)
    assert (earning.loc["C", "lever"], earning.loc["C", "excess"]) == ("", 0.0)
