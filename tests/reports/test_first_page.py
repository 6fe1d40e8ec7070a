"""The first page says what matters most: who has gone quiet, why the year changed, on whom the business hangs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.gone_since import gone_since_said
from kamlib.reports.quality import quality
from kamlib.reports.results import Summary
from kamlib.reports.summary import summary
from kamlib.tables.problems import Problem
from kamlib.words import speaking

#: Twenty-four orders in two whole years.
DAYS = [pd.Timestamp(year, month, 5 if (year, month) != (2024, 12) else 31)
        for year in (2023, 2024) for month in range(1, 13)]  # fmt: skip


def sold(who: str, amount: float, days: slice = slice(None), cost: float | None = None) -> list[dict[str, object]]:
    """Return an order on each of some days."""
    given = {} if cost is None else {"cost": cost}
    return [
        {"customer_id": who, "order_id": f"{who}{day:%y%m}", "date": day, "revenue": amount, **given}
        for day in DAYS[days]
    ]


#: Thirty that buy for 50, 100 … 1,500 a month: 23,250 together, 279,000 a year.
OTHERS = [row for i in range(1, 31) for row in sold(f"c{i:02}", 50.0 * i)]


def page(*rows: dict[str, object], language: str = "en") -> Summary:
    with speaking(language):
        client = Client(pd.DataFrame(rows), currency="EUR", name="First Ltd")
        return summary(client, find(client))


def test_a_large_customer_that_stops_in_the_middle_of_the_year_leads_the_page() -> None:
    """X bought for 2,000 a month until June 2024: 24,000 in its last year of orders, 12,000 of it in 2024."""
    said = page(*OTHERS, *sold("X", 2000.0, slice(18)))
    assert said.title == "X, a valuable customer, has gone quiet: at most €24K of revenue a year is at risk"
    assert "Of the €291K of that year, €12K came from X, which has gone quiet since." in said.situation
    assert said.answer[0].text.startswith("Win back X, a valuable customer that has gone quiet")
    assert said.answer[0].high == 24_000.0
    assert "No single problem dominates" not in said.complication
    assert "The step below can recover at most €24K a year." in said.complication.replace(
        "Of the steps below, the largest", "The step below"
    )


def test_in_chinese_too() -> None:
    said = page(*OTHERS, *sold("X", 2000.0, slice(18)), language="zh")
    assert said.title == "1 家有价值的客户（X）久未下单：每年至多 2.4万欧元的销售收入面临流失"
    assert "该年度的 29.1万欧元中，有 1.2万欧元来自 1 家此后久未下单的客户（X）。" in said.situation


def test_a_quiet_customer_that_is_little_of_the_whole_does_not_lead() -> None:
    """2 % of 281,600 are 5,632: X brought 5,200 in its last year of orders, 2,600 of it in 2024."""
    small = page(*OTHERS, *sold("X", 1300.0 / 3, slice(18)))
    assert "gone quiet: at most" not in small.title
    assert "gone quiet since" not in small.situation


@pytest.mark.parametrize("days", [slice(None), slice(11)])
def test_who_orders_or_is_lost_is_not_quiet(days: slice) -> None:
    client = Client(pd.DataFrame([*OTHERS, *sold("X", 2000.0, days)]), currency="EUR")
    assert gone_since_said(client) == ""


def test_where_the_end_of_the_file_may_be_missing_nobody_is_called_quiet() -> None:
    rows = pd.DataFrame([*OTHERS, *sold("X", 2000.0, slice(18))])
    thin = Problem("thin-end", "warning", "orders", 1, 1.0, {"until": "2024-10-31"})
    assert gone_since_said(Client(rows, currency="EUR")) != ""
    assert gone_since_said(Client(rows, currency="EUR", problems=(thin,))) == ""


def test_a_fall_of_the_year_that_is_all_there_is_leads_with_its_step() -> None:
    """Twelve buy ten a month at 100; the cost of one rises from 60 to 75: 57,600 and 36,000, 21,600 less."""
    said = page(*[
        {"customer_id": f"c{i:02}", "order_id": f"{i}-{day:%y%m}", "date": day, "product": "P", "quantity": 10.0,
         "revenue": 1000.0, "cost": 600.0 if day.year == 2023 else 750.0}
        for i in range(12) for day in DAYS
    ])  # fmt: skip
    assert said.title == (
        "In the year to 31 Dec 2024 gross profit fell from €57.6K to €36K: higher costs took €21.6K"
    )
    assert said.title not in said.complication
    assert said.answer[0].text.startswith("Review price and cost of “P”")
    assert said.answer[0].high == 21_600.0
    assert "at most €21.6K a year" in said.complication


def test_the_year_is_told_with_what_carried_it() -> None:
    """N buys for 2,000 a month in 2024 only: 279,000, then 303,000."""
    said = page(*OTHERS, *sold("N", 2000.0, slice(12, None)))
    assert (
        "In the year to 31 Dec 2024 revenue rose by 9%, from €279K to €303K: customers won brought €24K."
        in said.situation
    )


def test_a_cause_that_says_no_more_than_the_change_is_left_out() -> None:
    """All buy a tenth more, and without products nothing can be told apart: 279,000, then 306,900."""
    more = [row | {"revenue": row["revenue"] * (1.1 if row["date"] >= DAYS[12] else 1.0)} for row in OTHERS]  # type: ignore[operator]
    assert "revenue rose by 10%, from €279K to €307K. " in page(*more).situation


def test_that_the_business_hangs_on_one_is_said_beside_customers_that_lose() -> None:
    """X brings 20,000 of 20,000 + 23,250 + 1,500 a month: 45 %; L loses 1,000 a month on 1,500."""
    rows = [row | {"cost": 0.6 * row["revenue"]} for row in OTHERS]  # type: ignore[operator]
    said = page(*rows, *sold("X", 20_000.0, cost=15_000.0), *sold("L", 1500.0, cost=2500.0))
    assert "45% of revenue depends on one customer, X." in said.complication


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "26% of revenue came from one customer, X, which has not ordered for more than 12 months."),
        ("zh", "26% 的销售收入来自一家客户（X），而该客户已超过 12 个月未下单。"),
    ],
)
def test_on_a_customer_that_has_left_nothing_hangs_any_more(language: str, says: str) -> None:
    """X brought 198,000 in eleven months of 2023, of 198,000 + 558,000."""
    said = page(*OTHERS, *sold("X", 18_000.0, slice(11)), language=language)
    assert says in said.complication
    assert "depends on" not in said.complication


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_sold_in_other_currencies_is_no_money_of_the_report(tmp_path: Path, language: str) -> None:
    """Twenty-four of 100 dollars count, 24 of 50 euros (1,200) do not: nothing is called 3,600 dollars."""
    path = tmp_path / "orders.csv"
    rows = [f"{day:%Y-%m-%d},A{i},{100 if code == 'USD' else 50},{code}"
            for i, code in enumerate(("USD", "EUR")) for day in DAYS]  # fmt: skip
    path.write_text("\n".join(["Date,Customer,Amount,Currency", *rows]), encoding="utf-8")
    client = kam.load(path, currency="USD")
    with speaking(language):
        told = quality(client)
        said = summary(client, find(client))
    assert (told.rows_read, told.rows_used, told.money_read, told.money_used) == (48, 24, None, 2400.0)
    assert [(left.rows, left.money) for left in told.left_out] == [(24, None)]
    assert [line.money for line in told.problems if line.code == "other-currency"] == [None]
    assert {
        "en": "Sales in other currencies (€1.2K) are not included.",
        "zh": "以其他币种结算的销售（1,200欧元）未计入。",
    }[language] in said.situation  # fmt: skip
