"""Deals: figures by hand, by brute force, and of 8,800 real ones."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kamlib.manage import development, noise
from kamlib.manage.development.pipeline import chances
from kamlib.manage.sums import interval_of_sum, number_of_successes


def table(*rows: tuple[str, str, int | None, int | None]) -> pd.DataFrame:
    """Deals by owner, stage, day of opening and day of closing, counted from the end of 2023."""
    start = pd.Timestamp("2023-12-31")
    day = [
        [start + pd.Timedelta(days=d) if d is not None else pd.NaT for d in (opened, closed)]
        for _owner, _stage, opened, closed in rows
    ]
    return pd.DataFrame({
        "deal_id": [f"D{i}" for i in range(len(rows))], "owner": [row[0] for row in rows],
        "stage": [row[1] for row in rows], "opened": pd.to_datetime([d[0] for d in day]),
        "closed": pd.to_datetime([d[1] for d in day]), "value": [100.0] * len(rows),
    })  # fmt: skip


def test_the_share_won_counts_open_deals_as_long_as_they_were_seen() -> None:
    """Five deals: won at 10, lost at 20, open since 25, won at 30, open since 40 days (day 40 is the last).

    At 10: 5 at risk, 1/5 won. At 20: 4 at risk, 0.8 × 1/4 lost. At 30: 2 at risk, 0.6 × 1/2 = 0.3 won.
    """
    deals = table(("a", "won", 0, 10), ("a", "lost", 0, 20), ("a", "offer", 15, None), ("a", "won", 0, 30),
                  ("a", "offer", 0, None))  # fmt: skip
    found = development.pipeline(deals, as_of="2024-02-09")
    ends = found.incidence.set_index("days")
    assert found.win_rate == pytest.approx(2 / 3)
    assert ends.loc[30, "won"] == pytest.approx(0.5)
    assert ends.loc[30, "lost"] == pytest.approx(0.2)
    assert ends.loc[30, "open"] == pytest.approx(0.3)
    assert found.eventual == pytest.approx(0.5)
    ages = np.array([np.nan, 15.0, 25.0, 40.0])
    assert chances(found.incidence, ages).tolist() == pytest.approx([0.5, 0.3 / 0.8, 0.3 / 0.6, 0.0])
    assert chances(found.incidence, ages, ahead=10).tolist() == pytest.approx([0.0, 0.0, 0.5, 0.0])
    assert found.open_deals.set_index("deal_id")["expected"].to_dict() == pytest.approx({"D2": 50.0, "D4": 0.0})
    sure = found.open_deals.set_index("deal_id").loc["D2", ["chance_low", "chance_high"]]
    assert sure.tolist() == pytest.approx(
        [0.1253, 0.8747], abs=1e-4
    )  # Wilson: half of the 3 that were 25 days old


def test_on_an_earlier_day_what_came_later_is_not_known() -> None:
    deals = table(("a", "won", 0, 10), ("a", "lost", 0, 20), ("a", "won", 12, 15))
    found = development.pipeline(deals, as_of="2024-01-10")
    assert (found.won, found.lost, found.open) == (1, 0, 1)
    assert found.open_deals["age"].tolist() == [10.0]
    assert found.stages["stage"].tolist() == ["won", "open"]
    assert development.pipeline(deals, as_of="2024-01-12").open_deals["age"].tolist() == [0.0, 12.0]


def test_a_deal_without_a_day_counts_in_the_rate_and_not_in_the_days() -> None:
    deals = table(("a", "won", 0, 10), ("a", "won", None, 12), ("a", "new", None, None))
    found = development.pipeline(deals)
    assert (found.won, found.open, found.undated) == (2, 1, 2)
    assert found.days.set_index("outcome")["deals"].to_dict() == {"won": 1, "lost": 0}
    assert found.open_deals["chance"].tolist() == [1.0]


def test_the_order_of_rows_changes_nothing() -> None:
    deals = table(("a", "won", 0, 10), ("b", "lost", 0, 20), ("b", "offer", 15, None), ("a", "won", 3, 30))
    one, other = (development.pipeline(frame) for frame in (deals, deals.iloc[::-1]))
    pd.testing.assert_frame_equal(one.open_deals, other.open_deals)
    pd.testing.assert_frame_equal(one.incidence, other.incidence)


def test_a_deal_is_old_from_the_day_after_nine_tenths_of_those_won_were_won() -> None:
    """All twenty were won at ten days; on 11 January the open ones are eleven and ten days old."""
    deals = table(*[("a", "won", 0, 10)] * 20, ("a", "offer", 0, None), ("a", "offer", 1, None))
    found = development.pipeline(deals, as_of="2024-01-11").open_deals.set_index("deal_id")
    assert found["old"].to_dict() == {"D20": True, "D21": False}


def test_an_open_deal_without_a_value_gets_the_mean_of_those_won_of_its_product() -> None:
    """S was won four times, R never: the mean of all won, (50 + 150 + 360) / 14; others say nothing."""
    deals = table(*[("a", "won", 0, 10)] * 14, ("a", "lost", 0, 12), *[("a", "offer", 5, None)] * 4)
    deals["product"] = [*"PPPPPQQQQQSSSS", "P", *"PPSR"]
    deals["value"] = [10.0] * 5 + [30.0] * 5 + [90.0] * 4 + [1000.0, 500.0, np.nan, np.nan, np.nan]
    found = development.pipeline(deals).open_deals.set_index("deal_id").sort_index()
    assert found["value"].to_dict() == {"D15": 500.0, "D16": 10.0, "D17": 40.0, "D18": 40.0}
    assert found["value_given"].tolist() == [True, False, False, False]


def test_the_sum_of_things_that_happen_or_not_is_that_of_brute_force() -> None:
    p, v = np.array([0.1, 0.5, 0.7, 0.35, 0.9, 0.22]), np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
    sums: dict[float, float] = {}
    counts = np.zeros(7)
    for ends in itertools.product((0, 1), repeat=6):
        e = np.array(ends)
        chance = float(np.prod(np.where(e, p, 1 - p)))
        sums[float(e @ v)] = sums.get(float(e @ v), 0.0) + chance
        counts[e.sum()] += chance
    assert number_of_successes(p) == pytest.approx(counts)
    order = sorted(sums)
    reached = np.cumsum([sums[s] for s in order])
    expected = (order[int(np.searchsorted(reached, 0.05))], order[int(np.searchsorted(reached, 0.95))])
    assert interval_of_sum(p, v, 0.9) == pytest.approx(expected)


def test_amounts_that_are_no_multiples_keep_their_quantiles() -> None:
    p, v = np.full(300, 0.3), np.linspace(1.0, 700.0, 300) ** 1.1
    low, high = interval_of_sum(p, v, 0.9)
    middle, width = float(p @ v), 1.645 * float(np.sqrt((p * (1 - p)) @ v**2))
    assert (low, high) == pytest.approx((middle - width, middle + width), rel=0.01)


def test_amounts_too_small_for_a_step_are_not_lost() -> None:
    """5,000 of 1 and one of 100,000, each at one half: the small ones come to 2,500, spread √1,250.

    The least twentieth of all is the least tenth without the large one: 2,500 − 1.2816 · 35.36; the other end
    likewise with it. A step is 105,000 / 16,384 = 6.4.
    """
    low, high = interval_of_sum(np.full(5001, 0.5), np.array([*[1.0] * 5000, 100_000.0]), 0.9)
    assert (low, high) == (pytest.approx(2454.7, abs=13), pytest.approx(102_545.3, abs=13))
    p, v = np.full(40_000, 0.02), np.linspace(0.01, 3.0, 40_000)
    low, high = interval_of_sum(p, v, 0.9)
    middle, width = float(p @ v), 1.645 * float(np.sqrt((p * (1 - p)) @ v**2))
    assert (low, high) == pytest.approx((middle - width, middle + width), rel=0.01)


def test_owners_who_differ_are_found_and_those_who_do_not_are_not() -> None:
    """Two by two: 30 of 40 against 10 of 40 gives chi-square 20; 21 of 40 against 19 of 40 gives 0.2."""
    groups = pd.Series(["a"] * 40 + ["b"] * 40)
    apart = noise.between(groups, pd.Series([1] * 30 + [0] * 10 + [1] * 10 + [0] * 30))
    alike = noise.between(groups, pd.Series([1] * 21 + [0] * 19 + [1] * 19 + [0] * 21))
    assert apart is not None and alike is not None  # noqa: PT018
    assert (apart.statistic, apart.degrees) == (pytest.approx(20.0), 1)
    assert apart.p_value < 1e-4
    assert alike.statistic == pytest.approx(0.2)
    assert alike.table["pooled"].tolist() == [0.5, 0.5]  # chance explains all of the distance
    assert apart.table["pooled"].tolist() == pytest.approx([0.7389, 0.2611], abs=0.01)


def test_groups_too_small_to_be_tested_are_one() -> None:
    groups = pd.Series(["a"] * 40 + ["b"] * 40 + list("cdefghijkl"))
    found = noise.between(groups, pd.Series([1, 0] * 45))
    assert found is not None
    assert found.degrees == 2
    assert len(found.table) == 12


def test_several_tests_are_adjusted_for_their_number() -> None:
    assert noise.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_a_table_without_a_column_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="stage"):
        development.pipeline(pd.DataFrame({"deal_id": ["1"], "opened": [pd.Timestamp("2024-01-01")]}))


@pytest.mark.slow
def test_8800_real_deals(shared_data: Path) -> None:
    """Counts, rate, values, tests and days as worked out from the file by other means."""
    raw = pd.read_csv(shared_data / "maven-crm-opportunities" / "sales_pipeline.csv")
    found = development.pipeline(raw.rename(columns={
        "opportunity_id": "deal_id", "sales_agent": "owner", "account": "customer_id", "deal_stage": "stage",
        "engage_date": "opened", "close_date": "closed", "close_value": "value",
    }))  # fmt: skip
    stages = found.stages.set_index("stage")
    assert stages["deals"].to_dict() == {"won": 4238, "lost": 2473, "Engaging": 1589, "Prospecting": 500}
    assert stages.loc["won", "value"] == 10_005_534
    assert stages.loc["won", "value"] / 4238 == pytest.approx(2360.91, abs=0.005)
    assert found.win_rate == pytest.approx(0.6315, abs=5e-5)
    tests = found.differences.set_index("by")
    assert tests.loc["owner", ["statistic", "degrees", "p_value"]].tolist() == pytest.approx(
        [33.3, 29, 0.26], rel=0.02
    )
    assert tests.loc["customer_id", ["statistic", "degrees", "p_value"]].tolist() == pytest.approx(
        [64.6, 84, 0.94], rel=0.01
    )
    assert tests.loc["product", ["statistic", "degrees", "p_value"]].tolist() == pytest.approx(
        [6.5, 6, 0.37], rel=0.01
    )
    assert not tests["real"].any()
    assert found.days.set_index("outcome")["median"].to_dict() == {"won": 57.0, "lost": 14.0}
    assert found.undated == 500
    assert found.eventual < found.win_rate
    assert found.expected_low < found.expected < found.expected_high
    tried = found.backtest
    assert (round(tried["expected"].sum()), tried["won"].sum()) == (2523, 1771)  # 42 % too high, as it was made
    assert found.correction.factor == pytest.approx(1771 / 2523, abs=5e-5)
    assert tried["factor"].tolist()[1:] == pytest.approx([617 / 875.59, 1219 / 1647.15], abs=1e-4)
    later = tried.iloc[1:]
    assert later["expected"].sum() / later["won"].sum() == pytest.approx(1.43, abs=0.005)
    assert later["corrected"].sum() / later["won"].sum() == pytest.approx(1.03, abs=0.005)
    assert (later["brier_corrected"] < later["brier"]).all()
    assert found.expected / found.uncorrected == pytest.approx(found.correction.factor)


@pytest.mark.parametrize(("size", "degrees"), [(10, 3), (9, 2)])
def test_a_group_that_expects_just_five_is_tested_alone(size: int, degrees: int) -> None:
    """Half of all are won: two groups of ten expect five each, two of nine less, and are tested as one."""
    groups = pd.Series(["a"] * 40 + ["b"] * 40 + ["c"] * size + ["d"] * size)
    found = noise.between(groups, pd.Series([1, 0] * (40 + size)))
    assert found is not None
    assert found.degrees == degrees
