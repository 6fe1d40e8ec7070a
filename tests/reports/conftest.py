"""A folder as the kernel leaves it: results.json and figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from report_sample import write_sample

from kamlib.reports.results import Results


@pytest.fixture
def sample(tmp_path: Path) -> Callable[..., tuple[Results, Path]]:
    """Give ``sample(language="en") -> (results, folder)``."""

    def _sample(language: str = "en") -> tuple[Results, Path]:
        folder = tmp_path / f"kernel-{language}"
        folder.mkdir(exist_ok=True)
        return write_sample(folder, language), folder

    return _sample
