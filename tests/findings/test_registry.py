"""A new finding is one module and one line: a made-up one is seen in every place that knows findings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

import kamlib as kam
from kamlib.commands import check
from kamlib.course import coverage
from kamlib.findings import registry
from kamlib.findings.calls import peak
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.recoverable import back
from kamlib.findings.spec import CHAPTERS, Claims, FindingSpec, Headline
from kamlib.reports import compose, html, pdf, xlsx
from kamlib.reports.parameters import Parameters
from kamlib.requirements import Needs
from kamlib.words import speaking, terms

TITLE = "Seven of the customers wear red hats"


@pytest.fixture
def book() -> kam.Client:
    draw = np.random.default_rng(3)
    n, who = 600, draw.integers(0, 30, 600)
    lines = pd.DataFrame({
        "customer_id": [f"C{i:02d}" for i in who], "order_id": [f"A{i}" for i in range(n)],
        "date": pd.Timestamp("2023-01-02") + pd.to_timedelta(draw.integers(0, 728, n), unit="D"),
        "revenue": np.round(draw.pareto(1.5, n) * 100 * (1 + who) + 10, 2),
    })  # fmt: skip
    return kam.load(lines.sort_values("date", ignore_index=True), currency="EUR", today="2025-01-01")


def red_hats(client: kam.Client) -> Finding:
    evidence = client.accounts[["customer_id", "revenue"]].head(7)
    worth, why = back(client, 0.05 * peak(client), "Hats were counted.", "high")
    step = Advice("Ask for a green hat.", "role_sales_director", 30, worth, "shortfall", why)
    return Finding(SPEC, TITLE, "Hats are red.", evidence, source_of(client), facts={"hats": 7}, advice=(step,))


SPEC = FindingSpec(
    "red_hats", "K3", "care", "1-4-what-a-key-account-is", needs=Needs(("orders.revenue",)),
    headlines=(Headline(0, lambda facts: facts["hats"] == 7),),
)  # fmt: skip


@pytest.fixture
def with_red_hats(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    module = ModuleType("kamlib.findings.red_hats")
    module.SPEC, module.red_hats = SPEC, red_hats
    monkeypatch.setitem(sys.modules, "kamlib.findings.red_hats", module)
    monkeypatch.setattr(registry, "IDS", (*registry.IDS, "red_hats"))
    monkeypatch.setitem(
        terms.glossary(), "red_hats", terms.Term("red_hats", "Red hats", "红帽", "none", "", "", "t")
    )
    registry.specs.cache_clear()
    yield
    registry.specs.cache_clear()


def test_a_finding_in_the_registry_is_seen_everywhere(
    book: kam.Client, with_red_hats: None, tmp_path: Path
) -> None:
    assert "red_hats" in check.facts(book)["can"]
    with speaking("en"):
        found = compose.findings_of(book)
        undrawn = replace(found, found=tuple(replace(each, draw=None) for each in found))
        whole = compose.results_of(book, undrawn, Parameters(orders="machinery"))
        page = html.write(whole, tmp_path, tmp_path / "report.html").read_text("utf-8")
        paper = pdf.write(whole, tmp_path, tmp_path / "report.pdf")
        sheets = openpyxl.load_workbook(xlsx.write(whole, tmp_path, tmp_path / "report.xlsx"))
    assert TITLE in whole.summary.complication  # all that is wrong with this book: the complication, not the title
    assert TITLE in page
    assert "How we look after them" in page
    assert "wear red hats" in " ".join("".join(p.extract_text() for p in PdfReader(paper).pages).split())
    cells = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("green hat" in text for text in cells)
    assert "red_hats" in coverage.page([])
    json.dumps(whole.model_dump(mode="json"))


def test_a_finding_that_lacks_a_column_names_it(book: kam.Client, with_red_hats: None) -> None:
    bare = kam.Client(book.orders.rename(columns={"revenue": "money"}))
    assert registry.impossible(bare)["red_hats"] == ("orders.revenue",)


def test_chapters_follow_each_other_in_the_order_of_the_report() -> None:
    chapters = list(dict.fromkeys(spec.chapter for spec in registry.specs().values()))
    assert [spec.chapter for spec in registry.specs().values()] == sorted(
        (spec.chapter for spec in registry.specs().values()), key=CHAPTERS.index
    )
    assert set(chapters) <= set(CHAPTERS)


def test_an_unknown_chapter_is_refused() -> None:
    with pytest.raises(ValueError, match="chapter 'hats'"):
        FindingSpec("red_hats", "K3", "hats", "1-4")


def test_places_of_headlines_and_claims_are_taken_once() -> None:
    every = registry.specs().values()
    headlines = [headline.place for spec in every for headline in spec.headlines]
    claims = [spec.claims.place for spec in every if spec.claims]
    assert len(headlines) == len(set(headlines)) > 5
    assert len(claims) == len(set(claims)) > 3


def test_the_claim_with_the_lower_place_gets_the_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    from kamlib.findings import claims

    frame = pd.DataFrame({"customer_id": ["A", "B"]})
    made = {
        "late": FindingSpec("late", "K3", "care", "", claims=Claims(9, lambda _c: frame)),
        "early": FindingSpec("early", "K3", "care", "", claims=Claims(2, lambda _c: frame.head(1))),
    }
    monkeypatch.setattr(claims, "specs", lambda: made)
    client = kam.Client(pd.DataFrame({
        "customer_id": ["A"], "order_id": ["1"], "date": [pd.Timestamp("2024-01-01")], "revenue": [1.0],
    }))  # fmt: skip
    assert claims.shared_out(client) == {"A": "early", "B": "late"}


def test_what_is_lacking_is_that_of_the_tables_as_they_are_now() -> None:
    """Two years of orders, then without prices' cost, then of one day only."""
    days = pd.date_range("2022-01-01", "2023-12-31", freq="7D")
    client = kam.Client(pd.DataFrame({
        "customer_id": "A", "order_id": [str(k) for k in range(len(days))], "date": days, "revenue": 5.0,
        "cost": 3.0,
    }))  # fmt: skip
    first = registry.impossible(client)
    assert "whale" not in first
    assert first == registry.impossible(client)
    del client.orders["cost"]
    assert "orders.cost" in registry.impossible(client)["whale"]
    assert registry.impossible(client, time=False).keys() <= registry.impossible(client).keys()
    assert client.whole_quarters == 8
    object.__setattr__(client, "orders", client.orders.head(1))
    assert client.whole_quarters == 0
