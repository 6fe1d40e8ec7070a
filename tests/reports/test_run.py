"""From a file of orders to a report, through papermill, in both languages; and how it fails."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.reports import manifest, parameters, preflight, results, run
from kamlib.reports.html import clean
from tests.reports import forked

NAMES = [
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "../../etc/passwd",
    "\u202egnitset",
    "N" * 300,
    "$x_1$ 泵业",
]


def order_book(folder: Path) -> Path:
    """A small book of orders by customers whose ids try to do harm."""
    rows = [
        {"customer_id": NAMES[i % 6], "order_id": f"O{i}", "date": f"2023-{i % 12 + 1:02d}-{i % 27 + 1:02d}",
         "revenue": 1000.0 * (6 - i % 6) + i, "cost": 700.0 * (6 - i % 6) + (900 if i % 6 == 2 else 0)}
        for i in range(120)
    ]  # fmt: skip
    file = folder / "a client's orders.csv"
    pd.DataFrame(rows).to_csv(file, index=False)
    return file


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same report, made in two places: by a kernel that was started afresh, and by a forked one."""
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    asked = [
        parameters.check({"orders": str(order_book(folder)), "language": "en", "currency": "CNY"})
        for folder in folders
    ]
    formats = ("html", "xlsx")
    return run.report(asked[0], folders[0] / "out", formats=formats), forked.report(
        asked[1], folders[1] / "out", formats=formats
    )


def test_the_same_inputs_give_the_same_bytes(twice: tuple[Path, Path]) -> None:
    first, second = twice
    names = sorted(p.relative_to(first).as_posix() for p in first.rglob("*") if p.is_file())
    assert {"report.html", "report.xlsx", "results.json", "notebook.ipynb", "manifest.json"} <= set(names)
    assert [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()] == []


def test_no_path_and_no_time_is_in_any_text(twice: tuple[Path, Path]) -> None:
    files = [file for file in twice[0].rglob("*") if file.suffix in (".json", ".ipynb", ".html", ".svg")]
    assert {file.suffix for file in files} >= {".json", ".ipynb", ".html"}
    for file in files:
        text = file.read_text("utf-8")
        assert str(twice[0].parent) not in text, file.name
        assert "/tmp" not in text, file.name  # noqa: S108  (looked for, not used)
        if file.suffix == ".ipynb":
            assert "papermill" not in json.loads(text).get("metadata", {})


def test_the_notebook_carries_nothing_of_the_run_that_is_stored_in_the_template(twice: tuple[Path, Path]) -> None:
    stored = (run.shipped("notebooks") / "reports" / "portfolio.ipynb").read_text("utf-8")
    assert "Machinery (embedded client)" in stored
    text = (twice[0] / "notebook.ipynb").read_text("utf-8")
    assert "Machinery" not in text
    shown = [c for c in json.loads(text)["cells"] if c.get("outputs")]
    titles = "\n".join(found.title for found in results.read(twice[0]).findings)
    assert ["".join(o["data"]["text/plain"]) for c in shown for o in c["outputs"]] == [titles]


def test_nothing_is_left_beside_the_report(twice: tuple[Path, Path]) -> None:
    assert sorted(p.name for p in twice[0].parent.iterdir()) == ["a client's orders.csv", "out"]


def test_the_manifest_agrees_and_names_the_input(twice: tuple[Path, Path]) -> None:
    assert manifest.verify(twice[0]).ok
    found = manifest.read(twice[0])
    assert [(entry["role"], entry["name"]) for entry in found["inputs"]] == [("orders", "a client's orders.csv")]


def test_the_figures_are_those_of_the_page(twice: tuple[Path, Path]) -> None:
    found = [f for f in results.read(twice[0]).findings if f.figure]
    assert any(f.annex for f in found)
    labels = re.findall(r'<svg [^>]*aria-label="([^"]+)"', (twice[0] / "report.html").read_text("utf-8"))
    assert sorted(map(unescape, labels)) == sorted(clean(f.alt) for f in found if not f.annex)
    assert {p.name for p in (twice[0] / "figures").iterdir()} == {f"{f.figure}.svg" for f in found if not f.annex}


