"""The risk that is still ahead: by hand, and next to the planted truth of the client for keeping."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.facts.buying_days import Ledger, ledger
from kamlib.findings.calls import peak
from kamlib.findings.retention_plan import BUDGET, HOURS, at_risk_now, planned
from kamlib.findings.watch import warned_money, watch
from kamlib.keep import ahead
from kamlib.keep.backtest import BackTest, cut
from kamlib.keep.plan import CATALOGUE, Plan, best_plan
from kamlib.loading import load
from kamlib.periods.day_numbers import number_of
from kamlib.world.keep import make_keep
from kamlib.world.keep.visiting import visited

DAY = pd.Timestamp("2023-01-01")


def book(days: dict[str, list[int]]) -> Ledger:
    """Give each customer an order of 100 on some days, counted from the earlier day."""
    rows = [(who, DAY + pd.Timedelta(days=at), 100.0) for who, some in days.items() for at in some]
    return ledger(pd.DataFrame(rows, columns=["customer_id", "date", "revenue"]))


def found(days: dict[str, list[int]], today: int = 300) -> pd.DataFrame:
    held, none = book(days), pd.DataFrame()
    tested = BackTest(none, none, "recency", (cut(held, number_of(DAY), horizon=100),))
    return ahead.chances_ahead(
        held, tested, today=number_of(DAY) + today, horizon=100
    ).set_index("customer_id")  # fmt: skip


#: Silent for 10 days, A and B buy again; A goes on after that, B does not. C, silent for 90, had left already.
THREE = {"A": [-40, -25, -10, 5, 150, 290], "B": [-40, -25, -10, 50], "C": [-120, -105, -90]}


def test_those_that_have_left_are_no_risk_that_is_still_ahead() -> None:
    """Of those silent for 10 days all bought again, of those silent for 90 nobody; of two that did, one left."""
    now = found({**THREE, "E": [200, 220, 250], "F": [190, 200, 210]})
    assert "C" not in now.index  # silent for 390 days
    assert now["there"].to_dict() == {"A": 1.0, "B": 0.0, "E": 0.5, "F": 0.0}
    assert now["leaves"].tolist() == pytest.approx([0.5] * 4)
    assert now["ahead"].to_dict() == pytest.approx({"A": 0.5, "B": 0.0, "E": 0.25, "F": 0.0})


def test_an_order_in_the_second_horizon_is_no_leaving() -> None:
    """B buys on day 150 as well, like A: nobody that was there left; on day 200 it would be too late."""
    assert found({**THREE, "B": [-40, -25, -10, 50, 199]})["ahead"].tolist() == [0.0, 0.0]
    assert found({**THREE, "B": [-40, -25, -10, 50, 200]})["leaves"].tolist() == pytest.approx([0.5, 0.5])


def test_a_small_group_is_drawn_in_towards_all() -> None:
    """Two of two small ones left, none of two large ones: (2 + 20 × 0.5) / 22 and 10 / 22."""
    shares = ahead._shares(np.array([0, 0, 9, 9]), np.array([True, True, False, False]))
    assert shares[[0, 9]].tolist() == pytest.approx([12 / 22, 10 / 22])
    assert shares[1:9].tolist() == pytest.approx([0.5] * 8)


def _promised(orders: pd.DataFrame, seed: int) -> tuple[float, float, float]:
    """Return what the plan promises over what the planted risks of 2024 keep at the effects that it assumes.

    The second number is the same for the money of the list of warnings, by its shares that left; the third by what
    is said next to these customers.
    """
    day = pd.Timestamp("2024-01-01")
    client, truth = Client(orders[orders["date"] < day]), visited(day, seed=seed).set_index("customer_id")
    really = truth["leaves"].where(~truth["gone"], 0.0)
    worth = at_risk_now(client).set_index("customer_id")["worth"]
    effects = {one.name: one.effect for one in CATALOGUE}

    def kept(plan: Plan) -> float:
        who = plan.table["customer_id"].tolist()
        effect = plan.table["measure"].map(effects).to_numpy()
        return float((really.reindex(who) * worth.reindex(who) * effect - plan.table["cost"].to_numpy()).sum())

    shown = planned(client)  # with the cost of hours: few lines, of the largest customers
    assert len(shown.table) >= 10
    assert shown.low <= kept(shown) <= shown.high
    made = best_plan(at_risk_now(client), budget=BUDGET * peak(client), hours=HOURS)  # hours free
    table = made.table
    who = table["customer_id"].tolist()
    assert len(table) > 20
    assert truth["gone"].reindex(who).mean() < 0.1
    warned = watch(client).warnings
    assert warned is not None
    listed = warned.table.set_index("customer_id")["chance"]
    held = worth.reindex(listed.index)
    ahead_of = float((really.reindex(listed.index) * held).sum())
    return (float(made.gain / kept(made)), float((listed * held).sum() / ahead_of),
            sum(warned_money(client).values()) / ahead_of)  # fmt: skip


@pytest.mark.slow
def test_what_the_plan_promises_is_close_to_what_the_planted_truth_keeps() -> None:
    """The client as it was at the end of 2023; the shares of the list are several times the risk still ahead."""
    promised, listed, said = _promised(load("machinery-keep").orders, 20245)
    assert 0.8 <= promised <= 1.3
    assert listed > 3
    assert 0.3 <= said <= 2.0


@pytest.mark.slow
def test_on_other_seeds_the_promise_is_too_high_but_by_far_less_than_the_list() -> None:
    """Few of the largest leave in a year, so that one client says little: 1.2 to 1.7 times, not 4 to 13."""
    both = np.array([_promised(make_keep(seed=seed).orders, seed) for seed in (1, 2, 3, 4)])
    assert ((both[:, 0] >= 0.8) & (both[:, 0] <= 1.8)).all()
    assert both[:, 0].mean() <= 1.5
    assert (both[:, 1] > 2 * both[:, 0]).all()
