"""Keeping customers at the edges: no exits, all gone, one tier, value below zero – each is said in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.finding import Finding
from kamlib.words import speaking

KEEPING = ["leaving", "leaving_events", "lifetime", "retention_plan", "satisfaction", "routines"]


def book(months: dict[str, range], *, cost: float = 60.0, losing: int = 0, survey: bool = False) -> Client:
    """Make a client whose customers order 100 once in each of their months of 2022 to 2024."""
    days = pd.date_range("2022-01-31", "2024-12-31", freq="ME")
    rows = [
        {"customer_id": who, "order_id": f"{who}-{at}", "date": days[at], "revenue": 100.0,
         "cost": 130.0 if place < losing else cost}
        for place, (who, held) in enumerate(months.items())
        for at in held
    ]  # fmt: skip
    given = {"customer_id": list(months), "date": pd.Timestamp("2024-10-15"), "dimension": "overall", "score": 4}
    answers = pd.DataFrame(given) if survey else None
    return Client(pd.DataFrame(rows), survey=answers)


def names(n: int, held: range) -> dict[str, range]:
    return {f"C{i:02}": held for i in range(n)}


def found(client: Client, lang: str = "en") -> dict[str, Finding]:
    with speaking(lang):
        made = find(client, only=KEEPING)
        return {id_: made[id_] for id_ in KEEPING if id_ not in made.missing}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nobody_has_left(lang: str) -> None:
    made = found(book(names(24, range(36))), lang)
    if lang == "zh":
        assert all(any("一" <= letter <= "鿿" for letter in one.title) for one in made.values())
        return
    assert made["leaving"].title == "No customer is quieter than its own rhythm explains"
    assert "no rule of warning can be tested" in made["leaving"].summary
    assert made["leaving_events"].title == "Too few customers have left to say what precedes leaving"
    assert made["lifetime"].title.startswith("100% of the customers buy again a year later; each point less takes")
    assert (
        made["retention_plan"].title == "No customer is quiet or shrinking, so no measure to keep one is planned"
    )
    # all stay: five points more are no goal
    (step,) = made["lifetime"].advice
    assert step.text.startswith("Hold retention at 100%")


def test_what_customers_of_a_single_order_are_worth_is_told_apart() -> None:
    """Twenty bring 480 a year and always stayed: 480 / 0.1 each, 96,000. Four brought 400 with one order in June.

    By last year's margin these are worth 4 × 400 / 0.1 = 16,000; by the moves between tiers nothing, since nobody
    of their tier was ever followed into a next year. With one order of 100 they are 1,600 of 97,600 at the most.
    """
    base = book(names(20, range(36)))
    day, four = pd.Timestamp("2024-06-30"), pd.DataFrame({"customer_id": [f"S{i}" for i in range(4)]})
    once = four.assign(order_id=four["customer_id"], date=day, revenue=1000.0, cost=600.0)
    client = Client(pd.concat([base.orders, once], ignore_index=True))
    said = (
        "worth 96K to 112K from the coming year on. Of this, 0 to 16K is that of 4 customers "
        "with a single order so far: whether they buy again is judged by others."
    )
    assert said in found(client)["lifetime"].summary
    assert "其中 0 至 1.6万来自至今只下过一单的 4 家客户" in found(client, "zh")["lifetime"].summary
    small = Client(pd.concat([base.orders, once.assign(revenue=100.0, cost=60.0)], ignore_index=True))
    assert "single order" not in found(small)["lifetime"].summary
    assert "single order" not in found(base)["lifetime"].summary


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_have_gone_but_one(lang: str) -> None:
    made = found(book({**names(24, range(12)), "Z": range(36)}), lang)
    assert all(one.title and one.summary for one in made.values())
    if lang == "en":
        assert "24 gone" in made["leaving"].summary
        assert made["lifetime"].title == "Too few customers to work out what keeping them is worth"
        assert made["retention_plan"].title == "No measure to keep a customer is worth its cost"


def test_many_have_left_and_nothing_was_recorded_of_them() -> None:
    """24 have gone, more than the 20 that are required: what is missing is what happened to them."""
    one = found(book({**names(24, range(12)), "Z": range(36)}))["leaving_events"]
    assert one.title == "Too few events are recorded to say what precedes leaving"


def test_a_retention_that_can_rise_is_a_goal_and_a_high_one_is_not() -> None:
    """Of forty customers ten leave each year: about three in four stay."""
    held = {f"C{i:02}": range(12 if i < 10 else 24 if i < 20 else 36) for i in range(40)}
    made = found(book(held))["lifetime"]
    assert made.facts["stays"] == pytest.approx((30 + 20) / (40 + 30))
    assert made.title.startswith("Five points more retention raise")
    assert [step.text for step in made.advice] == [
        "Set a goal for retention: 71% today, five points more in two years; review it with the list of those "
        "that may leave."
    ]


def test_a_value_below_zero_is_worth_more_gone_and_is_not_kept_by_a_measure() -> None:
    held = {**names(30, range(36)), "Q": range(30)}
    made = found(book({"Q": range(30), **held}, losing=3))
    assert "3 customers have a negative value unless their terms change." in made["lifetime"].summary
    assert made["lifetime"].facts["negative"] == 3
    assert made["retention_plan"].facts["measures"] == 0  # Q is quiet, and costs more than it brings


def test_one_tier_and_one_answer_each() -> None:
    made = found(book(names(24, range(36)), survey=True))
    assert made["satisfaction"].title == "24 of 24 customers that answered are satisfied, and none is dissatisfied"
    assert (made["satisfaction"].evidence["share_low"] == 1.0).all()  # a census has no sampling error
    assert "between" not in made["satisfaction"].summary  # nobody is left to be bounded


@pytest.mark.parametrize(("lang", "title"), [
    ("en", "9 of 10 methods of keeping customers cannot be checked: the data lacks visits and service, "
           "satisfaction survey, exit interviews, deals"),
    ("zh", "稳固客户的 10 项方法中有 9 项无法检查：数据中缺少走访与服务记录、满意度调查、流失访谈、商机"),
])  # fmt: skip
def test_where_few_methods_can_be_seen_the_title_says_what_is_missing(lang: str, title: str) -> None:
    made = found(book(names(24, range(36))), lang)["routines"]
    assert (made.facts["known"], made.facts["of"]) == (1, 10)
    assert made.title == title


def test_of_one_method_that_the_tables_show_none_is_called_the_lowest() -> None:
    """Without a table of customers nothing is shown of their database; of one with names alone, a quarter."""
    alone = book(names(24, range(36)))
    assert not found(alone)["routines"].advice
    listed = pd.DataFrame({"customer_id": list(names(24, range(36))), "name": "Ltd"})
    (step,) = found(replace(alone, customers=listed))["routines"].advice
    assert step.text == (
        "Take up customer database: it is weak, and the only one that the tables show. Answer its question with "
        "those responsible: Could a new colleague take over an account tomorrow from what is written down?"
    )
    (step,) = found(replace(alone, customers=listed), "zh")["routines"].advice
    assert step.text.startswith("请着手客户资料库：这一项薄弱，也是数据唯一能反映的一项。")
    full = listed.assign(industry="steel", region="north", owner="Li")
    assert not found(replace(alone, customers=full))["routines"].advice
    # with a survey of all there are two: both are in use, and the lower one is said to be the lowest
    (step,) = found(replace(book(names(24, range(36)), survey=True), customers=listed))["routines"].advice
    assert step.text.startswith("Start with the lowest: customer database.")


def test_without_a_survey_its_table_is_named_and_the_rest_is_there() -> None:
    client = book(names(24, range(36)))
    made = find(client, only=KEEPING)
    assert made.missing["satisfaction"] == ("survey.score",)
    assert set(KEEPING) - {"satisfaction"} <= {one.id for one in made}


def surveyed(scores: dict[str, int], *, losing: tuple[str, ...] = ()) -> Finding:
    """Return what is said where some of six customers answered; each earns 480 a year, but those that lose 360."""
    days = pd.date_range("2023-01-31", "2024-12-31", freq="ME")
    rows = [(who, f"{who}-{at}", day, 100.0, 130.0 if who in losing else 60.0) for who in "ABCDEF"
            for at, day in enumerate(days)]  # fmt: skip
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"])
    table = pd.DataFrame({"customer_id": list(scores), "date": pd.Timestamp("2024-10-15"),
                          "dimension": "overall", "score": list(scores.values())})  # fmt: skip
    return find(Client(orders, survey=table, currency="EUR"), only="satisfaction")["satisfaction"]


def test_dissatisfied_customers_that_lose_money_bring_none() -> None:
    assert surveyed({"A": 1}, losing=("A",)).title == "1 customer is dissatisfied, and brings no gross profit"
    mixed = surveyed({"A": 1, "B": 2, "C": 5}, losing=("A", "F"))
    assert mixed.title == "2 customers are dissatisfied; 1 of them brings €480 of gross profit a year"
    assert mixed.advice[0].customers == ("B",)
    # D and E bring 480 each
    assert "Of those that did not answer, 2 customers bring €960 a year; the others bring no" in mixed.summary
    nothing = surveyed(dict.fromkeys("ABCDE", 4), losing=("F",)).summary
    assert "Those that did not answer bring no gross profit." in nothing
    with speaking("zh"):
        assert surveyed({"A": 1}, losing=("A",)).title == "1 家客户不满意，且没有带来毛利"


def test_one_answer_and_all_answers_are_said_as_such() -> None:
    assert surveyed({"A": 5}).title == "The one customer that answered is satisfied"
    assert surveyed({"A": 3}).title == "The one customer that answered is neither satisfied nor dissatisfied"
    assert surveyed({"A": 3, "B": 4}).title.startswith("1 of 2 customers that answered is satisfied,")
    every = surveyed(dict.fromkeys("ABC", 4) | dict.fromkeys("DEF", 3)).summary
    assert every.startswith("6 of 6 customers answered in the last 12 months; 50% of them are satisfied (4 or 5).")
    assert "confidence" not in every
    with speaking("zh"):
        assert surveyed({"A": 5}).title == "唯一答复的客户表示满意"


def test_where_nobody_was_dissatisfied_a_year_ago_nothing_is_compared() -> None:
    months = {f"C{at}": range(24 if at % 2 else 36) for at in range(8)}
    client = book(months)
    early = pd.DataFrame({"customer_id": list(months), "date": pd.Timestamp("2023-06-15"), "dimension": "overall",
                          "score": 5})  # fmt: skip
    now = early.assign(date=pd.Timestamp("2024-11-15"))
    for scores in (5, 1):
        survey = pd.concat([early.assign(score=scores), now])
        summary = find(Client(client.orders, survey=survey), only="satisfaction")["satisfaction"].summary
        assert "dissatisfied and satisfied" not in summary


def test_who_is_gone_is_not_said_to_be_as_quiet_as_ever() -> None:
    held = {**names(20, range(36)), **{f"G{at}": range(12) for at in range(3)}}
    made = found(book(held))["leaving"]
    assert made.facts["gone"] == 3
    assert made.title == "3 customers are gone; no other is quieter than its own rhythm explains"
    assert found(book(held), "zh")["leaving"].title == "3 家客户已流失，其余客户没有明显偏离自身下单节奏"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_where_all_lose_money_keeping_them_is_no_goal(lang: str) -> None:
    """Each of forty loses 360 a year; ten leave each year, so that a retention that rises adds to the loss."""
    held = {f"C{i:02}": range(12 if i < 10 else 24 if i < 20 else 36) for i in range(40)}
    made = found(book(held, cost=130.0), lang)["lifetime"]
    assert (made.facts["value"] or 0) < 0
    assert made.advice == ()
    if lang == "zh":
        assert made.title == "全部客户合计亏损：按现有条件，留住更多客户只会增加亏损"
        return
    assert made.title.startswith("All customers together lose money")
    assert "Losing" not in made.summary
    assert "fewer defections" not in made.summary


def test_customers_that_come_back_count_as_new_and_are_said_to_be_back() -> None:
    """Two bought in the first half of 2022 and again in 2024, one for the first time in 2024."""
    held = {**names(21, range(36)), "B1": range(6), "B2": range(6)}
    again = book({"B1": range(24, 36), "B2": range(24, 36), "N": range(24, 36)}).orders
    orders = pd.concat([book(held).orders, again], ignore_index=True)
    made = find(Client(orders), only="migration")["migration"]
    assert made.facts["entered"] == 3
    assert "2 customers that count as new had bought before 1 Jan 2023: they are back." in made.notes
    with speaking("zh"):
        notes = find(Client(orders), only="migration")["migration"].notes
        assert "计为新增的客户中，有 2 家在2023年1月1日之前已有采购，属于重新合作。" in notes
    first = find(Client(orders[~orders["customer_id"].isin(["B1", "B2"])]), only="migration")["migration"]
    assert not any("had bought before" in note for note in first.notes)


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "The orders end on 31 Dec 2024, long before 31 May 2025: here silence is counted to their end"),
    ("zh", "订单止于2024年12月31日，远早于2025年5月31日：此处未下单天数算至订单末日"),
])  # fmt: skip
def test_where_the_orders_end_long_before_the_day_of_the_report_it_is_said_to_which_day_silence_counts(
    lang: str, said: str
) -> None:
    """Twenty customers that ordered each month, and then for five months nobody."""
    late = Client(book(names(20, range(36))).orders, as_of=pd.Timestamp("2025-05-31"))
    assert said in found(late, lang)["leaving"].summary
    assert said not in found(book(names(20, range(36))), lang)["leaving"].summary


def test_a_rule_that_names_nobody_does_not_say_that_nobody_is_quiet() -> None:
    """Two customers left each month: a rule can be tried, and those who still buy are as ever."""
    held = {**names(20, range(36)), **{f"L{at:02}": range(4 + at // 2) for at in range(40)}}
    made = found(book(held))["leaving"]
    assert made.facts["tested"] == 1
    assert made.facts["listed_now"] == 0
    assert made.title == "No customer that brings gross profit is on the list of those that may leave"
