"""Dates that stand for none do not stretch the period: their rows are left out as rows without a date are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read


def written(tmp_path: Path, *days: str) -> Reading:
    path = tmp_path / "orders.csv"
    rows = [f"C{at},{at},{day},{100 * 2**at}" for at, day in enumerate(days)]
    path.write_text("\n".join(["Customer,Order,Date,Amount", *rows]), "utf-8")
    return read(path, today="2025-01-01")


@pytest.mark.parametrize("day", ["1900-01-01", "1970-01-01", "1899-12-30", "1924-03-05"])
def test_a_date_that_stands_for_none_is_named_with_its_money(tmp_path: Path, day: str) -> None:
    found = written(tmp_path, day, "2024-01-16", "2024-02-16")
    said = next(problem for problem in found.problems if problem.code in ("filler-dates", "unreadable-dates"))
    assert (said.level, said.rows, said.money) == ("warning", 1, 100.0)
    assert str(found.frame["date"].min().date()) == "2024-01-16"
    assert found.frame["revenue"].sum() == 600


@pytest.mark.parametrize("days", [("1970-01-01", "1970-01-02"), ("1990-05-01", "2010-01-01"), ("1970-01-01",)])
def test_an_old_book_is_no_slip(tmp_path: Path, days: tuple[str, ...]) -> None:
    assert len(written(tmp_path, *days).frame) == len(days)
