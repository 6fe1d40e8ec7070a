"""Pictures of the bank case draw what was computed, and say it in words."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib._paths import shipped
from kamlib.figures import bank as figure
from kamlib.value import bank
from kamlib.words import speaking


@pytest.fixture(scope="module")
def branch() -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = shipped("datasets") / "bank"
    return pd.read_csv(folder / "arrivals.csv"), pd.read_csv(folder / "customers.csv")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_each_picture_holds_its_numbers_and_an_alternative_text(branch, code: str) -> None:
    judged, compared, hours = bank.judge(*branch), bank.compare(*branch, days=3), bank.hall(*branch)
    with speaking(code):
        widths = [patch.get_width() for patch in figure.rule(judged).patches]
        assert sorted(widths[:3]) == sorted(judged.table["valuable_accepted"])
        lost = [patch.get_width() for patch in figure.designs(compared).patches]
        assert sorted(lost) == pytest.approx(sorted([*compared.table["lost_1"], *compared.table["lost_5"]]))
        heights = [patch.get_height() for patch in figure.full_hall(hours).patches]
        assert sum(heights) <= hours["valuable_unserved"].sum()
        for text in (figure.rule_alt(judged), figure.designs_alt(compared), figure.full_hall_alt(hours)):
            assert len(text) > 40
