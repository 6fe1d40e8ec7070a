"""What a list of recommendations says of its amounts: only what is true of the steps that are there."""

from __future__ import annotations

import pytest

from kamlib.reports import steps
from kamlib.reports.results import AdviceLine
from kamlib.words import speaking

ORDER, ONCE, SUM = "Avoidable losses come first", "in one step only", "must not be added up"


def line(stake: str, money: float | None = 100.0) -> AdviceLine:
    return AdviceLine(text="", owner="", owner_label="", within_days=30, stake=stake, money_a_year=money)


@pytest.mark.parametrize(
    ("stakes", "said"),
    [
        (["shortfall"], []),  # one amount: nothing to be ordered, counted once or added up
        (["shortfall", "risk"], [SUM]),
        (["loss", "loss"], [ONCE]),
        (["loss", "shortfall"], [ORDER]),
        (["loss", "loss", "risk", "shortfall"], [ORDER, ONCE, SUM]),
    ],
)
def test_only_what_is_true_of_these_steps_is_said(stakes: list[str], said: list[str]) -> None:
    with speaking("en"):
        text = steps.about([*map(line, stakes), line("held", None)])
    assert text.startswith("Amounts are what can be recovered in a year")
    assert [part for part in (ORDER, ONCE, SUM) if part in text] == said
    assert ("The other amounts" in text) == (SUM in said and ONCE in said)


def test_steps_without_an_amount_need_no_word_on_amounts() -> None:
    assert steps.about([line("held", None)]) == ""
