"""Tiers over periods by one yardstick, moves that are taken back, and the buffer that holds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.classify import history
from tests.embedded import embedded


def book(*rows: tuple[str, str, float], orders: int = 1) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "period", "profit"])
    return frame.assign(revenue=frame["profit"].abs() + 1.0, orders=orders)


#: Cut in 2021: A is platinum (half of what is earned), B gold, C and D iron, E lead.
FIRST = [("A", "2021", 100.0), ("B", "2021", 60.0), ("C", "2021", 20.0), ("D", "2021", 18.0), ("E", "2021", -5.0)]


def test_all_years_are_cut_by_the_amounts_of_the_first() -> None:
    grown = [(c, "2022", 3 * money) for c, _period, money in FIRST]
    seen = history.tier_history(book(*FIRST, *grown))
    assert seen.thresholds["platinum"] == 100.0
    assert seen.thresholds["gold"] == 60.0
    assert dict(zip("ABCDE", seen.at("2022")["tier"], strict=True)) == {
        "A": "platinum", "B": "platinum", "C": "gold", "D": "iron", "E": "lead",
    }  # fmt: skip


def test_iron_begins_with_the_first_cent_and_a_loss_is_lead() -> None:
    seen = history.tier_history(book(*FIRST, ("A", "2022", 0.01), ("B", "2022", 0.0), ("C", "2022", -0.01)))
    assert seen.at("2022")["tier"].tolist() == ["iron", "lead", "lead"]


def test_who_placed_no_order_was_no_customer_whatever_visits_cost() -> None:
    visited = book(("B", "2022", -9.0), orders=0)
    seen = history.tier_history(pd.concat([book(*FIRST, ("A", "2022", 100.0)), visited]))
    moves = seen.compared().table.set_index("customer_id")
    assert moves.loc["B", "move"] == "left"
    assert moves.loc["B", "change"] == -69.0  # 60 gone, and what the visits cost


def test_a_book_without_a_whole_period_has_no_history() -> None:
    seen = history.tier_history(book(*FIRST).head(0))
    assert seen.periods == ()
    assert history.hold(seen).empty
    with pytest.raises(ValueError, match="2 whole periods"):
        seen.compared()


def test_a_history_with_a_year_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="between the periods 2021 and 2023"):
        history.tier_history(book(*FIRST, ("A", "2023", 100.0)))


def test_a_year_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="2021"):
        history.tier_history(book(*FIRST)).at("2030")


#: B falls a little below the line of gold (60) and comes back; C climbs for good.
NOISY = [
    *FIRST,
    ("B", "2022", 57.0), ("C", "2022", 70.0), ("A", "2022", 100.0),
    ("B", "2023", 61.0), ("C", "2023", 70.0), ("A", "2023", 100.0),
]  # fmt: skip


def test_a_move_that_the_next_review_turns_round_is_taken_back() -> None:
    moves = history.flips(history.tier_history(book(*NOISY)).table).set_index(["customer_id", "period"])
    assert bool(moves.loc[("B", "2022"), "taken_back"])
    assert not bool(moves.loc[("B", "2023"), "taken_back"])
    assert not bool(moves.loc[("C", "2022"), "taken_back"])
    assert len(moves) == 3


def test_a_buffer_holds_the_noise_and_lets_the_real_move_through() -> None:
    weighed = history.weigh_buffers(history.tier_history(book(*NOISY)), (0.0, 0.1)).set_index("buffer")
    assert weighed.loc[0.0].tolist() == [3, 1, 0]
    assert weighed.loc[0.1].tolist() == [1, 0, 1]


def test_at_nought_a_loss_is_told_at_once() -> None:
    seen = history.tier_history(book(*FIRST, ("C", "2022", -0.5)))
    assert history.hold(seen, buffer=0.5).iloc[-1]["tier"] == "lead"


def test_margin_after_serving_explains_what_profit_after_serving_decides() -> None:
    before = book(*FIRST).assign(tier="iron", contribution=1.0, margin=[0.1, 0.2, 0.3, 0.4, 0.5])
    before["margin_after_serving"] = before["margin"]
    after = before.assign(margin=0.9, margin_after_serving=0.0, contribution=0.0)
    review = history.compare(before, after, basis="profit_after_serving")
    assert set(review.table["reason"]) == {"margin_after_serving"}


def test_a_reason_agrees_with_the_change_where_any_does() -> None:
    before = pd.DataFrame({"customer_id": ["a", "b"], "tier": "gold", "contribution": [9.0, 1.0]})
    before = before.assign(revenue=[10.0, 20.0], orders=[1, 3])
    after = before.assign(contribution=[1.0, 1.0], tier=["iron", "gold"], revenue=[9.0, 20.0], orders=[9, 3])
    review = history.compare(before, after).table.set_index("customer_id")
    assert review.loc["a", "reason"] == "revenue"  # orders moved more, but upwards


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(["1", "2", "3"]), st.floats(-99, 99)),
                min_size=1, max_size=18, unique_by=lambda row: row[:2]),
       st.sampled_from([1e-3, 7.0, 1e6]), st.randoms())  # fmt: skip
def test_neither_currency_nor_the_order_of_rows_moves_anybody(rows, scale, random) -> None:
    frame = book(*rows).assign(profit=lambda f: f["profit"].round(2))
    other = frame.assign(profit=frame["profit"] * scale, revenue=frame["revenue"] * scale)
    other = other.sample(frac=1, random_state=random.randrange(99))
    here, there = (
        history.tier_history(f).table.sort_values(["customer_id", "period"])["tier"].tolist()
        for f in (frame, other)
    )
    assert here == there


def test_buffers_only_ever_hold_more_on_the_embedded_client() -> None:
    client = embedded()
    seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    weighed = history.weigh_buffers(seen)
    assert weighed["held"].iloc[0] == 0
    assert np.all(np.diff(weighed["held"]) >= 0)
    assert weighed["moves"].iloc[-1] < weighed["moves"].iloc[0]
    assert seen.counts()[["platinum", "gold", "iron", "lead"]].to_numpy().sum() == len(seen.table)
