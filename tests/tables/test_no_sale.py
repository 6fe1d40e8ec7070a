"""Rows that say they are no sale: left out with their money, brought back by an option; figures by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read, vocabulary
from kamlib.tables.lines.no_sale import says
from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem
from kamlib.words import speaking

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(header: str, *cells: str, **how: Any) -> Reading:
        """Write rows of 100, 200, 400 … with the cells given."""
        path = tmp_path / "orders.csv"
        rows = [f"K{at};{at};2024-01-{at + 1:02d};{100 * 2**at};{cell}" for at, cell in enumerate(cells)]
        path.write_text("\n".join([f"Customer No;Order No;Date;Amount;{header}", *rows]), "utf-8")
        return read(path, **how)

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def problem(found: Reading, code: str) -> Problem | None:
    return next((problem for problem in found.problems if problem.code == code), None)


@pytest.mark.parametrize(
    ("header", "word", "sale", "kind"),
    [
        ("Invoice Type", "Down payment invoice", "Final invoice", "deposit"),
        ("Invoice Type", "Deposit Invoice (30 %)", "Invoice", "deposit"),
        ("Invoice Type", "Pro-forma", "Invoice", "deposit"),
        ("Rechnungsart", "Anzahlungsrechnung", "Schlussrechnung", "deposit"),
        ("Rechnungsart", "2. Abschlagsrechnung", "Schlussrechnung", "deposit"),
        ("发票类型", "定金发票", "尾款发票", "deposit"),
        ("单据类型", "形式发票", "销售发票", "deposit"),
        ("單據類型", "訂金發票", "銷售發票", "deposit"),
        ("Document Type", "Opening invoice", "Invoice", "opening"),
        ("单据类型", "期初应收单", "销售发票", "opening"),
        ("Belegart", "Saldenvortrag", "Rechnung", "opening"),
        ("Is Opening", "Yes", "No", "opening"),
        ("是否期初", "是", "否", "opening"),
        ("Is Internal Customer", "1", "0", "internal"),
        ("Intercompany", "X", "", "internal"),
        ("是否关联方", "是", "否", "internal"),
        ("Verbundenes Unternehmen", "ja", "nein", "internal"),
        ("Customer Group", "Inter Company", "Industry", "internal"),
        ("客户分类", "内部客户", "外部客户", "internal"),
        ("客户性质", "关联方", "普通客户", "internal"),
        ("Kundengruppe", "Verbundene Unternehmen", "Handel", "internal"),
        ("Order Type", "Test order", "Standard order", "test"),
        ("订单类型", "测试单", "销售订单", "test"),
        ("Auftragsart", "Testauftrag", "Normalauftrag", "test"),
        ("Is Test", "true", "false", "test"),
        ("是否测试", "Y", "N", "test"),
        ("备注", "测试", "加急", "test"),
        ("Order Type", "Draft", "Sales order", "draft"),
    ],
)
def test_a_row_that_says_it_is_no_sale_is_left_out_and_named(
    reading: Read, header: str, word: str, sale: str, kind: str
) -> None:
    found, reason = reading(header, sale, sale, word), KINDS[kind]
    said = problem(found, reason)
    assert (revenue(found), found.left_out[reason].rows, found.left_out[reason].money) == (300.0, 1, 400.0)
    assert said is not None
    assert (said.level, said.money, said.values["column"]) == ("warning", 400.0, header)
    assert f"--keep {kind}" in remedy(said)
    assert header not in found.unused


@pytest.mark.parametrize("kind", ["deposit", "opening", "internal", "test", "draft"])
def test_keep_brings_the_rows_of_a_kind_back_with_a_note(reading: Read, kind: str) -> None:
    word = {"deposit": "Deposit invoice", "opening": "Opening invoice", "internal": "Intercompany"}.get(kind, kind)
    cells = ["Invoice", "Invoice", word]
    kept = reading("Invoice Type", *cells, keep=[kind])
    said = problem(kept, f"{kind}-counted")
    assert (revenue(kept), kept.left_out) == (700.0, {})
    assert said is not None
    assert (said.level, said.money, remedy(said)) == ("note", 400.0, "")
    with speaking("zh"):
        assert "Invoice Type" in message(said)
    assert revenue(reading("Invoice Type", *cells, columns={"order_type": "-"})) == 700.0


def test_a_file_of_one_kind_only_is_counted_with_a_warning(reading: Read) -> None:
    found = reading("Invoice Type", "Down payment invoice", "Down payment invoice")
    said = problem(found, "deposit-counted")
    assert said is not None
    assert (revenue(found), said.level, said.money) == (300.0, "warning", 300.0)
    assert "--drop deposit" in remedy(said)
    with pytest.raises(KamError, match="no line can be counted; deposits 2"):
        reading("Invoice Type", "Down payment invoice", "Down payment invoice", drop=["deposit"])


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Customer", ["Testo", "Test Valley Council", "Internorm"]),
        ("客户名称", ["测试仪器公司", "内部装修公司", "期初科技"]),
        ("Product", ["Test", "Deposit", "Opening"]),
        ("Order Type", ["Return", "Standard", "Spare parts"]),
        ("Customer Group", ["Internal medicine", "Industry", "Group of hospitals"]),
        ("Kundengruppe", ["Konzern", "Mittelstand", "Handel"]),
        ("Is Opening", ["No", "No", "No"]),
        ("Deposit", ["Yes", "No", "Yes"]),
        ("Source", ["Internal", "Web", "Affiliate"]),
        ("Remark", ["deposit paid", "Deposit", "urgent"]),
        ("Order Type", ["新建", "续签", "销售订单"]),
    ],
)
def test_what_looks_like_it_passes_without_a_word(reading: Read, header: str, cells: list[str]) -> None:
    found = reading(header, *cells)
    expected = 500.0 if cells[0] == "Return" else 700.0
    assert revenue(found) == expected
    assert not {p.code for p in found.problems} & {*KINDS.values(), *(f"{kind}-counted" for kind in KINDS)}


@pytest.mark.parametrize(
    "name", ["TEST", "Test 2", "Test customer", "测试客户", "測試", "测试客户01", "Testkunde"]
)
def test_a_customer_called_test_is_left_out(reading: Read, name: str) -> None:
    found = reading("Customer", "Testo", "Arden Pumps", name)
    said = problem(found, "test-rows")
    assert said is not None
    assert (revenue(found), said.rows, said.money, said.values["column"]) == (300.0, 1, 400.0, "Customer")
    assert revenue(reading("Customer", "Testo", "Arden Pumps", name, keep=["test"])) == 700.0


@pytest.mark.parametrize(
    ("states", "counted"),
    [
        (["已审核", "审核中", "创建", "暂存"], 300.0),
        (["已审核", "新建", "未提交", "草稿"], 100.0),
        (["已完成", "创建", "已发货", "新建"], 1500.0),
        (["Gebucht", "Entwurf", "Vorerfasst", "Geparkt"], 100.0),
        (["Posted", "Draft", "Unposted", "Posted"], 900.0),
        (["草稿", "草稿", "草稿", "草稿"], 1500.0),
    ],
)
def test_drafts_by_their_state_are_left_out_beside_what_was_released(
    reading: Read, states: list[str], counted: float
) -> None:
    found = reading("状态", *states)
    assert revenue(found) == counted
    assert problem(found, "void-lines" if counted < 1500 else "statuses-unclear") is not None
    assert revenue(reading("状态", *states, columns={"status": "-"})) == 1500.0


def test_rows_of_two_kinds_are_left_out_once(reading: Read) -> None:
    found = reading("Is Test;Customer Group", "0;Industry", "1;Intercompany", "0;Intercompany", "0;Handel")
    assert {name: (part.rows, part.money) for name, part in found.left_out.items()} == {
        "test-rows": (1, 200.0), "internal-rows": (1, 400.0),
    }  # fmt: skip
    assert found.money_read == 1500.0


def test_a_workbook_in_chinese_with_other_columns_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("是否内部客户", "金额", "开票日期", "客户名称", "发票号码"), ("否", 100, "2024-01-05", "甲公司", "1"),
        ("是", 900, "2024-01-06", "本集团贸易公司", "2"), ("否", 300, "2024-02-06", "乙公司", "3"),
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "开票.xlsx")
    found = read(tmp_path / "开票.xlsx")
    assert (revenue(found), found.left_out["internal-rows"].money) == (400.0, 900.0)
    with speaking("zh"):
        said = problem(found, "internal-rows")
        assert said is not None
        assert "集团内部" in message(said)
        assert "--keep internal" in remedy(said)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Deposit no. 3", "deposit"),
        ("定金（30%）", "deposit"),
        ("Test #12", "test"),
        ("Testo 5", None),
        ("30%", None),
    ],
)
def test_a_number_or_a_share_beside_a_word_changes_nothing(text: str, concept: str | None) -> None:
    assert says(text) == concept


def test_every_concept_of_the_section_has_a_kind() -> None:
    assert set(vocabulary.concepts("no_sale")) <= set(KINDS)


def test_a_kind_that_does_not_exist_or_is_kept_and_dropped_is_refused(reading: Read) -> None:
    with pytest.raises(KamError, match="Did you mean deposit"):
        reading("Type", "Invoice", keep=["deposits"])
    with pytest.raises(KamError, match="test cannot be both kept and dropped"):
        reading("Type", "Invoice", keep=["test"], drop=["test"])
