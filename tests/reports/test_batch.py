"""Several reports at once: one that fails does not stop the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.reports import batch
from tests.reports.test_run import order_book


@pytest.mark.slow
def test_one_that_fails_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = order_book(tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text("colour,taste\nred,sweet\n")
    out = tmp_path / "out"
    assert main(["report", str(good), str(bad), "--out", str(out), "--format", "html"]) == 2
    said = capsys.readouterr()
    assert said.out.strip() == str(out / "a-client-s-orders")
    assert "bad: " in said.err
    assert "1 of 2 reports written" in said.err
    assert [p.name for p in out.iterdir()] == ["a-client-s-orders"]


@pytest.mark.parametrize(("asked", "jobs"), [([], 2), (["--jobs", "1"], 1)])
def test_two_are_written_at_a_time_by_default(
    asked: list[str], jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(batch, "reports", lambda *_, **given: seen.append(given["jobs"]) or [])
    assert main(["report", "machinery", "bank", "--out", str(tmp_path), *asked]) == 0
    assert seen == [jobs]


def test_folders_are_named_after_files_each_only_once() -> None:
    sources = ["/a/orders.csv", "/b/Orders.csv", "订单 2024.xlsx", "../..", "a/b<c>:d.csv.gz", "x" * 300 + ".csv"]
    assert batch.names(sources) == ["orders", "Orders-2", "订单-2024", "report", "b-c-d", "x" * 60]
