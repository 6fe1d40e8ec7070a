"""A folder as the kernel leaves it: results.json and figures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kamlib.reports.results import Results
from tests.reports.report_sample import write_sample


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Results, Path]]:
    """Give the sample in a language, made once."""

    @cache
    def _made(language: str) -> tuple[Results, Path]:
        folder = tmp_path_factory.mktemp(f"kernel-{language}")
        return write_sample(folder, language), folder

    return _made


@pytest.fixture
def sample(made: Callable[[str], tuple[Results, Path]], tmp_path: Path) -> Callable[..., tuple[Results, Path]]:
    """Give ``sample(language="en") -> (results, folder)``, the folder a test's own."""

    def _sample(language: str = "en") -> tuple[Results, Path]:
        results, folder = made(language)
        own = tmp_path / folder.name
        shutil.copytree(folder, own, dirs_exist_ok=True)
        return results, own

    return _sample
