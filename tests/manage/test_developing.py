"""Look-alikes, questions and the value to the customer: by hand, with what must not be claimed next to each."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import kamlib as kam
from kamlib.manage import development
from kamlib.words import speaking

PRINTER = pd.DataFrame({
    "item": ["running", "output"], "kind": ["cost", "gain"], "reference": [400.0, 0.0], "ours": [200.0, 100.0],
    "yearly": [False, False],
})  # fmt: skip


def test_the_printer_is_worth_1300_and_what_we_ask_leaves_the_customer_a_part() -> None:
    found = development.economic_value(PRINTER, 1000.0, price=1150.0)
    assert found.value == 1300.0
    assert (found.kept, found.share) == (150.0, 0.5)
    assert found.sensitivity["item"].tolist() == ["running", "output"]
    assert found.sensitivity.iloc[0][["low", "high"]].tolist() == [1260.0, 1340.0]


def test_what_comes_each_year_counts_over_the_life_at_its_interest() -> None:
    """200 a year for 2 years at 10 %: 200/1.1 + 200/1.21 = 347.11."""
    yearly = PRINTER.assign(yearly=[True, False])
    assert development.economic_value(yearly, 1000.0, years=2, rate=0.1).value == pytest.approx(
        1447.107, abs=0.001
    )
    assert development.economic_value(yearly, 1000.0, years=2).value == 1500.0


def test_what_costs_more_than_the_alternative_lowers_the_value() -> None:
    worse = PRINTER.assign(ours=[500.0, 0.0])
    assert development.economic_value(worse, 1000.0).value == 900.0


@pytest.mark.parametrize(("kind", "years"), [("benefit", 1.0), ("cost", 0.0)])
def test_what_makes_no_sense_is_refused(kind: str, years: float) -> None:
    with pytest.raises(ValueError, match=r"kind|life"):
        development.economic_value(PRINTER.assign(kind=kind), 1000.0, years=years)


def worked_out(path: Path) -> dict[str, float]:
    """Work the formulas of the sheet out again, by what its input cells hold."""
    sheet = openpyxl.load_workbook(path)["EVC"]
    known: dict[str, float | str] = {}

    def value(cell: str) -> float | str:
        if cell not in known:
            held = sheet[cell].value
            known[cell] = formula(held[1:]) if isinstance(held, str) and held.startswith("=") else held or 0
        return known[cell]

    def formula(text: str) -> float:
        text = text.replace("$", "").replace("^", "**")
        text = re.sub(r"SUM\(F(\d+):F(\d+)\)",
                      lambda m: "+".join(f"F{k}" for k in range(int(m[1]), int(m[2]) + 1)), text)  # fmt: skip
        text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
        cells = {cell: value(cell) for cell in re.findall(r"\b[A-F]\d+\b", text)}
        return float(eval(text, {"__builtins__": {}, "IF": lambda yes, a, b: a if yes else b}, cells))  # noqa: S307

    return {cell: float(value(cell)) for cell in ("B4", "B5", "B7")}


@pytest.mark.parametrize("rate", [0.0, 0.08])
def test_the_workbook_works_out_what_python_does(tmp_path: Path, rate: float) -> None:
    lines = PRINTER.assign(yearly=[True, False])
    found = development.economic_value(lines, 1000.0, price=1100.0, years=5, rate=0.08)
    if rate == 0.0:
        found = development.economic_value(PRINTER, 1000.0, price=1100.0, years=1, rate=0.01)
    path = development.write_worksheet(found, tmp_path / "evc.xlsx")
    again = worked_out(path)
    assert again["B4"] == pytest.approx(found.factor)
    assert again["B5"] == pytest.approx(found.value)
    assert again["B7"] == pytest.approx(found.share)
    stored = openpyxl.load_workbook(path, data_only=True)["EVC"]
    assert stored["B5"].value == pytest.approx(found.value)
    assert stored["F9"].value == pytest.approx(found.table["value"].iloc[0])


@pytest.mark.slow
def test_libreoffice_works_out_what_python_does(tmp_path: Path) -> None:
    """The stored results are taken out first, so that those read afterwards are LibreOffice's own."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice (LibreOffice) is not installed")
    found = development.economic_value(
        PRINTER.assign(yearly=[True, False]), 1000.0, price=1100.0, years=5, rate=0.08
    )
    path = development.write_worksheet(found, tmp_path / "evc.xlsx")
    bare = openpyxl.load_workbook(path)
    bare["EVC"]["B5"].value = bare["EVC"]["B5"].value
    bare.save(path)
    assert openpyxl.load_workbook(path, data_only=True)["EVC"]["B5"].value is None
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    call = [office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(call, check=True, capture_output=True, timeout=300)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "evc.xlsx", data_only=True)["EVC"]
    figures = [sheet[cell].value for cell in ("B4", "B5", "B7")]
    assert figures == pytest.approx([found.factor, found.value, found.share])


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    found = development.economic_value(PRINTER.assign(item=["=1+1", "@x"]), 1000.0)
    sheet = openpyxl.load_workbook(development.write_worksheet(found, tmp_path / "a.xlsx"))["EVC"]
    assert (sheet["A9"].value, sheet["A9"].data_type) == ("=1+1", "s")


