"""Identifiers survive reading as they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.tables.values.ids import clean_ids


@pytest.mark.parametrize(
    ("cell", "clean"),
    [
        ("00123", "00123"), ("1001.0", "1001"), (1001.0, "1001"), (1001, "1001"),
        (" K 7 ", "K 7"), ("Ｋ００１", "K001"),
        ("1.50", "1.50"), ("A.0", "A.0"), ("客户\u30001", "客户 1"), (10**17, "1" + "0" * 17),
    ],
)  # fmt: skip
def test_an_id_is_kept_as_text(cell: object, clean: str) -> None:
    assert clean_ids(pd.Series([cell], dtype="object")).tolist() == [clean]


@pytest.mark.parametrize("cell", ["", " ", None, np.nan, "nan", "NULL", "-", "#N/A", "None", pd.NA])
def test_what_is_no_id_stays_missing(cell: object) -> None:
    assert clean_ids(pd.Series([cell, "1"], dtype="object")).isna().tolist() == [True, False]


def test_numbers_with_gaps_do_not_grow_decimals() -> None:
    assert clean_ids(pd.Series([1001.0, np.nan, 1002.0])).tolist()[::2] == ["1001", "1002"]


@given(st.lists(st.text(max_size=10) | st.none(), max_size=10))
def test_text_and_objects_give_the_same_and_twice_changes_nothing(cells: list[str | None]) -> None:
    fast = clean_ids(pd.Series(cells, dtype="str"))
    slow = clean_ids(pd.Series(cells, dtype="object"))
    assert fast.fillna("?").tolist() == slow.fillna("?").tolist()
    assert clean_ids(fast).fillna("?").tolist() == fast.fillna("?").tolist()


@given(st.lists(st.from_regex(r"[0-9]{1,12}", fullmatch=True), min_size=1, max_size=10))
def test_leading_zeros_survive(cells: list[str]) -> None:
    assert clean_ids(pd.Series(cells)).tolist() == cells
