"""Exports of Kingdee, Yonyou, Guanjiapo, the tax bureau and a phone app for check-ins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kamlib as kam
from kamlib.tables import Reading, read
from kamlib.tables.messages import message

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(text: str, table: str = "orders") -> Reading:
        path = tmp_path / "export.csv"
        path.write_text(text, "utf-8")
        return read(path, table, today="2025-06-01")

    return write_and_read


KINGDEE = (
    "单据编号,单据类型,业务日期,到期日,客户.编码,客户.名称,销售员,物料编码,物料名称,计价数量,含税单价,税率(%),"
    "不含税金额本位币,税额本位币,价税合计本位币,已收款金额,单据状态\n"
    "AR1,标准应收单,2024-01-05,2024-04-04,K01,甲泵业,张三,M1,离心泵,4,565,13,2000,260,2260,2260,已审核\n"
    "AR2,标准应收单,2024-02-05,2024-05-04,K02,乙钢铁,李四,M1,离心泵,2,565,13,1000,130,1130,0,已审核\n"
)


def test_kingdees_price_and_payments_are_with_tax(reading: Read) -> None:
    found = reading(KINGDEE)
    assert found.frame["quantity"].tolist() == [4, 2]
    assert found.frame["unit_price"].tolist() == [500, 500]  # 565 less 13 %
    assert found.frame["paid_amount"].tolist() == [2000, 0]  # 2,260 pays the bill of 2,000 in full
    codes = {problem.code: problem for problem in found.problems}
    assert codes["price-less-tax"].rows == 2
    assert codes["payments-less-tax"].rows == 1


def test_a_price_and_payments_without_tax_stay_as_they_are(reading: Read) -> None:
    text = KINGDEE.replace("含税单价", "单价").replace(",2260,已审核", ",2000,已审核")
    found = reading(text)
    assert found.frame["unit_price"].tolist() == [565, 565]
    assert found.frame["paid_amount"].tolist() == [2000, 0]
    assert not {"price-less-tax", "payments-less-tax"} & {problem.code for problem in found.problems}


def test_yonyous_receipts_are_read_and_its_total_is_left_out(reading: Read) -> None:
    found = reading(
        "开票日期,发票号,客户编码,客户简称,存货编码,存货名称,数量,含税单价,无税单价,无税金额,税额,价税合计,业务员,累计收款\n"
        "2024-01-05,0001,001,甲,01001,泵,4,565,500,2000,260,2260,张三,2260\n"
        "2024-02-05,0002,002,乙,01001,泵,2,565,500,1000,130,1130,李四,0\n"
        "小计,,,,,,6,,,3000,390,3390,,\n"
    )
    assert found.frame["paid_amount"].tolist() == [2000, 0]
    assert found.frame["unit_price"].tolist() == [500, 500]
    assert found.left_out["total-rows"].rows == 1


def test_guanjiapos_partners_have_names_and_someone_who_dealt_with_them(reading: Read) -> None:
    found = reading(
        "日期,单据编号,往来单位编号,往来单位全名,经手人,商品编号,商品全名,数量,折后单价,折后金额,税额,含税金额,成本金额\n"
        "2024-01-05,XS-1,0001,甲泵业,张三,1001,离心泵,4,500,2000,260,2260,1500\n"
        "2024-02-05,XS-2,0002,乙钢铁,李四,1001,离心泵,2,500,1000,130,1130,750\n"
    )
    assert found.customers is not None
    assert found.customers[["customer_id", "name", "owner"]].to_numpy().tolist() == [
        ["0001", "甲泵业", "张三"],
        ["0002", "乙钢铁", "李四"],
    ]
    assert {
        "商品全名": "product_name",
        "往来单位全名": "name",
        "折后单价": "unit_price",
    }.items() <= found.columns.items()
    assert found.unused == ()


BUREAU = (
    "序号,发票代码,发票号码,数电发票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,货物或应税劳务名称,数量,单价,"
    "金额,税率,税额,价税合计,发票状态,是否正数发票,备注\n"
)


def test_the_tax_bureaus_digital_invoices_have_numbers_and_buyers(reading: Read) -> None:
    found = reading(
        BUREAU + "1,,,24001,S1,我司,B1,甲泵业,2024-01-05 10:11:12,*泵*泵,2,500,1000,13%,130,1130,正常,是,\n"
        "2,,,24001,S1,我司,B1,甲泵业,2024-01-05 10:11:12,*阀*阀,1,200,200,13%,26,226,正常,是,\n"
        "3,3100,0077,,S1,我司,,乙钢铁,2024-02-05 09:00:00,*泵*泵,1,500,500,13%,65,565,正常,是,\n"
        "4,3200,0077,,S1,我司,,甲泵业,2024-02-06 09:00:00,*泵*泵,1,500,500,13%,65,565,正常,是,\n"
    )
    assert found.frame["order_id"].tolist() == ["24001", "24001", "3100-0077", "3200-0077"]
    assert found.frame["customer_id"].tolist() == ["B1", "B1", "乙钢铁", "B1"]  # its name stands beside one number
    assert found.columns["数电发票号码"] == "order_id"
    assert found.columns["购方识别号"] == "customer_id"
    assert found.columns["购买方名称"] == "name"
    assert found.frame["revenue"].sum() == 2200


@pytest.mark.parametrize("turned", [False, True])
def test_an_invoice_to_a_name_of_two_companies_is_given_to_neither(reading: Read, turned: bool) -> None:
    """甲泵业 is B1 and B2: the paper invoice for 500 to that name is no purchase of the one that stands first."""
    lines = [
        "1,,,24001,S1,我司,B1,甲泵业,2024-01-05 10:11:12,*泵*泵,2,500,1000,13%,130,1130,正常,是,\n",
        "2,,,24002,S1,我司,B2,甲泵业,2024-01-06 10:11:12,*阀*阀,1,200,200,13%,26,226,正常,是,\n",
        "3,3100,0077,,S1,我司,,甲泵业,2024-02-05 09:00:00,*泵*泵,1,500,500,13%,65,565,正常,是,\n",
    ]
    found = reading(BUREAU + "".join(lines[::-1] if turned else lines))
    revenue = found.frame.groupby("customer_id")["revenue"].sum()
    assert revenue.to_dict() == {"B1": 1000.0, "B2": 200.0, "甲泵业": 500.0}


def test_without_tax_numbers_the_buyers_name_is_the_customer(reading: Read) -> None:
    found = reading(
        BUREAU + "1,,,24001,S1,我司,,甲泵业,2024-01-05 10:11:12,*泵*泵,2,500,1000,13%,130,1130,正常,是,\n"
        "2,,,24002,S1,我司,,乙钢铁,2024-01-06 10:11:12,*泵*泵,1,500,500,13%,65,565,正常,是,\n"
    )
    assert found.frame["customer_id"].tolist() == ["甲泵业", "乙钢铁"]
    assert found.columns["购买方名称"] == "customer_id"


CHECK_INS = (
    "姓名,工号,部门,签到日期,签到时间,签到地点,拜访对象,签到备注\n"
    "张三,1,华东,2024-01-08,09:30,上海,甲泵业,例行\n"
    "李四,2,华北,2024-02-08,10:30,北京,丙水务,催款\n"
    "李四,2,华北,2024-02-09,10:30,北京,乙钢铁,催款\n"
)


def test_who_was_visited_is_the_customer_of_a_check_in(reading: Read) -> None:
    found = reading(CHECK_INS, "activities")
    assert found.frame["customer_id"].tolist() == ["甲泵业", "丙水务", "乙钢铁"]
    assert found.frame["employee"].tolist() == ["张三", "李四", "李四"]
    assert found.frame["date"].dt.day.tolist() == [8, 8, 9]
    assert found.frame["outcome"].tolist() == ["例行", "催款", "催款"]


def _load(tmp_path: Path, orders: str, **others: str) -> kam.Client:
    for name, text in {"orders": orders, **others}.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return kam.load(tmp_path / "orders.csv", **{name: tmp_path / f"{name}.csv" for name in others})


ORDERS = (
    "往来单位编号,往来单位全名,单据编号,日期,金额\n"
    "0001,甲泵业,X1,2024-01-05,100\n0002,乙钢铁,X2,2024-02-05,50\n0003,乙钢铁,X3,2024-02-06,20\n"
)


def test_visits_by_name_meet_orders_by_number(tmp_path: Path) -> None:
    client = _load(tmp_path, ORDERS, activities=CHECK_INS)
    assert client.activities is not None
    assert client.activities["customer_id"].tolist() == ["0001", "丙水务", "乙钢铁"]
    said = {problem.code: problem for problem in client.problems if problem.table == "activities"}
    assert (said["joined-by-name"].level, said["joined-by-name"].rows) == ("note", 1)
    assert (said["names-ambiguous"].level, said["names-ambiguous"].rows) == ("warning", 1)  # 0002 or 0003
    assert "乙钢铁" in message(said["names-ambiguous"])
    assert said["others-unknown"].rows == 2


def test_visits_by_number_stay_as_they_are(tmp_path: Path) -> None:
    visits = "往来单位编号,拜访日期\n0001,2024-01-08\n0003,2024-02-08\n"
    client = _load(tmp_path, ORDERS, activities=visits)
    assert client.activities is not None
    assert client.activities["customer_id"].tolist() == ["0001", "0003"]
    assert not {problem.code for problem in client.problems} & {"joined-by-name", "names-ambiguous"}


def test_customers_with_numbers_lead_visits_with_numbers_to_orders_with_names(tmp_path: Path) -> None:
    orders = "客户名称,订单号,日期,金额\n甲泵业,X1,2024-01-05,100\n乙钢铁,X2,2024-02-05,50\n"
    customers = "客户编号,客户名称,行业\nK1,甲泵业,化工\nK2,乙钢铁,冶金\n"
    visits = "客户编号,拜访日期\nK2,2024-01-08\n"
    client = _load(tmp_path, orders, customers=customers, activities=visits)
    assert client.customers is not None
    assert client.activities is not None
    assert dict(zip(client.customers["customer_id"], client.customers["industry"], strict=True)) == {
        "甲泵业": "化工", "乙钢铁": "冶金",
    }  # fmt: skip
    assert client.activities["customer_id"].tolist() == ["乙钢铁"]


def test_a_payment_of_a_part_tells_nothing_of_tax(reading: Read) -> None:
    """700 are neither the 2,000 without tax nor more than these: what was paid stays as it is."""
    found = reading(KINGDEE.replace(",2260,已审核", ",700,已审核"))
    assert found.frame["paid_amount"].tolist() == [700, 0]
    assert "payments-less-tax" not in {problem.code for problem in found.problems}
