"""The scorecard: eight criteria, weights, list, and how firmly it stands."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.classify import scorecard
from kamlib.facts.accounts import accounts


def lines() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["A", "A", "B", "C"],
            "order_id": ["1", "2", "3", "4"],
            "date": pd.to_datetime(["2024-01-05", "2024-03-05", "2024-02-01", "2024-03-31"]),
            "revenue": [100.0, 300.0, 120.0, 50.0],
            "cost": [60.0, 200.0, 80.0, np.nan],
            "quantity": [10.0, 30.0, 10.0, 5.0],
            "product": ["pump"] * 4,
            "due_date": pd.to_datetime(["2024-02-05", "2024-04-05", "2024-03-01", "2024-04-30"]),
            "paid_date": pd.to_datetime(["2024-02-10", None, None, None]),
            "paid_amount": [100.0, np.nan, np.nan, np.nan],
            "quality_loss": [0.0, 8.0, 0.0, 0.0],
        }
    )


def test_a_credit_note_is_no_contract() -> None:
    """Two purchases, a credit note with a number of its own, an order taken back whole: two contracts."""
    rows = [("A", "1", 100.0), ("A", "2", 80.0), ("A", "C1", -30.0), ("A", "3", 50.0), ("A", "3", -50.0)]
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "revenue"]).assign(
        date=pd.Timestamp("2024-01-05")
    )
    assert scorecard.criteria(frame).set_index("customer_id").loc["A", "contract_volume"] == 2
    assert accounts(frame)["orders"].tolist() == [2]


def test_lines_without_a_number_are_one_contract_a_day() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-02"])
    book = pd.DataFrame({"customer_id": "A", "order_id": None, "date": days, "revenue": 100.0})
    assert scorecard.criteria(book)["contract_volume"].tolist() == accounts(book)["orders"].tolist() == [2]


def test_a_day_of_payment_without_an_amount_is_a_payment_in_full() -> None:
    """1,000 paid on a known day, 500 of 1,000 paid on the evening of the day, 1,000 open: half is collected."""
    day = pd.Timestamp("2024-06-30")
    frame = pd.DataFrame({
        "customer_id": "A", "order_id": [*"123"], "date": pd.Timestamp("2024-01-05"), "revenue": 1000.0,
        "due_date": [day - pd.Timedelta(days=30), day, day - pd.Timedelta(days=1)],
        "paid_date": [pd.Timestamp("2024-06-01"), pd.Timestamp("2024-06-30 18:00"), pd.NaT],
        "paid_amount": [np.nan, 500.0, np.nan],
    })  # fmt: skip
    found = scorecard.criteria(frame, as_of=day).set_index("customer_id")
    assert found.loc["A", "collection_rate"] == pytest.approx(0.5)


def test_lines_that_name_no_product_say_nothing_of_prices() -> None:
    """A and B pay the same for pumps; what else A bought has no name, and no price to compare with."""
    rows = [("A", "pump", 10.0, 100.0), ("A", None, 10.0, 900.0), ("B", "pump", 10.0, 100.0)]
    book = pd.DataFrame(rows, columns=["customer_id", "product", "quantity", "revenue"])
    book = book.assign(order_id=[*"123"], date=pd.Timestamp("2024-01-01"))
    assert scorecard.criteria(book)["price_level"].tolist() == [1.0, 1.0]


def test_the_same_money_in_more_lines_scores_alike() -> None:
    """0.1 and 0.2 add up to a hair more than 0.3."""
    rows = [("A", 0.1), ("A", 0.2), ("B", 0.3), ("C", 0.1)]
    book = pd.DataFrame(rows, columns=["customer_id", "revenue"])
    book = book.assign(order_id=[*"1123"], date=pd.Timestamp("2024-01-01"), cost=book["revenue"] * 0.7)
    for weights in ({"revenue": 1.0}, {"profit_level": 1.0}):
        scores = scorecard.score(scorecard.criteria(book), weights=weights).table.set_index("customer_id")["score"]
        assert scores["A"] == scores["B"]


def test_criteria_are_measured_as_one_would_by_hand() -> None:
    people = pd.DataFrame({"customer_id": ["A", "B", "C"], "influence": [5, 3, 1], "reputation": [4, 4, 2]})
    found = scorecard.criteria(lines(), people).set_index("customer_id")
    assert list(found.columns) == list(scorecard.CRITERIA)
    mean_price = 570 / 55
    assert found.loc["A", "price_level"] == pytest.approx(400 / (40 * mean_price))
    assert found.loc["A", "collection_rate"] == 1.0  # the second bill is not due yet
    assert found.loc["B", "collection_rate"] == 0.0
    assert np.isnan(found.loc["C", "collection_rate"])
    assert found.loc["A", "profit_level"] == pytest.approx(140 / 400)
    assert np.isnan(found.loc["C", "profit_level"])
    assert found.loc["A", "quality_loss_rate"] == pytest.approx(0.02)


def test_the_least_of_tables_still_gives_a_scorecard_that_names_what_is_left_out() -> None:
    bare = lines()[["customer_id", "order_id", "date", "revenue"]]
    card = scorecard.score(scorecard.criteria(bare))
    assert set(card.weights) == {"contract_volume", "revenue"}
    assert sum(card.weights.values()) == pytest.approx(1.0)
    assert "profit_level" in card.left_out


def test_a_missing_value_is_named_and_the_rest_decides() -> None:
    card = scorecard.score(scorecard.criteria(lines()), weights={"revenue": 1, "profit_level": 1})
    row = card.table.set_index("customer_id").loc["C"]
    assert row["missing"] == "profit_level"
    assert row["score"] == row["score_revenue"] == 0.0


def measured(rows: list[tuple[float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["revenue", "quality_loss_rate"])
    frame.insert(0, "customer_id", [f"C{i:03}" for i in range(len(rows))])
    return frame


ROWS = st.lists(st.tuples(st.integers(-50, 50).map(float), st.integers(0, 5).map(float)), min_size=2, max_size=30)


@given(ROWS, st.randoms(use_true_random=False), st.sampled_from(["percentile", "minmax"]))
def test_order_of_rows_and_unit_of_money_do_not_matter(rows, random, method) -> None:
    frame = measured(rows)
    shuffled = frame.sample(frac=1, random_state=random.randrange(1000))
    weights = {"revenue": 2, "quality_loss_rate": 1}
    first = scorecard.score(frame, weights=weights, method=method)
    again = scorecard.score(shuffled.assign(revenue=shuffled["revenue"] * 7.25), weights=weights, method=method)
    pd.testing.assert_frame_equal(first.table, again.table)


@given(ROWS)
def test_equals_score_alike_and_stand_on_the_list_together(rows: list[tuple[float, float]]) -> None:
    doubled = measured(rows + rows)
    table = scorecard.score(doubled, weights={"revenue": 1, "quality_loss_rate": 1}).table.set_index("customer_id")
    for i in range(len(rows)):
        one, other = table.loc[f"C{i:03}"], table.loc[f"C{i + len(rows):03}"]
        assert one["score"] == other["score"]
        assert one["on_list"] == other["on_list"]


@given(ROWS)
def test_more_revenue_never_lowers_the_score(rows: list[tuple[float, float]]) -> None:
    frame = measured(rows)
    before = scorecard.score(frame, weights={"revenue": 1, "quality_loss_rate": 1}).table.set_index("customer_id")
    frame.loc[0, "revenue"] += 10
    after = scorecard.score(frame, weights={"revenue": 1, "quality_loss_rate": 1}).table.set_index("customer_id")
    assert after.loc["C000", "score"] >= before.loc["C000", "score"]


def test_a_threshold_that_is_just_reached_is_reached_in_two_lines_too() -> None:
    """0.7 and 0.1 add up to a hair less than 0.8."""
    book = pd.DataFrame({"customer_id": ["A", "A", "B"], "revenue": [0.7, 0.1, 0.8]})
    measured = scorecard.criteria(book.assign(order_id=[*"112"], date=pd.Timestamp("2024-01-01")))
    card = scorecard.score(measured, weights={"revenue": 1.0}, method="bands", bands={"revenue": (0.5, 0.8)})
    assert card.table["score"].tolist() == [100.0, 100.0]


def test_bands_count_the_thresholds_reached() -> None:
    frame = measured([(5, 0), (10, 0.02), (100, 0.2)])
    bands = {"revenue": (10.0, 50.0), "quality_loss_rate": (0.01, 0.05)}
    weights = {"revenue": 1, "quality_loss_rate": 1}
    table = scorecard.score(frame, weights=weights, method="bands", bands=bands).table.set_index("customer_id")
    assert table.loc["C001", ["score_revenue", "score_quality_loss_rate"]].tolist() == [50.0, 50.0]
    assert table.loc["C000", "score_quality_loss_rate"] == 100.0


@pytest.mark.parametrize(
    ("weights", "said"),
    [({"revenue": -1.0}, "negative"), ({"revenue": 0.0}, "nil"), ({"turnover": 1.0}, "not one of"),
     ({"revenue": float("nan")}, "negative")],
)  # fmt: skip
def test_weights_that_cannot_be_are_refused(weights: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        scorecard.score(measured([(1, 1), (2, 2)]), weights=weights)


@settings(max_examples=25)
@given(ROWS, st.integers(0, 5))
def test_who_leads_in_everything_stays_on_the_list_under_any_weights(rows, seed) -> None:
    frame = measured([(99.0, -1.0), *rows])
    card = scorecard.score(frame, weights={"revenue": 1, "quality_loss_rate": 1}, top=1)
    shaken = scorecard.weight_sensitivity(card, draws=50, spread=None, seed=seed).table.set_index("customer_id")
    assert shaken.loc["C000", "stays_share"] == 1.0


def test_a_list_that_hangs_on_the_weights_is_seen() -> None:
    frame = measured([(10, 5), (9, 0), (0, 4)])
    card = scorecard.score(frame, weights={"revenue": 3, "quality_loss_rate": 2}, method="minmax", top=1)
    share = scorecard.weight_sensitivity(card, draws=500, spread=None, seed=1).table.set_index("customer_id")[
        "stays_share"
    ]
    assert 0.0 < share["C000"] < 0.5 < share["C001"] < 1.0
    assert share["C002"] == 0.0


def many(n: int) -> scorecard.Scorecard:
    chance = np.random.default_rng(0)
    return scorecard.score(pd.DataFrame({
        "customer_id": [f"C{i:05d}" for i in range(n)], "revenue": chance.lognormal(5, 1, n),
        "profit_level": np.where(chance.random(n) < 0.1, np.nan, chance.random(n)), "influence": 3.0,
    }))  # fmt: skip


def test_weights_are_shaken_in_blocks_with_one_result(monkeypatch: pytest.MonkeyPatch) -> None:
    card = many(150)
    whole = scorecard.weight_sensitivity(card, draws=500).table
    monkeypatch.setattr(scorecard, "_BLOCK", 150 * 7)
    pd.testing.assert_frame_equal(scorecard.weight_sensitivity(card, draws=500).table, whole)


def test_shaking_a_long_list_stays_small_in_memory() -> None:
    card = many(4000)
    tracemalloc.start()
    scorecard.weight_sensitivity(card)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80e6


@pytest.mark.parametrize("top", [0, -3])
def test_a_list_without_a_place_is_refused(top: int) -> None:
    with pytest.raises(ValueError, match="one or more"):
        scorecard.score(scorecard.criteria(lines()), top=top)


@pytest.mark.parametrize("how", [{"spread": 0.0}, {"spread": -1.0}, {"draws": 0}])
def test_weights_that_cannot_be_shaken_are_refused(how: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="spread"):
        scorecard.weight_sensitivity(many(10), **how)
