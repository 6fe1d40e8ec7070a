"""The draw of a survey and what its answers say: published strata, a census, bounds, surveys that say little."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.satisfaction import satisfaction
from kamlib.keep import answers, asking
from kamlib.words import speaking


def test_strata_as_thompson_prints_them() -> None:
    """Thompson, Sampling, chapter 11."""
    found = asking.stratified([20, 9, 12], [5, 3, 4], [1.6, 2.8, 0.6], [3.3, 4.0, 2.2])
    assert found["mean"] == pytest.approx(1.5707, abs=5e-5)
    assert found["variance"] == pytest.approx(0.192, abs=5e-4)
    assert (found["total"], found["total_variance"]) == (pytest.approx(64.4), pytest.approx(322.8))
    assert asking.allocate([150, 90, 120], 12) == [5, 3, 4]
    assert asking.allocate([150, 90, 120], 12, [100, 200, 300]) == [3, 3, 6]


def test_interval_of_thompson_is_that_of_a_normal_quantile_near_his() -> None:
    """He prints .5602 to 2.5812 with a quantile of t for few answers; ours is narrower and has the same middle."""
    found = asking.stratified([20, 9, 12], [5, 3, 4], [1.6, 2.8, 0.6], [3.3, 4.0, 2.2])
    assert (found["low"] + found["high"]) / 2 == pytest.approx((0.5602 + 2.5812) / 2, abs=5e-4)
    assert 0.5602 < found["low"] < found["high"] < 2.5812


def customers(n: int, platinum: int = 8) -> pd.DataFrame:
    return pd.DataFrame({
        "customer_id": [f"C{i:03d}" for i in range(n)],
        "tier": ["platinum"] * platinum + ["gold" if i % 3 else "iron" for i in range(n - platinum)],
    })  # fmt: skip


def test_all_of_the_best_tier_are_asked_and_nobody_twice() -> None:
    found = asking.draw(customers(400))
    asked = found[found["asked"]]
    assert (asked["tier"] == "platinum").sum() == 8
    assert asked["customer_id"].is_unique
    assert 190 < len(asked) - 8 < 200  # 392 others: 194.2 answers of a population of 392
    assert len(found) > len(asked)


def test_a_new_customer_moves_nobody_elses_place() -> None:
    old = asking.draw(customers(60), size=20)
    new = asking.draw(pd.concat([customers(60), pd.DataFrame({"customer_id": ["X"], "tier": ["gold"]})]), size=20)
    without = new[new["customer_id"] != "X"]
    both = [one for one in old["customer_id"] if one in set(without["customer_id"])]
    assert [one for one in without["customer_id"] if one in both] == both
    mixed = asking.draw(customers(60).sample(frac=1, random_state=2), size=20)
    assert set(mixed["customer_id"]) == set(old["customer_id"])


def test_nobody_to_ask_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody to ask"):
        asking.draw(customers(0, 0))


def rows(scores: dict[str, float], n: int = 10) -> pd.DataFrame:
    table = pd.DataFrame({"customer_id": [f"C{i}" for i in range(n)], "tier": "gold", "year": 100.0})
    given = pd.DataFrame({"score": pd.Series(scores, dtype="float64")})
    return answers.by_tier(given, table)


def test_bounds_and_money_by_hand() -> None:
    """Ten customers at 100 a year; two of four are satisfied, one answered 2: 20 to 80 per cent."""
    row = rows({"C0": 5, "C1": 4, "C2": 3, "C3": 2}).iloc[0]
    assert (row["at_least"], row["at_most"], row["satisfied"]) == (0.2, 0.8, 0.5)
    assert (row["money_low"], row["money_silent"]) == (100.0, 600.0)
    assert row["low"] > 0.15  # without the finite population 0.15
    assert [row[f"level_{level}"] for level in answers.LEVELS] == [1, 1, 1, 1, 0]


def test_all_answered_is_a_point_and_none_is_nothing() -> None:
    whole = rows({f"C{i}": 5 if i < 7 else 1 for i in range(10)}).iloc[0]
    assert whole["low"] == whole["high"] == whole["at_least"] == whole["at_most"] == 0.7
    none = rows({}).iloc[0]
    assert math.isnan(none["satisfied"])
    assert (none["at_least"], none["at_most"]) == (0.0, 1.0)


def test_several_people_of_one_customer_are_one_answer() -> None:
    survey = pd.DataFrame({
        "customer_id": ["A", "A", "B", "A"], "score": [5, 2, 4, 1],
        "date": pd.to_datetime(["2024-03-01", "2024-03-01", "2024-02-01", "2023-01-01"]),
    })  # fmt: skip
    found = answers.latest(survey, pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))
    assert found["score"].to_dict() == {"A": 3.5, "B": 4.0}


def test_whether_the_dissatisfied_leave() -> None:
    worse = answers.forerunner(
        pd.Series([1] * 50 + [5] * 50), pd.Series([True] * 20 + [False] * 30 + [True] * 4 + [False] * 46)
    )
    assert worse.ratio == pytest.approx(5.0)
    assert worse.proven
    alike = answers.forerunner(pd.Series([1] * 50 + [5] * 50), pd.Series(([True] * 5 + [False] * 45) * 2))
    assert not alike.proven
    assert math.isnan(answers.forerunner(pd.Series([5, 5]), pd.Series([False, False])).ratio)


def test_three_dissatisfied_answers_and_one_exit_prove_nothing() -> None:
    """1 of 3 left against 15 of 803: the interval lies above one, on a single case."""
    scores, left = pd.Series([1] * 3 + [5] * 803), pd.Series([True] + [False] * 2 + [True] * 15 + [False] * 788)
    few = answers.forerunner(scores, left)
    assert few.low > 1
    assert not few.enough
    assert not few.proven
    # 50 of 100 answers, 10 exits in all: five would be expected, though none was of a dissatisfied one
    none = answers.forerunner(pd.Series([1] * 50 + [5] * 50), pd.Series([False] * 90 + [True] * 10))
    assert none.enough
    assert none.differs  # fewer than expected left: a difference, but not that they leave more often
    assert not none.proven


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "within a year of earlier answers 0 of 4 dissatisfied customers left, and 0 of 4 satisfied ones."),
    ("zh", "在较早的答复之后一年内，4 家不满意客户流失 0 家，4 家满意客户流失 0 家。"),
])  # fmt: skip
def test_too_few_cases_are_given_as_numbers_and_not_as_a_ratio(lang: str, said: str) -> None:
    made = client(8, 8)
    assert made.survey is not None
    early = Client(made.orders, survey=made.survey.assign(date=pd.Timestamp("2023-06-01")))
    with speaking(lang):
        summary = find(Client(made.orders, survey=pd.concat([early.survey, made.survey])), only="satisfaction")[
            "satisfaction"
        ].summary
    assert said in summary
    assert "times as often" not in summary


def client(n: int, answered: int, score: int = 2) -> Client:
    """So many customers with an order each month of three years, of whom some answered."""
    days = pd.date_range("2022-01-10", "2024-12-10", freq="30D")
    orders = pd.DataFrame([(f"C{i:02}", f"{i}-{d:%j%y}", d, 100.0 + i) for i in range(n) for d in days],
                          columns=["customer_id", "order_id", "date", "revenue"])  # fmt: skip
    survey = pd.DataFrame({
        "customer_id": [f"C{i:02}" for i in range(answered)], "date": pd.Timestamp("2024-06-01"),
        "score": np.resize([score, 5], answered),
    })  # fmt: skip
    return Client(orders, survey=survey.astype({"customer_id": "str"}))


def test_a_survey_of_eight_accounts_in_words() -> None:
    found = find(client(8, 8), only="satisfaction")["satisfaction"]
    assert found.title.startswith("4 dissatisfied customers bring ")
    assert "8 of 8 customers answered" in found.summary
    assert "Those that did not answer" not in found.summary
    assert found.evidence["answered"].sum() == 8


def test_answers_of_long_ago_are_no_answers() -> None:
    book = client(8, 8)
    assert book.survey is not None
    old = Client(book.orders, survey=book.survey.assign(date=pd.Timestamp("2022-03-01")))
    found = find(old, only="satisfaction")["satisfaction"]
    assert found.title == "No customer has answered a survey in the last 12 months"
    assert found.advice == ()


def test_without_a_survey_the_table_is_named() -> None:
    found = find(Client(client(8, 8).orders), only="satisfaction")
    assert found.missing["satisfaction"] == ("survey.score",)


@pytest.mark.parametrize(("asked", "drawn"), [(1, 2), (2, 3), (3, 5)])
def test_half_as_many_reserves_as_are_asked_are_drawn_rounded_up(asked: int, drawn: int) -> None:
    gold = pd.DataFrame({"customer_id": [*"ABCDEF"], "tier": "gold"})
    found = asking.draw(gold, size=asked)
    assert (len(found), int(found["asked"].sum())) == (drawn, asked)


@pytest.mark.parametrize(("score", "level"), [(2.49, 2), (2.5, 3), (3.5, 4), (4.5, 5), (0.4, 1)])
def test_a_mean_half_way_between_two_levels_is_the_better(score: float, level: int) -> None:
    row = rows({"C0": score}).iloc[0]
    assert [one for one in answers.LEVELS if row[f"level_{one}"]] == [level]


def test_two_waves_by_hand() -> None:
    """Changes 1, 1, 0, 2: mean 1, variance 2/3, t of three degrees 3.182446: half an interval is 1.29923."""
    before = pd.Series({"A": 3.0, "B": 4.0, "C": 5.0, "D": 1.0, "left": 1.0})
    after = pd.Series({"D": 3.0, "A": 4.0, "B": 5.0, "C": 5.0, "new": 5.0})
    found = answers.change(before, after)
    assert found == pytest.approx({"both": 4, "change": 1.0, "low": -0.29923, "high": 2.29923, "only_before": 1.0,
                                   "only_after": 5.0}, abs=5e-6)  # fmt: skip
    one = answers.change(before[["A"]], after[["A", "B"]])
    assert (one["both"], one["change"]) == (1, 1.0)
    assert math.isnan(one["low"])
    none = answers.change(before[["left"]], after[["new"]])
    assert none["both"] == 0
    assert math.isnan(none["change"])


IDS = [f"C{n:02}" for n in range(10)]


def surveyed(survey: pd.DataFrame) -> str:
    """What is said of a survey of ten customers that ordered every month of three years."""
    days = pd.date_range("2022-01-15", "2024-12-15", freq="MS") + pd.Timedelta(days=14)
    orders = pd.DataFrame([(who, day, 100.0) for who in IDS for day in days],
                          columns=["customer_id", "date", "revenue"])  # fmt: skip
    client = Client(orders.assign(order_id=[str(n) for n in range(len(orders))]),
                    survey=survey.assign(date=pd.to_datetime(survey["date"])))  # fmt: skip
    with speaking("en"):
        return satisfaction(client).summary


@pytest.mark.parametrize(("then", "said"), [
    # today five answer 4 and five 5; a year before all answered 2, or all 5, or five 5 and five 4
    ([2] * 10, "The mean score of 10 customers that answered in the 12 months before too rose by 2.50 (95% "
               "confidence interval 2.12 to 2.88)."),
    ([5] * 10, "The mean score of 10 customers that answered in the 12 months before too fell by 0.50 (95% "
               "confidence interval 0.12 to 0.88)."),
    ([5] * 5 + [4] * 5, "Of 10 customers that answered in the 12 months before too, no change of the mean score "
                        "can be shown (95% confidence interval -0.75 to 0.75)."),
    ([2] * 9, ""),
])  # fmt: skip
def test_a_change_is_that_of_those_that_answered_twice(then: list[int], said: str) -> None:
    """Half an interval is 2.262157 / √10, t of nine degrees, times .527046 (of 0s and 1s) or 1.054093 (±1)."""
    waves = [(who, "2023-06-15", score) for who, score in zip(IDS, then, strict=False)]
    waves += [(who, "2024-06-15", 4 + n // 5) for n, who in enumerate(IDS)]
    summary = surveyed(pd.DataFrame(waves, columns=["customer_id", "date", "score"]))
    assert said in summary
    assert ("12 months before too" in summary) == bool(said)


def test_a_question_that_was_not_asked_before_shows_no_change_and_nobody_from_outside_does() -> None:
    """Price stayed at 4; service had 2 and was not asked again; the 5 overall are new; X00 … X09 never bought."""
    waves = [(who, "2023-06-15", score, name) for who in IDS for name, score in (("price", 4), ("service", 2))]
    waves += [(who, "2024-06-15", score, name) for who in IDS for name, score in (("price", 4), ("overall", 5))]
    waves += [(f"X{who[1:]}", day, 3, "price") for who in IDS for day in ("2023-06-15", "2024-06-15")]
    assert (
        "Of 10 customers that answered in the 12 months before too, no change of the mean score can be shown (95% "
        "confidence interval 0.00 to 0.00)."
    ) in surveyed(pd.DataFrame(waves, columns=["customer_id", "date", "score", "dimension"]))
