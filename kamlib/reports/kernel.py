"""The kernel of a report: this very Python, whatever other kernels the machine knows; told cell by cell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from papermill.engines import NBClientEngine, papermill_engines

from kamlib.reports import scratch
from kamlib.reports.spare import Spare

ENGINE = "kamlib"

# The fast checker of notebooks takes longer to compile than the other to check ours. Read when one is checked.
os.environ.setdefault("NBFORMAT_VALIDATOR", "jsonschema")

#: The kernel in waiting, where there is one; the next kernel is made of it.
_waiting: list[Spare] = []

#: Those that were handed their order.
_awake: list[Spare] = []


def keep_spare() -> None:
    """Fork a kernel in waiting for the next report of this process; to be called while it has no other thread."""
    _waiting.append(Spare())


def end_all() -> None:
    """End the kernels of this process that still run: if it is stopped while one starts, nobody else does so."""
    while _awake:
        kernel = _awake.pop()
        kernel.kill()
        kernel.wait()


class Awakened(LocalProvisioner):  # nor are these
    """Starts a kernel of the one in waiting; everything else is as with a kernel that was started afresh."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Hand the order over, as to a child of its own session."""
        self.process = _waiting.pop()
        _awake.append(self.process)
        self.process.launch(cmd, kwargs["env"], kwargs.get("cwd"))
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class OwnKernel(AsyncKernelManager):  # its types are not looked at
    """Starts the Python that runs now: a kernel of that name may be another one's."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The launch of ipykernel by this interpreter, without a history file."""
        launch = [
            sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}",
            "--HistoryManager.enabled=False",
        ]  # fmt: skip
        return KernelSpec(argv=launch, display_name="Python 3", language="python")

    async def start_kernel(self, **kw: Any) -> None:
        """Start it with a profile of its own, into which nobody has put anything, and without a word."""
        scratch.sweep()
        self._profile = scratch.folder()  # goes when the manager goes
        self.connection_file = str(Path(self._profile.name) / "kernel.json")
        env = dict(os.environ) | {"IPYTHONDIR": self._profile.name, "PYTHONHASHSEED": "0"}
        if _waiting:
            self.kernel_id = self._profile.name
            self.provisioner = Awakened(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        await super().start_kernel(**kw | {"env": env, "stderr": subprocess.DEVNULL})


class Engine(NBClientEngine):  # nor are papermill's
    """papermill's engine, which also says which cell starts; cells are marked with their stage in a tag."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, on_cell: Any = None, **kwargs: Any) -> Any:
        """Run the notebook and tell `on_cell` the stage of each cell."""
        start = nb_man.cell_start
        of = sum(bool(stage_of(cell)) for cell in nb_man.nb.cells)

        def cell_start(cell: Any, cell_index: int | None = None, **more: Any) -> None:
            on_cell(stage_of(cell), of)
            start(cell, cell_index, **more)

        nb_man.cell_start = cell_start
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
        finally:
            end_all()


def stage_of(cell: Any) -> str | None:
    """Return the stage that a cell is tagged with (``stage-read``)."""
    tags = cell.get("metadata", {}).get("tags", [])
    return next((tag.removeprefix("stage-") for tag in tags if tag.startswith("stage-")), None)


def register() -> None:
    """Make the engine known to papermill."""
    papermill_engines.register(ENGINE, Engine)
