"""A notebook's cells, run in a shell in this process: what a kernel would show, without starting one."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, contextmanager
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

import kamlib
from kamlib.course.show import Bundle
from tests.embedded import embedded

_load = kamlib.load


@contextmanager
def shell() -> Iterator[InteractiveShell]:
    """Give a fresh shell in a folder of its own, and leave no trace of it to the tests behind."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance(config=config)
    try:
        with (
            patch.object(import_module("kamlib.words.language"), "_everywhere", None),
            TemporaryDirectory() as folder, chdir(folder),
        ):  # fmt: skip
            yield made
    finally:
        atexit.unregister(made.atexit_operations)
        made.restore_sys_module_state()
        InteractiveShell.clear_instance()


def shown(
    notebook: Any, *, drawn: bool = True, before: Callable[[InteractiveShell, Any], None] = lambda _s, _c: None
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Run all code cells; each with what it shows, as data by their type. A cell neither fails nor warns.

    What is to happen `before` each cell is handed the shell and the cell.

    The embedded client is the one of all tests, so that each lesson need not work it out again. Where pictures
    are not looked at, they need not be painted either: ``drawn=False`` leaves out half of the work.
    """
    found = []
    with patch.object(kamlib, "load", _shared), shell() as running, _pictures(drawn=drawn):
        for cell in (c for c in notebook.cells if c.cell_type == "code"):
            with capture_output() as captured:
                before(running, cell)
            with capture_output() as captured:
                done = running.run_cell(cell.source)
            done.raise_error()
            assert captured.stderr == "", cell.source
            last = running.display_formatter.format(done.result)[0] if done.result is not None else {}
            found.append((cell, [*(output.data for output in captured.outputs), *([last] if last else [])]))
    return found


@contextmanager
def _pictures(*, drawn: bool) -> Iterator[None]:
    """Leave pictures unpainted: axes are filled, and their words stand for them."""
    with ExitStack() as stack:
        for module in () if drawn else ("kamlib.course.show", "kamlib.course.widgets"):
            stack.enter_context(patch.object(import_module(module), "picture", _unpainted))
        yield


def _unpainted(axes: Any, alt: str) -> Any:
    import matplotlib.pyplot as plt

    plt.close(axes.figure)
    return Bundle({"text/plain": alt})


def _shared(what: Any, **options: Any) -> kamlib.Client:
    return embedded() if what == "machinery" and not options else _load(what, **options)
