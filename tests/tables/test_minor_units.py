"""Amounts in the smallest unit of a currency: its decimals by ISO 4217 say what they are divided by."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy
from kamlib.words import speaking


def reading(tmp_path: Path, header: str, currencies: tuple[str, ...], **how: str) -> Reading:
    path = tmp_path / "orders.csv"
    rows = [f"K{n},{n},2024-01-0{n},{code},{amount}" for n, (code, amount) in enumerate(
        zip(currencies, (123450, 6550, 5000), strict=True), 1)]  # fmt: skip
    path.write_text("\n".join([f"Customer,Order,Date,Currency,{header}", *rows]), "utf-8")
    return read(path, **how)


@pytest.mark.parametrize(
    ("code", "revenue", "said"),
    [
        ("JPY", 135_000.0, "JPY 1: they were not divided"),
        ("KRW", 135_000.0, "KRW 1: they were not divided"),
        ("VND", 135_000.0, "VND 1: they were not divided"),
        ("CLP", 135_000.0, "CLP 1: they were not divided"),
        ("KWD", 135.0, "KWD: they were divided by 1000"),
        ("TND", 135.0, "TND: they were divided by 1000"),
    ],
)
@pytest.mark.parametrize("header", ["amount_in_minor_units", "金额（最小货币单位）"])
def test_the_currency_says_the_divisor(tmp_path: Path, code: str, revenue: float, said: str, header: str) -> None:
    found = reading(tmp_path, header, (code,) * 3)
    assert found.frame["revenue"].sum() == pytest.approx(revenue, abs=1e-9)
    (note,) = [problem for problem in found.problems if problem.code in ("minor-units", "multiplied")]
    assert said in message(note)
    with speaking("zh"):
        assert code in message(note)
        assert "最小货币单位" in message(note)


@pytest.mark.parametrize(
    ("header", "code", "revenue"),
    [("amount_in_minor_units", "EUR", 1350.0), ("amount_cents", "KWD", 1350.0), ("Amount", "JPY", 135_000.0),
     ("Amount", "KWD", 135_000.0)],
)  # fmt: skip
def test_hundredths_by_currency_or_word_and_whole_amounts_stay(
    tmp_path: Path, header: str, code: str, revenue: float
) -> None:
    found = reading(tmp_path, header, (code,) * 3)
    assert found.frame["revenue"].sum() == revenue
    assert "minor-units" not in {problem.code for problem in found.problems}


def test_of_several_currencies_each_has_its_own(tmp_path: Path) -> None:
    """1,234.50 and 65.50 euros, and 5,000 yen."""
    codes = ("EUR", "EUR", "JPY")
    euros = reading(tmp_path, "amount_in_minor_units", codes, currency="EUR")
    yen = reading(tmp_path, "amount_in_minor_units", codes, currency="JPY")
    assert (euros.frame["revenue"].sum(), euros.left_out["other-currency"].money) == (1300.0, 5000.0)
    assert (yen.frame["revenue"].sum(), yen.left_out["other-currency"].money) == (5000.0, 1300.0)


def test_by_the_title_or_by_the_users_currency(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = "客户,订单号,日期,金额\n甲,1,2024-01-05,12345\n乙,2,2024-01-06,655\n"
    path.write_text(f"Sales,,,\nAll amounts in minor units,,,\n{rows}", "utf-8")
    assert read(path).frame["revenue"].sum() == 130.0
    assert read(path, currency="JPY").frame["revenue"].sum() == 13_000.0
    assert read(path, currency="KWD").frame["revenue"].sum() == 13.0


@pytest.mark.parametrize(
    ("header", "revenue", "currency"),
    [
        ("amount_minor_units_jpy", 135_000.0, "JPY"), ("amount_jpy_minor_units", 135_000.0, "JPY"),
        ("Amount (JPY minor units)", 135_000.0, "JPY"), ("金额(最小货币单位)JPY", 135_000.0, "JPY"),
        ("amount_in_cents_jpy", 135_000.0, "JPY"), ("amount_minor_units_kwd", 135.0, "KWD"),
        ("amount_minor_units_eur", 1350.0, "EUR"), ("amount_cents_eur", 1350.0, "EUR"),
        ("amount_eur_cents", 1350.0, "EUR"), ("Amount (EUR cents)", 1350.0, "EUR"),
        ("Betrag in Cent EUR", 1350.0, "EUR"), ("amount_cents_usd", 1350.0, "USD"),
        ("金额（人民币分）", 1350.0, "CNY"), ("amountInCents", 1350.0, None), ("amount_pence_gbp", 1350.0, "GBP"),
        ("Revenue (Rappen)", 1350.0, None), ("amount_jpy", 135_000.0, "JPY"), ("Amount EUR", 135_000.0, "EUR"),
    ],
)  # fmt: skip
def test_a_header_names_unit_and_currency_in_either_order(
    tmp_path: Path, header: str, revenue: float, currency: str | None
) -> None:
    path = tmp_path / "orders.csv"
    rows = "A,1,2024-01-05,123450\nB,2,2024-01-06,6550\nC,3,2024-02-06,5000"
    path.write_text(f"Customer,Order,Date,{header}\n{rows}", "utf-8")
    found = read(path)
    assert (found.frame["revenue"].sum(), found.currency) == (pytest.approx(revenue, abs=1e-9), currency)
    assert not [problem for problem in found.problems if problem.level == "warning"]


def test_cents_of_a_currency_without_hundredths(tmp_path: Path) -> None:
    """65.50 yen do not exist: 6,550 are yen. 5,000 and 6,500 may be either: divided, and said."""
    proven = reading(tmp_path, "amount_cents", ("JPY",) * 3)
    assert proven.frame["revenue"].sum() == 135_000.0
    (note,) = [problem for problem in proven.problems if problem.code == "minor-units"]
    assert "JPY 1: they were not divided" in message(note)
    path = tmp_path / "round.csv"
    path.write_text(
        "Customer,Order,Date,Amount (cents),Currency\nA,1,2024-01-05,5000,JPY\nB,2,2024-01-06,6500,JPY"
    )
    doubtful = read(path)
    (said,) = [problem for problem in doubtful.problems if problem.code == "hundredths-of-none"]
    assert (doubtful.frame["revenue"].sum(), said.level) == (115.0, "warning")
    assert "Amount (JPY)" in remedy(said)
    path.write_text(
        "Customer,Order,Date,Amount (cents),Currency\nA,1,2024-01-05,5000,EUR\nB,2,2024-01-06,6500,EUR"
    )
    assert "hundredths-of-none" not in {problem.code for problem in read(path).problems}
