"""Rows that head a group and repeat the sum of the rows below them: left out, and called what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message
from kamlib.words import speaking

Rows = list[tuple[Any, ...]]
#: Three customers with their amounts: 30 + 70 + 15, 20 + 5 and 60, 200 in all.
GROUPS = {"Arden": (30, 70, 15), "Berg": (20, 5), "Cole": (60,)}
ENGLISH = ("Order Reference", "Order Date", "Customer", "Amount")
GERMAN = ("Auftragsnummer", "Auftragsdatum", "Kunde", "Betrag")
CHINESE = ("订单编号", "订单日期", "客户名称", "金额")


def grouped(header: tuple[str, ...], head: str = "{name} ({n})", more: float = 0.0) -> Rows:
    """Write a row with the sum (and a little more) above the orders of each customer."""
    rows: Rows = [header]
    for name, amounts in GROUPS.items():
        rows.append((head.format(name=name, n=len(amounts)), None, None, sum(amounts) + more))
        rows += [(f"{name}-{k}", f"2024-0{k}-05", name, amount) for k, amount in enumerate(amounts, 1)]
    return rows


def reading(tmp_path: Path, rows: Rows) -> Reading:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "orders.xlsx")
    return read(tmp_path / "orders.xlsx")


def out(found: Reading) -> dict[str, tuple[int, float]]:
    return {code: (part.rows, part.money) for code, part in found.left_out.items()}


@pytest.mark.parametrize(
    ("header", "head"),
    [(ENGLISH, "{name} ({n})"), (GERMAN, "{name} ({n})"), (CHINESE, "{name}（{n}）"), (ENGLISH, "{name}")],
)
def test_heads_of_groups_are_left_out_by_that_name(tmp_path: Path, header: tuple[str, ...], head: str) -> None:
    found = reading(tmp_path, grouped(header, head))
    assert float(found.frame["revenue"].sum()) == 200.0
    assert out(found) == {"group-rows": (3, 200.0)}
    (said,) = [problem for problem in found.problems if problem.code == "group-rows"]
    assert (said.level, said.values["row"]) == ("note", 2)
    assert message(said).startswith("3 rows are group headings and repeat the totals of the rows below them")
    with speaking("zh"):
        assert "3 行是分组标题行" in message(said)


def test_the_name_may_stand_in_the_column_of_customers(tmp_path: Path) -> None:
    rows = grouped(ENGLISH)
    rows = [(None, None, row[0], row[3]) if row[2] is None else row for row in rows]
    found = reading(tmp_path, rows)
    assert (out(found), float(found.frame["revenue"].sum())) == ({"group-rows": (3, 200.0)}, 200.0)
    assert sorted(found.frame["customer_id"].unique()) == ["Arden", "Berg", "Cole"]


def test_a_word_for_a_subtotal_in_front_stays_a_total(tmp_path: Path) -> None:
    found = reading(tmp_path, grouped(CHINESE, "{name} 小计"))
    assert (out(found), float(found.frame["revenue"].sum())) == ({"total-rows": (3, 200.0)}, 200.0)


def test_groups_of_groups(tmp_path: Path) -> None:
    """Two years above the customers: 2023 holds Arden and Berg (140), 2024 holds Cole (60)."""
    rows = grouped(ENGLISH)
    rows = [*rows[:1], ("2023 (5)", None, None, 140), *rows[1:-2], ("2024 (1)", None, None, 60), *rows[-2:]]
    found = reading(tmp_path, rows)
    assert (out(found), float(found.frame["revenue"].sum())) == ({"group-rows": (5, 400.0)}, 200.0)


def test_rows_without_a_customer_that_are_no_sums_keep_their_words(tmp_path: Path) -> None:
    found = reading(tmp_path, grouped(ENGLISH, more=1.0))
    assert (out(found), float(found.frame["revenue"].sum())) == ({"no-customer": (3, 203.0)}, 200.0)


def test_one_that_happens_to_equal_the_next_is_no_proof(tmp_path: Path) -> None:
    rows: Rows = [
        ENGLISH,
        ("X1", "2024-01-03", None, 60),
        *grouped(ENGLISH)[-1:],
        ("A1", "2024-02-05", "Arden", 7),
    ]
    rows += [("X2", "2024-01-03", None, 7), ("A2", "2024-03-05", "Arden", 7), ("X3", "2024-03-06", None, 9)]
    assert out(reading(tmp_path, rows)) == {"no-customer": (3, 76.0)}
