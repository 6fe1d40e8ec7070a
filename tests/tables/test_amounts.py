"""Amounts in every way of writing that the domain page names, and in those that must stay in doubt."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.tables.values.amounts import parse_amounts


def read(*cells: object, decimal: str | None = None) -> list[float]:
    return parse_amounts(pd.Series(list(cells)), decimal=decimal).values.tolist()


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("¥1,234.50", 1234.5), ("￥1,234.50", 1234.5), ("1.234,50", 1234.5), ("1 234,50", 1234.5),
        ("1\u00a0234,50", 1234.5), ("1\u202f234.50", 1234.5), ("1'234.50", 1234.5), ("1’234.50", 1234.5),
        ("(120)", -120), ("（120）", -120), ("120-", -120), ("-120", -120), ("\u2212120", -120),
        ("-¥120.00", -120),
        ("¥-120.00", -120), ("($120.50)", -120.5), ("1.2万", 12_000), ("1.2 万元", 12_000), ("3亿元", 3e8),
        ("１２０", 120), ("１，２３４．５", 1234.5), ("5%", 0.05), ("RMB 1,200.00", 1200),
        ("1.200,00 EUR", 1200),
        ("€ 12,50", 12.5), ("120元整", 120), ("1,23,456.00", 123_456), ("120.--", 120),
        ("1e5", 1e5), (".5", 0.5),
        ("1.234.567", 1_234_567), ("1,234,567", 1_234_567), ("0,125", 0.125), ("+7", 7), (12, 12), (2.5, 2.5),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_mean_it(cell: object, amount: float) -> None:
    assert read(cell) == pytest.approx([amount])


@pytest.mark.parametrize(
    "cell", ["abc", "12-3", "2024-01-05", "1,23.4", "12 34", "(120", "-(120)", "1.2.3,4", True]
)
def test_what_is_no_amount_is_unreadable_and_never_a_number(cell: object) -> None:
    parsed = parse_amounts(pd.Series([cell], dtype="object"))
    assert parsed.unreadable.tolist() == [True]
    assert parsed.values.isna().all()


@pytest.mark.parametrize("cell", ["", "  ", None, float("nan"), "NULL", "-", "#N/A", "nan", "\u3000"])
def test_what_holds_nothing_is_blank_and_not_unreadable(cell: object) -> None:
    parsed = parse_amounts(pd.Series([cell, "1"], dtype="object"))
    assert parsed.blank.tolist() == [True, False]
    assert not parsed.unreadable.any()


def test_a_lone_mark_before_three_digits_is_ambiguous() -> None:
    for cell in ("1.234", "1,234", "12.345"):
        assert parse_amounts(pd.Series([cell, "5"])).ambiguous


def test_a_given_mark_settles_what_is_ambiguous() -> None:
    assert read("1.234", decimal=",") == [1234]
    assert read("1.234", decimal=".") == [1.234]
    assert read("1,234", decimal=".") == [1234]
    assert not parse_amounts(pd.Series(["1.234"]), decimal=",").ambiguous


def test_one_cell_of_the_column_tells_for_all() -> None:
    assert read("1.234", "7,5") == [1234, 7.5]
    assert read("1.234", "7.5") == [1.234, 7.5]
    assert read("1,234", "7.5") == [1234, 7.5]
    assert read("1,234", "0,123") == [1.234, 0.123]


def test_small_integers_beside_three_decimals_make_it_a_thousands_mark() -> None:
    parsed = parse_amounts(pd.Series(["1,234", "2,000", "12,500", "7", "80", "950"]))
    assert parsed.values.tolist() == [1234, 2000, 12_500, 7, 80, 950]
    assert not parsed.ambiguous


def test_both_ways_of_writing_in_one_column_leave_the_lone_mark_in_doubt() -> None:
    parsed = parse_amounts(pd.Series(["1.234,50", "1,234.50", "1,234"]))
    assert parsed.values.tolist()[:2] == [1234.5, 1234.5]
    assert parsed.ambiguous


def test_a_cell_against_the_given_mark_is_unreadable() -> None:
    assert parse_amounts(pd.Series(["1,234.50", "5"]), decimal=",").unreadable.tolist() == [True, False]


def test_infinite_numbers_are_named() -> None:
    for column in (pd.Series([1.0, np.inf]), pd.Series(["1", "inf"]), pd.Series([1, "∞"], dtype="object")):
        parsed = parse_amounts(column)
        assert parsed.infinite is not None
        assert parsed.infinite.tolist() == [False, True]
        assert parsed.unreadable.tolist() == [False, True]


def test_currencies_are_counted() -> None:
    parsed = parse_amounts(pd.Series(["¥1", "2元", "€3", "4", "USD 5", "US$ 6", "HK$7"]))
    assert parsed.currencies == {"CNY": 2, "EUR": 1, "": 1, "USD": 2, "HKD": 1}


def test_another_decimal_mark_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="decimal"):
        parse_amounts(pd.Series(["1"]), decimal=";")


cents = st.integers(min_value=-(10**11), max_value=10**11)


def write(amount: int, group: str, point: str, style: str) -> str:
    whole, rest = divmod(abs(amount), 100)
    text = f"{whole:,}".replace(",", group) + f"{point}{rest:02d}"
    return text if amount >= 0 else style.format(text)


@given(
    amounts=st.lists(cents, min_size=1, max_size=20),
    marks=st.sampled_from(
        [(",", "."), (".", ","), ("'", "."), (" ", ","), ("\u00a0", ","), ("\u2009", "."), ("", ".")]
    ),
    style=st.sampled_from(["-{}", "({})", "{}-", "\u2212{}"]),
    money=st.sampled_from(["{}", "¥{}", "{} 元", "€ {}", "{} EUR", "RMB{}"]),
)
def test_amounts_read_back_as_written(amounts: list[int], marks: tuple[str, str], style: str, money: str) -> None:
    parsed = parse_amounts(pd.Series([money.format(write(amount, *marks, style)) for amount in amounts]))
    assert parsed.values.tolist() == pytest.approx([amount / 100 for amount in amounts])
    assert not parsed.ambiguous
    assert sum(parsed.currencies.values()) == len(amounts)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_what_a_program_writes_reads_back_exactly(numbers: list[float]) -> None:
    parsed = parse_amounts(pd.Series([repr(number) for number in numbers]), decimal=".")
    assert parsed.values.tolist() == numbers


@given(st.lists(st.text(max_size=12) | st.none() | st.integers() | st.floats(), max_size=8), st.randoms())
def test_any_cell_is_a_number_unreadable_or_blank_whatever_the_order(cells: list[object], random: object) -> None:
    column = pd.Series(cells, dtype="object")
    parsed = parse_amounts(column)
    kinds = parsed.values.notna().astype(int) + parsed.unreadable + parsed.blank
    assert (kinds == 1).all()
    order = list(range(len(cells)))
    random.shuffle(order)
    again = parse_amounts(column.iloc[order])
    assert again.ambiguous == parsed.ambiguous
    pd.testing.assert_series_equal(again.values, parsed.values.iloc[order])


def test_text_and_objects_give_the_same() -> None:
    cells = ["1,234.50", "7", "12,000.00", "NULL", ""]
    fast = parse_amounts(pd.Series(["1,234.50", "7", "12,000.00"], dtype="str")).values.tolist()
    slow = parse_amounts(pd.Series(cells, dtype="object")).values.tolist()
    assert fast == slow[:3]
    assert all(map(math.isnan, slow[3:]))
