"""Twelve rules: behaviours by hand, mean and spread told apart, and nobody ranked within noise."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import levene

from kamlib.book import Book
from kamlib.manage import golden_rules
from kamlib.manage.golden_rules import control
from kamlib.manage.golden_rules.behaviours import BEHAVIOURS, RULES, observed
from kamlib.manage.golden_rules.replies import replies
from tests.manage.books import book


def asked(people: dict[str, np.ndarray], start: str = "2024-01-01") -> pd.DataFrame:
    """Return requests: the same days for each person, with these hours."""
    rows = [
        (f"{person}{k}", person, day, hours[k])
        for person, hours in people.items()
        for k, day in enumerate(pd.date_range(start, periods=len(hours), freq="D"))
    ]
    return pd.DataFrame(rows, columns=["request_id", "person", "date", "reply_hours"])


def test_an_individuals_chart_as_published() -> None:
    # NIST/SEMATECH e-Handbook 6.3.2.2: mean 50.81, limits 45.8159 and 55.8041
    flow = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    found = control.individuals(flow)
    assert (found.mean, found.low, found.high) == pytest.approx((50.81, 45.8159, 55.8041), abs=5e-5)
    assert control.individuals(np.append(flow, 70.0)).within == pytest.approx(10 / 11)
    with pytest.raises(ValueError, match="two figures"):
        control.individuals(flow[:1])


def test_weeks_by_hand() -> None:
    # Li: four weeks of ten, 5 of 10 each. Max: 10, 0, 10, 0. Both have one half.
    days = [day for week in pd.date_range("2024-01-01", periods=4, freq="7D") for day in [week] * 10]
    steady, wild = [True, False] * 20, [True] * 10 + [False] * 10 + [True] * 10 + [False] * 10
    cases = pd.DataFrame({"person": ["Li"] * 40 + ["Max"] * 40, "date": days * 2, "yes": steady + wild})
    found = control.weekly(cases)
    assert found.loc["Li", "dispersion"] == 0.0
    assert found.loc["Max", "dispersion"] == pytest.approx(4 * 0.25 / 0.025 / 3)  # 40 with 3 degrees
    assert found.loc["Max", "p_value"] < 1e-7 < 0.99 < found.loc["Li", "p_value"]
    assert found["within"].tolist() == [1.0, 0.0]  # a week of ten: one half ± 3 × .158
    pd.testing.assert_frame_equal(found, control.weekly(cases.iloc[::-1]))


def test_equal_means_and_a_different_spread_are_told_apart() -> None:
    dice = np.random.default_rng(3)
    people = {name: dice.normal(8.0, 2.0, 120) for name in ("Eva", "Li", "Ute")}
    people["Max"] = np.where(np.arange(120) % 4 == 0, 26.0, 2.0)  # mean 8
    found = replies(asked(people)).table.set_index("person")
    assert found["differs"].to_dict()["Max"] == "wide"
    assert (found.loc[["Eva", "Li", "Ute"], "differs"] != "slow").all()
    assert found.loc["Max", "mean"] == pytest.approx(8.0)
    assert found.loc["Max", "spread_low"] < found.loc["Max", "spread"] < found.loc["Max", "spread_high"]
    assert found.loc["Max", "late"] == 0.25
    assert found.loc["Max", "within"] < found.loc["Li", "within"]
    whole = replies(asked(people))
    assert whole.p_mean > 0.05 > whole.p_spread
    assert whole.p_spread == pytest.approx(levene(*people.values(), center="median").pvalue)


def test_a_team_of_equals_is_not_ranked() -> None:
    named = 0
    for seed in range(16):
        dice = np.random.default_rng(seed)
        found = replies(asked({f"P{k}": dice.gamma(2.0, 4.0, 60) for k in range(8)})).table
        named += int((found["differs"] != "").sum() > 0)
        assert found["person"].tolist() == sorted(found["person"])
        assert (found["pooled"] - found["pooled"].mean()).abs().max() <= (
            found["mean"] - found["mean"].mean()
        ).abs().max()
    assert named <= 3  # one in twenty expected


def test_one_slow_person_is_named_though_the_spread_is_that_of_the_others() -> None:
    dice = np.random.default_rng(5)
    people = {name: dice.normal(8.0, 2.0, 80) for name in ("Eva", "Li", "Ute")}
    people["Max"] = dice.normal(12.0, 2.0, 80)
    assert replies(asked(people)).table.set_index("person")["differs"]["Max"] == "slow"


def test_few_replies_are_not_compared() -> None:
    found = replies(asked({"Li": np.full(20, 5.0), "Max": np.full(19, 50.0)}))
    assert found.table["person"].tolist() == ["Li"]
    assert replies(asked({"Max": np.full(19, 50.0)})).table.empty


def diary() -> pd.DataFrame:
    """Max: an order on 1 March, then a call; one on 1 April, then nothing. Eva: two repairs, one open."""
    rows = [
        ("S1", "2024-03-01", "business", "visit", "Max", "order"),
        ("S1", "2024-04-20", "business", "call", "Max", "none"),
        ("S2", "2024-04-01", "business", "visit", "Max", "order"),
        ("S2", "2024-04-01", "technical", "visit", "Eva", "none"),
        ("S1", "2024-05-01", "technical", "service", "Eva", "solved"),
        ("S1", "2024-05-02", "technical", "service", "Eva", "open"),
        ("S1", "2024-06-01", "technical", "complaint", "Eva", "solved"),
        ("S1", "2024-08-01", "technical", "complaint", "Eva", "solved"),
    ]
    table = pd.DataFrame(rows, columns=["customer_id", "date", "level", "kind", "employee", "outcome"])
    return table.assign(date=pd.to_datetime(table["date"]))


def shares(made: Book) -> dict[str, tuple[int, int]]:
    return {id_: (int(cases["yes"].sum()), len(cases)) for id_, cases in observed(made).items()}


def test_behaviours_in_the_diary_by_hand() -> None:
    found = shares(with_diary())
    assert found["4b"] == (1, 2)  # a call 50 days after the first order; nothing after the second
    assert found["6b"] == (2, 3)  # Max and Eva at S2 on one day; Max alone at S1
    assert found["11a"] == (2, 2)  # Eva's visit is technical work
    assert found["11b"] == (2, 2)  # S1 and S2 buy at each end of a month
    assert found["12a"] == (3, 4)
    assert found["12b"] == (1, 2)  # the complaint of 1 June came again within 90 days
    assert found["10b"] == (1, 3)  # K3 is known to two
    assert "9a" not in found


def test_two_of_each_rule_and_what_is_missing_is_named() -> None:
    found = golden_rules.assess(book())
    assert found.behaviours["rule"].tolist() == sorted([*RULES, *RULES])
    missing = found.behaviours.set_index("behaviour")["missing"]
    assert missing["7a"] == "rating"
    assert "activities.outcome" in missing["12a"]
    assert len(BEHAVIOURS) == 24


RATED = pd.DataFrame(
    [
        ("Li", "Li", 9, 5), ("Li", "Max", 9, 3), ("Li", "Eva", 9, 2), ("Max", "Max", 9, 4), ("Max", "Li", 9, 4),
        ("Eva", "Li", 9, 3), ("Li", "Max", 9, 3), ("Max", "Li", 13, 4), ("Max", "Li", 9, 6), ("", "Li", 9, 4),
    ],
    columns=["person", "respondent", "rule", "score"],
)  # fmt: skip


def test_own_rating_and_that_of_colleagues_by_hand() -> None:
    found = golden_rules.assess(book(), RATED)
    row = found.rules.set_index("rule").loc[9]
    assert (row["own"], row["others"], row["rated"]) == (4.5, pytest.approx((2.5 + 4 + 3) / 3), 2)
    assert row["gap"] == pytest.approx((2.5 + 0.0) / 2)
    assert row["gap_low"] < 0 < row["gap_high"]  # two persons prove nothing
    assert found.refused == 4
    li = found.ratings.set_index(["person", "rule"]).loc[("Li", 9)]
    assert li.tolist() == [5, 2.5, 2]


@cache
def with_diary() -> Book:
    return book(activities=diary())


def test_a_client_sees_no_table_of_persons() -> None:
    made = with_diary()
    inside, outside = golden_rules.assess(made, RATED), golden_rules.assess(made, RATED, audience="client")
    assert len(inside.people) > 0 < len(inside.ratings)
    assert len(outside.people) == len(outside.ratings) == 0
    assert outside.replies is None
    pd.testing.assert_frame_equal(outside.rules, inside.rules)
    names = {"Li", "Max", "Eva"}
    for table in (outside.rules, outside.behaviours):
        assert not names & set(table.astype("str").to_numpy().ravel())
    with pytest.raises(ValueError, match="owner, management, client"):
        golden_rules.assess(made, audience="all")


def test_the_order_of_the_rows_does_not_matter() -> None:
    one = golden_rules.assess(with_diary(), RATED)
    turned = golden_rules.assess(book(activities=diary().iloc[::-1]), RATED.iloc[::-1])
    pd.testing.assert_frame_equal(one.people, turned.people)
    pd.testing.assert_frame_equal(one.behaviours, turned.behaviours)


def test_a_week_of_two_cases_counts_and_one_of_a_single_case_does_not() -> None:
    """Li has a success in each of four weeks of two cases, and one case in the fifth week."""
    days = [day for day in pd.date_range("2024-01-01", periods=4, freq="7D") for _case in range(2)]
    cases = pd.DataFrame({
        "person": "Li", "date": [*days, pd.Timestamp("2024-01-29")], "yes": [True, False] * 4 + [True],
    })  # fmt: skip
    row = control.weekly(cases).loc["Li"]
    assert (row["weeks"], row["within"], row["dispersion"]) == (4, 1.0, 0.0)
