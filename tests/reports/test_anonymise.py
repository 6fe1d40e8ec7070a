"""A report without names holds none: not in a message, not in a product's name, in no language and no file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pypdf
import pytest

from kamlib import load
from kamlib.cli import main
from kamlib.reports.anonymise import anonymise, scrub
from kamlib.reports.quality import quality
from kamlib.tables.messages import message, remedy
from kamlib.words import speaking

#: Customers: short and long, Chinese and not; one in two spellings, so that a message quotes both.
CUSTOMERS = ("华为", "格力", "美的", "比亚迪股份", "Qx", "QX", "Zanzibar Brothers", "木兰")
#: What stands in cells that are no names of customers, and must not be quoted.
CELLS = ("MSGdate", "MSGamount", "MSGstatus", "MSGcurrency", "MSGtitle", "MSGheader", "MSGnote", "MSGorder")
PEOPLE = ("王小二", "Yolanda Quist")
#: What deals, prospects and people must not give away.
FURTHER = ("MSGdeal", "MSGneed", "MSGaway", "Quagga", "Unbekannt")


def dirty(folder: Path) -> Path:
    """Write a book of orders whose cells quote names wherever a message of the reader could."""
    lines = ["MSGtitle 格力 销售明细", "客户,订单号,日期,产品,渠道,金额,成本,状态,币种,业务员,MSGheader 美的"]
    for at in range(240):
        customer = CUSTOMERS[at * at % len(CUSTOMERS)]
        day = f"{2022 + at // 120}-{at // 10 % 12 + 1:02d}-{at % 28 + 1:02d}"
        person = PEOPLE[at % 2]
        made = f"{customer}专用件" if at % 3 else f"part for {customer}"
        lines.append(
            f"{customer},MSGorder-{customer}-{at},{day},{made},{customer}直供,{500 + at * 7},{300 + at * 5},"
            f"已完成,CNY,{person},{customer} MSGnote"
        )
    lines.append("华为,MSGorder-1,待格力MSGdate确认,x,x,100,50,已完成,CNY,王小二,x")
    lines.append("美的,MSGorder-2,2023-05-05,x,x,见华为合同MSGamount,50,已完成,CNY,王小二,x")
    lines.append("木兰,MSGorder-3,2023-05-06,x,x,70,50,王小二MSGstatus退,CNY,王小二,x")
    lines.append("木兰,MSGorder-4,2023-05-06,x,x,70,50,已完成,华币MSGcurrency,王小二,x")
    file = folder / "Zanzibar Brothers 销售.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def further(folder: Path) -> dict[str, str]:
    """Write deals, prospects and people whose cells name customers, prospects and people."""
    texts = {
        "deals": "商机编号,客户,目标客户编号,商机阶段,创建日期,关闭日期,金额,业务员,产品\n"
        "MSGdeal 格力,格力,,MSG阶段,2023-01-05,2023-04-05,100,王小二,格力专用件\n"
        "D2,,Quagga-7,赢单,2023-02-05,2023-05-05,200,Yolanda Quist,x\n"
        "D3,,Quagga-9,输单,2023-02-05,,1,Otto Unbekannt,x\n",
        "prospects": "目标客户编号,名称,行业,来源,需求,负责人\n"
        "Quagga-7,Quagga Works,供 Quagga Works 的行业,王小二推荐,MSGneed 华为,Yolanda Quist\n",
        "people": "姓名,每周工时,休假\n王小二,16,MSGaway 2025-02-01\nYolanda Quist,20,\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: str(folder / f"{name}.csv") for name in texts}


def leaks(text: str) -> list[str]:
    """Return what a text gives away: names as words, Chinese ones anywhere."""
    found = [word for word in (*CELLS, *PEOPLE, "Zanzibar", *FURTHER) if word in text]
    found += [name for name in ("华为", "格力", "美的", "比亚迪", "木兰", "王小二", "华币") if name in text]
    return found + [
        name for name in ("Qx", "QX") if re.search(rf"(?<![A-Za-z0-9+/_]){name}(?![A-Za-z0-9+/_=])", text)
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("待比亚迪股份确认", "待C001确认"),
        ("华为", "C002"),
        ("见华为合同", "见C002合同"),
        ("for AI only", "for C003 only"),
        ("请ai确认", "请C003确认"),
        ("MAIN and aim", "MAIN and aim"),
        ("Groß AG, GROSS", "C004, GROSS"),
        ("C001", "C005"),
        ("part 12 of 3", "part 12 of 3"),
    ],
)
def test_names_are_found_within_words_of_chinese_and_as_words_elsewhere(text: str, right: str) -> None:
    names = {"比亚迪股份": "C001", "华为": "C002", "AI": "C003", "Groß AG": "C004", "C001": "C005", "12": "C006"}
    assert scrub(text, names) == right


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_reader_found_is_told_without_a_cell(tmp_path: Path, language: str) -> None:
    with speaking(language):
        client = load(dirty(tmp_path), currency="CNY")
        plain = " ".join(message(p) + remedy(p) for p in client.problems)
        assert "MSGdate" in plain  # the reader does quote cells, so that there is something to withhold
        other = anonymise(client)
        said = quality(other)
        assert leaks(said.model_dump_json()) == []
        assert len(said.problems) == len(client.problems)
        assert said.money_used == quality(client).money_used


def test_no_table_holds_a_name(tmp_path: Path) -> None:
    other = anonymise(load(dirty(tmp_path), currency="CNY"))
    for frame in (other.orders, other.customers):
        if frame is not None:
            assert leaks(frame.to_csv()) == []
    assert {"C001专用件", "part for C001"} <= set(other.orders["product"])
    assert set(other.orders["owner"]) == {"P001", "P002"}


def test_numbers_of_contracts_and_of_invoices_taken_back_are_gone(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "Customer,Order No,Date,Amount,Contract No,Original invoice\n"
        "A,MSGorder-1,2024-01-05,100,HT-2024-Qx,\nA,MSGorder-2,2024-02-05,-40,HT-2024-Qx,MSGorder-1\n"
        "B,MSGorder-3,2024-02-06,70,HT-2,\n",
        "utf-8",
    )
    client = load(file)
    assert {"contract_id", "original_invoice"} <= set(client.orders)
    assert leaks(anonymise(client).orders.to_csv()) == []


def test_deals_prospects_and_people_hold_no_name_and_still_fit_together(tmp_path: Path) -> None:
    client = load(dirty(tmp_path), currency="CNY", **further(tmp_path))
    other = anonymise(client)
    deals, prospects, people = other.deals, other.prospects, other.people
    assert deals is not None and prospects is not None and people is not None  # noqa: PT018
    for frame in (deals, prospects, people):
        assert leaks(frame.to_csv()) == []
    assert deals["prospect_id"].tolist()[1:] == ["T001", "T002"]
    assert prospects[["prospect_id", "name"]].iloc[0].tolist() == ["T001", "Prospect 001"]
    assert prospects["industry"].tolist() == ["供 T001 的行业"]
    assert set(people["person"]) == set(other.orders["owner"])
    assert deals["customer_id"].iloc[0] == deals["product"].iloc[0].removesuffix("专用件")
    assert {"need", "source", "absences"}.isdisjoint({*prospects, *people})
    assert (deals["value"].sum(), people["hours_per_week"].sum()) == (301.0, 36.0)
    assert leaks(quality(other).model_dump_json()) == []


def test_figures_do_not_change(tmp_path: Path) -> None:
    client = load(dirty(tmp_path), currency="CNY")
    mine, theirs = client.accounts, anonymise(client).accounts
    assert sorted(theirs["revenue"]) == sorted(mine["revenue"])
    assert sorted(theirs["orders"]) == sorted(mine["orders"])
    assert anonymise(client).orders["order_id"].nunique() == client.orders["order_id"].nunique()


def text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        reader = pypdf.PdfReader(file)
        return (
            "".join(page.extract_text() for page in reader.pages) + str(reader.metadata) + str(reader.xmp_metadata)
        )
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as package:
            return "".join(package.read(name).decode("utf-8", errors="ignore") for name in package.namelist())
    if file.suffix == ".png":
        return words_of_picture(file.read_bytes())
    text = file.read_text("utf-8", errors="ignore")
    return re.sub(r"data:[\w/+;-]+,[A-Za-z0-9+/=]+", "", text) if file.suffix == ".html" else text


def words_of_picture(png: bytes) -> str:
    """Return all of a PNG but its pixels."""
    at, words = 8, b""
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        words += b"" if kind == b"IDAT" else png[at + 8 : at + 8 + size]
        at += size + 12
    return words.decode("utf-8", errors="ignore")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_canaries_are_in_no_output(tmp_path: Path, language: str, capfd: pytest.CaptureFixture[str]) -> None:
    options = ["--anonymise", "--client", "Zanzibar Brothers", "--currency", "CNY", "--lang", language]
    policy = tmp_path / "policy.toml"
    policy.write_text('cost_per_order = 3.0\n[channel_fees]\n"华为直供" = 0.02\n', encoding="utf-8")
    options += [word for table, file in further(tmp_path).items() for word in (f"--{table}", file)]
    asked = ["report", str(dirty(tmp_path)), "--policy", str(policy), "--out", str(tmp_path / "out"), *options]
    assert main(asked) == 0
    said = capfd.readouterr()
    assert leaks(said.out + said.err) == []
    written = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert {".html", ".pdf", ".xlsx", ".json", ".ipynb", ".svg"} <= {file.suffix for file in written}
    assert {str(file.relative_to(tmp_path)): found for file in written if (found := leaks(text_of(file)))} == {}
    assert leaks(" ".join(str(file.relative_to(tmp_path)) for file in written)) == []
