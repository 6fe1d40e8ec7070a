"""What loading costs: nothing twice, no looks for garbage in between, and memory of freed arrays is used again."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

#: Makes and drops four arrays of 8 MB, twenty times; tells how many pages the system had to give.
PAGES = """
import numpy as np, resource
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _again in range(20):
    several = [np.ones(2**20) for _one in range(4)]
    del several
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages(first: str) -> int:
    without = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", f"{first}\n{PAGES}"]
    return int(subprocess.run(command, env=without, capture_output=True, check=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is a setting of glibc")
def test_memory_of_freed_arrays_is_used_again() -> None:
    needed = 4 * 8 * 2**20 // os.sysconf("SC_PAGE_SIZE")
    assert pages("import kamlib.reports.loaded") < 2 * needed
    assert pages("") > 4 * needed


def told(code: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()


def test_a_process_that_may_begin_again_has_loaded_next_to_nothing() -> None:
    heavy = ("typer", "dataclasses", "tomllib", "kamlib.words", "kamlib.commands.app", "kamlib.reports")
    assert told(f"import kamlib.cli, sys; print(*sys.modules.keys() & {heavy})") == []


def test_numpy_asks_for_no_huge_pages_in_the_command() -> None:
    asked = "from numpy._core.multiarray import _get_madvise_hugepage as asked; print(asked())"
    assert told(f"import kamlib.commands.app\n{asked}") == ["False"]


def looks(code: str) -> int:
    """How often a Python looks for garbage while it does something."""
    counted = "import gc; looks = []; gc.callbacks.append(lambda phase, _info: looks.append(phase))"
    return int(told(f"{counted}\n{code}\nprint(looks.count('start'))")[0])


def test_loading_is_not_stopped_to_look_for_garbage() -> None:
    assert looks("import kamlib.commands.report") > 100
    assert looks("from kamlib._lazy import at_once\nwith at_once(): import kamlib.commands.report") < 10


def test_only_who_wants_looks_for_garbage_has_them_again() -> None:
    asked = "print(gc.isenabled())\nwith at_once(): print(gc.isenabled())\nprint(gc.isenabled())"
    assert told(f"import gc\nfrom kamlib._lazy import at_once\n{asked}") == ["True", "False", "True"]
    assert told(f"import gc\nfrom kamlib._lazy import at_once\ngc.disable()\n{asked}") == ["False"] * 3
