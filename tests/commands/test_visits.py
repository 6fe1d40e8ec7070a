"""``kam visits``: from a client's files to a folder with plan, picture and calendars."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kamlib.cli import main


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    days = pd.date_range("2025-01-01", periods=12, freq="MS").strftime("%Y-%m-%d")
    pd.DataFrame({
        "customer_id": ["A", "B"] * 6, "order_id": range(12), "date": days, "revenue": 1000.0,
    }).to_csv("orders.csv", index=False)  # fmt: skip
    pd.DataFrame({
        "customer_id": ["A", "B"], "level": "business", "every_weeks": [1, 2], "hours": [2.0, 4.0],
        "person": "Li Na", "value": [52_000.0, 5_200.0],
    }).to_csv("promises.csv", index=False)  # fmt: skip
    pd.DataFrame({"person": ["Li Na"], "hours_per_week": [4]}).to_csv("people.csv", index=False)
    return tmp_path


CALL = ["visits", "orders.csv", "--people", "people.csv", "--promises", "promises.csv", "--weeks", "4",
        "--start", "2026-03-02", "--out", "plan"]  # fmt: skip


def test_a_plan_is_written_and_written_again_the_same(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CALL) == 0
    assert "All 2 promises are kept." in capsys.readouterr().out
    first = {file.name: file.read_bytes() for file in (files / "plan").rglob("*") if file.is_file()}
    assert set(first) == {"plan.csv", "unmet.csv", "remedies.csv", "weeks.csv", "plan.xlsx", "plan.png",
                          "agenda.csv", "requests.csv", "outcomes.csv", "Li_Na.ics", "visits.json"}  # fmt: skip
    assert main(CALL) == 0
    again = {file.name: file.read_bytes() for file in (files / "plan").rglob("*") if file.is_file()}
    assert again == first
    assert set(pd.read_csv("plan/plan.csv")["customer_id"]) == {"A", "B"}


def test_what_is_not_of_the_plan_is_not_overwritten(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CALL) == 0
    (files / "plan" / "plan.csv").write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert main(CALL) == 2
    assert "plan.csv" in capsys.readouterr().err
    assert (files / "plan" / "plan.csv").read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_kept_is_told_in_words(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pd.DataFrame({"person": ["Li Na"], "hours_per_week": [3]}).to_csv("people.csv", index=False)
    assert main(CALL) == 0
    said = capsys.readouterr().out
    assert "1 promise cannot be kept" in said, "three hours are never enough for the visit of four"
    assert "Li Na lacks" in said


def test_a_mistake_in_a_table_is_one_line(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = pd.read_csv("promises.csv")
    table.assign(person="Lee").to_csv("promises.csv", index=False)
    assert main(CALL) == 2
    said = capsys.readouterr().err.strip()
    assert "\n" not in said
    assert "column person" in said


def test_promises_may_have_the_headers_and_words_that_a_report_takes_and_columns_of_a_plan_alone(
    files: Path,
) -> None:
    assert main(CALL) == 0
    plain = (files / "plan" / "plan.csv").read_bytes()
    heads = ("客户编号", "走访层级", "走访间隔（周）", "每次工时", "人员", "年贡献")
    promises = pd.read_csv("promises.csv").assign(level="业务层")
    promises.set_axis(heads, axis="columns").to_csv("promises.csv", index=False)
    assert main(CALL) == 0
    assert (files / "plan" / "plan.csv").read_bytes() == plain
    promises.set_axis(heads, axis="columns").assign(Together="Nobody").to_csv("promises.csv", index=False)
    assert main(CALL) == 2


def test_a_name_that_looks_like_a_formula_stays_a_name(files: Path) -> None:
    for name in ("people.csv", "promises.csv"):
        table = pd.read_csv(name)
        table.assign(person="=1+1").to_csv(name, index=False)
    assert main(CALL) == 0
    assert set(pd.read_csv("plan/plan.csv")["person"]) == {"'=1+1"}
    assert set(pd.read_excel("plan/plan.xlsx", sheet_name="Visits planned", engine="calamine")["Person"]) == {
        "=1+1"
    }


@pytest.mark.parametrize(
    ("promises", "says"),
    [
        ("", "promises.csv: there are no rows below the header."),
        ("A,business,1e300,2,Li Na,5\n", "column every_weeks: a number of at least 1 is needed"),
        ("A,business,1,1e300,Li Na,5\n", "column hours: a number above 0 is needed"),
    ],
)
def test_promises_that_promise_nothing_are_refused(
    files: Path, capsys: pytest.CaptureFixture[str], promises: str, says: str
) -> None:
    (files / "promises.csv").write_text("customer_id,level,every_weeks,hours,person,value\n" + promises, "utf-8")
    assert main(CALL) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert not (files / "plan").exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "nat", "soon"])
def test_a_first_day_far_from_all_days_is_refused(
    files: Path, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    assert main([*CALL, "--start", day]) == 2
    assert capsys.readouterr().err == f"--start {day}: write a date such as 2026-03-02.\n"


def test_promised_customers_without_orders_are_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CALL) == 0
    assert "no orders" not in capsys.readouterr().out
    table = pd.read_csv("promises.csv")
    table.assign(customer_id=["A", "Z"]).to_csv("promises.csv", index=False)
    assert main([*CALL, "--out", "other"]) == 0
    assert "1 promised customer has no orders: Z. Check the id." in capsys.readouterr().out


def test_agendas_are_written_and_what_they_lack_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pd.DataFrame({
        "request_id": ["R1", "R2"], "customer_id": "A", "date": ["2025-11-20", "2025-11-21"], "person": "Li Na",
        "kind": "quote", "closed": ["", "2025-11-22"],
    }).to_csv("requests.csv", index=False)  # fmt: skip
    assert main([*CALL, "--requests", "requests.csv"]) == 0
    said = capsys.readouterr().out
    assert "they lack:" in said
    assert "outcomes of visits (column activities.outcome)" in said
    sheet = pd.read_excel("plan/plan.xlsx", sheet_name="Agendas", engine="calamine")
    assert sheet.loc[sheet["Topic"] == "open requests", "What to talk about"].tolist() == [
        "1 request is open: R1 (quote) of 20 Nov 2025, asked of Li Na."
    ]
    assert "R1" in (files / "plan" / "calendars" / "Li_Na.ics").read_text("utf-8")
    assert pd.read_csv("plan/requests.csv")["became"].tolist() == ["open for 11 days", "closed after 1 day"]


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--weeks", "100000", "--weeks: enter a whole number from 1 to 104."),
        ("--weeks", "0", "--weeks: enter a whole number from 1 to 104."),
        ("--slack", "-1", "--slack: enter a number of at least 0."),
        ("--slack", "inf", "slack: hours of at least 0 are needed, not inf."),
        ("--slack", "nan", " of at least 0"),
    ],
)
def test_weeks_and_hours_that_no_plan_can_have(
    files: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, says: str
) -> None:
    assert main([*CALL, option, value]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert not (files / "plan").exists()


def test_the_workbook_is_in_words_and_names_customers(files: Path) -> None:
    pd.DataFrame({"customer_id": ["A", "B"], "name": ["海河泵业", "Bell & Co"]}).to_csv(
        "customers.csv", index=False
    )
    assert main([*CALL, "--customers", "customers.csv", "--lang", "zh"]) == 0
    book = pd.read_excel("plan/plan.xlsx", sheet_name=None, engine="calamine")
    assert list(book) == [
        "走访安排",
        "无法兑现的承诺",
        "补救办法",
        "各周工时",
        "走访议题",
        "客户来询",
        "近一年走访结果",
    ]
    plan = book["走访安排"]
    assert list(plan) == ["客户编号", "名称", "走访层级", "姓名", "计划第几周", "日期"]
    assert set(plan["名称"]) == {"海河泵业", "Bell & Co"}
    assert set(plan["走访层级"]) == {"业务层"}
    assert book["走访议题"]["议题"].tolist()[:2] == ["目标", "上次走访"]
    assert list(pd.read_csv("plan/plan.csv")) == ["customer_id", "level", "person", "week", "date"]


def test_every_column_and_value_of_a_plan_has_words() -> None:
    from kamlib.manage.visits import agenda, asked, remedies
    from kamlib.manage.visits.topics import NEEDS, names
    from kamlib.reports import visit_sheets
    from kamlib.words import glossary

    columns = {*agenda.COLUMNS, *agenda.OUTCOMES, *remedies.UNMET, *remedies.REMEDIES, *asked.COLUMNS[:5]}
    assert columns <= {*visit_sheets._HEADS, *glossary()}
    assert set(NEEDS) <= {*names(), "outcome"}


def test_without_cities_trips_are_not_counted_and_the_column_is_named(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(CALL) == 0
    said = capsys.readouterr().out
    assert "Trips cannot be counted" in said
    assert "table customers, column city" in said


@pytest.mark.parametrize("header", ["City", "Ort", "所在城市"])
def test_with_cities_trips_stand_in_words_sheets_and_tables(
    files: Path, capsys: pytest.CaptureFixture[str], header: str
) -> None:
    pd.DataFrame({"customer_id": ["A", "B"], "name": ["Acme", "Bolt"], header: ["Ulm", "ulm"]}).to_csv(
        "customers.csv", index=False)  # fmt: skip
    pd.DataFrame({"person": ["Li Na"], "hours_per_week": [8]}).to_csv("people.csv", index=False)
    assert main([*CALL, "--customers", "customers.csv"]) == 0
    said = capsys.readouterr().out
    # A each of four weeks, B within them: each trip to Ulm is there anyway
    assert "It is proven that these visits need no fewer trips." in said
    assert "Li Na: 6 visits, 4 trips" in said
    assert pd.read_csv("plan/trips.csv")[["visits", "trips"]].to_numpy().tolist() == [[6, 4]]
    assert pd.read_csv("plan/plan.csv")["city"].str.casefold().tolist() == ["ulm"] * 6
    assert pd.read_csv("plan/weeks.csv")["trips"].tolist() == [1, 1, 1, 1]
    assert "Trips" in pd.ExcelFile("plan/plan.xlsx", engine="openpyxl").sheet_names


def test_a_table_with_a_city_and_a_region_gives_both(files: Path) -> None:
    from kamlib.tables import read

    both = pd.DataFrame({"customer_id": ["A"], "Region": ["South"], "City": ["Ulm"]})
    both.to_csv("customers.csv", index=False)
    found = read("customers.csv", "customers").frame
    assert found[["region", "city"]].to_numpy().tolist() == [["South", "Ulm"]]
    both.drop(columns="City").to_csv("customers.csv", index=False)
    assert "city" not in read("customers.csv", "customers").frame, "a region is no city"
