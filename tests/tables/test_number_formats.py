"""Currencies that only a workbook's number formats show are seen, and are not added up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

import kamlib
from kamlib.errors import KamError
from kamlib.tables import read
from kamlib.tables.files.formats import currency_in

EURO, DOLLAR, PLAIN = "[$€-407] #,##0.00", '_("$"* #,##0.00_)', "#,##0.00"


def book(folder: Path, forms: list[str], sheet: str = "Orders") -> Path:
    """Write twelve order lines of 100.125, 101.125 … whose amounts bear the formats in turns."""
    path = folder / "orders.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page, day = workbook.add_worksheet(sheet), workbook.add_format({"num_format": "yyyy-mm-dd"})
        styles = [workbook.add_format({"num_format": form}) for form in forms]
        page.write_row(0, 0, ["Customer", "Order", "Date", "Quantity", "Amount"])
        for row in range(1, 13):
            page.write_row(row, 0, [f"K{row % 3}", f"A{row}"])
            page.write_datetime(row, 2, dt.datetime(2024, 3, row), day)
            page.write(row, 3, row)
            page.write(row, 4, 99.125 + row, styles[(row - 1) % len(styles)])
    return path


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (EURO, "EUR"), (DOLLAR, "USD"), (PLAIN, None), ("General", None), ("yyyy-mm-dd", None),
        ('#,##0.00 "CHF"', "CHF"), ("[$HK$-C04]#,##0.00", "HKD"), ("[$¥-804]#,##0", "CNY"),
        ("[$¥-411]#,##0", "JPY"),
        ("[$$-1009]#,##0.00", "CAD"), ("[$kr-41D] #,##0", "SEK"), ("¥#,##0.00;[Red]¥-#,##0.00", "CNY"),
        (r"_-* #,##0.00\ _€_-", None), ("[$-409]d-mmm-yy", None), ("[Red]0.0", None), ('0.0"万"', None),
        ("USD #,##0", "USD"), ("[$CHF-807] #,##0.00", "CHF"),
    ],
)  # fmt: skip
def test_a_number_format_tells_its_currency(form: str, code: str | None) -> None:
    assert currency_in(form) == code


def test_amounts_in_two_currencies_by_their_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        KamError,
        match=r"orders\.xlsx, sheet Orders: .*EUR \(6 lines from row 2 on, .*USD \(6 lines.*--currency EUR",
    ):
        read(book(tmp_path, [EURO, DOLLAR]))


def test_the_lines_of_one_currency_can_be_taken(tmp_path: Path) -> None:
    reading = read(book(tmp_path, [EURO, DOLLAR]), currency="EUR")
    assert (reading.currency, len(reading.frame)) == ("EUR", 6)
    assert reading.frame["revenue"].sum() == pytest.approx(sum(99.125 + row for row in range(1, 13, 2)))
    part = reading.left_out["other-currency"]
    assert (part.rows, part.money) == (6, pytest.approx(sum(99.125 + row for row in range(2, 13, 2))))
    assert reading.frame["quantity"].tolist() == [1, 3, 5, 7, 9, 11]


def test_lines_that_show_no_currency_beside_others_are_named(tmp_path: Path) -> None:
    reading = read(book(tmp_path, [EURO, DOLLAR, PLAIN]), currency="EUR")
    assert {p.code: p.rows for p in reading.problems}["no-currency"] == 4


def test_amounts_are_not_called_by_another_currency_than_their_header_says(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Customer,Order,Date,Amount (EUR)\nK1,A1,2024-03-05,100\n")
    assert read(path).currency == read(path, currency="eur").currency == "EUR"
    with pytest.raises(KamError, match="are in EUR, not in USD"):
        read(path, currency="USD")


@pytest.mark.parametrize(
    ("given", "said"), [({"currency": "ZZZ"}, "three-letter code"), ({"sheet": "2"}, "no sheets")]
)
def test_what_does_not_fit_a_text_file_is_refused(tmp_path: Path, given: dict[str, str], said: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Customer,Order,Date,Amount\nK1,A1,2024-03-05,100\n")
    with pytest.raises(KamError, match=said):
        read(path, **given)


def test_a_data_set_keeps_its_own_currency() -> None:
    assert kamlib.load("machinery", currency="CNY").currency == "CNY"
    with pytest.raises(KamError, match="are in CNY, not in EUR"):
        kamlib.load("machinery", currency="EUR")


def test_one_currency_changes_nothing(tmp_path: Path) -> None:
    reading = read(book(tmp_path, [EURO, PLAIN]))
    assert reading.frame["revenue"].sum() == pytest.approx(12 * 99.125 + 78)
    assert not {p.code for p in reading.problems} & {"no-currency", "other-currency"}
