"""Sample sizes, intervals, promoters and drivers against published figures and hand-worked ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.keep import satisfaction


@pytest.mark.parametrize(
    ("population", "printed"),
    [
        (10, 10), (100, 80), (150, 108), (200, 132), (220, 140), (250, 152), (300, 169), (500, 217), (1000, 278),
        (1200, 291), (1500, 306), (2800, 338), (9000, 368),
    ],
)  # fmt: skip
def test_the_table_of_krejcie_and_morgan(population: int, printed: int) -> None:
    assert satisfaction.sample_size(population) == printed


def test_the_ceiling_keeps_the_margin() -> None:
    assert satisfaction.sample_size(500, rounding="ceiling") == 218
    assert satisfaction.sample_size(1) == 1
    with pytest.raises(ValueError, match="margin"):
        satisfaction.sample_size(100, margin=0)
    with pytest.raises(ValueError, match="one customer"):
        satisfaction.sample_size(0)
    with pytest.raises(ValueError, match="rounding"):
        satisfaction.sample_size(9, rounding="up")


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 1, 0, 0.7934567), (1, 2, 0.0945287, 0.9054713), (1, 11, 0.0162318, 0.3773646),
        (10, 100, 0.0552285, 0.1743673), (25, 100, 0.1754509, 0.3430465), (0, 100, 0, 0.0369948),
    ],
)  # fmt: skip
def test_wilson_as_published(successes: int, n: int, low: float, high: float) -> None:
    assert satisfaction.wilson(successes, n, z=1.96) == pytest.approx((low, high), abs=5.1e-8)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_of_newcombe(successes: int, n: int, low: float, high: float) -> None:
    assert satisfaction.wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_a_census_has_no_sampling_error_and_a_part_has_less() -> None:
    assert satisfaction.wilson(6, 8, population=8) == (0.75, 0.75)
    few, many = (satisfaction.wilson(15, 30, population=size) for size in (60, 6000))
    assert few[1] - few[0] < 0.75 * (many[1] - many[0])
    with pytest.raises(ValueError, match="more than the 5"):
        satisfaction.wilson(1, 6, population=5)
    with pytest.raises(ValueError, match="no share"):
        satisfaction.wilson(0, 0)


def test_thirty_of_sixty_customers_count_as_fifty_nine_answers() -> None:
    """30 × 59 / 30 = 59; half of them with z = 2: the interval is 1/2 ± 2 √(15.75) / 63, which is 1 / √63."""
    half = 1 / np.sqrt(63)
    assert satisfaction.wilson(15, 30, population=60, z=2.0) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-12)


def test_the_interval_of_all_customers_is_cut_where_the_others_could_not_bring_it() -> None:
    """Five of six answered, one is satisfied: of all six it is one or two, whatever the sixth would say.

    They count as 5 × 5 / 1 = 25 answers; with z = 2 the interval is (0.28 ± 2 √0.008) / 1.16, 9 % to 40 %, which
    lies outside 1/6 and 2/6 on both sides. If two of the six answered, one satisfied, they count as 2.5:
    (1.3 ± 2 √0.26) / 2.6, 11 % to 89 %, is cut at 1/6 and 5/6. Without a population nothing is cut.
    """
    assert satisfaction.wilson(1, 5, population=6, z=2.0) == pytest.approx((1 / 6, 2 / 6), abs=1e-12)
    assert satisfaction.wilson(1, 2, population=6, z=2.0) == pytest.approx((1 / 6, 5 / 6), abs=1e-12)
    assert satisfaction.wilson(5, 25, z=2.0) == pytest.approx((0.0872, 0.3956), abs=5e-5)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 200), st.data())
def test_wilson_solves_its_equation(n: int, data: st.DataObject) -> None:
    """The ends are the shares whose distance from the one seen is z standard errors of their own."""
    k = data.draw(st.integers(0, n))
    for end in satisfaction.wilson(k, n, z=1.5):
        assert (k / n - end) ** 2 == pytest.approx(1.5**2 * end * (1 - end) / n, abs=1e-12)


def test_net_promoter_by_hand() -> None:
    """Five promoters, two detractors of ten: 30 points; adjusted (5.75 − 2.75) / 13."""
    found = satisfaction.net_promoter([10, 10, 9, 9, 9, 8, 7, 7, 6, 0])
    assert found.score == pytest.approx(30)
    assert found.adjusted == pytest.approx(100 * 3 / 13)
    half = 1.959964 * np.sqrt((8.5 / 13 - (3 / 13) ** 2) / 13)
    assert (found.low, found.high) == (
        pytest.approx(100 * (3 / 13 - half), abs=1e-4), pytest.approx(100 * (3 / 13 + half), abs=1e-4),
    )  # fmt: skip


def test_answers_on_another_scale_are_refused_unless_its_thresholds_are_stated() -> None:
    with pytest.raises(ValueError, match="scale is not 0 to 10"):
        satisfaction.net_promoter([5, 4, 3])
    assert satisfaction.net_promoter([5, 4, 3], promoters=5, detractors=3).score == pytest.approx(0)
    with pytest.raises(ValueError, match="no answer"):
        satisfaction.net_promoter([np.nan])
    with pytest.raises(ValueError, match="below"):
        satisfaction.net_promoter([9], promoters=5, detractors=5)


def made(n: int = 400, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    delivery, price = draw.normal(size=(2, n))
    twin = delivery + 0.2 * draw.normal(size=n)
    return pd.DataFrame({
        "delivery": delivery, "twin": twin, "price": price, "colour": draw.normal(size=n),
        "overall": delivery + 0.5 * price + 0.4 * draw.normal(size=n),
    })  # fmt: skip


def test_twins_cannot_be_told_apart_and_weights_add_up_to_r_squared() -> None:
    frame = made()
    found = satisfaction.drivers(frame, "overall", ["colour", "delivery", "price", "twin"], replicates=200)
    design = np.column_stack([np.ones(len(frame)), frame[["colour", "delivery", "price", "twin"]]])
    rest = frame["overall"] - design @ np.linalg.lstsq(design, frame["overall"], rcond=None)[0]
    assert found.r_squared == pytest.approx(1 - rest.var() / frame["overall"].var())
    by = found.table.set_index("driver")
    assert by.loc["delivery", "group"] == by.loc["twin", "group"]
    assert by["group"].nunique() == 3
    assert by.index[-1] == "colour"
    assert ((by["low"] <= by["share"]) & (by["share"] <= by["high"])).all()


def test_drivers_do_not_depend_on_units_or_the_order_of_columns() -> None:
    frame = made()
    one = satisfaction.drivers(frame, "overall", ["delivery", "price"], replicates=50)
    two = satisfaction.drivers(frame.assign(price=frame["price"] * 100 + 3), "overall", ["price", "delivery"],
                               replicates=50)  # fmt: skip
    assert one.table["driver"].tolist() == two.table["driver"].tolist()
    assert one.table["weight"].to_numpy() == pytest.approx(two.table["weight"].to_numpy())


def test_what_explains_nothing_is_refused() -> None:
    frame = made(30)
    with pytest.raises(ValueError, match="same in every answer"):
        satisfaction.drivers(frame.assign(price=1.0), "overall", ["price"])
    with pytest.raises(ValueError, match="is missing"):
        satisfaction.drivers(frame, "overall", ["speed"])
    with pytest.raises(ValueError, match="too few"):
        satisfaction.drivers(frame.head(3), "overall", ["price", "delivery"])


def test_hbat(shared_data: Path) -> None:
    """Hair and others, Multivariate Data Analysis: satisfaction (x19) on six drivers of the HBAT survey."""
    file = next((shared_data / "hbat-b2b-survey").glob("*.csv"))
    answers = pd.read_csv(file)
    answers.columns = [str(name).lower() for name in answers.columns]
    names = [f"x{i}" for i in range(6, 19)]
    found = satisfaction.drivers(answers, "x19", names, replicates=300)
    assert found.r_squared == pytest.approx(0.80385, abs=5e-5)
    by = found.table.set_index("driver")
    printed = {"x12": 22.2, "x6": 21.2, "x9": 11.2, "x11": 10.3, "x18": 8.9, "x16": 8.2, "x7": 5.7}
    assert (100 * by["share"]).loc[list(printed)].to_dict() == pytest.approx(printed, abs=0.05)
    assert by.loc[["x18", "x11", "x17"], "vif"].to_list() == pytest.approx([44.0, 38.0, 33.3], abs=0.05)
    assert by.loc["x7", "sign_flip"]
    assert by.loc["x7", "group"] == by.loc["x12", "group"]


def test_the_interval_of_the_mean_of_a_driver_by_hand() -> None:
    """Answers 1 to 5: mean 3, standard deviation √2.5, so 3 ± 1.959964 × √(2.5 / 5)."""
    frame = pd.DataFrame({"delivery": [1, 2, 3, 4, 5], "overall": [1, 2, 2, 4, 5]})
    row = satisfaction.drivers(frame, "overall", ["delivery"], replicates=2).table.iloc[0]
    assert row["mean"] == 3.0
    assert [row["mean_low"], row["mean_high"]] == pytest.approx([3 - 1.385904, 3 + 1.385904], abs=1e-5)


@pytest.mark.parametrize(("inflated", "together"), [((True, False), False), ((True, True), True)])
def test_one_inflated_driver_of_two_is_no_twin(inflated: tuple[bool, bool], together: bool) -> None:
    """The drivers correlate by 0.8, and in every draw the first weighs more by 0.4."""
    inside, drawn = np.array([[1.0, 0.8], [0.8, 1.0]]), np.array([[0.5, 0.1]] * 10)
    one, other = satisfaction._groups(inside, drawn, np.array(inflated), np.zeros(2, dtype=bool))
    assert (one == other) == together
