"""Amounts in 万元, in thousands, in TEUR: the unit is applied to all of them, or to none without a word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.tables.conversion.units import named_in
from kamlib.tables.messages import message, remedy
from kamlib.tables.reading import read

HEADER = ["客户编码", "订单号", "下单日期", "含税金额", "成本"]
LINES = [["K1", "A1", "2024-01-05", 17.02, 13.62], ["K2", "A2", "2024-02-06", 10.16, 8.13]]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def write(title: str, header: list[str] = HEADER) -> Path:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        for row in [["销售明细表"], [title, None, None, None, "打印日期：2025-01-03"], header, *LINES]:
            sheet.append(row)
        workbook.save(tmp_path / "erp.xlsx")
        return tmp_path / "erp.xlsx"

    return write


def spelt(folder: Path, header: str, title: str = "期间：2024年1-12月,,,单位：元") -> Path:
    rows = [f'2024-07-{day:02d},X{day},张三,3,"2,540.01",{day}.3820,{day / 5}' for day in range(1, 29)]
    file = folder / "spelt.csv"
    file.write_text("\n".join(["销售台账", title, "", header, *rows]) + "\n", "gb18030")
    return file


def codes(problems: tuple[object, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("title", "multiple", "currency"),
    [("单位：万元", 1e4, "CNY"), ("（单位：千元）", 1e3, "CNY"), ("金额单位: 人民币亿元", 1e8, "CNY"),
     ("单位：元", 1.0, "CNY"), ("All amounts in thousands", 1e3, None), ("Umsatz in TEUR", 1e3, "EUR"),
     ("k€", 1e3, "EUR"), ("2024年销售额（万元）", 1e4, "CNY"), ("Sales, EUR thousands", 1e3, None)],
)  # fmt: skip
def test_a_title_names_the_unit(title: str, multiple: float, currency: str | None) -> None:
    unit = named_in(["某某公司 2024年", title])
    assert unit is not None
    assert (unit.multiple, unit.currency) == (multiple, currency)


@pytest.mark.parametrize(
    "title", ["单位：台", "编制单位：元通机械有限公司", "Thousand Oaks Ltd", "2024年1-12月", "单位:"]
)
def test_other_titles_name_none(title: str) -> None:
    assert named_in([title]) is None


def test_two_units_in_the_title_have_to_be_settled() -> None:
    with pytest.raises(KamError, match=r"万元, 元.*--unit"):
        named_in(["单位：万元", "单位：元"], "a.xlsx")


def test_the_titles_unit_is_for_all_money_and_is_said(book: Callable[..., Path]) -> None:
    reading = read(book("单位：万元"))
    assert reading.frame["revenue"].tolist() == pytest.approx([170_200, 101_600])
    assert reading.frame["cost"].tolist() == pytest.approx([136_200, 81_300])
    assert reading.money_read == pytest.approx(271_800)
    note = next(p for p in reading.problems if p.code == "unit-from-title")
    assert note.level == "note"
    assert note.money == pytest.approx(271_800)
    assert "含税金额" in message(note)
    assert "--unit" in remedy(note)
    assert reading.currency == "CNY"


@pytest.mark.parametrize(("unit", "revenue"), [(1, 27.18), (1000, 27_180)])
def test_the_user_knows_better_than_the_title(book: Callable[..., Path], unit: float, revenue: float) -> None:
    assert read(book("单位：万元"), unit=unit).frame["revenue"].sum() == pytest.approx(revenue)


def test_each_header_with_its_own_unit_needs_no_title(book: Callable[..., Path]) -> None:
    reading = read(book("单位：万元", [*HEADER[:3], "含税金额（元）", "成本（千元）"]))
    assert reading.frame["revenue"].tolist() == [17.02, 10.16]
    assert reading.frame["cost"].tolist() == pytest.approx([13_620, 8_130])


def test_a_header_against_the_title_beside_a_bare_amount_is_an_error_that_names_them(tmp_path: Path) -> None:
    file = spelt(tmp_path, "订单日期,单据编号,客户名称,数量,单价（元）,金额（万元）,毛利")
    with pytest.raises(KamError, match=r"金额（万元）.*毛利.*--unit 10000.*--unit 1 "):
        read(file)
    frame = read(file, unit=10000).frame
    assert frame["revenue"].iloc[0] == pytest.approx(13_820)
    assert frame["cost"].iloc[0] == pytest.approx(13_820 - 2000)
    assert frame["unit_price"].iloc[0] == pytest.approx(2540.01)


def test_a_unit_on_one_amount_only_is_a_warning_where_the_result_is_absurd(tmp_path: Path) -> None:
    file = spelt(tmp_path, "订单日期,单据编号,客户名称,数量,单价（元/台）,金额（万元）,毛利", "期间：2024年")
    found = next(p for p in read(file).problems if p.code == "units-apart")
    assert found.level == "warning"
    assert "毛利" in message(found)
    assert "金额（万元）" in message(found)
    assert "--unit" in remedy(found)
    assert "units-apart" not in codes(read(file, unit=10000).problems)


def test_a_plausible_mix_is_no_warning(tmp_path: Path) -> None:
    file = spelt(tmp_path, "订单日期,单据编号,客户名称,数量,单价（元/台）,金额,毛利", "期间：2024年")
    assert not {"units-apart", "unit-from-title"} & set(codes(read(file).problems))


def test_a_share_of_discount_has_no_unit(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text(
        "单位：万元\n客户,订单,日期,数量,单价,折扣\n甲,1,2024-01-05,2,10,0.1\n乙,2,2024-01-06,4,5,0\n", "utf-8"
    )
    assert read(file).frame["revenue"].tolist() == pytest.approx([180_000, 200_000])


def test_the_unit_is_a_number_above_zero(book: Callable[..., Path]) -> None:
    with pytest.raises(KamError, match="--unit 0"):
        read(book("单位：万元"), unit=0)


@pytest.mark.parametrize("unit", [5, 0, -10, 12.5, 1e12, float("nan"), float("inf")])
def test_a_unit_is_a_power_of_ten(book: Callable[..., Path], unit: float) -> None:
    with pytest.raises(KamError, match=r"--unit .*power of ten"):
        read(book("客户订单"), unit=unit)


@pytest.mark.parametrize("unit", [0.01, 1, 10, 100, 1e4, 1e8])
def test_every_power_of_ten_that_amounts_are_kept_in_is_a_unit(book: Callable[..., Path], unit: float) -> None:
    assert read(book("客户订单"), unit=unit).frame["revenue"].sum() == pytest.approx(27.18 * unit)


def test_the_command_takes_the_unit(book: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(book("单位：万元")), "--json", "--unit", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["revenue"] == 27.18


def test_a_frame_has_no_title() -> None:
    frame = pd.DataFrame(LINES, columns=HEADER)
    assert read(frame).frame["revenue"].sum() == pytest.approx(27.18)


@pytest.mark.parametrize(
    ("header", "sum_"),
    [
        ("金额/万元", 46_000), ("销售额万元", 46_000), ("金额：万元", 46_000), ("Amount (Lakhs)", 460_000),
        ("Amount (₹ in Crore)", 46e6), ("Umsatz in T€", 4_600), ("amount_cents", 0.046), ("Revenue kUSD", 4_600),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_unit_counts_wherever_it_stands_in_the_header(
    tmp_path: Path, header: str, sum_: float, by_hand: bool
) -> None:
    path = tmp_path / "units.csv"
    path.write_text(f"Customer;Order;Date;{header}\nA;1;2024-01-15;1.2\nB;2;2024-01-16;3.4\n", "utf-8")
    reading = read(path, columns={"revenue": header} if by_hand else None)
    assert reading.frame["revenue"].sum() == pytest.approx(sum_)
    assert "multiplied" in codes(reading.problems)


@pytest.mark.parametrize("remark", ["单位：万元", "注：金额单位为万元"])
def test_a_remark_below_the_table_names_the_unit(tmp_path: Path, remark: str) -> None:
    path = tmp_path / "foot.csv"
    path.write_text(f"客户,订单号,日期,金额\nA,1,2024-01-15,1.2\nB,2,2024-01-16,3.4\n{remark},,,\n", "utf-8")
    assert read(path).frame["revenue"].sum() == pytest.approx(46_000)
    assert read(path, unit=1).frame["revenue"].sum() == pytest.approx(4.6)


def test_the_name_of_a_sheet_names_the_unit(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = "销售(万元)"
    for row in (HEADER, *LINES):
        workbook.active.append(row)
    workbook.save(tmp_path / "sheet.xlsx")
    assert read(tmp_path / "sheet.xlsx").frame["revenue"].sum() == pytest.approx(271_800)
