"""Revenue, cost and discount from what there is: each derivation against its arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables.lines.revenue import derive
from kamlib.tables.messages import message


def money(**columns: list[float]) -> Any:
    frame = pd.DataFrame(columns, dtype="float64")
    return derive(frame, {name: name for name in frame}, "orders.csv")


def codes(result: Any) -> list[str]:
    return [problem.code for problem in result.problems]


def test_the_amount_without_tax_goes_before_the_one_with() -> None:
    result = money(revenue=[100, 200], revenue_with_tax=[113, 226], tax=[13, 26])
    assert list(result.revenue) == [100, 200]
    assert codes(result) == ["amount-without-tax"]


def test_tax_is_taken_off_where_only_the_amount_with_tax_is_there() -> None:
    assert list(money(revenue_with_tax=[113, 226], tax=[13, 26]).revenue) == [100, 200]
    assert codes(money(revenue_with_tax=[113.0])) == ["tax-included"]


def test_rows_whose_tax_does_not_add_up_are_named() -> None:
    result = money(revenue=[100, 200], revenue_with_tax=[113, 999], tax=[13, 26])
    problem = next(p for p in result.problems if p.code == "tax-mismatch")
    assert (problem.rows, problem.money) == (1, 200)


@pytest.mark.parametrize(
    ("discount", "expected"),
    [([0.1, 0.25, 0.0], [90.0, 75.0, 100.0]), ([150.0, 5.0, 0.0], [-50.0, 95.0, 100.0])],
)
def test_a_discount_is_a_share_below_one_and_money_above_a_hundred(
    discount: list[float], expected: list[float]
) -> None:
    result = money(quantity=[10, 10, 10], unit_price=[10, 10, 10], discount=discount)
    assert list(result.revenue) == expected


def test_a_discount_that_may_be_money_or_percent_is_refused_with_both_options() -> None:
    with pytest.raises(KamError, match=r"--map discount=discount .*--map discount_rate=discount"):
        money(quantity=[10, 10], unit_price=[10, 20], discount=[5, 10])
    assert list(money(quantity=[10.0], unit_price=[10], discount_rate=[5]).revenue) == [95.0]


def test_a_header_or_the_user_says_that_a_discount_is_money() -> None:
    lines = pd.DataFrame({"quantity": [10.0, 10], "unit_price": [10.0, 20], "discount": [5.0, 10]})
    names = {"quantity": "Qty", "unit_price": "Price", "discount": "DiscountAmount"}
    assert list(derive(lines, names).revenue) == [95, 190]
    assert list(derive(lines, names | {"discount": "Off"}, settled=["discount"]).revenue) == [95, 190]


def test_what_a_discount_means_is_tried_on_the_amounts() -> None:
    gross = np.array([100.0, 200, 400])
    for discount, off in (([5, 10, 20], gross * [0.05, 0.1, 0.2]), ([5, 10, 20], np.array([5.0, 10, 20]))):
        result = money(
            revenue=list(gross - off), quantity=[1, 2, 4], unit_price=[100, 100, 100], discount=discount
        )
        assert list(result.discount) == pytest.approx(list(off))


@pytest.mark.parametrize(
    ("discount", "off"),
    [([0.85, 0.9, 1.0], [0.15, 0.1, 0]), ([8.5, 9, 10], [0.15, 0.1, 0]), ([0.15, 0.1, 0], [0.15, 0.1, 0])],
)
def test_chinese_discounts_that_name_what_is_paid_are_told_by_the_amounts(
    discount: list[float], off: list[float]
) -> None:
    gross = np.array([100.0, 200, 400])
    revenue = gross * (1 - np.array(off))
    result = money(revenue=list(revenue), quantity=[1, 2, 4], unit_price=[100, 100, 100], discount=discount)
    assert list(result.discount) == pytest.approx(list(gross * off))


def test_a_discount_that_explains_no_amount_is_left_aside_with_a_warning() -> None:
    result = money(revenue=[90, 70, 400], quantity=[1, 2, 4], unit_price=[100, 100, 100], discount=[3, 7, 11])
    assert result.discount is None
    assert codes(result) == ["discount-unclear"]


def test_without_amounts_a_full_price_of_one_tells_the_share_paid() -> None:
    result = money(quantity=[1, 1], unit_price=[100, 100], discount=[0.85, 1.0])
    assert list(result.revenue) == [85, 100]
    with pytest.raises(KamError, match="discount_rate"):
        money(quantity=[1, 1], unit_price=[100, 100], discount=[0.85, 0.9])


def test_a_share_that_is_in_the_amount_becomes_money() -> None:
    result = money(revenue=[80.0, 50.0], discount=[0.2, 0.5])
    assert list(result.discount) == [20.0, 50.0]
    assert list(result.revenue) == [80.0, 50.0]


def test_profit_serves_as_cost_and_unit_cost_times_quantity_too() -> None:
    assert list(money(revenue=[100.0, -50], profit=[30, -20]).cost) == [70, -30]
    returned = money(revenue=[100.0, -50], quantity=[2, 1], unit_cost=[30, 30])
    assert list(returned.cost) == [60, -30]


def test_the_cost_of_the_line_goes_before_unit_cost_and_profit() -> None:
    assert list(money(revenue=[100.0], cost=[60], unit_cost=[1], quantity=[2], profit=[5]).cost) == [60]


def test_a_line_without_cost_keeps_none() -> None:
    assert np.isnan(money(revenue=[100.0, 10], cost=[60, np.nan]).cost.iloc[1])


def test_half_of_a_derivation_is_refused_by_name() -> None:
    with pytest.raises(KamError, match="unit_price"):
        money(quantity=[1.0])


@pytest.mark.parametrize("paid", [[0.9, 0.95, 1.0], [90.0, 95.0, 100.0], [0.85, 0.9, 0.8]])
def test_a_rate_that_leaves_less_than_half_on_every_line_is_the_one_that_is_paid(paid: list[float]) -> None:
    result = money(quantity=[1, 1, 1], unit_price=[100, 100, 100], discount_rate=paid)
    share = [rate / 100 if rate > 1.5 or max(paid) > 1.5 else rate for rate in paid]
    assert list(result.revenue) == pytest.approx([100 * rate for rate in share])
    assert result.problems[0].values["kind"] in {"paid", "hundredths"}
    assert message(result.problems[0])


@pytest.mark.parametrize("off", [[0.9, 0.0, 0.0], [0.6, 0.1, 0.7], [90.0, 0.0, 10.0]])
def test_a_rate_that_some_lines_do_not_have_is_taken_off(off: list[float]) -> None:
    result = money(quantity=[1, 1, 1], unit_price=[100, 100, 100], discount_rate=off)
    scale = 1 if max(off) > 1 else 100
    assert list(result.revenue) == pytest.approx([100 - scale * rate for rate in off])


def test_a_user_who_says_that_a_rate_is_taken_off_is_believed() -> None:
    lines = pd.DataFrame({"quantity": [1.0], "unit_price": [100.0], "discount_rate": [0.9]})
    result = derive(lines, {name: name for name in lines}, "f", settled=["discount_rate"])
    assert list(result.revenue) == pytest.approx([10.0])


def test_percent_with_and_without_its_sign_is_the_same_rate() -> None:
    from kamlib.tables import read

    lines = pd.DataFrame({
        "Customer": list("ABC"), "Order No": [1, 2, 3], "Date": ["2024-01-02"] * 3, "Quantity": [1, 1, 1],
        "Price": [100, 100, 100], "Discount %": ["10%", "5", "0"],
    })  # fmt: skip
    assert read(lines).frame["revenue"].tolist() == [90, 95, 100]


@pytest.mark.parametrize(
    ("rates", "odd"), [([10, 0.05, 5], 1), ([10, 0.1, 0], 1), ([2.5, 0.5, 1], 0), ([5, 5, 0], 0)]
)
def test_a_share_among_percent_is_a_warning(rates: list[float], odd: int) -> None:
    result = money(quantity=[1, 1, 1], unit_price=[100, 100, 100], discount_rate=rates)
    assert [problem.rows for problem in result.problems if problem.code == "rates-mixed"] == [odd] * bool(odd)
