"""Exports as ERP systems, shops and ledgers write them: their own headers, marks and units; figures by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem
from kamlib.words import speaking

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(text: str, encoding: str = "utf-8", **how: Any) -> Reading:
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        found = read(path, today="2025-01-01", **how)
        out = found.left_out.values()
        assert found.rows_read == found.rows_used + sum(part.rows for part in out)
        assert found.money_read == pytest.approx(revenue(found) + sum(part.money or 0 for part in out))
        return found

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def problem(found: Reading, code: str) -> Problem:
    return next(problem for problem in found.problems if problem.code == code)


def left_out(found: Reading) -> dict[str, tuple[int, float | None]]:
    return {reason: (part.rows, part.money) for reason, part in found.left_out.items()}


def test_a_list_of_sap_with_lines_drawn_padded_cells_and_a_starred_total(reading: Read) -> None:
    widths = (10, 12, 10, 10, 12, 6)
    rows = [
        ("Auftraggeb.", "Name 1", "Faktura", "Fakt.datum", "Nettowert", "Währg"),
        ("0000100001", "Müller GmbH", "0090000001", "05.03.2024", "1.234,50", "EUR"),
        ("0000100002", "Groß & Söhne", "0090000002", "06.03.2024", "800,00", "EUR"),
        ("0000100001", "Müller GmbH", "0090000003", "17.03.2024", "120,00-", "EUR"),
        ("*", "", "", "", "1.914,50", "EUR"),
    ]
    lines = ["|" + "|".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + "|" for row in rows]
    drawn = "-" * 70
    text = "\r\n".join(
        ["05.04.2024   Dynamische Listenausgabe   1", "", drawn, lines[0], drawn, *lines[1:4], drawn]
    )
    found = reading("\r\n".join([text, lines[4], drawn]), "cp1252")
    assert (revenue(found), found.currency, left_out(found)) == (1914.5, "EUR", {"total-rows": (1, 1914.5)})
    assert list(found.frame["customer_id"]) == ["0000100001", "0000100002", "0000100001"]


def test_the_technical_names_of_sap(reading: Read) -> None:
    found = reading(
        "KUNAG\tVBELN\tFKDAT\tMATNR\tFKIMG\tNETWR\tWAERK\tWAVWR\n"
        "0001\t9001\t05.03.2024\tP1\t10,000\t1.234,50\tEUR\t900,00\n"
        "0002\t9002\t25.03.2024\tP1\t1,000\t120,00-\tEUR\t90,00-\n"
    )
    assert (revenue(found), found.currency, round(found.frame["cost"].sum(), 2)) == (1114.5, "EUR", 810.0)


def test_yonyou_counts_in_the_books_own_currency_whatever_the_documents_say(reading: Read) -> None:
    found = reading(
        "单据日期\t单据号\t客户编码\t客户名称\t币种\t汇率\t原币无税金额\t本币无税金额\n"
        "2024-03-05\t0001\t010001\t华东泵业\t人民币\t1\t2000\t2000\n"
        "2024-03-15\t0002\t010002\tACME\t美元\t7.1\t100\t710\n",
        "gb18030",
    )
    assert (revenue(found), found.currency) == (2710.0, None)


def test_a_taobao_export_with_its_wrapped_order_numbers(reading: Read) -> None:
    found = reading(
        "订单编号,买家会员名,买家应付货款,总金额,订单状态,订单创建时间\n"
        '="1234567890123456789",张三,100.00,100.00,交易成功,2024-03-05 10:11:12\n'
        '="1234567890123456790",李四,200.00,210.00,交易关闭,2024-03-05 10:11:12\n'
        '="1234567890123456791",王五,300.00,310.00,"买家已付款,等待卖家发货",2024-03-15 10:11:12\n'
    )
    assert (revenue(found), left_out(found)) == (400.0, {"void-lines": (1, 200.0)})
    assert found.frame["order_id"].iloc[0] == "1234567890123456789"
    assert "cost" not in found.frame


def test_a_deals_name_is_no_slip_of_the_pen_for_its_number(reading: Read) -> None:
    found = reading(
        "Account Name,Opportunity Name,Stage,Amount Currency,Amount,Close Date,Opportunity Owner\n"
        'Acme,Ten pumps,Closed Won,USD,"12,000.00",3/15/2024,Jane\n'
        "Beta,A drive,Closed Lost,USD,500.00,3/28/2024,Jim\n"
    )
    assert (revenue(found), found.currency) == (12000.0, "USD")
    assert {"Amount Currency": "currency", "Opportunity Owner": "owner"}.items() <= found.columns.items()
    assert "Opportunity Name" in found.unused


def test_traditional_characters_name_the_same_columns_and_totals(reading: Read) -> None:
    found = reading(
        "客戶編號,訂單號,日期,產品,金額\n台灣泵業,1,2024-03-05,甲,100\n臺北,2,2024-03-06,乙,50\n合計,,,,150\n"
    )
    assert (revenue(found), left_out(found)) == (150.0, {"total-rows": (1, 150.0)})
    assert found.frame["customer_id"].iloc[0] == "台灣泵業"


@pytest.mark.parametrize(
    ("header", "marks"), [("S/H", "SSH"), ("Dr/Cr", "DDC"), ("借贷方向", "借借贷"), ("红蓝标志", "蓝蓝红")]
)
def test_the_lighter_side_of_a_ledger_is_taken_off(reading: Read, header: str, marks: str) -> None:
    names = {"D": "Dr", "C": "Cr"}
    marked = [names.get(mark, mark) for mark in marks]
    rows = zip(("10001", "10002", "10001"), (1190, 595, 119), marked, strict=True)
    text = "".join(f"{id_};R{amount};2024-03-05;{amount},00;{mark}\n" for id_, amount, mark in rows)
    found = reading(f"Kunde;Beleg;Datum;Betrag;{header}\n{text}")
    assert revenue(found) == 1190 + 595 - 119
    said = problem(found, "credits-turned")
    assert (said.rows, said.money, said.values["column"]) == (1, -119.0, header)
    aside = reading(f"Kunde;Beleg;Datum;Betrag;{header}\n{text}", columns={"sign": "-"})
    assert (revenue(aside), [p.code for p in aside.problems]) == (1904.0, [])


def test_a_credit_memo_without_a_minus_is_netted_with_its_cost(reading: Read) -> None:
    header = "Document Type,Document No.,Customer No.,Posting Date,Quantity,Unit Price,Unit Cost\n"
    rows = "Invoice,1,A,2024-03-05,3,100,70\nCredit Memo,2,A,2024-03-06,1,100,70\n"
    found = reading(header + rows)
    assert (revenue(found), round(found.frame["cost"].sum(), 2)) == (200.0, 140.0)


def test_returns_that_bear_their_minus_are_left_as_they_are(reading: Read) -> None:
    header = "Customer,Order,Order type,Date,Amount\n"
    found = reading(header + "A,1,sale,2024-03-05,1000\nA,2,return,2024-03-06,-200\n")
    assert (revenue(found), [p.code for p in found.problems]) == (800.0, ["returns"])


def test_cr_and_dr_behind_amounts(reading: Read) -> None:
    header = "Customer,Order,Date,Amount\n"
    found = reading(header + 'A,1,2024-03-05,"1,190.00 DR"\nA,2,2024-03-06,90.00 CR\nB,3,2024-03-06,50.00Cr.\n')
    assert (revenue(found), problem(found, "credit-marks").rows) == (1050.0, 2)
    assert revenue(reading(header + "A,1,2024-03-05,100 CR\nA,2,2024-03-06,90.00 CR\n")) == 190.0


def test_subtotals_in_full_rows_are_known_by_their_word_and_their_sums(reading: Read) -> None:
    header = "客户,日期,单号,商品,数量,金额\n"
    first = "甲,2024-03-05,S1,泵,1,100\n甲,2024-03-05,S1,阀,1,50\n甲,2024-03-05,S1,小计,2,150\n"
    found = reading(header + first + "乙,2024-03-06,S2,泵,1,100\n乙,2024-03-06,S2,小计,1,100\n,,,合计,3,250\n")
    assert (revenue(found), left_out(found)) == (250.0, {"total-rows": (3, 500.0)})
    odd = reading(header + "甲,2024-03-05,S1,泵,1,100\n甲,2024-03-05,S1,小计,2,70\n乙,2024-03-06,S2,泵,1,30\n")
    assert revenue(odd) == 200.0, "a product of that name stays"


@pytest.mark.parametrize("header", ["Revenue ($000)", "Revenue (USD '000)", "Revenue [USD k]", "Revenue $'000"])
def test_thousands_beside_a_currency(reading: Read, header: str) -> None:
    found = reading(f"Customer,Order,Date,{header}\nA,1,2024-03-05,1.25\nB,2,2024-03-06,2.5\n")
    assert (revenue(found), found.currency) == (3750.0, "USD")


def test_a_unit_in_the_group_above_is_for_the_columns_below(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["客户信息", None, "订单", None, "金额(万元)", None])
    sheet.append(["编号", "名称", "单号", "日期", "不含税", "含税"])
    for cells in ("A1:B1", "C1:D1", "E1:F1"):
        sheet.merge_cells(cells)
    sheet.append(["001", "甲", "S1", "2024-03-05", 1.0, 1.13])
    sheet.append(["002", "乙", "S2", "2024-03-06", 2.0, 2.26])
    book.save(tmp_path / "groups.xlsx")
    found = read(tmp_path / "groups.xlsx", today="2025-01-01")
    assert (revenue(found), list(found.frame["customer_id"])) == (30000.0, ["001", "002"])


def test_tenths_that_are_paid_are_a_discount(reading: Read) -> None:
    header = "客户,订单号,日期,数量,单价,折扣\n"
    found = reading(header + "甲,1,2024-03-05,2,100,9折\n乙,2,2024-03-06,1,50,无\n丙,3,2024-03-06,1,50,85折\n")
    assert revenue(found) == 180 + 50 + 42.5


def test_a_column_that_holds_something_else_is_named_before_it_is_set_aside(reading: Read) -> None:
    header = "Customer,Order,Date,Quantity,Unit price,Discount\n"
    found = reading(header + "A,1,2024-03-05,2,100,SPRING\nB,2,2024-03-06,1,50,AUTUMN\n")
    said = problem(found, "not-held")
    assert (said.values["column"], said.values["cell"]) == ("Discount", "SPRING")
    assert "--map discount=-" in remedy(said)
    aside = reading(
        header + "A,1,2024-03-05,2,100,SPRING\nB,2,2024-03-06,1,50,AUTUMN\n", columns={"discount": "-"}
    )
    assert "not-held" not in [p.code for p in aside.problems]


def test_tax_is_taken_off_by_its_rate(reading: Read) -> None:
    header = "客户名称,发票号码,开票日期,含税金额,税率\n"
    found = reading(header + "甲,1,2024-03-05,1130,13%\n乙,2,2024-03-06,106,6%\n丙,3,2024-03-06,7,免税\n")
    assert revenue(found) == 1107.0
    assert problem(found, "tax-by-rate").money == pytest.approx(136.0)


def test_states_of_orders_that_do_not_count(reading: Read) -> None:
    states = ["已完成", "已取消（客户原因）", "交易取消", "wc-cancelled", "暂存", "Lost", "待审核"]
    rows = "".join(f"A,{n},2024-03-05,{10**n},{state}\n" for n, state in enumerate(states))
    found = reading("客户,订单号,日期,金额,状态\n" + rows)
    assert (revenue(found), left_out(found)) == (1_000_001.0, {"void-lines": (5, 111_110.0)})
    assert "--map status=-" in remedy(problem(found, "void-lines"))
    assert revenue(reading("客户,订单号,日期,金额,状态\n" + rows, columns={"status": "-"})) == 1_111_111.0


def test_what_was_paid_back_does_not_count_unless_it_is_the_paying_back(reading: Read) -> None:
    header = "Customer,Order,Date,Amount,Status\n"
    assert revenue(reading(header + "A,1,2024-03-05,100,paid\nB,2,2024-03-06,50,Refunded\n")) == 100.0
    assert revenue(reading(header + "A,1,2024-03-05,100,paid\nA,2,2024-03-06,-30,Refunded\n")) == 70.0


def test_lines_without_a_currency_among_several_are_named_and_the_others_with_their_money(reading: Read) -> None:
    text = "Customer,Order,Date,Amount\nA,1,2024-03-05,€100\nB,2,2024-03-06,$200\nC,3,2024-03-06,300\n"
    found = reading(text, currency="EUR")
    said = problem(found, "no-currency")
    assert (revenue(found), said.rows, said.money, said.values["row"]) == (400.0, 1, 300.0, 4)
    assert "$200" in message(problem(found, "other-currency"))
    with speaking("zh"):
        assert "200" in message(problem(found, "other-currency"))


def test_the_example_of_what_is_ambiguous_stands_as_in_the_file(reading: Read) -> None:
    with pytest.raises(KamError, match=r"\(first 3/4/2024 in row 3; "):
        reading("Customer,Order,Date,Amount\nA,1,2024-03-05,1\nA,1,3/4/2024,100\nB,2,5/6/2024,200\n")
    with pytest.raises(KamError, match=r"\(first 1,234 in row 2\)"):
        reading('Customer,Order,Date,Amount\nA,1,2024-03-05,"1,234"\nB,2,2024-03-06,"5,678"\n')


def test_an_empty_column_of_amounts_may_be_formulas_that_were_never_reckoned(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Customer", "Order", "Date", "Amount"], ["A", 1, "2024-03-05", "=2*100"]):
        sheet.append(row)
    book.save(tmp_path / "formulas.xlsx")
    with pytest.raises(KamError, match="is empty; if it holds formulas"):
        read(tmp_path / "formulas.xlsx")


def test_an_id_that_lost_its_zeros_may_be_the_same_customer(reading: Read) -> None:
    found = reading("Customer,Order,Date,Amount\n0042,1,2024-03-05,1\n42,2,2024-03-06,2\n43,3,2024-03-06,4\n")
    said = problem(found, "id-variants")
    assert (said.rows, said.money, said.values["example"]) == (1, 2.0, "0042 / 42")


@pytest.mark.parametrize(("text", "day"), [("05-3月-24", "2024-03-05"), ("Mar-24", "2024-03-01")])
def test_dates_as_data_bases_and_spreadsheets_shorten_them(reading: Read, text: str, day: str) -> None:
    found = reading(f"Customer,Order,Date,Amount\nA,1,{text},1\nA,2,{text},1\n")
    assert found.frame["date"].astype("str").str[:10].tolist() == [day, day]
