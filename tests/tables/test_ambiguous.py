"""What can be read in two ways is refused with its rows, its money, and the option that settles it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import read

HEAD = "Customer,Order,Date,Amount\n"


def refused(folder: Path, text: str) -> str:
    path = folder / "orders.csv"
    path.write_text(text)
    with pytest.raises(KamError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_dates_name_how_many_which_row_and_what_they_come_to(tmp_path: Path) -> None:
    said = refused(tmp_path, f"{HEAD}K1,A1,03/04/2024,100\nK1,A2,05/05/2024,20\nK2,A3,06/07/2024,3\n")
    assert said.startswith(
        "orders.csv: 2 dates of column Date are ambiguous in day and month (first 03/04/2024 in row 2"
    )
    assert "103" in said
    assert "--dayfirst or --monthfirst" in said


def test_short_years_at_either_end_are_named_too(tmp_path: Path) -> None:
    said = refused(tmp_path, f"{HEAD}K1,A1,13-05-21,100\nK1,A2,21-05-15,20\nK2,A3,17-05-18,3\n")
    assert re.search(r"3 dates of column Date .*row 2; .*123.*--dayfirst", said)


def test_amounts_name_both_sums(tmp_path: Path) -> None:
    rows = "K1,A1,2024-03-05,1.234\nK1,A2,2024-03-06,2.500\n"
    said = refused(tmp_path, HEAD + rows)
    assert "2 cells of column Amount do not distinguish thousands from decimals (first 1.234 in row 2)" in said
    assert "the total is 3.73 or 3.73K" in said
    assert "--decimal . or --decimal ," in said


def test_currencies_name_lines_rows_and_money(tmp_path: Path) -> None:
    rows = "K1,A1,2024-03-05,100,EUR\nK1,A2,2024-03-06,20,USD\nK2,A3,2024-03-07,5,EUR\n"
    said = refused(tmp_path, "Customer,Order,Date,Amount,Currency\n" + rows)
    assert "EUR (2 lines from row 2 on, €105)" in said
    assert "USD (1 line in row 3, $20)" in said
    assert "--currency EUR" in said
