"""A kernel in waiting: a forked copy of a process that has everything loaded, which becomes a kernel on order.

Starting Python and loading libraries is most of what a short report costs. A copy is free, and as much on its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any


class Spare:
    """Forks a process that waits; it ends by itself when this one does.

    Made while there is no other thread, which a copy would lack. Only where the system can fork.
    """

    def __init__(self) -> None:
        heard, self._told = os.pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._told)
            _become_kernel(heard, parent)
        os.close(heard)
        self._status: int | None = None

    #: What is asked of a process that was started by ``subprocess``; nothing is piped.
    stdin = stdout = stderr = None

    def launch(self, command: list[str], env: dict[str, str], cwd: str | None = None) -> None:
        """Let it become the kernel that a command line would start, with an environment and a folder."""
        order = {"argv": command[command.index("-f") :], "env": env, "cwd": cwd}
        # a kernel that has ended already is found when its process is asked for
        with suppress(BrokenPipeError), os.fdopen(self._told, "w", encoding="utf-8") as told:
            print(json.dumps(order), file=told)

    def poll(self) -> int | None:
        """Return its exit status, None while it runs."""
        return self._look(os.WNOHANG)

    def wait(self) -> int:
        """Wait for its end, and return its exit status."""
        return int(self._look(0) or 0)

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _look(self, how: int) -> int | None:
        if self._status is None:
            pid, status = os.waitpid(self.pid, how)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status


def _become_kernel(heard: int, parent: int) -> None:
    """Wait for the order, then be the kernel; never return into the code that forked."""
    status = 1
    try:
        os.setsid()  # signals to the kernel and what it starts reach nobody else
        _let_go_of_all_but(heard)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        with os.fdopen(heard, encoding="utf-8") as lines:
            order = lines.readline()  # a line and no more: the pipe is held by whatever was forked later, too
        if order:
            _run(parent, **json.loads(order))
            status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else bool(ended.code)
    finally:
        os._exit(status)


def _let_go_of_all_but(kept: int) -> None:
    """Point nowhere what was inherited: somebody may wait for the end of a pipe that this process would keep open.

    The numbers stay taken: when an object of the parent is cleared away here, it closes the number of its file,
    which must not have become a socket's.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2, *(int(file.name) for file in Path("/proc/self/fd").iterdir())} - {kept, nowhere}:
        os.dup2(nowhere, number, inheritable=number < 3)


def _run(parent: int, argv: list[str], env: dict[str, str], cwd: str | None) -> None:
    """Be the kernel; without its parent, which may have gone meanwhile, there would be nobody to end it."""
    from ipykernel.kernelapp import IPKernelApp

    no_debugger: Any = None
    sys.modules.setdefault("debugpy", no_debugger)  # long to load, and nobody stops a report line by line

    os.environ.clear()
    os.environ.update(env)
    if cwd:
        os.chdir(cwd)
    app = IPKernelApp.instance()
    # the variable that names the parent was read when the library was loaded, not now
    app.initialize([*argv, f"--IPKernelApp.parent_handle={parent}"])
    if os.getppid() == parent:
        app.start()
