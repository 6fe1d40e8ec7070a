"""Deals, prospects and people: read under the names that clients give them, checked against the other tables."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.tables import read
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem

ORDERS = """Customer No,Customer Name,Order No,Date,Amount,Salesperson
K1,Acme,1,2024-03-05,100,Li Na
K2,Beta,2,2024-06-30,50,Max Weber
K3,Gamma,3,2024-07-01,20,Eva
"""
DEALS = """Opportunity ID,Account,Prospect ID,Deal Stage,Created Date,Close Date,Amount,Opportunity Owner,Product
D1,K1,,Closed Won,2024-01-10,2024-03-01,1000,Li Na,P1
D2,K2,,won,2024-02-10,2024-06-30,500,Max Weber,P1
D3,,T1,Negotiation,2024-03-01,,800,Otto,P2
D4,,T9,Closed Lost,2024-06-02,2024-06-20,50,Li Na,P2
"""
DEALS_ZH = """商机编号,客户名称,目标客户编号,商机阶段,创建日期,关闭日期,预计金额（万元）,业务员,产品
D1,K1,,赢单,2024-01-10,2024-03-01,0.1,Li Na,P1
D2,Beta,,已成交,2024-02-10,2024-06-30,0.05,Max Weber,P1
D3,,T1,Negotiation,2024-03-01,,0.08,Otto,P2
D4,,T9,丢单,2024-06-02,2024-06-20,0.005,Li Na,P2
"""
PROSPECTS = """Prospect ID,Company,Industry,Region,Employees,Lead source,Need,Status,Owner
T1,Zeta Works,mining,North,200,fair,pumps,visited,Li Na
T2,Eta Works,mining,North,900,web,drives,new,Hans
"""
PROSPECTS_ZH = """潜在客户编号,名称,行业,地区,企业规模,来源,需求,开发阶段,负责人
T1,Zeta Works,mining,North,200,fair,pumps,visited,Li Na
T2,Eta Works,mining,North,900,web,drives,new,Hans
"""
PEOPLE = """Name,Level,Weekly hours,Country,Vacation
Li Na,business,16,CN,2025-02-01 to 2025-02-07
Max Weber,technical,24,DE,
"""
PEOPLE_ZH = """姓名,走访层级,每周工时,国家,休假
Li Na,业务层,16,CN,2025-02-01 to 2025-02-07
Max Weber,技术层,24,DE,
"""
TEXTS = {"deals": (DEALS, DEALS_ZH), "prospects": (PROSPECTS, PROSPECTS_ZH), "people": (PEOPLE, PEOPLE_ZH)}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    held = {"orders": ORDERS, **{table: texts[0] for table, texts in TEXTS.items()}}
    for name, text in held.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return {name: str(tmp_path / f"{name}.csv") for name in held}


def loaded(files: dict[str, str], **how: object) -> kam.Client:
    others = {table: files[table] for table in TEXTS}
    return kam.load(files["orders"], **{**others, **how})


def found(client: kam.Client) -> dict[tuple[str, str], Problem]:
    return {(problem.table, problem.code): problem for problem in client.problems}


@pytest.mark.parametrize("table", TEXTS)
def test_headers_of_both_languages_give_the_same_table(tmp_path: Path, table: str) -> None:
    frames = []
    for at, text in enumerate(TEXTS[table]):
        file = tmp_path / f"{at}.csv"
        file.write_text(text, "utf-8")
        frames.append(read(file, table).frame)
    if table == "deals":  # its customer is called by the name; the orders, which know it, are not read here
        frames[1]["customer_id"] = frames[1]["customer_id"].replace("Beta", "K2")
    pd.testing.assert_frame_equal(*frames)


def test_each_column_holds_what_the_file_says(files: dict[str, str]) -> None:
    client = loaded(files)
    deals, prospects, people = client.deals, client.prospects, client.people
    assert deals is not None and prospects is not None and people is not None  # noqa: PT018
    assert deals["stage"].tolist() == ["won", "won", "Negotiation", "lost"]
    assert deals["value"].tolist() == [1000.0, 500.0, 800.0, 50.0]
    assert deals["customer_id"].isna().tolist() == [False, False, True, True]
    assert deals["closed"].isna().tolist() == [False, False, True, False]
    assert prospects[["prospect_id", "name", "size", "stage"]].iloc[0].tolist() == [
        "T1",
        "Zeta Works",
        "200",
        "visited",
    ]
    assert people["hours_per_week"].tolist() == [16.0, 24.0]
    assert people["absences"].iloc[0] == "2025-02-01 to 2025-02-07"
    assert all(client.has(table) for table in TEXTS)
    assert not any(kam.load(files["orders"]).has(table) for table in TEXTS)


def test_a_customer_called_by_name_gets_the_id_of_the_orders_and_an_empty_one_none(files: dict[str, str]) -> None:
    Path(files["deals"]).write_text(DEALS_ZH, "utf-8")
    Path(files["orders"]).write_text(ORDERS + "K4,nan,4,2024-07-01,5,Eva\n", "utf-8")
    deals = loaded(files).deals
    assert deals is not None
    assert deals["customer_id"].fillna("–").tolist() == ["K1", "K2", "–", "–"]


def test_what_does_not_fit_the_other_tables_is_named(files: dict[str, str]) -> None:
    with Path(files["deals"]).open("a", encoding="utf-8") as more:
        more.write(
            "D5,K9,,Open,2024-05-05,,5,Li Na,P2\nD5,K1,,Open,2024-05-06,,6,Li Na,P2\nD7,K1,,Open,,,6,Li Na,P2\n"
        )
    seen = found(loaded(files))
    assert (seen["deals", "others-unknown"].rows, seen["deals", "others-unknown"].values["example"]) == (1, "K9")
    assert (seen["deals", "prospects-unknown"].rows, seen["deals", "prospects-unknown"].level) == (1, "note")
    assert seen["deals", "prospects-unknown"].values["example"] == "T9"
    assert seen["people", "owners-unknown"].values["names"].parts == ("Eva", "Hans", "Otto")
    assert seen["deals", "key-twice"].values["example"] == "D5"
    assert (seen["deals", "without-day"].rows, seen["deals", "without-day"].level) == (1, "note")
    assert ("deals", "lacks-required") not in seen
    deals = loaded(files).deals
    assert deals is not None
    assert deals.loc[deals["opened"].isna(), "deal_id"].tolist() == ["D7"]
    for key in (
        ("deals", "prospects-unknown"), ("people", "owners-unknown"), ("deals", "key-twice"),
        ("deals", "without-day"),
    ):  # fmt: skip
        assert message(seen[key])
        assert remedy(seen[key])


def test_tables_that_fit_are_not_spoken_of(files: dict[str, str]) -> None:
    Path(files["deals"]).write_text(DEALS.replace("T9", "T2").replace("Otto", "Li Na"), "utf-8")
    Path(files["prospects"]).write_text(PROSPECTS.replace("Hans", "Max Weber"), "utf-8")
    Path(files["people"]).write_text(PEOPLE + "Eva,business,8,CN,\n", "utf-8")
    assert found(loaded(files)) == {}


def test_on_a_day_in_the_past_a_deal_closed_later_is_open(files: dict[str, str]) -> None:
    client = loaded(files, as_of="2024-06-01")
    deals = client.deals
    assert deals is not None
    assert deals["deal_id"].tolist() == ["D1", "D2", "D3"]  # D4 was opened on 2 June
    assert deals["stage"].tolist() == ["won", "open", "Negotiation"]
    assert deals["closed"].isna().tolist() == [False, True, True]
    seen = found(client)
    assert client.readings["deals"].left_out["after-day"].rows == seen["deals", "after-day"].rows == 1
    assert message(seen["deals", "closed-later"]) == (
        "1 deal has a closing date after 1 Jun 2024; it counts as open on that day."
    )
    assert ("deals", "closed-later") not in found(loaded(files, as_of="2024-06-30"))


def test_a_deal_that_was_lost_later_is_not_lost_yet(files: dict[str, str]) -> None:
    """On 10 June D4 was open since 2 June; it was lost on 20 June, D2 was won on 30 June."""
    early, late = (loaded(files, as_of=day).deals for day in ("2024-06-10", "2024-06-20"))
    assert early is not None and late is not None  # noqa: PT018
    assert early["stage"].tolist() == ["won", "open", "Negotiation", "open"]
    assert late["stage"].tolist() == ["won", "open", "Negotiation", "lost"]


def test_one_customer_of_two_ids_is_one_in_the_deals_too(files: dict[str, str]) -> None:
    deals = loaded(files, same_customer={"K2": "K1"}).deals
    assert deals is not None
    assert deals["customer_id"].fillna("–").tolist() == ["K1", "K1", "–", "–"]


def test_companies_of_a_group_are_one_customer_in_the_deals_too(files: dict[str, str]) -> None:
    customers = pd.DataFrame({"customer_id": ["K1", "K2", "K3"], "parent_id": ["K1", "K1", "K3"]})
    deals = loaded(files, customers=customers, count_by="group").deals
    assert deals is not None
    assert deals["customer_id"].isna().tolist() == [False, False, True, True]
    assert deals["customer_id"].dropna().tolist() == ["K1", "K1"]


def say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out = capsys.readouterr()
    return status, out.out, out.err


def test_check_says_what_was_read_and_claims_nothing_more(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", files["orders"], *(word for table in TEXTS for word in (f"--{table}", files[table]))]
    status, out, _err = say(capsys, *words, "--json")
    tables = json.loads(out)["tables"]
    assert status == 0
    expected = {
        "deals": (4, 2, 2, "2024-01-10"),
        "prospects": (2, None, None, None),
        "people": (2, None, None, None),
    }
    assert {
        name: (t["rows_used"], t["customers"], t["customers_with_orders"], t["first_date"])
        for name, t in tables.items()
    } == expected
    status, out, _err = say(capsys, *words)
    plain = " ".join(out.split())
    assert "Prospects (prospects.csv): 2 of 2 rows count." in plain
    assert "Deals (deals.csv): 4 of 4 rows count; 2 of 2 customers have orders." in plain


@pytest.mark.parametrize("table", TEXTS)
def test_a_table_is_checked_alone(files: dict[str, str], capsys: pytest.CaptureFixture[str], table: str) -> None:
    status, out, _err = say(capsys, "check", files[table], "--table", table, "--json")
    facts = json.loads(out)
    assert (status, facts["table"], facts["problems"]) == (0, table, [])
    assert facts["rows_used"] == facts["rows_read"] > 1
    status, out, _err = say(capsys, "check", files[table], "--table", table)
    assert (status, "rows count" in out, "Customers" in out) == (0, True, table == "deals")


@pytest.mark.parametrize(
    ("table", "lacking", "ours"),
    [("deals", "Deal Stage", "stage"), ("prospects", "Prospect ID", "prospect_id"), ("people", "Name", "person")],
)
def test_a_table_without_a_required_column_is_refused_in_one_line(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], table: str, lacking: str, ours: str
) -> None:
    Path(files[table]).write_text(TEXTS[table][0].replace(lacking, "Colour", 1), "utf-8")
    status, _out, err = say(capsys, "check", files["orders"], f"--{table}", files[table])
    assert (status, err.count("\n")) == (2, 1)
    assert f"({ours})" in err
    assert f"{table}.csv" in err


@pytest.mark.parametrize("table", TEXTS)
@pytest.mark.parametrize("at", [0, 1])
def test_given_as_orders_it_is_called_by_its_name(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], table: str, at: int
) -> None:
    text = TEXTS[table][at].replace("Amount", "Colour").replace("预计金额（万元）", "颜色")
    Path(files[table]).write_text(text, "utf-8")
    status, _out, err = say(capsys, "check", files[table])
    assert (status, f"--table {table}" in err) == (2, True)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        (
            "Customer No,Visit date,Result,Name\nK1,2024-01-02,order,Li Na\nK1,2024-02-02,none,Li Na\n",
            "activities",
        ),
        ("Account ID,Name,Size,Status\nK1,Acme,200,active\nK2,Beta,90,active\n", "customers"),
        ("Customer No,Name,Employee\nK1,Acme,Li Na\nK2,Beta,Eva\n", "customers"),
    ],
)
def test_other_tables_with_columns_of_these_are_called_by_their_own_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, option: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    status, _out, err = say(capsys, "check", str(file))
    assert (status, f"--table {option}" in err) == (2, True)


def workbook(file: Path, **sheets: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for line in text.strip().splitlines():
            sheet.append(line.split(","))
    book.save(file)
    return file


def test_sheets_of_these_names_are_read_where_they_hold_the_table(tmp_path: Path) -> None:
    client = kam.load(
        workbook(tmp_path / "book.xlsx", Orders=ORDERS, 商机=DEALS, People="Regional Manager,Region\nEva,North\n")
    )
    assert (client.deals is not None, client.people is not None) == (True, True)
    other = kam.load(workbook(tmp_path / "other.xlsx", Orders=ORDERS, People="Colour,Region\nred,North\n"))
    assert other.people is None
    passed = found(other)["people", "sheet-passed-over"]
    assert (passed.level, "People" in message(passed)) == ("note", True)
    deals_as_orders = workbook(tmp_path / "deals.xlsx", Deals=ORDERS)
    assert found(kam.load(deals_as_orders)) == {}


def test_a_real_pipeline_and_its_agents(shared_data: Path) -> None:
    """Of 8,800 deals 4,238 are won and 2,473 lost; 500, all prospecting, have no day of opening and count."""
    folder = shared_data / "maven-crm-opportunities"
    reading = read(folder / "sales_pipeline.csv", "deals")
    assert (reading.rows_read, reading.rows_used, reading.left_out) == (8_800, 8_800, {})
    assert reading.frame["opened"].isna().sum() == 500
    assert reading.frame["stage"].value_counts().to_dict() == {
        "won": 4_238, "lost": 2_473, "Engaging": 1_589, "Prospecting": 500,
    }  # fmt: skip
    assert reading.frame.loc[reading.frame["stage"] == "won", "value"].sum() == 10_005_534
    people = read(folder / "sales_teams.csv", "people")
    assert (people.columns["sales_agent"], people.rows_used) == ("person", 35)


def test_an_open_deal_that_is_expected_to_close_later_keeps_its_stage(files: dict[str, str]) -> None:
    """D3 is in negotiation, and its closing date lies in September: on 1 June it is in negotiation still."""
    expected = DEALS.replace("Negotiation,2024-03-01,,", "Negotiation,2024-03-01,2024-09-01,")
    Path(files["deals"]).write_text(expected, "utf-8")
    deals = loaded(files, as_of="2024-06-01").deals
    assert deals is not None
    assert deals["stage"].tolist() == ["won", "open", "Negotiation"]
    assert deals["closed"].isna().tolist() == [False, True, True]
