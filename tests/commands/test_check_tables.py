"""kam check of tables beside the orders and of one table alone; what kam report refuses before a kernel starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kamlib.cli import main

ORDERS = "Customer No,Order No,Date,Amount\n" + "".join(
    f"K{i % 5},A{i},2024-{i % 12 + 1:02d}-05,{100 + i}\n" for i in range(40)
)
VISITS = "Customer No,Visit date,Hours,Colour\nK1,2024-01-08,2,red\nK9,2024-03-09,3,blue\n,2024-03-10,1,red\n"
CUSTOMERS = "Customer No,Name,Industry\nK0,Alpha,steel\nK1,Beta,steel\nK2,Gamma,mining\nK3,Delta,mining\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    held = {"orders": ORDERS, "visits": VISITS, "customers": CUSTOMERS}
    for name, text in held.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return {name: str(tmp_path / f"{name}.csv") for name in held}


def say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out = capsys.readouterr()
    return status, out.out, out.err


def test_a_table_alone_is_read_by_its_own_columns(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _err = say(capsys, "check", files["visits"], "--table", "activities", "--json")
    facts = json.loads(out)
    assert status == 0
    expected = {
        "ok": True, "table": "activities", "rows_read": 3, "rows_used": 2, "customers": 2,
        "first_date": "2024-01-08", "last_date": "2024-03-09", "unused": ["Colour"],
        "left_out": {"no-customer_id": {"rows": 1}},
    }  # fmt: skip
    assert {key: facts[key] for key in expected} == expected
    assert facts["columns"] == {"Customer No": "customer_id", "Visit date": "date", "Hours": "hours"}
    status, out, _err = say(capsys, "check", files["visits"], "--table", "activities")
    assert status == 0
    assert "2 of 3 rows count" in out


def test_tables_beside_the_orders_are_checked_with_them(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["check", files["orders"], "--activities", files["visits"], "--customers", files["customers"]]
    status, out, _err = say(capsys, *words, "--json")
    facts = json.loads(out)
    assert status == 0
    assert {name: table["customers_with_orders"] for name, table in facts["tables"].items()} == {
        "customers": 4, "activities": 1,
    }  # fmt: skip
    assert {(p["table"], p["code"]) for p in facts["problems"]} >= {
        ("activities", "others-unknown"), ("customers", "customers-unknown"),
    }  # fmt: skip
    assert "usual_visits" in facts["can"]
    assert "service_levels" not in facts["can"]  # nobody gave the visits that were promised
    status, out, _err = say(capsys, *words)
    assert status == 0
    assert "1 of 2 customers have orders" in " ".join(out.split())


def test_a_table_alone_takes_no_other_and_has_to_exist(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _out, err = say(capsys, "check", files["visits"], "--table", "activities", "--survey", "s.csv")
    assert (status, "--survey" in err) == (2, True)
    status, _out, err = say(capsys, "check", files["visits"], "--table", "activites")
    assert (status, "activities" in err) == (2, True)


@pytest.mark.parametrize(
    ("name", "like", "option"),
    [("customers", "one row per customer, no dates", "--customers"), ("visits", "no amounts", "--activities")],
)
def test_what_is_missing_is_told_at_once_with_what_the_table_looks_like(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], name: str, like: str, option: str
) -> None:
    status, _out, err = say(capsys, "check", files[name])
    assert status == 2
    assert "revenue" in err
    assert like in err
    assert option in err
    if name == "customers":
        assert "date" in err
        assert len(err.strip().splitlines()) == 1


def test_orders_given_as_another_table_look_like_orders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "book.csv"
    file.write_text("Customer No,Order No,Order date,Amount\nK1,A1,2024-03-05,10\n", "utf-8")
    status, _out, err = say(capsys, "check", str(file), "--table", "contacts")
    assert status == 2
    assert "customers, dates and amounts" in err


def test_a_table_that_is_like_none_is_called_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("Product,Price\nP1,10\nP2,20\n", "utf-8")
    status, _out, err = say(capsys, "check", str(file))
    assert status == 2
    assert "looks like" not in err


def test_a_report_is_refused_before_a_kernel_starts(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _out, err = say(capsys, "report", files["customers"], "--out", str(tmp_path / "out"))
    assert status == 2
    assert "one row per customer, no dates" in err
    assert len(err.splitlines()) == 1, "no stage was told: no kernel was started"
    assert not (tmp_path / "out").exists()


def test_a_long_file_is_refused_by_its_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "long.csv"
    file.write_text(
        "Customer No,Name\n" + "".join(f"K{i},Name of customer {i}\n" for i in range(150_000)), "utf-8"
    )
    status, _out, err = say(capsys, "report", str(file), "--out", str(tmp_path / "out"))
    assert status == 2
    assert err.startswith("long.csv: found no columns for")
    assert len(err.splitlines()) == 1, "no stage was told: no kernel was started"


def test_customers_of_another_company_are_refused_with_counts(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strangers = tmp_path / "strangers.csv"
    strangers.write_text("Customer No,Name\n100,Anna\n200,Berta\n300,Clara\n", "utf-8")
    words = ["report", files["orders"], "--customers", str(strangers), "--out", str(tmp_path / "out")]
    status, _out, err = say(capsys, *words)
    assert status == 2
    assert "none of its 3 customers" in err
    assert "the 5 with orders" in err
    assert len(err.splitlines()) == 1, "no stage was told: no kernel was started"


def test_less_than_half_of_the_customers_is_a_warning_on_the_terminal(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("Customer No,Name\nK0,Alpha\nK1,Beta\nX9,Zeta\n", "utf-8")
    words = [
        "report",
        files["orders"],
        "--customers",
        str(few),
        "--format",
        "html",
        "--out",
        str(tmp_path / "out"),
    ]
    status, out, err = say(capsys, *words)
    assert status == 0
    assert "Of 5 customers with orders, only 2 are in the customer table, which has 3" in err
    kept = json.loads((Path(out.strip()) / "results.json").read_text("utf-8"))["quality"]["problems"]
    assert "customers-few" in {problem["code"] for problem in kept}
    few.write_text(CUSTOMERS, "utf-8")  # 4 of 5: no warning
    status, out, err = say(capsys, *words)
    assert status == 0
    assert "Warning" not in err
