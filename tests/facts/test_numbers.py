"""Numbers of texts are remembered with the texts, and never outlive or outrun them."""

from __future__ import annotations

import gc

import numpy as np
import pandas as pd
import pytest

from kamlib.facts import numbers, remembered


def column() -> pd.Series:
    return pd.Series(["b", "a", None, "b"], dtype=pd.StringDtype("pyarrow", na_value=np.nan))


def test_texts_are_numbered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    found = numbers._of_texts
    monkeypatch.setattr(numbers, "_of_texts", lambda column: looked.append(len(column)) or found(column))
    frame = pd.DataFrame({"who": column(), "other": 1})
    seen = [frame["who"], frame["who"], frame.copy(deep=False)["who"], frame.drop(columns="other")["who"]]
    for one in seen:
        of, names = numbers.codes(one)
        assert (of.tolist(), names.tolist()) == ([0, 1, -1, 0], ["b", "a"])
    held = {id(one.array.__arrow_array__()) for one in seen}  # one; pandas 3.0 copies texts with frames
    assert len(held) < len(seen)
    assert looked == [4] * len(held)
    assert numbers.codes(frame["who"][1:])[0].tolist() == [0, -1, 1]
    assert looked[-1] == 3


def test_a_text_that_is_written_over_has_another_number() -> None:
    frame = pd.DataFrame({"who": column()})
    numbers.codes(frame["who"])
    frame.loc[0, "who"] = "c"
    of, names = numbers.codes(frame["who"])
    assert (of.tolist(), names.tolist()) == ([0, 1, -1, 2], ["c", "a", "b"])


def test_what_a_caller_does_to_its_numbers_is_its_own() -> None:
    texts = column()
    numbers.codes(texts)[0][:] = 7
    assert numbers.codes(texts)[0].tolist() == [0, 1, -1, 0]


def test_numbers_go_with_their_texts() -> None:
    gc.collect()
    before, texts = len(remembered._REMEMBERED), column()
    numbers.codes(texts)
    assert len(remembered._REMEMBERED) == before + 1
    del texts
    gc.collect()
    assert len(remembered._REMEMBERED) == before


def test_a_column_too_long_is_numbered_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_REMEMBERED", 3)
    before, texts = len(remembered._REMEMBERED), column()
    assert numbers.codes(texts)[0].tolist() == [0, 1, -1, 0]
    assert len(remembered._REMEMBERED) == before


@pytest.mark.parametrize("texts", [["b", "a", None, "é", "中", "B", "a"], ["a", "b", "b"], [], [None]])
def test_numbers_in_the_order_of_their_texts_are_those_of_pandas(texts: list[str | None]) -> None:
    given = pd.Series(texts, dtype="str")
    expected, kinds = pd.factorize(given, sort=True)
    of, names = numbers.ordered_codes(given)
    assert (of.tolist(), names.tolist()) == (expected.tolist(), kinds.tolist())


@pytest.mark.parametrize(
    "marked", [[True, False, True, True], [False, True, True, False], [False] * 4, [True] * 4]
)
def test_rows_take_their_numbers_from_those_of_all(marked: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"who": column(), "what": column(), "money": 1.0}, index=[4, 3, 2, 1])
    numbers.codes(frame["who"])
    rows = numbers.rows_of(frame, np.array(marked))
    pd.testing.assert_frame_equal(rows, frame[np.array(marked)])
    expected, kinds = pd.factorize(rows["who"])
    monkeypatch.setattr(numbers, "_of_texts", lambda column: pytest.fail("looked up again"))
    of, names = numbers.codes(rows["who"])
    assert (of.tolist(), names.tolist()) == (expected.tolist(), kinds.tolist())
    with pytest.raises(pytest.fail.Exception):
        numbers.codes(rows["what"])  # of which no numbers are known
