"""The template ``review``: the same machinery as the portfolio's, another list of findings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.reports import parameters, results
from tests.reports import forked


def book(folder: Path, months: int) -> Path:
    """Orders of eight customers over so many months; one leaves, one comes, one falls."""
    days = pd.date_range("2022-01-01", periods=months, freq="MS")
    rows = [
        {"customer_id": f"K{k}", "order_id": f"{k}-{i}", "date": f"{day:%Y-%m-%d}", "cost": 50.0 * (9 - k),
         "revenue": 100.0 * (9 - k) * (0.6 if k == 2 and i >= 12 else 1.0)}
        for i, day in enumerate(days) for k in range(1, 9)
        if not (k == 3 and i >= 12) and not (k == 4 and i < 12)
    ]  # fmt: skip
    file = folder / f"orders-{months}.csv"
    pd.DataFrame(rows).to_csv(file, index=False)
    return file


@pytest.fixture(scope="module", params=["en", "zh"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(f"review-{request.param}")
    asked = parameters.check(
        {
            "orders": str(book(folder, 24)),
            "template": "review",
            "language": request.param,
            "currency": "EUR",
            "as_of": "2023-12-31",
        }
    )
    return forked.report(asked, folder / "out")


def test_it_holds_the_findings_of_two_dates_and_everybody(made: Path) -> None:
    whole = results.read(made)
    assert [found.id for found in whole.findings] == [
        "review_moves", "review_matrix", "list_life", "review_scorecard",
    ]  # fmt: skip
    assert whole.client.since == "2022-12-31"
    lost = "2 家客户降级或流失" if whole.language == "zh" else "2 customers were demoted or lost"
    assert whole.summary.title.startswith(lost)
    assert sorted(map(str, whole.accounts.column("customer_id"))) == [f"K{k}" for k in range(1, 9)]
    facts = whole.findings[0].facts
    assert (facts["left"], facts["entered"], facts["demoted"]) == (1, 1, 1)


def test_every_format_is_there_with_both_dates(made: Path) -> None:
    zh = results.read(made).language == "zh"
    page = (made / "report.html").read_text("utf-8")
    assert ("2022年12月31日" if zh else "31 Dec 2022") in page.replace(" ", "" if zh else " ")
    assert ("客户定期评价报告" if zh else "Periodic review of the customers") in page
    assert (made / "report.pdf").read_bytes().startswith(b"%PDF")
    sheets = openpyxl.load_workbook(made / "report.xlsx").sheetnames
    assert ("客户" if zh else "Accounts") in " ".join(sheets)


def test_like_days_of_less_than_half_a_year_end_in_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["report", str(book(tmp_path, 16)), "--template", "review", "--out", str(tmp_path / "out")]
    assert main([*asked, "--lang", "en"]) == 2
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert "two full years" in last
    assert "orders from 2 Apr 2021 to 1 Apr 2023 are required" in last
    assert not (tmp_path / "out").exists()


def test_since_goes_with_the_review_only() -> None:
    with pytest.raises(KamError, match="--template review"):
        parameters.check({"since": "2023-12-31"})
    assert parameters.check({"since": "2023-12-31", "template": "review"}).since is not None


def test_what_can_be_won_back_counts_nobody_that_has_been_silent_for_a_year(made: Path) -> None:
    """K2 fell, from 12 × 350 to 12 × 70, and K3 has not ordered since 1 December 2022: both are visited."""
    whole = results.read(made)
    step = whole.findings[0].advice[0]
    assert (step.customers, step.money_a_year) == (["K2", "K3"], 3360.0)
    said = "有 1 家每年最多还可挽回" if whole.language == "zh" else "from 1 of those demoted or lost"
    assert said in whole.summary.complication
