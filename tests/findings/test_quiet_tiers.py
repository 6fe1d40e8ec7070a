"""How many of the best tiers have gone quiet is said in words that fit the number."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib as kam
from kamlib.findings.tiers import tiers
from kamlib.words import speaking

SMALL = 15


def book(large: int, quiet: int) -> pd.DataFrame:
    """Large customers of 100,000 a month, of which some stop after a year, and fifteen of 300 a month."""
    months = pd.date_range("2023-01-05", "2024-12-05", freq="MS") + pd.Timedelta(days=4)
    rows = [
        (who, f"{who} {day:%Y%m}", day, size * (1 + at / 100), 0.6 * size)
        for who, at, size in [*((f"L{i}", i, 100_000.0) for i in range(large)),
                              *((f"S{i:02d}", i, 300.0) for i in range(SMALL))]
        for day in months
        if not (who in {f"L{i}" for i in range(quiet)} and day.year > 2023)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"])


def said(large: int, quiet: int, lang: str = "en") -> str:
    with speaking(lang):
        return tiers(kam.Client(book(large, quiet), currency="EUR")).summary


@pytest.mark.parametrize(("large", "quiet", "sentence"), [
    (1, 1, "the only platinum or gold customer has gone quiet or is lost."),
    (3, 3, "all 3 platinum and gold customers have gone quiet or are lost."),
    (3, 1, "1 of the 3 platinum and gold customers has gone quiet or is lost."),
])  # fmt: skip
def test_the_number_that_is_quiet_is_said_in_words_that_fit(large: int, quiet: int, sentence: str) -> None:
    assert f"Tiers count the whole period: {sentence}" in said(large, quiet)


def test_where_nobody_is_quiet_nothing_is_said() -> None:
    assert "Tiers count the whole period" not in said(3, 0)


def test_the_only_one_is_said_in_chinese_too() -> None:
    assert "铂金和黄金客户（共 1 家）现已久未下单或流失。" in said(1, 1, "zh")
    assert "3 家铂金和黄金客户中，1 家久未下单或已流失。" in said(3, 1, "zh")
