"""Periodic review: published chances, and transitions that account for everybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.classify import migration
from kamlib.classify.buffer import hold
from kamlib.classify.tiers import TIERS

#: Pfeifer and Carraway (2000): repurchase chances by recency .3, .2, .05, then a former customer.
RECENCY = pd.DataFrame(
    [[0.3, 0.7, 0, 0], [0.2, 0, 0.8, 0], [0.05, 0, 0, 0.95], [0, 0, 0, 1]],
    index=list("1234"), columns=list("1234"), dtype=float,
)  # fmt: skip


def test_four_periods_ahead_as_published() -> None:
    ahead = migration.project(RECENCY, 4)
    assert ahead.iloc[0].round(4).tolist() == [0.0823, 0.0973, 0.1288, 0.6916]


def test_in_the_long_run_everybody_is_a_former_customer() -> None:
    steady = migration.steady_state(RECENCY)
    assert steady is not None
    assert steady.tolist() == pytest.approx([0, 0, 0, 1])


def test_a_long_run_that_depends_on_the_start_is_not_told() -> None:
    assert migration.steady_state(pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "b"])) is None


def test_steady_state_of_two_states_by_hand() -> None:
    steady = migration.steady_state(pd.DataFrame([[0.9, 0.1], [0.3, 0.7]], index=["a", "b"], columns=["a", "b"]))
    assert steady is not None
    assert steady.tolist() == pytest.approx([0.75, 0.25])


def history(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "period", "tier"])


HISTORY = history([
    ("A", "2021", "gold"), ("A", "2022", "platinum"), ("A", "2023", "platinum"),
    ("B", "2021", "iron"), ("B", "2022", "iron"),
    ("C", "2022", "iron"), ("C", "2023", "gold"),
    ("D", "2021", "lead"), ("D", "2023", "lead"),
])  # fmt: skip


def test_entries_exits_and_gaps_are_counted_and_the_last_transition_once() -> None:
    counts = migration.migrate(HISTORY).counts
    expected = {("gold", "platinum"): 1, ("platinum", "platinum"): 1, ("iron", "iron"): 1, ("iron", "away"): 1,
                ("away", "iron"): 1, ("iron", "gold"): 1, ("lead", "away"): 1, ("away", "lead"): 1}  # fmt: skip
    found = {(a, b): n for a, row in counts.iterrows() for b, n in row.items() if n}
    assert found == expected


STEPS = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(TIERS)),
    min_size=2, max_size=20, unique_by=lambda row: row[:2],
)  # fmt: skip


@given(STEPS)
def test_every_customer_in_a_period_but_the_last_goes_somewhere(rows: list[tuple[str, str, str]]) -> None:
    frame = history(rows)
    if frame["period"].nunique() < 2:
        return
    found = migration.migrate(frame)
    here = found.counts.loc[list(TIERS)].to_numpy().sum()
    assert here == (frame["period"] != frame["period"].max()).sum()
    arrivals = found.counts[list(TIERS)].to_numpy().sum()
    assert arrivals == (frame["period"] != frame["period"].min()).sum()
    assert found.chances.sum(axis=1).tolist() == pytest.approx([1.0] * 5)


@given(STEPS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(rows, random) -> None:
    frame = history(rows)
    if frame["period"].nunique() < 2:
        return
    again = migration.migrate(frame.sample(frac=1, random_state=random.randrange(99)))
    pd.testing.assert_frame_equal(migration.migrate(frame).counts, again.counts)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("A", "1", "gold")], "two periods"),
        ([("A", "1", "gold"), ("A", "1", "iron"), ("A", "2", "iron")], "twice"),
        ([("A", "1", "gold"), ("A", "2", "silver")], "silver"),
    ],
)
def test_a_history_that_cannot_be_is_refused(rows: list[tuple[str, str, str]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        migration.migrate(history(rows))


def dated(rows: list[tuple[str, str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "tier", "profit", "orders"])


BEFORE = dated([("A", "gold", 50, 10), ("B", "platinum", 90, 12), ("C", "iron", 5, 3), ("D", "iron", 4, 2)])
AFTER = dated([("A", "platinum", 95, 11), ("B", "gold", 60, 4), ("C", "iron", 5, 3), ("E", "lead", -3, 1)])


def test_a_review_accounts_for_everybody_and_every_yuan() -> None:
    found = migration.review(BEFORE, AFTER, basis="profit", criteria=["profit", "orders"])
    moves = dict(zip(found.table["customer_id"], found.table["move"], strict=True))
    assert moves == {"A": "promoted", "B": "demoted", "C": "stayed", "D": "left", "E": "entered"}
    assert found.moves["customers"].sum() == 5
    assert found.table["change"].sum() == AFTER["profit"].sum() - BEFORE["profit"].sum()


def test_the_reason_is_the_criterion_that_moved_most() -> None:
    table = migration.review(BEFORE, AFTER, criteria=["profit", "orders"]).table.set_index("customer_id")
    assert table.loc["A", "reason"] == "profit"
    assert table.loc["B", ["reason", "reason_change"]].tolist() == ["orders", -8.0]
    assert pd.isna(table.loc["E", "reason"])


def test_a_customer_twice_in_one_date_is_refused() -> None:
    with pytest.raises(ValueError, match="'A' stands twice in before"):
        migration.review(pd.concat([BEFORE, BEFORE]), AFTER)


LIMITS = {"platinum": 100.0, "gold": 50.0, "iron": 0.0}


def test_nobody_flips_on_noise_but_a_clear_move_counts() -> None:
    before = pd.DataFrame({"customer_id": list("ABCD"), "tier": ["platinum", "platinum", "gold", "iron"]})
    after = pd.DataFrame({"customer_id": list("ABCDE"), "contribution": [95.0, 80.0, 105.0, 70.0, 96.0]})
    held = hold(before, after, thresholds=LIMITS, buffer=0.1).set_index("customer_id")
    assert held["tier"].tolist() == ["platinum", "gold", "gold", "gold", "gold"]
    assert held["held"].tolist() == [True, False, True, False, False]


def test_who_moves_by_two_tiers_stops_where_the_second_threshold_is_not_clearly_crossed() -> None:
    """Up from 110 and 55, down below 90 and 45: 105 and 46 end in gold from either side, 111 and 44 do not."""
    before = pd.DataFrame({"customer_id": list("ABCD"), "tier": ["iron", "iron", "platinum", "platinum"]})
    after = before[["customer_id"]].assign(contribution=[105.0, 111.0, 46.0, 44.0])
    held = hold(before, after, thresholds=LIMITS, buffer=0.1)
    assert held["tier"].tolist() == ["gold", "platinum", "gold", "iron"]
    assert held["held"].tolist() == [True, False, True, False]


def test_a_threshold_is_reached_by_its_amount_and_one_below_nought_has_its_buffer_too() -> None:
    """New at 100 is platinum. Above -90 climbs to iron, below -110 falls from it."""
    before = pd.DataFrame({"customer_id": list("BCDE"), "tier": ["lead", "lead", "iron", "iron"]})
    after = pd.DataFrame({"customer_id": list("ABCDE"), "contribution": [100.0, -95.0, -89.0, -105.0, -111.0]})
    held = hold(before, after, thresholds=LIMITS | {"iron": -100.0}, buffer=0.1)
    assert held["tier"].tolist() == ["platinum", "lead", "iron", "iron", "lead"]


@given(st.lists(st.floats(-200, 300), min_size=1, max_size=20))
def test_without_a_buffer_the_threshold_decides(money: list[float]) -> None:
    after = pd.DataFrame({"customer_id": [str(i) for i in range(len(money))], "contribution": money})
    before = after[["customer_id"]].assign(tier="gold")
    held = hold(before, after, thresholds=LIMITS, buffer=0.0)
    assert not held["held"].any()


def test_who_has_no_amount_counts_as_nought_and_is_not_platinum() -> None:
    before = pd.DataFrame({"customer_id": ["A"], "tier": ["iron"]})
    after = pd.DataFrame({"customer_id": ["A"], "contribution": [np.nan]})
    held = hold(before, after, thresholds={"platinum": 100.0, "gold": 50.0, "iron": 1.0})
    assert held["tier"].tolist() == ["lead"]


def test_thresholds_that_do_not_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="fall"):
        hold(BEFORE, AFTER, thresholds={"platinum": 1.0, "gold": 2.0})


def test_a_tier_that_nobody_was_ever_in_has_no_part_in_the_long_run() -> None:
    rows = [("A", "1", "platinum"), ("B", "1", "platinum"), ("C", "1", "platinum"), ("D", "1", "gold"),
            ("E", "1", "gold"), ("A", "2", "platinum"), ("B", "2", "platinum"), ("C", "2", "gold"),
            ("D", "2", "platinum"), ("E", "2", "gold")]  # fmt: skip
    steady = migration.migrate(history(rows)).steady
    assert steady is not None
    # one of three leaves platinum, one of two leaves gold: x / 3 = (1 - x) / 2
    assert steady[["platinum", "gold"]].tolist() == pytest.approx([0.6, 0.4])
    assert steady[["iron", "lead", "away"]].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("end", ["lead", "away"])
def test_a_state_seen_only_as_an_end_leaves_the_long_run_unsaid(end: str) -> None:
    rows = [("A", "1", "platinum"), ("B", "1", "platinum"), ("A", "2", "platinum")]
    rows += [] if end == "away" else [("B", "2", end)]
    assert migration.migrate(history(rows)).steady is None


def test_years_between_which_one_is_missing_are_no_transition() -> None:
    rows = [("A", "2020", "gold"), ("A", "2022", "gold"), ("A", "2023", "gold")]
    with pytest.raises(ValueError, match="between the periods 2020 and 2022"):
        migration.migrate(history(rows))


def test_where_the_top_tier_goes_starts_whole_and_follows_the_chances() -> None:
    seen = migration.migrate(HISTORY)
    ahead = migration.ahead(seen, 3)
    assert list(ahead.columns) == [*TIERS, "away"]
    assert ahead.iloc[0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert ahead.sum(axis=1).tolist() == pytest.approx([1.0] * 4)
    assert ahead.iloc[2].tolist() == pytest.approx(migration.project(seen.chances, 2).iloc[0].tolist())
    with pytest.raises(ValueError, match="negative"):
        migration.ahead(seen, -1)


def test_who_is_away_for_two_reviews_is_counted_once_when_it_comes():
    """B comes in the third year, D in the second, C has left: both who came came as gold."""
    seen = {
        "A": ("platinum",) * 3,
        "B": (None, None, "gold"),
        "C": ("gold", None, None),
        "D": (None, "gold", "gold"),
    }
    rows = [(who, year, tier) for who, tiers in seen.items()
            for year, tier in zip(("2022", "2023", "2024"), tiers, strict=True) if tier]  # fmt: skip
    found = migration.migrate(pd.DataFrame(rows, columns=["customer_id", "period", "tier"]))
    assert found.counts.loc["away"].to_dict() == {"platinum": 0, "gold": 2, "iron": 0, "lead": 0, "away": 0}
    assert found.chances.loc["away", "gold"] == 1.0


def test_money_of_those_who_were_customers_at_neither_date_is_told_of_one_year_too() -> None:
    """X was visited for 5 in the first year alone, Y for 3 in the second, Z moved nothing."""
    apart = (
        pd.DataFrame({"customer_id": ["X", "Z"], "profit": [-5.0, 0.0]}),
        pd.DataFrame({"customer_id": ["Y"], "profit": [-3.0]}),
    )
    found = migration.review(BEFORE, AFTER, basis="profit", apart=apart)
    assert found.apart.to_numpy().tolist() == [["X", -5.0, 0.0, 5.0], ["Y", 0.0, -3.0, -3.0]]
    assert found.table["change"].sum() + found.apart["change"].sum() == (
        AFTER["profit"].sum() - 3 - BEFORE["profit"].sum() + 5
    )
