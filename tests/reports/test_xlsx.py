from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from itertools import takewhile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from kamlib.classify import tiers
from kamlib.reports import results as contract
from kamlib.reports import xlsx
from kamlib.reports.cells import Column, Table
from kamlib.reports.xlsx import ranking
from kamlib.reports.xlsx import tiers as tier_sheet
from kamlib.value import concentration
from kamlib.words import label, speaking
from tests.reports.report_sample import NASTY, make

#: What LibreOffice is told: work out every formula when a file is opened.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""

#: Functions that LibreOffice 7 and Excel 2016 know, and nothing that spills.
ORDINARY = {
    "SUM", "SUMIF", "SUMPRODUCT", "COUNT", "COUNTIF", "IF", "IFERROR", "INDEX", "MAX", "MIN", "INT", "ROUND",
    "ABS", "AND", "LARGE", "RANK", "MATCH", "ISNUMBER",
}  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def _written(results: contract.Results | None = None, name: str = "report.xlsx") -> Path:
        return xlsx.write(results or make(), tmp_path, tmp_path / name)

    return _written


def book(size: int, *, basis: str = "profit", seed: int = 0) -> contract.Results:
    """A report on customers with losses, ties and a nought among them."""
    draw = np.random.default_rng(seed)
    profit = np.round(draw.pareto(1.2, size) * 1000 - 400, 2)
    profit[: min(size, 6)] = [5000, 5000, 5000, 0, 0, -900][: min(size, 6)]
    revenue = np.round(np.abs(profit) * 4 + 1000, 2)
    keys = ["customer_id", "name", "revenue", "profit"][: 4 if basis == "profit" else 3]
    kinds = ["text", "text", "money", "money"]
    columns = [Column(key=k, label=k.title(), kind=kind) for k, kind in zip(keys, kinds, strict=False)]
    rows = [[f"C{i:06d}", f"Customer {i}", float(revenue[i]), float(profit[i])][: len(keys)] for i in range(size)]
    whole = make()
    return whole.model_copy(update={
        "accounts": Table(columns=columns, rows=rows),
        "client": whole.client.model_copy(update={"basis": basis}),
        "tiers": whole.tiers.model_copy(update={"by": basis}),
    })  # fmt: skip


def cell(workbook, name: str):
    """The cell that a name of the workbook stands for."""
    sheet, address = workbook.defined_names[name].attr_text.split("!")
    return workbook[sheet.strip("'")][address.replace("$", "")]


def formulas(workbook):
    return [
        (sheet.title, c.coordinate, c.value)
        for sheet in workbook for row in sheet.iter_rows() for c in row if c.data_type == "f"
    ]  # fmt: skip


def column(workbook, sheet: str, label: str) -> list:
    """A column of a sheet down to its first empty row: below that stand totals."""
    rows = list(workbook[sheet].iter_rows(values_only=True))
    return [row[rows[0].index(label)] for row in takewhile(any, rows[1:])]


# -- what stands in it ----------------------------------------------------------------------------------------


def test_the_sheets_are_there_in_order(written):
    names = openpyxl.load_workbook(written()).sheetnames
    assert names[:11] == [
        "Summary", "Findings", "Recommendations", "Key accounts", "Tiers", "Concentration", "What if", "Accounts",
        "Ranking", "Data quality", "Terms",
    ]  # fmt: skip
    assert len(names) == 11 + len(make().findings)


def test_every_evidence_row_is_in_the_workbook(written):
    results = make()
    workbook = openpyxl.load_workbook(written(results))
    for sheet, finding in zip(workbook.worksheets[11:], results.findings, strict=True):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        head = next(n for n, row in enumerate(rows) if row[0] == finding.columns[0].label)
        assert [row[: len(finding.columns)] for row in rows[head + 1 : head + 1 + len(finding.rows)]] == [
            [None if value == "" else value for value in row] for row in finding.rows
        ]


