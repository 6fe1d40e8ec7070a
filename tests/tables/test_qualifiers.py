"""What a header says of an amount beside its name: tax, plan, last year, returns, pieces, cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.columns.headers import take_apart
from kamlib.tables.messages import remedy


def opened(folder: Path, header: str, *cells: str, **how: object) -> Reading:
    """Read two orders, whose customer, number and date stand before the cells that are given."""
    path = folder / "orders.csv"
    keys = ("A;1;2024-01-15;", "B;2;2024-01-16;")
    rows = [key + cell for key, cell in zip(keys, cells, strict=True)]
    path.write_text("\n".join([f"Customer;Order No;Date;{header}", *rows]), "utf-8")
    return read(path, **how)


def codes(reading: Reading) -> set[str]:
    return {problem.code for problem in reading.problems}


WITH_TAX = [
    "金额(含税)", "总金额(含税)", "订单金额(含税)", "开票金额（含税）", "销售金额（价税合计）", "货款(含税)",
    "销售额(含税，元)", "价税合计金额", "税价合计", "Gesamtpreis (brutto)", "Umsatz (brutto)",
    "Rechnungsbetrag (brutto)", "Amount (gross)", "Amount (incl. VAT)", "Total (inc. GST)", "Sales (VAT incl.)",
    "Summe (inkl. 19% MwSt)",
]  # fmt: skip


@pytest.mark.parametrize("header", WITH_TAX)
def test_a_tax_mark_in_a_header_is_seen(tmp_path: Path, header: str) -> None:
    alone = opened(tmp_path, header, "113", "226")
    assert (alone.frame["revenue"].sum(), "tax-included" in codes(alone)) == (339, True)
    by_rate = opened(tmp_path, f"{header};税率", "113;13%", "226;13%")
    assert by_rate.frame["revenue"].tolist() == pytest.approx([100, 200])
    taken_off = opened(tmp_path, f"{header};MwSt", "119.5;19.5", "200;0")
    assert taken_off.frame["revenue"].tolist() == [100, 200]


@pytest.mark.parametrize(
    ("other", "meant"),
    [
        ("金额(成本)", "金额(收入)"), ("销售额(预算)", "销售额(实际)"), ("预算金额", "金额"),
        ("去年销售额", "本年销售额"),
        ("金额(退货)", "金额(销售)"), ("Revenue (Forecast)", "Revenue (Actual)"),
        ("Budget Amount", "Actual Amount"),
        ("Amount (LY)", "Amount (CY)"), ("Sales LY", "Sales TY"), ("Sales (units)", "Sales (USD)"),
        ("Total (units)", "Total (EUR)"), ("Amount (Inc)", "Amount (Ex)"), ("Sales (cost)", "Sales (price)"),
        ("Invoice Value", "Taxable Value"), ("Total Amount", "Taxable Amount"), ("Total", "Untaxed Amount"),
        ("含税合计", "不含税合计"), ("Gesamt brutto", "Gesamt netto"),
        ("Order Total incl. VAT", "Warenwert netto"),
    ],
)  # fmt: skip
def test_of_two_amounts_the_one_of_the_sales_without_tax_is_taken(tmp_path: Path, other: str, meant: str) -> None:
    reading = opened(tmp_path, f"{other};{meant}", "11;100", "12;200")
    assert reading.frame["revenue"].sum() == 300
    assert "tax-included" not in codes(reading)


@pytest.mark.parametrize(
    ("header", "ours"), [("Sales (units)", "quantity"), ("金额(成本)", "cost"), ("Amount (Tax)", "tax")]
)
def test_a_word_in_brackets_makes_it_the_column_that_it_names(tmp_path: Path, header: str, ours: str) -> None:
    assert opened(tmp_path, f"{header};Amount", "3;100", "4;200").columns[header] == ours


def test_a_plan_alone_is_no_revenue_and_the_remedy_works(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="--map revenue="):
        opened(tmp_path, "Amount (Budget)", "100", "200")
    reading = opened(tmp_path, "Amount (Budget)", "100", "200", columns={"revenue": "Amount (Budget)"})
    assert reading.frame["revenue"].sum() == 300


@pytest.mark.parametrize("header", ["Amount (old);Amount (new)", "Amount;Amount"])
def test_two_that_differ_by_what_nobody_understands_are_a_warning(tmp_path: Path, header: str) -> None:
    reading = opened(tmp_path, header, "1;100", "2;200")
    problem = next(p for p in reading.problems if p.code == "several-columns")
    assert (problem.level, "--map revenue=" in remedy(problem)) == ("warning", True)
    new = header.split(";")[1].replace("Amount;", "")
    named = {"revenue": new if "(" in new else "Amount (2)"}
    assert opened(tmp_path, header, "1;100", "2;200", columns=named).frame["revenue"].sum() == 300


def test_amounts_after_or_without_returns_are_amounts_of_sales() -> None:
    for header in ("销售额(不含退货)", "Sales (net of returns)", "Umsatz (ohne Soll/Haben-Kz)"):
        assert take_apart(header).qualifier.kind != "other", header
    assert take_apart("金额(退货)").qualifier.kind == "other"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            ",,,Budget,Actual\nCustomer,Order No,Date,Amount,Amount",
            ("A,1,2024-01-15,9,100", "B,2,2024-01-16,9,200"),
        ),
        (",,,上年同期,本期\n客户,订单号,日期,金额,金额", ("甲,1,2024-01-15,9,100", "乙,2,2024-01-16,9,200")),
    ],
)
def test_a_row_of_groups_above_amounts_counts_too(tmp_path: Path, header: str, rows: tuple[str, ...]) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("\n".join([header, *rows]), "utf-8")
    assert read(path).frame["revenue"].sum() == 300


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Sales[Order Date]", "orderdate"), ("o.order_date", "orderdate"), ("sum(o.amount)", "amount"),
        ("Sum of Amount", "amount"),
        ("Order_Date__c", "orderdate"),
    ],
)  # fmt: skip
def test_what_a_program_puts_around_a_name_is_taken_off(header: str, names: str) -> None:
    assert names in dict(take_apart(header).readings)
