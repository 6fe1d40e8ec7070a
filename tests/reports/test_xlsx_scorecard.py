"""The scorecard of the workbook: what its formulas give is what the report says, and other weights rank anew."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kamlib.classify import scorecard as cards
from kamlib.findings import find
from kamlib.findings.judgement import judged
from kamlib.findings.scorecard import points_by_criterion, scored
from kamlib.reports import compose, xlsx
from kamlib.reports import parameters as asked
from kamlib.reports.results import Results
from kamlib.reports.xlsx.scores import PREFIX
from kamlib.words import label, speaking
from tests.embedded import embedded
from tests.reports.test_xlsx import ORDINARY, RECALCULATE, cell

SHEET = "Scorecard, weights"

#: Other weights: the revenue alone; and two criteria of which one is missing for some.
OTHERS = {"revenue": {"revenue": 1.0}, "two": {"collection_rate": 3.0, "influence": 1.0}}


@pytest.fixture(scope="module")
def whole() -> Results:
    with speaking("en"):
        client = embedded()
        return compose.results_of(client, find(client, only=["scorecard"]), asked.check({}))


@pytest.fixture(scope="module")
def shown(whole: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scores")
    xlsx.write(whole, folder, folder / "as-is.xlsx")
    for name, weights in OTHERS.items():
        workbook = openpyxl.load_workbook(folder / "as-is.xlsx")
        weigh(workbook[SHEET], weights)
        workbook.save(folder / f"{name}.xlsx")
    return folder


def heads(sheet) -> tuple[int, dict[str, int]]:
    """The row of the header, and the column of each of its names; names that come twice at their first place."""
    for row in sheet.iter_rows():
        if row[0].value == "Customer":
            return row[0].row, {one.value: one.column for one in reversed(row) if one.value}
    raise AssertionError("no header")


def weigh(sheet, weights: dict[str, float]) -> None:
    row, at = heads(sheet)
    for criterion in cards.CRITERIA:
        named = label(PREFIX + criterion)
        if named in at:
            sheet.cell(row + 1, at[named]).value = weights.get(criterion, 0.0)


def ranked(sheet) -> list[tuple[str, int, float]]:
    """Customer, rank and score of each row."""
    row, at = heads(sheet)
    return [
        (line[at["Customer"] - 1], line[at["Rank"] - 1], line[at["Score"] - 1])
        for line in sheet.iter_rows(min_row=row + 2, values_only=True) if line[0]
    ]  # fmt: skip


def listed(sheet) -> list[str]:
    """Names on the list as the weights of the sheet make it."""
    row, at = heads(sheet)
    place = at["By these weights"] - 1
    return [line[place] for line in sheet.iter_rows(min_row=row + 2, values_only=True) if line[place + 2] == "✓"]


def test_the_sheet_shows_points_weights_and_scores_of_the_report(shown: Path, whole: Results) -> None:
    sheet = openpyxl.load_workbook(shown / "as-is.xlsx", data_only=True)[SHEET]
    page = next(page for page in whole.findings if page.id == "scorecard")
    order = page.column("customer_id")
    assert [who for who, _rank, _score in ranked(sheet)] == order
    assert [score for _who, _rank, score in ranked(sheet)] == pytest.approx(page.column("score"), abs=2e-9)
    places = int(page.facts["places"])
    assert len(listed(sheet)) == sum(rank <= places for _who, rank, _score in ranked(sheet)) >= places
    row, at = heads(sheet)
    weights = {
        key.removeprefix("weight_"): value for key, value in page.facts.items() if key.startswith("weight_")
    }
    assert {c: sheet.cell(row + 1, at[label(PREFIX + c)]).value for c in weights} == pytest.approx(weights)
    assert sum(weights.values()) == pytest.approx(1)
    assert cell(openpyxl.load_workbook(shown / "as-is.xlsx"), "score_places").value == page.facts["places"]
    texts = [one.value for line in openpyxl.load_workbook(shown / "as-is.xlsx")[SHEET].iter_rows() for one in line]
    used = {name for text in texts if str(text).startswith("=") for name in re.findall(r"([A-Z][A-Z.]+)\(", text)}
    assert used <= ORDINARY


def test_the_score_is_by_the_measure_of_the_report() -> None:
    """By hand: of two customers with equal gross margins, the one that costs more to serve has fewer points."""
    client = embedded()
    points = points_by_criterion(client, scored(client)).set_index("customer_id")["points_profit_level"]
    margin = client.buyers.set_index("customer_id")["margin_after_serving"]
    expected = (margin.rank() - 1) / (len(margin) - 1) * 100
    assert points.to_dict() == pytest.approx(expected.loc[points.index].to_dict())
    bare = client.measured_by("profit")
    on_goods = points_by_criterion(bare, scored(bare)).set_index("customer_id")["points_profit_level"]
    assert (on_goods.reindex(points.index) - points).abs().max() > 1


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


@pytest.mark.slow
def test_recalculated_scores_and_ranks_are_those_of_the_results(anew: Path, whole: Results) -> None:
    page = next(page for page in whole.findings if page.id == "scorecard")
    sheet = openpyxl.load_workbook(anew / "as-is.xlsx", data_only=True)[SHEET]
    found = ranked(sheet)
    assert [who for who, _rank, _score in found] == page.column("customer_id")
    assert [rank for _who, rank, _score in found] == page.column("rank")
    assert [score for _who, _rank, score in found] == pytest.approx(page.column("score"), abs=2e-9)
    assert len(listed(sheet)) == page.facts["listed"]


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_other_weights_rank_anew_as_the_wing_does(anew: Path, name: str) -> None:
    client = embedded()
    margins = client.buyers.set_index("customer_id")["margin_after_serving"]
    measured = cards.criteria(client.sold, client.customers, as_of=client.as_of, margins=margins)
    card = cards.among(
        cards.score(measured, weights=OTHERS[name]), scored(client).table["customer_id"],
        top=len(judged(client).keys.listed()),
    )  # fmt: skip
    expected: pd.DataFrame = card.table.set_index("customer_id")
    sheet = openpyxl.load_workbook(anew / f"{name}.xlsx", data_only=True)[SHEET]
    found = {who: (rank, score) for who, rank, score in ranked(sheet)}
    assert {who: rank for who, (rank, _score) in found.items()} == expected["rank"].to_dict()
    assert {who: score for who, (_rank, score) in found.items()} == pytest.approx(expected["score"].to_dict())
    names = client.named(card.table)
    assert sorted(listed(sheet)) == sorted(names.loc[names["on_list"], "name"])
