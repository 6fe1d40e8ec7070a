"""The day to count from has to be a day, and not before the first order; said in one line of our own words."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.findings import find
from kamlib.reports import parameters
from kamlib.tables.messages import message
from kamlib.words import speaking
from tests.embedded import embedded

ORDERS = pd.DataFrame({
    "customer_id": ["A", "B"], "order_id": ["1", "2"], "date": ["2024-03-05", "2024-06-30"], "revenue": [1.0, 2.0]
})  # fmt: skip


def test_a_day_before_the_first_order_is_refused_with_the_dates_there_are() -> None:
    with pytest.raises(KamError, match=r"2024-03-04.*2024-03-05 to 2024-06-30"):
        kamlib.load(ORDERS, as_of="2024-03-04")
    assert f"{kamlib.load(ORDERS, as_of='2024-03-05').as_of:%Y-%m-%d}" == "2024-03-05"


def test_what_came_after_the_day_is_left_out_of_every_table_and_named() -> None:
    calls = pd.DataFrame({"customer_id": ["A", "A"], "date": ["2024-03-06", "2024-07-01"], "hours": [1, 2]})
    client = kamlib.load(ORDERS, activities=calls, as_of="2024-05-01", currency="EUR")
    assert client.orders["customer_id"].tolist() == ["A"]
    assert client.activities is not None
    assert (f"{client.last_date:%Y-%m-%d}", len(client.activities)) == ("2024-03-05", 1)
    reading = client.readings["orders"]
    assert (reading.rows_read, reading.rows_used) == (2, 1)
    assert (reading.left_out["after-day"].rows, reading.left_out["after-day"].money) == (1, 2.0)
    said = [message(problem) for problem in client.problems if problem.code == "after-day"]
    assert said == [
        "1 order line after 1 May 2024 was left out (€2).",
        "1 row of Visits and service after 1 May 2024 was left out.",
    ]


def test_a_day_in_the_past_shows_what_was_known_then() -> None:
    """Every finding of a report at a day is that of a book which ends on it."""
    day = pd.Timestamp("2023-12-31")
    whole = embedded()
    calls = whole.activities
    assert calls is not None
    then, now = (
        kamlib.load(
            whole.orders[whole.orders["date"] < end], customers=whole.customers,
            activities=calls[calls["date"] < end], as_of=day,
        )
        for end in (day + pd.Timedelta(days=1), pd.Timestamp.max)
    )  # fmt: skip
    pd.testing.assert_frame_equal(then.accounts, now.accounts)
    assert len(then.orders) == len(now.orders) < len(whole.orders)
    for one, other in zip(find(then), find(now), strict=True):
        assert one.facts == pytest.approx(other.facts, nan_ok=True), one.id
        pd.testing.assert_frame_equal(one.evidence, other.evidence)


@pytest.mark.parametrize("word", ["soon", "31.12.", "", "nat", "2024-13-01"])
def test_what_is_no_day_is_refused_in_both_languages(word: str) -> None:
    with pytest.raises(KamError, match="use a date like 2024-12-31"):
        kamlib.load(ORDERS, as_of=word)
    with speaking("zh"), pytest.raises(KamError, match="日期请写成"):
        kamlib.load(ORDERS, as_of=word)


@pytest.mark.parametrize(("option", "more"), [("as_of", {}), ("since", {"template": "review"})])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_refuses_it_before_anything_starts(option: str, more: dict[str, str], language: str) -> None:
    with speaking(language), pytest.raises(KamError) as refused:
        parameters.check({option: "yesterday", "language": language} | more)
    said = str(refused.value)
    assert f"--{option.replace('_', '-')} yesterday" in said
    assert "2024-12-31" in said
    assert "valid" not in said
    assert "input" not in said


def test_the_command_says_it_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--as-of", "yesterday"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
