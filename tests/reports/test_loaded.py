"""What a report has loaded keeps the memory of freed arrays: it is asked of the system once."""

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
