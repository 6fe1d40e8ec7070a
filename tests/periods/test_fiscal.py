"""Fiscal years: the years that are compared begin in the month that the client says."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.findings.key_warnings import demoted
from kamlib.findings.migration import migration
from kamlib.findings.silence import year_tiers
from kamlib.findings.yearly import since_said, yearly
from kamlib.periods.fiscal import last_end
from kamlib.reports import parameters
from kamlib.reports.compose import client_of, findings_of, results_of
from kamlib.tables.schema import schema
from kamlib.tables.template import header, write_template
from kamlib.words import speaking


@pytest.mark.parametrize(
    ("day", "begins", "end"),
    [
        ("2024-12-31", 4, "2024-03-31"), ("2024-03-31", 4, "2024-03-31"), ("2024-03-30", 4, "2023-03-31"),
        ("2024-12-31", 1, "2024-12-31"), ("2024-12-30", 1, "2023-12-31"), ("2024-02-29", 3, "2024-02-29"),
        ("2024-02-28", 3, "2023-02-28"), ("2024-11-30", 12, "2024-11-30"), ("2024-07-05", None, "2024-07-05"),
    ],
)  # fmt: skip
def test_the_last_fiscal_year_ended_on_a_day(day: str, begins: int | None, end: str) -> None:
    assert last_end(pd.Timestamp(day), begins) == pd.Timestamp(end)


def book() -> pd.DataFrame:
    """Two bills a month of 100 from 2021 to 2024; 150 from April 2023 to March 2024."""
    days = pd.date_range("2021-01-01", "2024-12-31", freq="SMS")
    high = (days >= "2023-04-01") & (days < "2024-04-01")
    return pd.DataFrame({
        "customer_id": [f"K{i % 3}" for i in range(len(days))], "order_id": [f"A{i}" for i in range(len(days))],
        "date": days, "revenue": [150.0 if one else 100.0 for one in high],
    })  # fmt: skip


def changes(client: Client) -> tuple[float, float, str]:
    found = yearly(client)
    return found.facts["before"], found.facts["after"], found.notes[0]


def test_the_fiscal_year_changes_which_years_are_compared() -> None:
    before, after, note = changes(kam.load(book(), fiscal_year=4, as_of="2024-12-31"))
    assert (before, after) == (2400.0, 3600.0)  # April 2022 to March 2023, then to March 2024
    assert "31 Mar 2024" in note
    before, after, note = changes(kam.load(book(), as_of="2024-12-31"))
    assert (before, after) == (24 * 100 + 18 * 50, 24 * 100 + 6 * 50)  # calendar years by their last day
    assert "31 Dec 2024" in note


def test_a_month_is_needed_and_a_review_has_its_own_dates() -> None:
    with pytest.raises(KamError, match="from 1 to 12"):
        kam.load(book(), fiscal_year=13)
    with pytest.raises(KamError, match="from 1 to 12"):
        parameters.check({"orders": "machinery", "fiscal_year": 0})
    with pytest.raises(KamError, match="two dates"):
        parameters.check({"orders": "machinery", "fiscal_year": 4, "template": "review"})
    assert parameters.check({"orders": "machinery", "fiscal_year": 4}).fiscal_year == 4


def filled(path: Path, code: str, month: object) -> Path:
    """Fill the empty workbook in as a client would: the orders of `book`, and the month of the fiscal year."""
    with speaking(code):
        write_template(path)
    workbook = openpyxl.load_workbook(path)
    first, orders = workbook.worksheets[:2]
    label = next(row for row in range(1, 10) if first.cell(row, 2).border.left.style == "thin")
    first.cell(label, 2, month)
    at = [cell.value for cell in orders[1]]
    with speaking(code):
        names = [header(schema()["orders"][ours]) for ours in book()]
    for row, line in enumerate(book().itertuples(index=False), 2):
        for name, value in zip(names, line, strict=True):
            orders.cell(row, at.index(name) + 1, value)
    workbook.save(path)
    return path


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("month", [4, "4月", "April"])
def test_the_filled_in_workbook_says_when_the_fiscal_year_begins(tmp_path: Path, code: str, month: object) -> None:
    path = filled(tmp_path / "data.xlsx", code, month)
    assert changes(kam.load(path, as_of="2024-12-31"))[:2] == (2400.0, 3600.0)
    # what is said to the command goes before the workbook: calendar years
    assert changes(kam.load(path, fiscal_year=1, as_of="2024-12-31"))[:2] == (
        24 * 100 + 18 * 50,
        24 * 100 + 6 * 50,
    )


def test_an_empty_cell_leaves_calendar_years_and_a_review_its_dates(tmp_path: Path) -> None:
    path = filled(tmp_path / "data.xlsx", "en", None)
    assert changes(kam.load(path, as_of="2024-12-31"))[:2] == (24 * 100 + 18 * 50, 24 * 100 + 6 * 50)
    path = filled(tmp_path / "data.xlsx", "en", 4)
    assert client_of(parameters.check({"orders": str(path)})).fiscal_year == 4
    assert client_of(parameters.check({"orders": str(path), "template": "review"})).fiscal_year is None


def test_what_is_no_month_is_refused_with_its_place(tmp_path: Path) -> None:
    path = filled(tmp_path / "data.xlsx", "en", 13)
    with pytest.raises(KamError, match=r"data\.xlsx, sheet Explanations: 13 is not the first month"):
        kam.load(path)


def test_the_months_since_the_last_fiscal_year_are_told_on_the_first_page() -> None:
    client = kam.load(book(), fiscal_year=4, as_of="2024-12-31")
    fell = since_said(client)  # 18 bills of 100, after 18 of 150
    assert fell == (
        "From 1 Apr to 31 Dec 2024 revenue fell by 33% on the same period a year before, from 2.7K to 1.8K."
    )
    assert fell in yearly(client).summary
    found = findings_of(client)
    assert fell in results_of(client, found, parameters.check({"orders": "machinery"})).summary.situation
    assert not since_said(kam.load(book(), as_of="2024-12-31"))  # years end with the data
    assert not since_said(kam.load(book(), fiscal_year=4, as_of="2024-05-31"))  # two months say little
    assert since_said(kam.load(book(), fiscal_year=4, as_of="2024-06-30")).startswith("From 1 Apr to 30 Jun 2024")


def fading() -> pd.DataFrame:
    """Ten customers, a bill a month: 1,000 of K0 and K1 (from 2024 on 10), else 100; K2 pauses a fiscal year."""
    days = pd.date_range("2021-01-31", "2024-12-31", freq="ME")
    rows = [
        (f"K{i}", day, (10.0 if i and day.year > 2023 else 1000.0) if i < 2 else 100.0)
        for i in range(10) for day in days
        if i != 2 or not pd.Timestamp("2023-04-01") <= day < pd.Timestamp("2024-04-01")
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["customer_id", "date", "revenue"])
    return table.assign(order_id=[f"A{i}" for i in range(len(table))])


def test_tiers_of_the_last_twelve_months_and_warnings_are_of_today_whatever_the_fiscal_year() -> None:
    client = kam.load(fading(), fiscal_year=4, as_of="2024-12-31")
    tiers = year_tiers(client)
    assert tiers["K1"] == "iron"  # 120 in 2024; in the fiscal year to March 2024 it brought 9,030
    assert tiers["K2"] == "iron"  # nine bills in 2024, none in that fiscal year
    assert set(demoted(client)) == {"K1"}
    (visit,) = migration(client).advice
    assert visit.customers == ("K1",)
    assert visit.worth is not None
    assert visit.worth.high == 12 * 1000 - 12 * 10
