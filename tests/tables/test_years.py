"""Dates that name no year are refused in a line that says so, however they are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables import read
from kamlib.tables.values.dates import parse_dates
from kamlib.words import speaking

NO_YEAR = r"column Datum are day and month only \({}.*the year is missing.*--map date=…"


def orders(folder: Path, dates: Sequence[str]) -> Path:
    path = folder / "orders.csv"
    rows = [f"K{at},{at},{date},{100 + at}" for at, date in enumerate(dates)]
    path.write_text("\n".join(["Kunde,Beleg,Datum,Betrag", *rows]), "utf-8")
    return path


@pytest.mark.parametrize(
    "dates",
    [
        ("0503", "1203", "2503"), ("503", "1203", "2503"), ("05.03.", "12.03.", "25.03."), ("3/5", "3/12", "3/25"),
        ("3月5日", "3月12日", "3月25日"), ("05-Mar", "12-Mar", "25-Mar"), ("Mar 05", "Mar 12", "Mar 25"),
    ],
)  # fmt: skip
def test_days_without_a_year_are_refused_and_the_year_is_asked_for(tmp_path: Path, dates: Sequence[str]) -> None:
    path = orders(tmp_path, dates)
    with pytest.raises(KamError, match=NO_YEAR.format(dates[0])):
        read(path)
    with pytest.raises(KamError, match=NO_YEAR.format(dates[0])):
        read(path, columns={"date": "Datum"})
    with speaking("zh"), pytest.raises(KamError, match="缺少年份"):
        read(path)


def test_days_without_a_year_in_a_workbook_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    pd.DataFrame({"Kunde": ["A", "B"], "Beleg": [1, 2], "Datum": [503, 1203], "Betrag": [5.5, 6]}).to_excel(
        path, index=False
    )
    with pytest.raises(KamError, match=NO_YEAR.format("503")):
        read(path)


def test_another_column_with_whole_dates_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Kunde,Beleg,Belegdatum,Leistungsdatum,Betrag\nA,1,0503,2024-03-05,5\nB,2,1203,2024-03-12,6\n")
    assert read(path).columns["Leistungsdatum"] == "date"


def test_months_of_a_few_years_are_months() -> None:
    months = pd.Series([f"{month} {year:02d}" for month in ("Jan", "Feb", "Mar") for year in range(15, 26)])
    assert parse_dates(months).values.dt.year.tolist() == 3 * list(range(2015, 2026))


def test_text_of_fixed_width_says_what_it_is_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    lines = [("Kunde", "Beleg", "Datum", "Betrag"), ("Mueller AG", "1001", "05.03.2024", "100,50"),
             ("Meier", "1002", "12.03.2024", "80,00"), ("Schmidt & Co", "1003", "25.03.2024", "2,00")]  # fmt: skip
    path.write_text("\n".join(f"{a:14}{b:8}{c:12}{d:>10}" for a, b, c, d in lines), "utf-8")
    with pytest.raises(KamError, match=r"list\.txt: columns are at fixed positions.*fixed-width.*\.xlsx or CSV"):
        read(path)
