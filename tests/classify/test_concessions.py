"""K5: the four misconceptions of companies against figures that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.classify import concessions


@pytest.mark.parametrize(
    ("discount", "margin", "needed"),
    # break-even sales change of a price cut, as tabulated in textbooks on pricing
    [(0.05, 0.20, 1 / 3), (0.05, 0.25, 0.25), (0.10, 0.20, 1.0), (0.10, 0.30, 0.5), (0.15, 0.35, 0.75)],
)
def test_extra_volume_is_the_tabulated_one(discount: float, margin: float, needed: float) -> None:
    assert concessions.extra_volume(discount, margin) == pytest.approx(needed, rel=1e-12)


def test_a_discount_of_the_whole_margin_never_pays() -> None:
    assert concessions.extra_volume(0.2, 0.2) == np.inf
    assert concessions.extra_volume(0.2, -0.1) == np.inf
    assert concessions.extra_volume(0.0, -0.1) == 0.0


@pytest.mark.parametrize("discount", [-0.01, 1.0, 5])
def test_a_discount_in_per_cent_is_refused(discount: float) -> None:
    with pytest.raises(ValueError, match="fraction"):
        concessions.extra_volume(discount, 0.3)


@given(st.floats(0.01, 0.6), st.floats(0.01, 0.9), st.floats(1, 1e6))
def test_selling_that_much_more_earns_just_the_same(discount: float, margin: float, volume: float) -> None:
    needed = concessions.extra_volume(discount, margin)
    if np.isfinite(needed) and margin - discount > 1e-6:
        assert (margin - discount) * volume * (1 + needed) == pytest.approx(margin * volume, rel=1e-9)


def book() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": list("ABCDEF"),
            "revenue": [400.0, 200.0, 200.0, 100.0, 60.0, 40.0],
            "profit": [-20.0, 20.0, 30.0, 25.0, 20.0, 15.0],
            "discount": [100.0, 20.0, 0.0, 0.0, 0.0, 0.0],
        }
    )


def test_burden_point_is_where_profit_is_nil() -> None:
    table = concessions.break_even_discount(book()).set_index("customer_id")
    # A: list 500, cost 420 → earns nothing at a discount of 80 / 500; it has 100 / 500
    assert table.loc["A", ["discount_rate", "burden_rate", "room"]].tolist() == pytest.approx([0.20, 0.16, -0.04])
    assert table.index[0] == "A"


def test_sizes_have_equal_revenue_and_tie_to_the_book() -> None:
    table = concessions.by_size(book(), shares=(0.4, 0.8))
    assert table["revenue"].tolist() == [400.0, 400.0, 200.0]
    assert table["profit"].sum() == book()["profit"].sum()
    assert table["customers"].tolist() == [1, 2, 3]
    assert table.loc[0, "margin"] == pytest.approx(-0.05)


@given(st.permutations(list(range(6))))
def test_equals_share_a_size_whatever_the_order(order: list[int]) -> None:
    shuffled = book().iloc[order]
    pd.testing.assert_frame_equal(concessions.by_size(shuffled), concessions.by_size(book()))


#: The same money in fen and in yuan.
UNITS = (1, 0.01)


def borne(loss: concessions.Loss) -> int:
    """Read off how many may leave before the fixed cost is no longer covered."""
    covered = loss.table["fixed_cost_left_over"] >= 0
    return int(loss.table.loc[covered.cummin(), "lost_count"].max())


def test_the_currency_decides_neither_sizes_nor_what_the_book_bears() -> None:
    fen = pd.Series([47, 51, 59, 11, 11, 59, 5, 53], dtype="float64")
    books = [pd.DataFrame({"customer_id": list("ABCDEFGH"), "revenue": fen * u, "profit": fen * u}) for u in UNITS]
    plain, cents = (concessions.by_size(found)["customers"].tolist() for found in books)
    assert plain == cents
    # without the three largest just the fixed cost is left
    fixed = fen.sum() - 59 - 59 - 53
    plain, cents = (
        borne(concessions.customer_loss_scenario(found, fixed_cost=fixed * u))
        for found, u in zip(books, UNITS, strict=True)
    )
    assert (plain, cents) == (3, 3)


def test_unsorted_shares_are_refused() -> None:
    with pytest.raises(ValueError, match="rise"):
        concessions.by_size(book(), shares=(0.8, 0.4))


def test_losing_the_largest_says_when_fixed_cost_is_no_longer_covered() -> None:
    loss = concessions.customer_loss_scenario(book(), first="largest", fixed_cost=70.0)
    # profit 90; without A 110, without B 90, without C 60 < 70
    assert loss.table["profit_left"].tolist()[:4] == [90.0, 110.0, 90.0, 60.0]
    assert borne(loss) == 2
    assert loss.table["revenue_lost_share"].tolist()[1] == pytest.approx(0.4)


def test_dropping_the_small_shows_what_they_carried() -> None:
    loss = concessions.customer_loss_scenario(book(), first="smallest", at_most=3, fixed_cost=70.0)
    assert loss.table["profit_left"].tolist() == [90.0, 75.0, 55.0, 30.0]
    assert borne(loss) == 1


def test_a_book_in_loss_has_no_profit_of_which_to_take_a_fixed_cost() -> None:
    """Profits of -50, -30 and 20 come to -60: 60 % of that would be a fixed cost of less than nothing."""
    accounts = pd.DataFrame({
        "customer_id": list("ABC"), "revenue": [300.0, 200.0, 100.0], "profit": [-50.0, -30.0, 20.0],
    })  # fmt: skip
    loss = concessions.customer_loss_scenario(accounts, at_most=2)
    assert loss.fixed_cost == 0.0
    assert loss.table["fixed_cost_left_over"].tolist() == [-60.0, -10.0, 20.0]


def test_without_cost_only_revenue_is_told() -> None:
    loss = concessions.customer_loss_scenario(book().drop(columns="profit"))
    assert not {"profit_left", "fixed_cost_left_over"} & set(loss.table)


def test_a_price_war_leaves_both_poorer() -> None:
    war = concessions.price_war(margin=0.3, discount=0.05, rounds=4)
    assert war["profit_after_match"].is_monotonic_decreasing
    assert war["profit_after_match"].tolist()[:2] == pytest.approx([0.3, 0.25])


def test_a_burden_without_a_profit_is_refused_by_the_name_of_the_column() -> None:
    with pytest.raises(KeyError, match="accounts lack the column 'profit'"):
        concessions.break_even_discount(book().drop(columns="profit"))


def test_a_customer_whose_discount_is_not_known_was_given_none() -> None:
    """Both earn a fifth of their revenue; B gave 100 on a list amount of 1,000, so 18 % of that are left."""
    table = concessions.break_even_discount(pd.DataFrame({
        "customer_id": [*"AB"], "revenue": 900.0, "profit": 180.0, "discount": [None, 100.0],
    })).set_index("customer_id")  # fmt: skip
    assert table["discount_rate"].to_dict() == pytest.approx({"A": 0.0, "B": 0.1})
    assert table["room"].to_dict() == pytest.approx({"A": 0.2, "B": 0.18})
