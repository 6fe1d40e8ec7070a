"""What service cases and complaints came to: words of three languages, and what says neither."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kamlib.keep.event_dates import one_complaint
from kamlib.tables import read as read_table
from kamlib.tables.checks.outcomes import check, read


def cases(*words: str | None, kind: str = "service") -> pd.DataFrame:
    return pd.DataFrame({"customer_id": "A", "date": pd.Timestamp("2025-03-01"), "kind": kind, "outcome": words})


@pytest.mark.parametrize("word", ["open", "Pending", "in progress", "offen", "In Bearbeitung", "未解决", "待处理"])
def test_a_case_is_open_in_the_words_of_three_languages(word: str) -> None:
    assert read(cases(word))["outcome"].tolist() == ["open"]
    assert check({"activities": read(cases(word))}) == []
    assert len(one_complaint(read(cases(word, kind="complaint")))) == 1


@pytest.mark.parametrize("word", ["solved", "Closed", "DONE", "gelöst", "erledigt", "已解决", "已完成"])
def test_a_case_is_solved_in_the_words_of_three_languages(word: str) -> None:
    assert read(cases(word))["outcome"].tolist() == ["solved"]
    assert one_complaint(read(cases(word, kind="complaint"))).empty


def test_other_words_count_as_neither_and_are_named_the_most_frequent_first() -> None:
    seen = cases("seal replaced", "open", None, "seal replaced", "not opened", "open house")
    assert read(seen)["outcome"].fillna("").tolist() == seen["outcome"].fillna("").tolist(), "as they are written"
    (problem,) = check({"activities": read(seen)})
    assert (problem.code, problem.rows) == ("outcomes-unknown", 4)
    assert "seal replaced" in str(problem.values["names"])


def test_a_visit_that_is_done_has_solved_nothing_and_its_notes_are_not_judged() -> None:
    assert read(cases("done", kind="visit"))["outcome"].tolist() == ["done"]
    assert check({"activities": cases("new project in spring", kind="visit")}) == []
    assert read(cases("done").drop(columns="kind"))["outcome"].tolist() == ["solved"], (
        "nothing says that it is no case"
    )
    assert check({}) == check({"activities": cases("x").drop(columns="outcome")}) == []


def test_the_words_of_a_file_are_read(tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text(
        "客户编号,日期,类型,结果\nA,2025-03-01,服务,待处理\nB,2025-03-02,投诉,已解决\nB,2025-03-03,走访,完成\n",
        "utf-8",
    )
    assert read_table(file, "activities").frame["outcome"].tolist() == ["open", "solved", "完成"]
