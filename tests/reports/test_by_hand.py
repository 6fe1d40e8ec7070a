"""The templates through papermill, as somebody without ``kam`` runs them: the executed notebook is the report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import papermill
import pytest

from kamlib._paths import shipped
from kamlib.reports import manifest, results

HARMFUL = ["<script>alert(1)</script>", "$x_1$ 泵业", "a|b", "Höfer & Söhne"]


@dataclass
class Run:
    """An executed notebook, and the folder where papermill was called."""

    notebook: Any
    folder: Path

    def outputs(self, cell: str) -> list[Any]:
        """The outputs of a cell, by its id."""
        return list(next(c for c in self.notebook.cells if c.id == cell).outputs)

    def words(self, cell: str) -> str:
        """What a cell shows, as text with markup."""
        return "\n".join(o["data"].get("text/html", o["data"]["text/plain"]) for o in self.outputs(cell))


def by_hand(here: Path, template: str, **given: Any) -> Run:
    """Run a template in a folder, as ``papermill template.ipynb out.ipynb -p name value`` does."""
    notebook = shipped("notebooks") / "reports" / f"{template}.ipynb"
    out = here / "out.ipynb"
    papermill.execute_notebook(str(notebook), str(out), given, cwd=str(here), progress_bar=False)
    return Run(nbformat.read(out, as_version=4), here)


def book(folder: Path) -> Path:
    """Two years of orders of twelve customers, four with names that try to do harm; one falls, one leaves."""
    names = HARMFUL + [f"K{k}" for k in range(5, 13)]
    rows = [
        {"customer_id": name, "order_id": f"{k}-{month}", "date": f"{day:%Y-%m-%d}", "cost": 55.0 * (13 - k),
         "revenue": 100.0 * (13 - k) * (0.5 if k == 2 and month >= 12 else 1.0)}
        for k, name in enumerate(names, start=1)
        for month, day in enumerate(pd.date_range("2022-01-01", periods=24, freq="MS"))
        if not (k == 3 and month >= 12)
    ]  # fmt: skip
    file = folder / "orders.xlsx"
    pd.DataFrame(rows).to_excel(file, index=False)
    return file


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """In Chinese, with files."""
    folder = tmp_path_factory.mktemp("portfolio")
    book(folder)
    asked = {"orders": "orders.xlsx", "language": "zh", "currency": "CNY"}
    return by_hand(folder, "portfolio", **asked, formats="html,pdf,xlsx", folder="new/out/")


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """In English, without files."""
    folder = tmp_path_factory.mktemp("review")
    book(folder)
    return by_hand(folder, "review", orders="orders.xlsx", as_of="2023-12-31")


def test_the_files_are_those_of_a_report_and_nothing_else_is_left(portfolio: Run) -> None:
    out = portfolio.folder / "new" / "out"
    assert {p.name for p in out.iterdir()} == {
        "report.html", "report.pdf", "report.xlsx", "results.json", "figures", "manifest.json",
    }  # fmt: skip
    assert manifest.verify(out).ok
    assert sorted(p.name for p in portfolio.folder.iterdir()) == ["new", "orders.xlsx", "out.ipynb"]
    assert [p.name for p in (portfolio.folder / "new").iterdir()] == ["out"]
    assert portfolio.words("files") == "new/out 中已写入 report.html、report.pdf、report.xlsx。"


def test_without_a_folder_only_the_notebook_is_left(review: Run) -> None:
    assert sorted(p.name for p in review.folder.iterdir()) == ["orders.xlsx", "out.ipynb"]
    assert review.outputs("files") == []


def test_the_notebook_is_the_report(portfolio: Run) -> None:
    whole = results.read(portfolio.folder / "new" / "out")
    first = portfolio.words("summary")
    assert re.sub("<[^>]+>", "", first).count(whole.summary.title) == 1
    assert [number.written in first for number in whole.summary.numbers] == [True] * 3
    told = [found for found in whole.findings if not found.silent and not found.annex]
    assert len(told) >= 3
    assert any(found.annex for found in whole.findings)
    shown = portfolio.words("findings")
    plain = re.sub("<[^>]+>", "", shown).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    places = [plain.index(found.title) for found in told]
    assert places == sorted(places)
    pictures = [o for o in portfolio.outputs("findings") if "image/png" in o["data"]]
    assert [p["metadata"]["image/png"]["alt"] for p in pictures] == [f.alt for f in told if f.figure]
    assert all(500 < p["metadata"]["image/png"]["width"] < 1000 for p in pictures)
    assert shown.count("<table>") >= sum(bool(found.rows) for found in told)
    advised = next(found for found in told if found.advice)
    assert advised.advice[0].text in plain
    listed = portfolio.outputs("contents")[0]["data"]["text/plain"]
    assert listed == "\n".join(found.title for found in told)


def test_the_folder_holds_the_figures_that_notebook_and_pages_show_and_no_others(portfolio: Run) -> None:
    out = portfolio.folder / "new" / "out"
    drawn = [found for found in results.read(out).findings if found.figure]
    assert any(found.annex for found in drawn)
    assert {p.name for p in (out / "figures").iterdir()} == {f"{f.figure}.svg" for f in drawn if not f.annex}


def test_names_do_no_harm_in_it(portfolio: Run) -> None:
    outputs = [o["data"] for cell in ("summary", "contents", "findings") for o in portfolio.outputs(cell)]
    pages = [data["text/html"] for data in outputs if "text/html" in data]
    shown = "\n".join(pages)
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "$x_1$ 泵业" in shown
    assert all(page.startswith('<div class="tex2jax_ignore mathjax_ignore" lang="zh-CN">') for page in pages)


def test_a_review_shows_both_dates_and_who_moved(review: Run) -> None:
    first = re.sub("<[^>]+>", "", review.words("summary"))
    assert "Periodic review of the customers" in first
    assert "Compared with: 31 Dec 2022" in first
    assert "1 demoted, 1 lost" in first
    assert sum("image/png" in o["data"] for o in review.outputs("findings")) >= 2


def test_a_misspelt_parameter_stops_the_run_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(papermill.PapermillExecutionError):
        by_hand(tmp_path, "portfolio", langauge="zh")
    stopped = Run(nbformat.read(tmp_path / "out.ipynb", as_version=4), tmp_path)
    error = stopped.outputs("read")[0]
    assert error["traceback"] == ["Unknown parameter langauge. Did you mean language?"]
    assert stopped.outputs("find") == []
    assert [p.name for p in tmp_path.iterdir()] == ["out.ipynb"]
