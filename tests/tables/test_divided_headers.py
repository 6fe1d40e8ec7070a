"""A header whose last name is divided below it, and amounts with and without tax in any wording."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read

NET = [100.5, 200.25, -50.0, 300.25]
SUM = sum(NET)
KEYS = [
    ("001", "A1", "2024-03-05"),
    ("002", "A2", "2024-03-25"),
    ("003", "A3", "2024-04-13"),
    ("001", "A4", "2024-05-20"),
]


def divided(folder: Path, top: str, parts: tuple[str, str], first: list[float], *, last: bool = True) -> Reading:
    """Read a workbook whose amounts stand in two columns under one merged name, behind or before the dates."""
    names, below = ["Customer ID", "Order ID", "Date"], [None, None, None]
    at = 3 if last else 1
    rows = [[*names[:at], top, None, *names[at:]], [*below[:at], *parts, *below[at:]]]
    rows += [[*key[:at], one, net, *key[at:]] for key, one, net in zip(KEYS, first, NET, strict=True)]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells(start_row=1, end_row=1, start_column=at + 1, end_column=at + 2)
    for column in (c for c in range(1, 6) if c not in (at + 1, at + 2)):
        book.active.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    book.save(folder / "divided.xlsx")
    return read(folder / "divided.xlsx")


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize(
    ("top", "parts"),
    [
        ("Amount", ("incl. tax", "excl. tax")), ("Amount", ("with tax", "without tax")),
        ("Amount", ("Gross", "Net")),
        ("Betrag", ("inkl. MwSt.", "exkl. MwSt.")), ("Umsatz", ("mit MwSt", "ohne MwSt")),
        ("金额", ("含税（元）", "不含税（元）")), ("销售金额", ("含税", "未税")), ("金额", ("原币", "本币")),
    ],
)  # fmt: skip
def test_of_a_divided_amount_the_part_without_tax_is_taken(
    tmp_path: Path, top: str, parts: tuple[str, str], last: bool
) -> None:
    reading = divided(tmp_path, top, parts, [round(1.13 * net, 2) for net in NET], last=last)
    assert reading.frame["revenue"].sum() == SUM
    if "原币" not in parts:
        assert "amount-without-tax" in {p.code for p in reading.problems}


@pytest.mark.parametrize(
    ("top", "parts"), [("Sales", ("Qty", "Amount")), ("销售", ("数量", "金额")), ("Verkauf", ("Menge", "Umsatz"))]
)
def test_parts_that_are_columns_of_their_own_keep_their_names(
    tmp_path: Path, top: str, parts: tuple[str, str]
) -> None:
    frame = divided(tmp_path, top, parts, [1, 2, -1, 3]).frame
    assert (frame["revenue"].sum(), frame["quantity"].sum()) == (SUM, 5)


@pytest.mark.parametrize("parts", [("Product", "Service"), ("Plan", "Actual"), ("2023", "2024")])
def test_parts_of_which_none_is_the_amount_are_refused_by_name(tmp_path: Path, parts: tuple[str, str]) -> None:
    with pytest.raises(KamError, match=f"Revenue {parts[0]}, Revenue {parts[1]}.*--map revenue="):
        divided(tmp_path, "Revenue", parts, NET)


def test_a_row_of_units_below_the_header_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    lines = [",".join(map(str, (*key, net))) for key, net in zip(KEYS, NET, strict=True)]
    path.write_text("客户编号,订单号,日期,金额\n,,,万元\n" + "\n".join(lines), "utf-8")
    assert read(path).frame["revenue"].sum() == 1e4 * SUM


@pytest.mark.parametrize(
    ("gross", "net"),
    [
        ("Betrag inkl. MwSt.", "Betrag exkl. MwSt."), ("Umsatz mit MwSt", "Umsatz ohne MwSt"),
        ("Revenue", "Revenue net"),
        ("Sales", "Sales excl. GST"), ("Invoice total", "Net"), ("Total incl. VAT", "Total ex VAT"),
        ("金额(含税)", "金额"),
        ("Umsatz", "Umsatz netto"), ("销售额", "销售额（不含税）"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_amounts_the_one_that_says_it_is_without_tax_is_taken(gross: str, net: str, turned: bool) -> None:
    columns = {gross: [1.13 * amount for amount in NET], net: NET}
    columns = dict(reversed(columns.items())) if turned else columns
    frame = pd.DataFrame(KEYS, columns=["Customer ID", "Order ID", "Date"]).assign(**columns)
    reading = read(frame)
    assert reading.frame["revenue"].sum() == SUM
    assert {p.code for p in reading.problems} & {"amount-without-tax", "several-columns"}


def test_a_price_with_tax_is_said_to_be_one_and_one_without_is_preferred() -> None:
    frame = pd.DataFrame(KEYS, columns=["Customer ID", "Order ID", "Date"]).assign(数量=2, **{"单价(含税)": 11.3})
    alone, beside = read(frame), read(frame.assign(**{"单价(不含税)": 10.0}))
    assert {p.code: p.money for p in alone.problems}["tax-included"] == pytest.approx(90.4)
    assert beside.frame["revenue"].sum() == 80
    assert "tax-included" not in {p.code for p in beside.problems}
