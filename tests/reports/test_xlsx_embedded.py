"""The workbook of the real report on the embedded client, ranked by profit after serving, in both languages."""

from __future__ import annotations

import shutil
import subprocess
from itertools import takewhile
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from kamlib.classify import tiers
from kamlib.reports import compose, xlsx
from kamlib.reports import parameters as asked
from kamlib.reports.results import Results
from kamlib.words import speaking
from tests.embedded import embedded
from tests.reports.test_xlsx import RECALCULATE, cell, formulas

LANGUAGES = ("en", "zh")


def real(language: str) -> Results:
    """The report's results; findings that no sheet calculates with are left away for speed."""
    from kamlib import findings

    with speaking(language):
        client = embedded()
        found = findings.find(client, only=["concentration", "cost_to_serve", "tiers"])
        return compose.results_of(client, found, asked.check({"language": language}))


@pytest.fixture(scope="module")
def reports() -> dict[str, Results]:
    return {language: real(language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def shown(reports: dict[str, Results], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shown")
    for language, whole in reports.items():
        xlsx.write(whole, folder, folder / f"{language}.xlsx")
    workbook = openpyxl.load_workbook(folder / "en.xlsx")
    for at in (1, 2):
        cell(workbook, f"tier_start_{at}").value *= 2
    workbook.save(folder / "moved.xlsx")
    return folder


@pytest.fixture(scope="module")
def anew(shown: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.skip("LibreOffice (soffice) is not installed: nothing here works formulas out")
    home = tmp_path_factory.mktemp("anew")
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    subprocess.run(
        [program, f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(home), *map(str, sorted(shown.glob("*.xlsx")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return home


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_default_report_has_live_sheets(shown: Path, reports: dict[str, Results], language: str) -> None:
    assert reports[language].client.basis == "profit_after_serving"
    assert reports[language].ranked
    workbook = openpyxl.load_workbook(shown / f"{language}.xlsx")
    live = {sheet for sheet, _where, _text in formulas(workbook)}
    assert (
        live
        >= {
            "en": {"Tiers", "Concentration", "What if", "Accounts", "Ranking"},
            "zh": {"客户分级", "集中度", "情景测算", "客户明细", "排名"},
        }[language]
    )
    assert len(formulas(workbook)) > 5 * len(reports[language].accounts.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_recalculated_figures_equal_the_results(anew: Path, reports: dict[str, Results], language: str) -> None:
    whole = reports[language]
    workbook = openpyxl.load_workbook(anew / f"{language}.xlsx", data_only=True)
    facts = {finding.id: finding.facts for finding in whole.findings}
    amounts = [float(str(v)) for v in whole.accounts.column("profit_after_serving")]
    assert cell(workbook, "total_amount").value == pytest.approx(sum(amounts), rel=1e-9)
    assert cell(workbook, "total_amount").value == pytest.approx(
        facts["cost_to_serve"]["profit_after_serving"], abs=0.01
    )
    assert sheet_total(workbook, language) == pytest.approx(whole.quality.money_used, abs=0.005)
    assert cell(workbook, "loss_makers").value == sum(a < 0 for a in amounts)
    assert cell(workbook, "gini_coefficient").value == pytest.approx(facts["concentration"]["gini"], rel=1e-9)
    assert now(workbook, language) == [str(tier) for tier in whole.accounts.column("tier")]


def sheet_total(workbook: openpyxl.Workbook, language: str) -> float:
    """Return the last total of revenue below the accounts, as LibreOffice works it out."""
    sheet = workbook["Accounts" if language == "en" else "客户明细"]
    heads = [str(one.value) for one in sheet[1]]
    at = next(at for at, head in enumerate(heads) if head.startswith(("Revenue", "销售收入")))
    return float([row[at] for row in sheet.iter_rows(values_only=True) if row[at] is not None][-1])


def now(workbook: openpyxl.Workbook, language: str) -> list[str]:
    """Return the tiers as LibreOffice works them out: the last column of the accounts, down to the totals."""
    sheet = workbook["Accounts" if language == "en" else "客户明细"]
    return [str(row[-1]) for row in takewhile(any, sheet.iter_rows(min_row=2, values_only=True))]


def test_a_changed_threshold_moves_the_tiers(anew: Path, reports: dict[str, Results]) -> None:
    whole = reports["en"]
    starts = [t.value for t in whole.tiers.thresholds]
    import numpy as np

    amounts = np.array(whole.accounts.column("profit_after_serving"), dtype=float)
    cuts = {"platinum": 2 * (starts[0] or 0), "gold": 2 * (starts[1] or 0), "iron": starts[2] or 0}
    expected = list(tiers.tier_of(amounts, cuts))
    found = [t.lower() for t in now(openpyxl.load_workbook(anew / "moved.xlsx", data_only=True), "en")]
    assert found == expected
    assert found != [str(t).lower() for t in whole.accounts.column("tier")]


def test_no_formula_has_a_function_that_the_library_would_write_in_another_way(shown: Path) -> None:
    """`Sheet` writes formulas as they are; of UNIQUE, as an example, Excel wants a prefix."""
    prepared = Worksheet()._prepare_formula  # what `Sheet` leaves out
    assert prepared("=UNIQUE(A1:A9)") == "_xlfn.UNIQUE(A1:A9)"
    for _sheet, where, text in formulas(openpyxl.load_workbook(shown / "en.xlsx")):
        assert prepared(text) == text.removeprefix("="), where


def test_the_margin_of_the_discount_is_named_as_that_of_the_goods(shown: Path) -> None:
    workbook = openpyxl.load_workbook(shown / "en.xlsx")
    words = [c.value for row in workbook["What if"].iter_rows(max_col=1) for c in row]
    assert "Gross margin before the discount" in words


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "What to raise at the next visit"), ("zh", "下次走访谈什么")]
)
def test_what_to_raise_stands_below_the_accounts_to_call(
    shown: Path, reports: dict[str, Results], language: str, heading: str
) -> None:
    said = reports[language].summary
    sheet = openpyxl.load_workbook(shown / f"{language}.xlsx").worksheets[1]
    rows = [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    at = rows.index([heading])
    calls = [str(row[0]) for row in rows[:at] if row and row[0] in said.calls.column("customer_id")]
    talks = list(takewhile(len, rows[at + 3 :]))
    assert calls == said.calls.column("customer_id")
    assert [row[-1] for row in talks] == said.agendas.column("agenda_text")
    assert set(said.agendas.column("customer_id")) == set(calls)
    texts = [cell for row in sheet.iter_rows() for cell in row if cell.value in said.agendas.column("agenda_text")]
    assert len(texts) == len(talks)
    assert all(cell.alignment.wrap_text for cell in texts)
