"""A diary that ends long before the orders do says nothing of the time after it: that is nobody's neglect."""

from __future__ import annotations

import pandas as pd

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.routines import shown
from kamlib.manage.maturity.proofs import proofs
from kamlib.manage.met import diary_ends
from kamlib.words import speaking
from tests.findings.test_alike import book, known

#: What is seen in visits.
BY_VISITS = {"time_by_profit", "attention", "contact"}


def until(day: str) -> Client:
    """Thirty customers that order each month to 31 December 2023, and are visited each month to a day."""
    lines, visits = book()
    return known(lines, visits[visits["date"] <= day])


def test_a_diary_to_the_end_is_judged() -> None:
    """All are visited each month: everybody of the best was seen within 91 days, and within the year."""
    made = until("2023-12-31")
    assert diary_ends(made) is None
    seen = shown(made)
    assert (seen["contact"], seen["attention"]) == (1.0, 1.0)
    assert not any("records of visits end" in note for note in find(made, only=["routines"])["routines"].notes)
    assert "leaders" in {one.measure for one in proofs(made)}


def test_a_diary_that_ended_is_not_judged_and_the_report_says_when() -> None:
    """To 5 June 2022, 18 months before the orders end: "regular contact 0 %" was the diary's, not the people's."""
    made = until("2022-06-30")
    assert diary_ends(made) == pd.Timestamp("2022-06-05")
    assert not BY_VISITS & set(shown(made))
    found = find(made, only=["routines"])["routines"]
    note = (
        "The records of visits end on 5 Jun 2022, long before the orders do: what they would show of the last "
        "year is not judged."
    )
    assert note in found.notes
    assert found.title == (
        "6 of 10 methods of keeping customers cannot be checked: the data lacks satisfaction survey, exit "
        "interviews, deals"
    )
    with speaking("zh"):
        zh = find(made, only=["routines"])["routines"].notes
    assert "拜访记录只到2022年6月5日，远早于订单的截止日：近一年凡须由拜访记录得知的，均不作评判。" in zh
    assert not {"leaders", "follow", "effort", "deciders"} & {one.measure for one in proofs(made)}


def test_a_diary_a_few_days_behind_is_judged() -> None:
    """One visit a month to 5 December, orders to the 31st: that is the diary's own rhythm."""
    assert diary_ends(until("2023-12-30")) is None
    assert set(shown(until("2023-12-30"))) >= BY_VISITS


def test_without_a_diary_nothing_is_said_of_its_end() -> None:
    lines, _visits = book()
    made = Client(lines, currency="CNY")
    assert diary_ends(made) is None
    assert not any("records of visits" in note for note in find(made, only=["routines"])["routines"].notes)
