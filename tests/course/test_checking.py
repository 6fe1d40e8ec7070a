"""Judging answers of every kind, on an exercise of each made for the test."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kamlib as kam
from kamlib.course import check, hint, open_lesson, progress, solution
from kamlib.course.checking import judge
from kamlib.course.exercise import Exercise, Mistake
from kamlib.course.feedback import SYMBOLS, Feedback
from kamlib.course.near_misses import head_count, mean_of_ratios, off_by_one_period
from kamlib.errors import KamError
from kamlib.words import speaking
from tests.contrast import TEXT, ratio
from tests.course.in_shell import shell

SHARE = 0.7612345
MONEY = 1_234_567.89
TABLE = pd.DataFrame(
    {"customer_id": ["a", "b", "c"], "tier": ["gold", "iron", "lead"], "profit": [3.0, 2.5, -1.0]}
)


#: A client of one order, for questions whose answers are given here.
SMALL = kam.Client(
    pd.DataFrame({"customer_id": "Z", "order_id": "1", "date": [pd.Timestamp("2024-01-01")], "revenue": 1.0})
)


def asked(expected: Any, unit: str = "number", **more: Any) -> Exercise:
    return Exercise("0-1.1", "x", "?", "x", lambda client: expected, "x = 1", ("a", "b", "c"), unit=unit, **more)


def outcome(expected: Any, answer: Any, unit: str = "number", **more: Any) -> str:
    told = judge(asked(expected, unit, **more), answer, SMALL)
    return told.mistake or told.outcome


@pytest.mark.parametrize(("answer", "wanted"), [
    (SHARE, "right"), (np.float32(SHARE), "right"), (SHARE + 0.0009, "right"),
    (76.12345, "percent"), (76, "percent"), (0.0076123, "hundredth"), (1 - SHARE, "complement"), (-SHARE, "sign"),
    (1 / SHARE, "inverse"), (0.76, "close"), (0.5, "wrong"), ("0.76", "wrong type"), (True, "wrong type"),
    ([SHARE, 1], "wrong shape"), (..., "not started"), (float("nan"), "wrong"),
])  # fmt: skip
def test_a_share_has_its_near_misses(answer: Any, wanted: str) -> None:
    assert outcome(SHARE, answer, "share") == wanted


@pytest.mark.parametrize(("answer", "wanted"), [
    (MONEY, "right"), (1_234_568, "right"), (1234.56789, "thousandth"), (MONEY * 1000, "thousandfold"),
    (-MONEY, "sign"), (1_200_000, "close"), (99, "wrong"), (1235, "thousandth"),
    (1.23, "millionth"), (1.2, "millionth"), (123.5, "ten-thousandth"), (1_230_000, "close"),
])  # fmt: skip
def test_money_has_its_near_misses(answer: Any, wanted: str) -> None:
    assert outcome(MONEY, answer, "money") == wanted


@pytest.mark.parametrize(("answer", "wanted"), [
    (57, "right"), (57.0, "right"), (np.int64(57), "right"), (58, "off by one"), (56, "one short"), (60, "wrong")
])  # fmt: skip
def test_a_count_has_its_near_misses(answer: Any, wanted: str) -> None:
    assert outcome(57, answer, "count", tolerance=1e-9) == wanted


def test_one_too_many_is_told_without_giving_the_number_away() -> None:
    many, few = (judge(asked(57, "count", tolerance=1e-9), given, SMALL).sentence for given in (58, 56))
    assert many.replace("58", "56") == few
    assert "off by one" in many


@pytest.mark.parametrize(("share", "given"), [(0.2743, 27), (0.0193, 1.9), (0.0206, 2), (0.2743, 27.4)])
def test_a_share_in_rounded_per_cent_is_a_percentage(share: float, given: float) -> None:
    assert outcome(share, given, "share") == "percent"


def test_a_small_share_is_no_rounded_percentage_of_nothing() -> None:
    assert outcome(0.004, 0, "share") == "wrong"
    assert outcome(0.2743, 28, "share") == "wrong"


@pytest.mark.parametrize(("expected", "given", "unit", "wanted"), [
    (1.063, 106.3, "ratio", "hundredfold"), (6.942, 694.2, "number", "hundredfold"), (6.942, 7, "number", "close"),
    (6.942, 6, "number", "wrong"), (105.0, 100, "number", "wrong"), (3855, 3900, "count", "wrong"),
    (212_000.0, 210_000, "money", "close"),
])  # fmt: skip
def test_a_number_is_called_rounded_only_where_figures_can_be_left_out(
    expected: float, given: float, unit: str, wanted: str
) -> None:
    assert outcome(expected, given, unit) == wanted


def test_a_word_that_the_question_does_not_offer_is_told_apart_from_a_wrong_one() -> None:
    verdict = replace(asked("holds", "text"), prompt='Is it `"holds"` or `"fails"`?')
    assert "none of the words in the question" in judge(verdict, "yes", SMALL).sentence
    assert "not correct" in judge(verdict, "fails", SMALL).sentence


@pytest.mark.parametrize("label", ["Revenue at list price", "按目录价计的收入"])
def test_the_label_of_the_right_word_is_sent_on_to_its_code(label: str) -> None:
    assert 'code writes `"gross_revenue"`' in judge(asked("gross_revenue", "text"), label, SMALL).sentence
    assert "code writes" not in judge(asked("margin", "text"), label, SMALL).sentence


def test_mistakes_that_need_the_data_are_named() -> None:
    known = (head_count(lambda _: 0.2), mean_of_ratios(lambda _: 0.31), off_by_one_period(lambda _: 0.44))
    assert outcome(SHARE, 0.2, "share", mistakes=known) == "head-count"
    assert outcome(SHARE, 0.31, "share", mistakes=known) == "mean of ratios"
    assert outcome(SHARE, 0.44, "share", mistakes=known) == "off by one period"


def test_a_mistake_that_cannot_be_computed_here_was_not_made() -> None:
    assert outcome(SHARE, 0.5, "share", mistakes=(head_count(lambda _: 1 / 0),)) == "wrong"


@pytest.mark.parametrize("answer", [
    TABLE, TABLE[["profit", "customer_id", "tier"]], TABLE.set_index("customer_id"), TABLE.iloc[::-1],
    TABLE.assign(extra=1), TABLE.set_axis([9, 8, 7]), TABLE.astype({"tier": "category"}),
    TABLE.assign(profit=TABLE["profit"] + 1e-5),
])  # fmt: skip
def test_a_table_is_right_in_any_order_of_rows_and_columns(answer: pd.DataFrame) -> None:
    assert outcome(TABLE, answer, "table", keys=("customer_id",)) == "right"


@pytest.mark.parametrize(("answer", "wanted"), [
    (TABLE.head(2), "wrong shape"), (TABLE.drop(columns="tier"), "wrong shape"), (3, "wrong type"),
    (TABLE.assign(tier="gold"), "wrong"), (TABLE.assign(profit=-TABLE["profit"]), "sign"),
    (TABLE.assign(profit=TABLE["profit"] / 1000), "thousandth"),
    (TABLE.assign(profit=[3.0, 2.5, -1.004]), "close"),
])  # fmt: skip
def test_a_table_has_shapes_and_near_misses(answer: Any, wanted: str) -> None:
    assert outcome(TABLE, answer, "table", keys=("customer_id",)) == wanted


@pytest.mark.parametrize("answer", [
    {"a", "b"}, ["b", "a"], ("a", "b", "a"), pd.Series(["a", "b"]), pd.Index(["b", "a"]), np.array(["a", "b"]),
    pd.DataFrame({"customer_id": ["a", "b"]}),
    pd.Series([1.0, 2.0], index=pd.Index(["a", "b"], name="customer_id")),
    pd.DataFrame({"x": [1, 2]}, index=pd.Index(["a", "b"], name="customer_id")), {"a": 1, "b": 2}.keys(),
])  # fmt: skip
def test_customers_may_be_handed_in_in_many_ways(answer: Any) -> None:
    assert outcome(frozenset("ab"), answer, "ids") == "right"


def test_a_wrong_list_says_how_many_are_too_many_and_missing_but_not_who() -> None:
    told = judge(asked(frozenset({"C001", "C002"}), "ids"), ["C001", "C777"], SMALL)
    assert str(told) == '✗ Wrong: 2 customers: 1 does not belong, 1 is missing. Try hint("0-1.1").'


def test_names_for_customer_numbers_are_told_apart_from_wrong_numbers(client: kam.Client) -> None:
    question = asked(frozenset(client.accounts["customer_id"].head(3)), "ids")
    told = judge(question, client.accounts["name"].head(3), client)
    assert str(told) == "✗ Wrong: These are names; take `customer_id`."
    assert "2 customers" in str(judge(question, client.accounts["customer_id"].tail(2), client))
    assert "names" not in str(judge(question, [], client))


@pytest.mark.parametrize("form", [list, np.array, pd.Series, lambda held: pd.Series(held).astype("boolean"),
    lambda held: pd.Series(held, index=pd.Index(["a", "b"], name="customer_id"))])  # fmt: skip
def test_yes_or_no_for_each_row_is_sent_on_to_what_makes_an_answer_of_it(form: Any) -> None:
    given = form([True, False])
    for expected, unit, part in ((frozenset("ab"), "ids", 'rows[…]["customer_id"]'), (1, "count", ".sum()")):
        told = judge(asked(expected, unit), given, SMALL)
        assert told.outcome == "wrong shape"
        assert part in told.sentence


def test_nothing_computed_says_that_no_row_matched() -> None:
    told = judge(asked(3.5), float("nan"), SMALL)
    assert "No row matched, or values are missing" in told.sentence
    assert judge(asked(float("nan")), float("nan"), SMALL).right


@pytest.mark.parametrize(("expected", "unit", "answer", "part"), [
    (SHARE, "share", 8, "lies between 0 and 1"), (SHARE, "share", 0.5, "is not correct"),
    (1.4, "share", 8, "is not correct"), (57, "count", 0.875, "not a whole number"),
    (57, "count", 60.0, "is not correct"),
    (3.5, "number", float("inf"), "division by 0"), (3.5, "number", 8.25, "is not correct"),
])  # fmt: skip
def test_a_number_of_another_kind_is_named(expected: float, unit: str, answer: float, part: str) -> None:
    told = judge(asked(expected, unit), answer, SMALL)
    assert told.outcome == "wrong"
    assert part in told.sentence


@pytest.mark.parametrize("form", [list, pd.Index, lambda held: pd.DataFrame({"customer_id": held})])
def test_a_list_of_customers_is_called_customers_in_every_sentence(form: Any) -> None:
    known = (Mistake("all", lambda _: frozenset("abc"), "{yours}: all of them."),)
    question = asked(frozenset("a"), "ids", mistakes=known, after="These {yours}.")
    told = [judge(question, form(list(held)), SMALL).sentence for held in ("abc", "a")]
    assert told == ["3 customers: all of them.", "These 1 customer."]


@pytest.mark.parametrize("answer", [
    pd.Series({"y": 2.0, "x": 1}), {"x": 1, "y": 2}, pd.Series([1, 2], index=["x", "y"], name="n"),
    pd.DataFrame({"key": ["x", "y"], "value": [1, 2]}), pd.DataFrame({"value": [1, 2]}, index=["x", "y"]),
])  # fmt: skip
def test_labelled_values_may_come_as_series_dict_or_two_columns(answer: Any) -> None:
    assert outcome(pd.Series({"x": 1, "y": 2}), answer) == "right"


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_only_what_is_within_the_tolerance_is_right(expected: float, answer: float) -> None:
    told = judge(asked(expected, tolerance=0.001), answer, SMALL)
    assert told.right == (abs(expected - answer) <= max(0.001 * max(abs(expected), abs(answer)), 1e-9))


@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.integers() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
))  # fmt: skip
def test_no_answer_ends_in_an_error(answer: Any) -> None:
    for expected in (0.5, "gold", frozenset("ab"), pd.Series({"x": 1}), TABLE):
        assert judge(asked(expected), answer, SMALL).sentence


def test_what_the_data_lack_is_said_and_does_not_count(client: kam.Client, progress_file: Any) -> None:
    bare = kam.Client(client.orders.drop(columns="cost"))
    told = judge(asked(1, needs=("orders.cost",)), 1, bare)
    assert told.outcome == "not here"
    assert "orders.cost" in str(told)


def test_check_judges_on_the_client_that_the_lesson_was_opened_with(client: kam.Client) -> None:
    half = kam.Client(client.orders[client.orders["customer_id"] < "C050"])
    open_lesson("0-1", half)
    assert check("0-1.1", half.orders["customer_id"].nunique()).right
    assert not check("0-1.1", client.orders["customer_id"].nunique()).right
    assert check("0-1.1", client.orders["customer_id"].nunique(), client).right


def test_right_stays_right_and_not_started_is_not_noted(client: kam.Client) -> None:
    open_lesson("0-1", client)
    check("0-1.1", ...)
    assert not progress.read().answers
    check("0-1.1", client.orders["customer_id"].nunique())
    check("0-1.1", 3)
    assert progress.read().answers == {"0-1.1": {"right": True, "tries": 2}}


def test_unknown_names_are_refused_with_the_nearest(client: kam.Client) -> None:
    with pytest.raises(KamError, match=r"no 0-1\.9 in the course; the nearest is 0-1\.\d"):
        check("0-1.9", 3)
    with pytest.raises(KamError, match=r"no 9-9\.1 in the course"):
        check("9-9.1", 3)
    with pytest.raises(KamError, match="quotes around the number"):
        check(12, 3)


def test_hints_come_one_by_one_and_the_last_stays() -> None:
    said = [str(hint("0-1.2")) for _again in range(4)]
    assert [s[:11] for s in said] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]
    assert 'largest = client.accounts["revenue"].max()' in solution("0-1.2")._repr_markdown_()


def test_in_a_notebook_a_mistake_is_said_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with shell() as made:
        made.run_cell("from kamlib.errors import KamError\nraise KamError('The file has no column for the date.')")
    said = capsys.readouterr()
    assert (said.out + said.err).strip() == "The file has no column for the date."


def test_what_does_not_belong_and_what_is_missing_are_not_mistaken_for_each_other() -> None:
    told = judge(asked({"a", "b", "c"}, "ids"), ["a", "x"], SMALL)
    assert "1 does not belong, 2 are missing" in str(told)


def test_names_are_called_so_only_where_all_of_them_are() -> None:
    client = kam.Client(
        SMALL.orders.assign(customer_id="A"), customers=pd.DataFrame({"customer_id": ["A"], "name": ["Ada"]})
    )
    assert "These are names" in str(judge(asked({"A"}, "ids"), ["Ada"], client))
    assert "These are names" not in str(judge(asked({"A"}, "ids"), ["Ada", "B"], client))


@pytest.mark.parametrize("outcome", SYMBOLS)
def test_a_verdict_can_be_read_in_a_light_and_in_a_dark_page(outcome: str) -> None:
    """Its ground is its own: neither page's colour shows through."""
    page = Feedback("1-2.1", outcome, "So it is.")._repr_html_()
    ground, letters = re.search(r"background:(#\w{6});color:(#\w{6})", page).groups()
    assert ratio(ground, letters) >= TEXT
    assert f"{SYMBOLS[outcome][0]} " in page


def test_code_in_a_verdict_is_shown_as_code_and_everything_else_as_it_is() -> None:
    page = Feedback("1-2.1", "wrong", "Write `a < 1`, not <b>one</b>.")._repr_html_()
    assert page.endswith(": Write <code>a &lt; 1</code>, not &lt;b&gt;one&lt;/b&gt;.</div>")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("answer", [[SHARE], (SHARE,)])
def test_a_list_of_the_one_value_asked_for_is_told_how_to_take_it_out(language: str, answer: Any) -> None:
    with speaking(language):
        told = judge(asked(SHARE, "share"), answer, SMALL)
    assert told.outcome == "wrong shape"
    assert "`[0]`" in told.sentence
    assert "1 value" not in told.sentence
    assert "1 个值；" not in told.sentence
