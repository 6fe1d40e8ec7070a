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
