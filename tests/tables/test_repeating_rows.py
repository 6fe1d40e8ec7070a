"""Rows that repeat the money of others: sums of orders, joins with people and payments, documents of one deal."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamlib.tables import Reading, read
from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem
from kamlib.words import speaking

Read = Callable[..., Reading]
Rows = list[tuple[Any, ...]]
CODES = {*KINDS.values(), *(f"{kind}-counted" for kind in KINDS)}


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(rows: Iterable[tuple[Any, ...]], separator: str = ",", **how: Any) -> Reading:
        path = tmp_path / "orders.csv"
        path.write_text("\n".join(separator.join(map(str, row)) for row in rows), "utf-8")
        return read(path, **how)

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def problem(found: Reading, code: str) -> Problem | None:
    return next((problem for problem in found.problems if problem.code == code), None)


def with_sums(orders: int = 4) -> Rows:
    """Orders of 10, 20 and 30 (times their number), each with its sum of 60, and one order of one item."""
    rows: Rows = [("Order No", "Date", "Customer", "Item", "Amount")]
    for n in range(1, orders + 1):
        at = (f"O{n}", f"2024-01-{n:02d}", f"K{n % 3}")
        rows += [(*at, "", 60 * n), *((*at, f"P{k}", 10 * k * n) for k in (1, 2, 3))]
    return [*rows, ("O90", "2024-02-01", "K1", "", 7), ("O90", "2024-02-01", "K1", "P1", 7),
            ("O91", "2024-02-02", "K2", "", 5)]  # fmt: skip


def test_sums_of_orders_are_left_out_and_named(reading: Read) -> None:
    found = reading(with_sums())
    said = problem(found, "sum-rows")
    assert revenue(found) == 60 * (1 + 2 + 3 + 4) + 7 + 5
    assert said is not None
    assert (said.level, said.rows, said.money, said.values["row"]) == ("warning", 5, 607.0, 2)
    assert "--keep sums" in remedy(said)
    assert revenue(reading(with_sums(), keep=["sums"])) == 1219.0


def test_the_order_of_rows_and_the_unit_change_nothing(reading: Read) -> None:
    head, *rows = with_sums(12)
    random.Random(3).shuffle(rows)
    found = reading([head, *((*row[:-1], row[-1] / 1000) for row in rows)])
    assert revenue(found) == 4.69  # 60 × 78 + 12 = 4692 in thousands
    assert found.left_out["sum-rows"].rows == 13


def test_sums_in_a_chinese_workbook_with_a_word_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows: Rows = [("金额", "行类型", "客户名称", "单据编号", "单据日期")]
    for n in (1, 2, 3):
        rows += [(a * n, word, f"客户{n}", f"XS{n}", f"2024-03-0{n}") for a, word in
                 ((4, "明细"), (5, "明细"), (9, "整单"))]  # fmt: skip
    for row in [*rows, (8, "整单", "客户1", "XS9", "2024-03-09"), (8, "明细", "客户1", "XS9", "2024-03-09")]:
        book.active.append(row)
    book.save(tmp_path / "销售.xlsx")
    found = read(tmp_path / "销售.xlsx")
    assert (revenue(found), found.left_out["sum-rows"].money) == (62.0, 62.0)
    with speaking("zh"):
        said = problem(found, "sum-rows")
        assert said is not None
        assert "合计" in message(said)


@pytest.mark.parametrize(
    "orders",
    [
        [(10, 20, 40), (15, 25, 41), (11, 7, 3), (30, 20, 10)],  # the last happens to add up
        [(10, 10), (20, 20), (30, 30), (25, 26)],  # two equal lines an order
        [(10, 20, 30), (15, 25, 41)],
    ],
)
def test_lines_that_add_up_by_chance_are_lines(reading: Read, orders: list[tuple[int, ...]]) -> None:
    rows: Rows = [("Order No", "Date", "Customer", "Item", "Amount")]
    for n, amounts in enumerate(orders, 1):
        rows += [(f"O{n}", f"2024-01-{n:02d}", f"K{n}", f"P{k}", amount) for k, amount in enumerate(amounts)]
    found = reading(rows)
    assert revenue(found) == sum(map(sum, orders))
    assert not {p.code for p in found.problems} & CODES


def of_lines(orders: Iterable[tuple[float, ...]], *more: tuple[str, Callable[[int], Any]]) -> Rows:
    """Return orders of lines of the amounts given, P0 first; `more` columns by the place of the line."""
    rows: Rows = [("Order No", "Date", "Customer", "Item", "Amount", *(header for header, _cell in more))]
    for n, amounts in enumerate(orders, 1):
        at = (f"O{n}", f"2024-01-{n:02d}", f"K{n % 4}")
        rows += [(*at, f"P{k}", amount, *(cell(k) for _h, cell in more)) for k, amount in enumerate(amounts)]
    return rows


THIRDS = [(10.0 * n, 20.0 * n, 30.0 * n) for n in (1, 2, 3, 4, 5, 7, 9, 11)]
INSTALMENTS = [(50.0 * n, 30.0 * n, 20.0 * n) for n in (1, 2, 3, 5)]


@pytest.mark.parametrize(
    ("orders", "more"),
    [
        (THIRDS, ()), (INSTALMENTS, ()), ([*THIRDS, (4.0, 9.0, 1.0)][1:], ()),
        (THIRDS, (("Category", lambda k: "Pumps" if k == 2 else "Seals"),)),
        (THIRDS, (("Qty", lambda k: "" if k == 2 else 1),)),  # installation beside pump and motor
        (THIRDS, (("Qty", lambda k: k + 1),)),
    ],
)  # fmt: skip
def test_lines_in_one_proportion_count_with_a_note_at_most(
    reading: Read, orders: list[tuple[float, ...]], more: tuple[tuple[str, Callable[[int], Any]], ...]
) -> None:
    rows = of_lines(orders, *more)
    found = reading(rows)
    said = problem(found, "sums-counted")
    assert (revenue(found), found.left_out) == (sum(map(sum, orders)), {})
    assert said is None or said.level == "note"
    if said is not None:
        assert "--drop sums" in remedy(said)
        assert revenue(reading(rows, drop=["sums"])) < sum(map(sum, orders))


@pytest.mark.parametrize("word", ["Order header", "*", "整单", "主单", "Kopfzeile"])
def test_in_one_proportion_a_word_for_the_whole_is_a_sum(reading: Read, word: str) -> None:
    rows = of_lines(THIRDS, ("Level", lambda k: word if k == 2 else "Item"))
    found = reading(rows)
    assert (revenue(found), found.left_out["sum-rows"].rows) == (sum(map(sum, THIRDS)) / 2, 8)


def test_without_a_mark_orders_of_different_proportions_prove_the_sum(reading: Read) -> None:
    parts = [(10, 17), (23, 4, 9), (8, 31), (12, 5, 6), (40, 2)]
    found = reading(of_lines([(float(sum(each)), *map(float, each)) for each in parts]))
    assert (revenue(found), found.left_out["sum-rows"].money) == (167.0, 167.0)


def joined(header: str, values: tuple[str, str], more: Iterable[Any] = ()) -> Rows:
    """Return two orders of two lines, the first of which stands once for each of two values: 100 + 50, 30 + 8."""
    rows: Rows = [("Invoice No", "Date", "Customer", "Item", "Qty", "Amount", header)]
    rows += [("I1", "2024-01-05", "K1", item, 2, amount, value) for value in values
             for item, amount in (("P1", 100), ("P2", 50))]  # fmt: skip
    return [
        *rows,
        ("I2", "2024-02-05", "K2", "P1", 1, 30, values[0]),
        ("I2", "2024-02-05", "K2", "P3", 1, 8, values[0]),
    ]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Sales Person", ("Cedar", "Alder")), ("Sales Rep", ("Cedar", "Alder")), ("业务员", ("张三", "李四")),
        ("Vertreter", ("Maier", "Huber")), ("Payment Method", ("Card", "Wire")), ("付款方式", ("现金", "转账")),
        ("Zahlungsart", ("bar", "EC")), ("Contact Person", ("Ann", "Bob")), ("联系人", ("王", "赵")),
        ("Ansprechpartner", ("Ada", "Bea")), ("Tag", ("vip", "eu")), ("Commission %", ("60", "40")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_equal_but_for_a_person_a_payment_or_a_contact_are_named(
    reading: Read, header: str, values: tuple[str, str], separator: str
) -> None:
    found = reading(joined(header, values), separator)
    said = problem(found, "repeats-counted")
    assert said is not None
    assert (revenue(found), said.level, said.rows, said.money) == (338.0, "warning", 2, 150.0)
    assert said.values["column"] == header
    assert "--drop repeats" in remedy(said)
    assert "--keep repeats" in remedy(said)
    dropped = reading(joined(header, values), separator, drop=["repeats"])
    assert (revenue(dropped), dropped.left_out["repeat-rows"].money) == (188.0, 150.0)
    kept = reading(joined(header, values), separator, keep=["repeats"])
    assert {p.code: p.level for p in kept.problems}["repeats-counted"] == "note"


def test_full_amounts_are_proven_by_quantity_and_price_or_by_payments(reading: Read) -> None:
    head, *rows = joined("Sales Person", ("Cedar", "Alder"))
    priced = reading([(*head, "Unit Price"), *((*row, row[5] / row[4]) for row in rows)])
    assert (revenue(priced), priced.left_out["repeat-rows"].money) == (188.0, 150.0)
    head, *rows = joined("Payment Date", ("2024-02-01", "2024-03-01"))
    paid = reading(
        [(*head, "Paid Amount"), *((*row, row[5] * (0.4 if "02-01" in row[6] else 0.6)) for row in rows)]
    )
    assert (revenue(paid), paid.left_out["repeat-rows"].money) == (188.0, 150.0)


def test_the_number_and_the_team_of_a_sales_person_go_with_the_name(reading: Read) -> None:
    head, *rows = joined("Sales Person", ("Cedar", "Alder"))
    wide = [(*head, "Area"), *((*row, f"T-{row[6]}") for row in rows)]
    numbered = [("Line No", *wide[0]), *((n % 4 + 1, *row) for n, row in enumerate(wide[1:]))]
    assert problem(reading(wide), "repeats-counted") is not None
    assert problem(reading(numbered), "repeats-counted") is not None


def test_two_equal_lines_of_a_repeated_order_stay_two(reading: Read) -> None:
    head, *rows = joined("Sales Person", ("Cedar", "Alder"))
    twice = [
        head,
        *rows,
        ("I1", "2024-01-05", "K1", "P1", 2, 100, "Cedar"),
        ("I1", "2024-01-05", "K1", "P1", 2, 100, "Alder"),
    ]
    assert revenue(reading(twice, drop=["repeats"])) == 288.0


@pytest.mark.parametrize("header", ["Colour", "Line No", "Serial No", "颜色", "Farbe"])
def test_two_equal_lines_of_one_order_are_two_lines(reading: Read, header: str) -> None:
    found = reading(joined(header, ("1", "2")))
    assert revenue(found) == 338.0
    assert not {p.code for p in found.problems} & CODES


@pytest.mark.parametrize(
    ("lines", "repeats"),
    [
        ("aab", None),  # two equal lines among others
        ("aabbcdef", None),
        ("abab", 2),  # an order that stands twice
        ("abcab", 2),  # and one of which a line is not in the second copy
        ("aa", 1),  # may be either
    ],
)
def test_equal_lines_are_named_where_most_of_their_order_stands_twice(
    reading: Read, lines: str, repeats: int | None
) -> None:
    rows: Rows = [("Invoice No", "Date", "Customer", "Product", "Amount")]
    rows += [("I1", "2024-01-05", "K1", line, ord(line)) for line in lines]
    found = reading([*rows, ("I2", "2024-01-05", "K2", "a", 70), ("I3", "2024-01-06", "K2", "b", 71)])
    assert revenue(found) == sum(map(ord, lines)) + 141
    told = problem(found, "duplicate-lines")
    assert (told.rows if told else None) == repeats


def test_orders_of_two_sales_persons_on_one_day_are_two_orders(reading: Read) -> None:
    rows: Rows = [("Invoice No", "Date", "Customer", "Amount", "Sales Person")]
    rows += [("I1", "2024-01-05", "K1", 100, "Cedar"), ("I2", "2024-01-05", "K1", 100, "Alder")]
    found = reading([*rows, ("I3", "2024-01-05", "K2", 70, "Alder")])
    assert revenue(found) == 270.0
    assert not {p.code for p in found.problems} & CODES


def deals(words: tuple[str, ...], header: str = "Document Type", count: int = 6) -> Rows:
    """Return deals of 11, 22, 33 …, each on a document of every kind."""
    rows: Rows = [("Document No", header, "Date", "Customer", "Amount")]
    return rows + [
        (f"{k}-{n}", word, f"2024-0{k + 1}-{n:02d}", f"K{n % 2}", 11 * n)
        for k, word in enumerate(words)
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("words", "header"),
    [
        (("Sales Order", "Delivery Note", "Invoice"), "Document Type"),
        (("Auftragsbestätigung", "Lieferschein", "Rechnung"), "Belegart"),
        (("销售订单", "销售出库单", "销售发票"), "单据类型"),
        (("SO", "DN", "INV"), "Kind"),
    ],
)
def test_of_one_deal_the_last_document_counts(reading: Read, words: tuple[str, ...], header: str) -> None:
    found = reading(deals(words, header))
    said = problem(found, "document-rows")
    assert said is not None
    assert (revenue(found), said.rows, said.money) == (231.0, 12, 462.0)
    assert all(word in message(said) for word in words)
    assert "--keep documents" in remedy(said)
    assert revenue(reading(deals(words, header), keep=["documents"])) == 693.0


def test_where_some_orders_have_an_invoice_both_ways_out_are_named(reading: Read) -> None:
    rows = deals(("Order", "Invoice"), count=10)[:-4]
    found = reading(rows)
    said = problem(found, "documents-counted")
    assert said is not None
    assert (revenue(found), said.money) == (605.0 + 231.0, 605.0)
    assert "--drop documents" in remedy(said)
    assert "--keep documents" in remedy(said)
    assert revenue(reading(rows, drop=["documents"])) == 231.0


def test_orders_and_invoices_of_different_deals_are_all_sales(reading: Read) -> None:
    rows = deals(("Order", "Invoice"))
    rows = [row if row[1] != "Invoice" else (*row[:-1], row[-1] * 3 + 1) for row in rows]
    found = reading(rows)
    assert revenue(found) == 231.0 * 4 + 6
    assert not {p.code for p in found.problems} & CODES


def test_of_a_sale_of_two_persons_the_one_with_more_lines_has_it(reading: Read) -> None:
    """Cedar has two equal lines of 100 and Alder one of them: two were sold; of 50 each has one, 38 stand once."""
    head, *rows = joined("Sales Person", ("Cedar", "Alder"))
    found = reading([head, *rows, ("I1", "2024-01-05", "K1", "P1", 2, 100, "Cedar")], drop=["repeats"])
    assert (revenue(found), found.left_out["repeat-rows"].money) == (200.0 + 50.0 + 38.0, 150.0)
