"""The embedded client once for all, and a progress file of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

import kamlib as kam
from tests.embedded import embedded


@pytest.fixture(scope="session")
def client() -> kam.Client:
    """The embedded client."""
    return embedded()


@pytest.fixture(autouse=True)
def progress_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's answers go."""
    file = tmp_path / "progress.json"
    monkeypatch.setenv("KAMLIB_PROGRESS", str(file))
    return file
