"""Figures are written as Babel writes them, in both languages, without asking Babel for each."""

from __future__ import annotations

import random

import pytest
from babel import Locale, numbers

from kamlib.words import formats, money, number, percent, speaking

LOCALES = {"en": Locale.parse("en"), "zh": Locale.parse("zh_CN")}
EDGES = [
    0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 0.005, 0.015, -0.004, 1e-9, 99.5, 99.95, 99.96, 99.995, 100.0,
    999.4, 999.5, 999.96, 1000.0, 9994.9, 9995.0, 99_950.0, 999_499.0, 999_500.0, 999_960.0, 9_995_000.0, 1e9,
    1e12, 1e15, 1.5e16, 9.99e17, 12_345_678.905, 0.1 + 0.2, 1234.565, 1e8, 99_999_999.5, 9999.5,
]  # fmt: skip


def _values() -> list[float]:
    draw = random.Random(7)
    many = [draw.choice((-1, 1)) * 10 ** draw.uniform(-6, 16) for _ in range(3000)]
    return [*EDGES, *(-v for v in EDGES), *many, *(round(v, 2) for v in many)]


@pytest.fixture(params=["en", "zh"])
def code(request):
    with speaking(request.param):
        yield request.param


@pytest.mark.parametrize("digits", [0, 1, 2])
def test_numbers_and_shares(code, digits):
    part = "." + "0" * digits if digits else ""
    for value in _values():
        shown, share = (formats._no_minus(value, digits + more) for more in (0, 2))
        assert number(value, digits) == numbers.format_decimal(shown, f"#,##0{part}", locale=LOCALES[code])
        assert percent(value, digits) == numbers.format_percent(share, f"#,##0{part}%", locale=LOCALES[code])


@pytest.mark.parametrize("currency", [None, "EUR", "CNY", "USD", "JPY", "CHF", "KWD"])
def test_short_amounts_in_english(currency):
    for value in _values():
        amount, digits = formats._short(value)
        if abs(amount) < 100 and amount != int(amount):
            continue
        how = {"locale": LOCALES["en"], "fraction_digits": digits}
        expected = (
            numbers.format_compact_currency(amount, currency, **how)
            if currency
            else numbers.format_compact_decimal(amount, **how)
        )
        assert money(value, currency) == expected, value


def test_short_amounts_in_chinese():
    with speaking("zh"):
        for value in _values():
            amount, digits = formats._short(value)
            if abs(amount) < 100 and amount != int(amount):
                continue
            step = next((step for step in (1e12, 1e8, 1e4) if abs(amount) >= step), 1.0)
            pattern = "#,##0" + ("." + "#" * digits if digits else "")
            figure = numbers.format_decimal(round(amount / step, digits), pattern, locale=LOCALES["zh"])
            assert money(value) == figure + {1e12: "万亿", 1e8: "亿", 1e4: "万", 1.0: ""}[step]
