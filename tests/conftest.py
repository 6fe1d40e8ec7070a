"""What all tests share: the folder of real data, and each test in English unless it says otherwise."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kamlib.words import speaking

# Machines are noisy: time is never a verdict here, and the same examples are tried each time.
settings.register_profile("kamlib", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("kamlib")

ROOT = Path(__file__).parents[1]


def real_data() -> Path | None:
    """The folder of public data sets, one folder a set; the product never ships them."""
    for folder in (os.environ.get("KAMLIB_DATA"), ROOT.parent / "shared" / "data"):
        if folder and Path(folder).is_dir():
            return Path(folder)
    return None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = real_data()
    if folder is None:
        pytest.skip("no real data here: set KAMLIB_DATA to a folder that holds it")
    return folder


def pytest_collection_finish() -> None:
    """Let garbage collection pass over libraries and thousands of tests, which stay to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking("en"):
        yield