def test_the_accounts_have_a_header_that_stays_a_filter_and_number_formats(written):
    sheet = openpyxl.load_workbook(written())["Accounts"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:I21"
    formats = {c.value: sheet.cell(2, c.column).number_format for c in sheet[1]}
    assert formats["Margin"] == "0.0%"
    assert formats["Profit, CNY"].startswith("#,##0.00")
    assert isinstance(sheet["H2"].value, dt.datetime)


def test_a_long_text_is_wrapped_in_a_row_high_enough(written):
    whole = make()
    summary = "The share changed, and nobody knows why. " * 8
    findings = [whole.findings[0].model_copy(update={"summary": summary}), *whole.findings[1:]]
    book = openpyxl.load_workbook(written(whole.model_copy(update={"findings": findings})))
    sheet = book["Findings"]
    assert sheet["C2"].alignment.wrap_text
    assert sheet["C2"].alignment.horizontal == "left"
    letters = sheet.column_dimensions["C"].width
    assert sheet.row_dimensions[2].height >= 12 * len(summary) / letters
    assert sheet.row_dimensions[3].height < 50


def test_a_name_of_a_sheet_that_was_cut_says_so(written):
    whole = make()
    with speaking("en"):
        name = f"1 {label('misconceptions')}"
    assert len(name) > 31
    first = whole.findings[0].model_copy(update={"id": "misconceptions"})
    book = openpyxl.load_workbook(written(whole.model_copy(update={"findings": [first]})))
    cut = book.sheetnames[-1]
    assert cut.endswith("…")
    assert name.startswith(cut[:-1])
    assert book["Findings"]["D2"].hyperlink.location == f"'{cut}'!A1"


def test_names_of_customers_are_text_whatever_they_begin_with(written):
    workbook = openpyxl.load_workbook(written())
    names = list(workbook["Accounts"]["B"][1 : 1 + len(make().accounts.rows)])
    assert {c.data_type for c in names} == {"s"}
    assert [c.value for c in names][: len(NASTY)] == list(NASTY)


def test_every_formula_is_one_of_ours_and_of_functions_that_all_know(written):
    workbook = openpyxl.load_workbook(written())
    found = formulas(workbook)
    assert {sheet for sheet, _where, _text in found} == {
        "Tiers",
        "Concentration",
        "What if",
        "Accounts",
        "Ranking",
    }
    used = {name for _sheet, _where, text in found for name in re.findall(r"([A-Z][A-Z.]+)\(", text)}
    assert used <= ORDINARY
    assert not any(nasty[1:] in text for _sheet, _where, text in found for nasty in NASTY if nasty[0] in "=+-@")


def test_no_formula_hides_in_a_title_a_client_or_a_note(written):
    whole = make()
    evil = '=HYPERLINK("http://x","y")'
    finding = whole.findings[0].model_copy(update={"title": evil, "notes": [evil], "id": "a[b]:*?/\\'c"})
    client = whole.client.model_copy(update={"name": "=1+1 & \x07\x00" + "N" * 300, "source": "@SUM(1)"})
    path = written(whole.model_copy(update={"client": client, "findings": [finding, finding]}))
    found = formulas(openpyxl.load_workbook(path))
    assert {sheet for sheet, _where, _text in found} == {
        "Tiers",
        "Concentration",
        "What if",
        "Accounts",
        "Ranking",
    }


def test_a_formula_smuggled_in_would_be_seen(written):
    path = written()
    workbook = openpyxl.load_workbook(path)
    workbook["Key accounts"]["A2"] = "=1+1"
    assert "Key accounts" in {sheet for sheet, _where, _text in formulas(workbook)}


def test_the_same_results_give_the_same_bytes(written):
    assert written(name="a.xlsx").read_bytes() == written(name="b.xlsx").read_bytes()


def test_it_speaks_the_language_of_the_report(written):
    workbook = openpyxl.load_workbook(written(make("zh")))
    assert workbook.sheetnames[:5] == ["摘要", "发现", "建议措施", "大客户", "客户分级"]


def test_without_accounts_the_rest_is_there(written):
    whole = make().model_copy(update={"accounts": Table(), "key_accounts": Table()})
    names = openpyxl.load_workbook(written(whole)).sheetnames
    assert "Tiers" not in names
    assert "Summary" in names


# -- the figures it shows before anything is worked out -------------------------------------------------------


def test_the_figures_shown_are_those_of_the_wing(written):
    workbook = openpyxl.load_workbook(written(book(200)), data_only=True)
    accounts = ranking.read(book(200)).accounts
    frame = pd.DataFrame(accounts.rows, columns=[column.key for column in accounts.columns])
    seen = concentration.measure(frame, basis="profit", replicates=0)
    assert cell(workbook, "top_share").value == pytest.approx(seen.top_share, rel=1e-12)
    assert cell(workbook, "customers_for").value == seen.customers_for
    assert cell(workbook, "gini_coefficient").value == pytest.approx(seen.gini, rel=1e-12)
    assert cell(workbook, "herfindahl_index").value == pytest.approx(seen.hhi, rel=1e-12)
    assert cell(workbook, "total_amount").value == pytest.approx(seen.total, rel=1e-12)


def test_the_tier_shown_is_the_tier_of_the_report(written):
    workbook = openpyxl.load_workbook(written(), data_only=True)
    assert column(workbook, "Accounts", "Tier as cut now") == column(workbook, "Accounts", "Tier")


def others() -> contract.Results:
    """Customers of 100, 200.50 and 100 of revenue, and one that only sent goods back, 30.25 worth."""
    whole = costs_missing()
    rows = [["Z", "Z", -30.25, -5.0, None]]
    accounts = [[*row[:2], 200.5, *row[3:]] if row[0] == "B" else row for row in whole.accounts.rows]
    return whole.model_copy(update={
        "accounts": whole.accounts.model_copy(update={"rows": accounts}),
        "others": whole.accounts.model_copy(update={"rows": rows}),
    })  # fmt: skip


def totals(workbook) -> dict[str, list]:
    """The rows of sums below the accounts, by their first cell."""
    found = [[c.value for c in row[:5]] for row in workbook["Accounts"].iter_rows()]
    return {row[0]: row[1:] for row in found if str(row[0]).startswith("Total")}


def test_totals_below_the_accounts_are_formulas_that_tie_to_the_cent(written):
    """By hand: 100 + 200.50 + 100 = 400.50; with the one who sent goods back 370.25; profit 60 and 55."""
    file = written(others())
    live, shown = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    assert totals(live) == {
        "Total": [None, "=SUM(C$2:C$4)", "=SUM(D$2:D$4)", "=SUM(E$2:E$4)"],
        "Total with them": [None, "=SUM(C$2:C$4,C$9:C$9)", "=SUM(D$2:D$4,D$9:D$9)", "=SUM(E$2:E$4,E$9:E$9)"],
    }
    assert totals(shown) == {"Total": [None, 400.5, 60, 100], "Total with them": [None, 370.25, 55, 100]}
    assert [c.value for c in live["Accounts"][9]][:3] == ["Z", "Z", -30.25]
    assert live["Accounts"].auto_filter.ref == "A1:F4"


def test_accounts_without_others_have_one_row_of_totals(written):
    whole = make()
    shown = openpyxl.load_workbook(written(), data_only=True)["Accounts"]
    row = [c.value for c in shown[len(whole.accounts.rows) + 3]]
    assert row[:3] == ["Total", None, None]
    assert row[3] == pytest.approx(sum(whole.accounts.column("revenue")), abs=0.005)
    assert row[5] is None
    assert shown.max_row == len(whole.accounts.rows) + 3


# -- worked out anew ------------------------------------------------------------------------------------------


def all_negative() -> contract.Results:
    whole = book(6)
    rows = [[*row[:3], -abs(row[3]) - 1] for row in whole.accounts.rows]
    return whole.model_copy(update={"accounts": whole.accounts.model_copy(update={"rows": rows})})


def near_nothing() -> contract.Results:
    """Losses take back all but a tenth of what is earned."""
    whole = book(6)
    rows = [
        [*row[:3], amount] for row, amount in zip(whole.accounts.rows, [900, 60, 40, 0, -400, -500], strict=True)
    ]
    return whole.model_copy(update={"accounts": whole.accounts.model_copy(update={"rows": rows})})


def costs_missing() -> contract.Results:
    """Three customers, 400 of revenue; the cost of 100 is not known, and of the other 300 there are left 60."""
    whole = make()
    columns = [
        Column(key="customer_id", label="Customer", kind="text"), Column(key="name", label="Name", kind="text"),
        Column(key="revenue", label="Revenue", kind="money"), Column(key="profit", label="Profit", kind="money"),
        Column(key="uncosted_revenue", label="Without cost", kind="money"),
    ]  # fmt: skip
    rows = [["A", "A", 100.0, 20.0, 0.0], ["B", "B", 200.0, 25.0, 100.0], ["C", "C", 100.0, 15.0, 0.0]]
    return whole.model_copy(update={"accounts": Table(columns=columns, rows=rows)})


CASES = {
    "sample": make, "chinese": lambda: make("zh"), "losses-and-ties": lambda: book(300), "few": lambda: book(6),
    "revenue-only": lambda: book(120, basis="revenue"), "no-positive-total": all_negative,
    "total-near-nothing": near_nothing, "costs-missing": costs_missing, "others": others,
    "too-long-to-sort-itself": lambda: book(ranking.SORTS_ITSELF + 5),
}  # fmt: skip


def move_thresholds(workbook) -> None:
    cell(workbook, "tier_start_1").value = 3000
    cell(workbook, "tier_start_2").value = 700


def sort_accounts_by_name(workbook) -> None:
    sheet = workbook["Accounts"]
    last = int(sheet.auto_filter.ref.partition(":")[2].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    rows = [[c.value for c in row[:4]] for row in sheet.iter_rows(min_row=2, max_row=last)]
    for at, row in enumerate(sorted(rows, key=lambda row: str(row[1])), start=2):
        for place, value in enumerate(row, start=1):
            sheet.cell(at, place).value = value


def change_the_margin(workbook) -> None:
    cell(workbook, "margin").value = 0.25
    cell(workbook, "discount").value = 0.05


#: What a reader does to the workbook of the 300.
CHANGES = {"moved": move_thresholds, "sorted": sort_accounts_by_name, "margin": change_the_margin}


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> tuple[Path, Path]:
    """All workbooks, and what LibreOffice makes of them: one start, in a profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.skip("LibreOffice (soffice) is not installed: nothing here works formulas out")
    home = tmp_path_factory.mktemp("office")
    shown, anew, user = home / "shown", home / "anew", home / "profile" / "user"
    for folder in (shown, anew, user):
        folder.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    files = [xlsx.write(results(), shown, shown / f"{name}.xlsx") for name, results in CASES.items()]
    for name, change in CHANGES.items():
        workbook = openpyxl.load_workbook(shown / "losses-and-ties.xlsx")
        change(workbook)
        workbook.save(shown / f"{name}.xlsx")
        files.append(shown / f"{name}.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(concentration, "gini", lambda _worth: 0.123)
        files.append(xlsx.write(book(50), shown, shown / "wrong.xlsx"))
    subprocess.run(
        [program, f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(anew), *map(str, files)],
        check=True, capture_output=True, timeout=480,
    )  # fmt: skip
    return shown, anew


def assert_same_figures(office: tuple[Path, Path], name: str) -> None:
    """What LibreOffice works out equals what the file showed, in every cell with a formula."""
    shown, anew = (openpyxl.load_workbook(folder / f"{name}.xlsx", data_only=True) for folder in office)
    where = formulas(openpyxl.load_workbook(office[0] / f"{name}.xlsx"))
    assert len(where) > 150
    for sheet, address, text in where:
        before, after = shown[sheet][address].value, anew[sheet][address].value
        if isinstance(before, str) or before is None:
            assert after == before, (sheet, address, text)
        else:
            assert after == pytest.approx(before, rel=1e-9, abs=1e-9), (sheet, address, text)


@pytest.mark.parametrize("name", CASES)
def test_libreoffice_works_out_the_figures_shown(office, name):
    assert_same_figures(office, name)


def test_a_figure_that_is_wrong_in_the_file_would_be_seen(office):
    with pytest.raises(AssertionError, match="Concentration"):
        assert_same_figures(office, "wrong")


def test_a_changed_threshold_moves_the_tiers(office):
    anew = openpyxl.load_workbook(office[1] / "moved.xlsx", data_only=True)
    profit = np.array(column(anew, "Accounts", "Profit, CNY"), dtype=float)
    expected = tiers.tier_of(profit, {"platinum": 3000, "gold": 700, "iron": 1})
    assert [name.lower() for name in column(anew, "Accounts", "Tier as cut now")] == list(expected)
    counted = {row[0].lower(): row[2] for row in anew["Tiers"].iter_rows(min_row=5, max_row=8, values_only=True)}
    assert counted == {name: int((expected == name).sum()) for name in tiers.TIERS}


def test_the_figures_follow_the_accounts_in_any_order(office):
    """A reader sorts the sheet of the accounts by name: nothing else may change."""
    before = openpyxl.load_workbook(office[0] / "losses-and-ties.xlsx", data_only=True)
    after = openpyxl.load_workbook(office[1] / "sorted.xlsx", data_only=True)
    for name in ("top_share", "gini_coefficient", "customers_for", "leaving_share"):
        assert cell(after, name).value == pytest.approx(cell(before, name).value, rel=1e-9)


def test_another_margin_asks_for_another_volume(office):
    anew = openpyxl.load_workbook(office[1] / "margin.xlsx", data_only=True)
    assert cell(anew, "extra_volume").value == pytest.approx(0.25)


def test_the_margin_is_of_the_revenue_whose_cost_is_known(written):
    """60 of 300 is a fifth; a discount of 5 % then needs 0.05 / 0.15, a third more."""
    file = written(costs_missing())
    live, shown = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    text = cell(live, "margin").value
    areas = re.findall(r"SUM\('?([^'!]+)'?!([$A-Z0-9:]+)\)", text)
    assert [sum(c.value for (c,) in live[sheet][area]) for sheet, area in areas] == [60, 400, 100]
    assert re.sub(r"SUM\([^)]*\)", "sum", text) == "=sum/(sum-sum)"
    assert cell(shown, "margin").value == pytest.approx(0.2)
    assert cell(shown, "extra_volume").value == pytest.approx(1 / 3)


@pytest.mark.parametrize(("by", "kept"), [("profit", 4), ("", 4), ("revenue", 0)])
def test_amounts_at_which_another_measure_was_cut_cut_no_tiers(by, kept):
    whole = make()
    ledger = ranking.read(whole.model_copy(update={"tiers": whole.tiers.model_copy(update={"by": by})}))
    assert len(ledger.tiers) == kept


def test_a_share_of_a_total_that_is_not_positive_is_not_shown(written):
    for results in (all_negative(), near_nothing()):
        workbook = openpyxl.load_workbook(written(results), data_only=True)
        assert [cell(workbook, name).value for name in ("top_share", "customers_for", "peak_share")] == ["–"] * 3
    assert cell(openpyxl.load_workbook(written(book(300)), data_only=True), "top_share").value != "–"


def test_a_page_keeps_its_first_header_in_sight(written):
    workbook = openpyxl.load_workbook(written())
    assert all(workbook[name].freeze_panes for name in ("Accounts", "Tiers", "Concentration", "What if"))


def test_whom_each_step_is_about_stands_on_a_sheet(written):
    whole = make()
    step = whole.findings[0].advice[0].model_copy(update={"customers": ["C002", "C001"]})
    findings = [whole.findings[0].model_copy(update={"advice": [step]}), *whole.findings[1:]]
    whole = whole.model_copy(update={"findings": findings})
    sheet = openpyxl.load_workbook(written(whole))["Customers by step"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    names = {row[0]: row[1] for row in whole.accounts.rows}
    place = whole.advice.index(step) + 1
    assert [row[:4] for row in rows] == [(place, findings[0].title, who, names[who]) for who in step.customers]
    assert sheet.freeze_panes == "A2"


def test_the_curve_is_drawn_in_money_where_shares_say_nothing(written):
    whole = near_nothing()
    amounts = np.sort(np.array(whole.accounts.column("profit"), dtype=float))[::-1]
    sheet = openpyxl.load_workbook(written(whole), data_only=True)["Concentration"]
    points = [row[1] for row in sheet.iter_rows(values_only=True)][-101:]
    assert points[-1] == pytest.approx(amounts.sum(), abs=0.01)
    assert max(points) > 0


def test_a_dash_stands_where_the_figures_stand(written):
    sheet = openpyxl.load_workbook(written(near_nothing()))["Concentration"]
    assert all(row[1].alignment.horizontal == "right" for row in sheet.iter_rows(min_row=5, max_row=12))


def test_a_finding_that_says_nothing_has_no_sheet(written):
    whole = make()
    silent = whole.findings[2].model_copy(update={"columns": [], "rows": [], "figure": None, "advice": []})
    findings = [*whole.findings[:2], silent]
    names = openpyxl.load_workbook(written(whole.model_copy(update={"findings": findings}))).sheetnames
    assert len(names) == len(openpyxl.load_workbook(written(whole)).sheetnames) - 1


@pytest.mark.parametrize(("loss", "shared"), [(140.0, True), (165.0, False)])
def test_a_loss_that_dwarfs_the_total_is_drawn_in_money(loss, shared):
    """135 and 130 less 165 are 100, of which the loss is more than one and a half; 140 is less of 125."""
    columns = [Column(key="customer_id", label="C", kind="text"), Column(key="profit", label="P", kind="money")]
    amounts = [135.0, 130.0, -loss]
    table = Table(columns=columns, rows=[[who, amount] for who, amount in zip("ABC", amounts, strict=True)])
    starts = {"Platinum": 135.0, "Gold": 130.0, "Iron": 1.0, "Lead": None}
    cuts = tuple(contract.Threshold(key=name, label=name, value=start) for name, start in starts.items())
    ledger = ranking.Ledger(table, "profit", 1, np.array(amounts), cuts)
    assert tier_sheet._Sheet(ledger, "Accounts", top=1).shared("profit") == shared
