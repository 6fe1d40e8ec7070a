"""Why some customers lose: goods and serving are told apart, and add up to the gap."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.findings.whale import whale
from kamlib.value import gap
from kamlib.words import percent
from tests.embedded import embedded


def accounts(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["revenue", "profit", "profit_after_serving"])


@pytest.mark.parametrize(
    ("loser", "part"),
    [((100, 10, -10), 2 / 3), ((100, 30, -10), 0.0), ((100, -15, -20), 9 / 8), ((100, -5, -15), 1.0)],
)
def test_the_part_of_the_goods_is_their_gap_over_the_whole(loser: tuple[float, float, float], part: float) -> None:
    """The other earns 30 on goods and 20 once served of each 100; ten of serving on either side are no gap."""
    found = gap.decompose_margin_gap(accounts(loser, (200, 60, 40)))
    assert found is not None
    assert found.goods_part == pytest.approx(part)


def test_discounts_are_of_the_list_amount() -> None:
    found = gap.decompose_margin_gap(accounts((100, 0, -10), (100, 30, 20)).assign(discount=[100.0, 25.0]))
    assert found is not None
    assert (found.discount_losers, found.discount_others) == (0.5, 0.2)


@pytest.mark.parametrize("rows", [[(100, 10, 5)], [(100, 10, -5)], [(-1, 0, -5), (100, 10, 5)], []])
def test_without_two_sides_there_is_no_gap(rows: list[tuple[float, float, float]]) -> None:
    assert gap.decompose_margin_gap(accounts(*rows)) is None


MONEY = st.integers(1, 900)


@given(st.lists(st.tuples(MONEY, st.integers(-900, 900), st.integers(-900, 900)), min_size=2, max_size=9))
def test_both_parts_make_the_gap_in_any_currency_and_order(rows: list[tuple[float, float, float]]) -> None:
    found, again = gap.decompose_margin_gap(accounts(*rows)), gap.decompose_margin_gap(accounts(*rows[::-1]) * 8)
    assert (found is None) == (again is None)
    if found is None or again is None:
        return
    goods, serving = found.goods_others - found.goods_losers, found.serving_losers - found.serving_others
    assert found.goods_part * (goods + serving) == pytest.approx(goods, abs=1e-9)
    assert again.goods_part == pytest.approx(found.goods_part)


def test_the_report_lays_the_blame_where_the_numbers_lay_it() -> None:
    """The machinery maker's loss makers have three times the others' discount: the price is most of the gap."""
    client = embedded()
    table = client.accounts.assign(losing=client.accounts["profit_after_serving"] < 0)
    sums = table.groupby("losing")[["revenue", "profit", "profit_after_serving"]].sum()
    goods, left = (sums[c] / sums["revenue"] for c in ("profit", "profit_after_serving"))
    found = whale(client)
    part = (goods[False] - goods[True]) / (left[False] - left[True])
    assert found.facts["gap_in_goods"] == pytest.approx(part)
    low, high = (found.facts[f"gap_in_goods_{end}"] for end in ("low", "high"))
    assert low < part < high
    interval = f"(95% interval {percent(low)} to {percent(high)})"
    assert f"{percent(part)} {interval} comes from gross margin" in found.summary
    assert part > 0.5


def test_the_interval_of_the_part_holds_it_and_is_a_point_where_all_customers_of_a_side_are_alike() -> None:
    """Losers 0 goods and 20 serving, others 20 goods and 10 serving, of 100: two thirds, whoever is drawn."""
    alike = accounts(*[(100, 0, -20)] * 20, *[(100, 20, 10)] * 20)
    sure = gap.goods_part_interval(alike)
    assert sure is not None
    assert (sure.low, sure.high) == pytest.approx((2 / 3, 2 / 3))
    unlike = accounts(*[(100, k, k - 20) for k in range(20)], *[(100, 20 + k, 10 + k) for k in range(20)])
    found, wide = gap.decompose_margin_gap(unlike), gap.goods_part_interval(unlike)
    assert found is not None
    assert wide is not None
    assert wide.low < found.goods_part < wide.high
    again = gap.goods_part_interval(unlike.iloc[::-1] * 8)
    assert (wide.low, wide.high) == pytest.approx((again.low, again.high))
