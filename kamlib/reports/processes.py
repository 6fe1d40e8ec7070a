"""Which machine this is, whether a process of it is there, and whether its processes can talk to one another."""

from __future__ import annotations

import os
import socket
from importlib import import_module

from kamlib.errors import KamError
from kamlib.words import _


def machine() -> str:
    """Return the machine's name: what lies on a shared disk may be another one's."""
    return socket.gethostname()


def runs(process: str) -> bool:
    """Whether a process is there; what cannot be checked counts as running, so that nothing of it is lost."""
    if not (process.isascii() and process.isdigit()):
        return True
    number = int(process)
    if number == os.getpid():
        return False
    if os.name != "posix":
        return bool(import_module("psutil").pid_exists(number))
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def refuse_without_network() -> None:
    """Refuse where a kernel could not be talked to: it listens on the machine's own address only.

    Raises
    ------
    KamError
        If the machine cannot call itself.
    """
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KamError(
            _("a report needs the machine's own address 127.0.0.1, which cannot be used here ({why}); allow it, "
              "or run kam in another environment", why=why)
        ) from None  # fmt: skip
