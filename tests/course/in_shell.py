"""A notebook's cells, run in a shell in this process: what a kernel would show, without starting one."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

import kamlib
from tests.embedded import embedded

_load = kamlib.load


@contextmanager
def shell() -> Iterator[InteractiveShell]:
    """Give a fresh shell, and leave no trace of it to the tests behind."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance(config=config)
    try:
        yield made
    finally:
        atexit.unregister(made.atexit_operations)
        made.restore_sys_module_state()
        InteractiveShell.clear_instance()


def shown(notebook: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Run all code cells; each with what it shows, as data by their type. A cell neither fails nor warns.

    The embedded client is the one of all tests, so that each lesson need not work it out again.
    """
    found = []
    with patch.object(kamlib, "load", _shared), shell() as running:
        for cell in (c for c in notebook.cells if c.cell_type == "code"):
            with capture_output() as captured:
                done = running.run_cell(cell.source)
            done.raise_error()
            assert captured.stderr == "", cell.source
            found.append((cell, [output.data for output in captured.outputs]))
    return found


def _shared(what: Any, **options: Any) -> kamlib.Client:
    return embedded() if what == "machinery" and not options else _load(what, **options)
