"""The day to count from has to be a day, and not before the first order; said in one line of our own words."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.reports import parameters
from kamlib.words import speaking

ORDERS = pd.DataFrame({
    "customer_id": ["A", "B"], "order_id": ["1", "2"], "date": ["2024-03-05", "2024-06-30"], "revenue": [1.0, 2.0]
})  # fmt: skip


def test_a_day_before_the_first_order_is_refused_with_the_dates_there_are() -> None:
    with pytest.raises(KamError, match=r"2024-03-04.*2024-03-05 to 2024-06-30"):
        kamlib.load(ORDERS, as_of="2024-03-04")
    assert f"{kamlib.load(ORDERS, as_of='2024-03-05').as_of:%Y-%m-%d}" == "2024-03-05"


@pytest.mark.parametrize("word", ["soon", "31.12.", "", "nat", "2024-13-01"])
def test_what_is_no_day_is_refused_in_both_languages(word: str) -> None:
    with pytest.raises(KamError, match="write the day like this: 2024-12-31"):
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