def test_results_add_up(twice: tuple[Path, Path]) -> None:
    whole = results.read(twice[0])
    quality = whole.quality
    assert quality.rows_used + sum(part.rows for part in quality.left_out) == quality.rows_read == 120
    book = pd.read_csv(twice[0].parent / "a client's orders.csv")
    assert sum(map(float, filter(None, whole.accounts.column("revenue")))) == pytest.approx(book["revenue"].sum())
    assert {c.id for c in whole.not_computed}.isdisjoint(f.id for f in whole.findings)
    assert whole.summary.situation
    assert whole.summary.complication
    assert whole.summary.answer
    assert len(whole.summary.numbers) == 3


def test_no_name_does_anything_in_the_page(twice: tuple[Path, Path]) -> None:
    page = (twice[0] / "report.html").read_text("utf-8")
    assert page.count("<script") == 1
    assert "&lt;script&gt;alert(1)" in page


def test_anonymised_no_customer_is_named_anywhere(tmp_path: Path) -> None:
    asked = parameters.check({"orders": str(order_book(tmp_path)), "anonymise": True, "client": "Secret Ltd"})
    folder = forked.report(asked, tmp_path / "out", formats=("html",))
    whole = results.read(folder)
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != ".png":
            text = file.read_text("utf-8")
            assert "Secret" not in text, file.name
            assert "a client's orders" not in text, file.name
    assert not any(name in results.dumps(whole) for name in NAMES)
    assert sorted(map(str, whole.accounts.column("customer_id"))) == [f"C00{i}" for i in range(1, 7)]


def test_a_file_that_cannot_be_used_ends_in_one_line_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("colour,taste\nred,sweet\n")
    assert main(["report", str(file), "--out", str(tmp_path / "out"), "--format", "html"]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("[")]
    assert len(said) == 1
    assert "list.csv" in said[0]
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str) -> parameters.Parameters:
    """Give the parameters of a report whose notebook does something else at the stage of the findings."""
    whole = json.loads((run.shipped("notebooks") / "reports" / "portfolio.ipynb").read_text("utf-8"))
    cell = next(c for c in whole["cells"] if "stage-find" in c["metadata"].get("tags", []))
    cell["source"] = source
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "portfolio.ipynb").write_text(json.dumps(whole))
    place = run.shipped
    monkeypatch.setattr(run, "shipped", lambda name: tmp_path if name == "notebooks" else place(name))
    return parameters.check({"orders": str(order_book(tmp_path))})


def test_a_kernel_that_dies_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = broken(monkeypatch, tmp_path, "import os; os._exit(9)")
    with pytest.raises(KamError, match=r"the kernel stopped .* at the stage “Computing the findings”") as caught:
        run.report(asked, tmp_path / "out", formats=("html",))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_long_packed_file_that_lacks_a_column_is_refused_as_a_short_one_is(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).integers(10**9, size=250_000)  # numbers that hardly pack
    frame = pd.DataFrame({"order_id": rows, "date": "2024-05-01", "revenue": rows / 100})
    file = tmp_path / "sales.csv.gz"
    frame.to_csv(file, index=False)
    assert file.stat().st_size > preflight.SMALL  # so that only the kernel reads it
    with pytest.raises(KamError) as caught:
        run.report(parameters.check({"orders": str(file)}), tmp_path / "out", formats=("html",))
    assert str(caught.value).startswith("sales.csv.gz: found no column for Customer (customer_id)")


def test_a_finding_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    breaks = (
        "import kamlib.findings as f\n"
        "def build(id):\n    def fail(client): raise ZeroDivisionError('by nought')\n    return fail\n"
        "f.build = build\nfound = compose.findings_of(company)"
    )
    asked = broken(monkeypatch, tmp_path, breaks)
    with pytest.raises(KamError, match=r"\(concentration\) could not be computed: ZeroDivisionError: by nought"):
        run.report(asked, tmp_path / "out", formats=("html",))