def grown(*, planted: bool) -> kam.Client:
    """Three years, 60 customers; each year ten small mines become large, or chance alone decides who is large."""
    draw, rows = np.random.default_rng(3), []
    for who in range(60):
        start = who % 3 if who < 30 else 9
        for month in range(36):
            size = (1_000.0 if month // 12 >= start else 100.0) if planted else draw.uniform(100, 1_000)
            rows.append((f"C{who:02d}", pd.Timestamp("2022-01-10") + pd.DateOffset(months=month), size, "P1"))
    table = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "product"])
    table["order_id"] = [str(i) for i in range(len(table))]
    names = ["mining" if who < 30 else f"trade {who % 5}" for who in range(60)]
    customers = pd.DataFrame({"customer_id": [f"C{who:02d}" for who in range(60)], "industry": names})
    prospects = pd.DataFrame({"prospect_id": ["T1", "T2"], "name": ["a", "b"], "industry": ["trade 1", "mining"]})
    return kam.Client(table, customers=customers, prospects=prospects)


def test_look_alikes_of_earlier_days_became_the_best_where_a_trait_decides() -> None:
    found = development.look_alikes(grown(planted=True))
    assert found.proven
    assert (found.backtest["rate"] > found.backtest["chance"]).all()
    parts = [column for column in found.table if column not in ("customer_id", "likeness")]
    assert found.table[parts].sum(axis=1).tolist() == pytest.approx(found.table["likeness"].tolist())
    assert not set(found.best) & set(found.table["customer_id"])
    assert found.prospects["prospect_id"].tolist() == ["T2", "T1"]


def test_look_alikes_prove_nothing_where_nothing_decides() -> None:
    assert not development.look_alikes(grown(planted=False)).proven


def test_too_few_customers_have_no_look_alikes() -> None:
    client = grown(planted=True)
    few = client.orders[client.orders["customer_id"] < "C10"]
    with pytest.raises(ValueError, match="look-alikes take 20"):
        development.look_alikes(kam.Client(few))


def test_blanks_become_at_most_seven_questions_in_their_order() -> None:
    client = grown(planted=True)
    asked = development.questions(client, "C01", ["SP-010"])
    assert 0 < len(asked) <= 7
    order = ["situation", "problem", "implication", "need_payoff"]
    assert asked["stage"].tolist() == sorted(asked["stage"], key=order.index)
    assert "customers.potential" in set(asked["about"])
    assert "customers.industry" not in set(asked["about"])  # it is known
    with speaking("zh"):
        assert "SP-010" in development.questions(client, "C01", ["SP-010"])["question"].iloc[-1]
    with pytest.raises(ValueError, match="C99"):
        development.questions(client, "C99")


def test_an_account_without_a_blank_is_asked_nothing() -> None:
    client = grown(planted=True)
    customers = pd.DataFrame({"customer_id": ["C01"], "industry": ["mining"], "potential": [1e6]})
    contacts = pd.DataFrame({"customer_id": ["C01"], "contact_id": ["P1"], "role": ["decider"]})
    survey = pd.DataFrame({"customer_id": ["C01"], "date": [client.as_of], "score": [5]})
    seen = pd.DataFrame({"customer_id": ["C01"], "date": [client.as_of], "outcome": ["solved"]})
    full = kam.Client(client.orders, customers=customers, contacts=contacts, survey=survey, activities=seen)
    assert development.questions(full, "C01").empty
