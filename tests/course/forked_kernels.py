"""A plugin for nbval: each kernel is a fork of a Python that has loaded what lessons use, the client included.

What is worked out of the embedded client is so worked out once for all lessons, not once in each.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from nbval import kernel

import kamlib
from tests.embedded import embedded

os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as a kernel sets it before any library

#: What lessons load.
LOADED = (
    "ipykernel.kernelapp",
    "matplotlib_inline.backend_inline",
    "seaborn",
    "ipywidgets",
    "kamlib.reports.loaded",
)

for name in LOADED:
    import_module(name)

load = kamlib.load


def shared(source: Any = "machinery", **options: Any) -> kamlib.Client:
    """Give the client that this process has read where a lesson reads it."""
    return embedded() if source == "machinery" and not options else load(source, **options)


class Forked(kernel.KernelManager):  # its types are not looked at
    """Starts a kernel of one that waits."""

    async def _async_pre_start_kernel(self, **given: Any) -> Any:
        from kamlib.reports.kernel import Awakened

        self.kernel_id = str(id(self))
        self.provisioner = Awakened(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**given)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fork a kernel for each notebook, while there is no other thread."""
    from kamlib.findings import find
    from kamlib.reports.kernel import keep_spare

    kernel.KernelManager = Forked
    kamlib.load = shared
    find(embedded())
    for _notebook in {Path(item.path) for item in session.items}:
        keep_spare()
