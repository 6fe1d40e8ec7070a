"""What service cases and complaints came to: words of three languages, and what says neither."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.keep.event_dates import one_complaint
from kamlib.tables.checks.outcomes import check, ended


def cases(*words: str | None, kind: str = "service") -> pd.DataFrame:
    return pd.DataFrame({"customer_id": "A", "date": pd.Timestamp("2025-03-01"), "kind": kind, "outcome": words})


@pytest.mark.parametrize("word", ["open", "Pending", "in progress", "offen", "In Bearbeitung", "未解决", "待处理"])
def test_a_case_is_open_in_the_words_of_three_languages(word: str) -> None:
    assert ended(cases(word)).tolist() == ["open"]
    assert check({"activities": cases(word)}) == []
    assert len(one_complaint(cases(word, kind="complaint"))) == 1


@pytest.mark.parametrize("word", ["solved", "Closed", "DONE", "gelöst", "erledigt", "已解决", "已完成"])
def test_a_case_is_solved_in_the_words_of_three_languages(word: str) -> None:
    assert ended(cases(word)).tolist() == ["solved"]
    assert one_complaint(cases(word, kind="complaint")).empty


def test_other_words_count_as_neither_and_are_named_the_most_frequent_first() -> None:
    seen = cases("seal replaced", "open", None, "seal replaced", "not opened", "open house")
    assert ended(seen).tolist() == ["", "open", "", "", "", ""]
    (problem,) = check({"activities": seen})
    assert (problem.code, problem.rows) == ("outcomes-unknown", 4)
    assert "seal replaced" in str(problem.values["names"])


def test_a_visit_that_is_done_has_solved_nothing_and_its_notes_are_not_judged() -> None:
    assert ended(cases("done", kind="visit")).tolist() == [""]
    assert check({"activities": cases("new project in spring", kind="visit")}) == []
    assert ended(cases("done").drop(columns="kind")).tolist() == ["solved"], "nothing says that it is no case"
    assert check({}) == check({"activities": cases("x").drop(columns="outcome")}) == []
