"""``kam lab``: JupyterLab on the course, for this machine only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kamlib._paths import PACKAGE, shipped
from kamlib.commands import options
from kamlib.words import _, language

#: Loopback only, no question to the network, and for every notebook the kernel that explains errors.
SETTINGS = (
    "--KernelSpecManager.allowed_kernelspecs=key-account-lab",
    "--ServerApp.ip=127.0.0.1",
    "--LabApp.extension_manager=readonly",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lab", help=_("Open the course in JupyterLab."))(lab)


def lab(
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help=_("Work on a copy of the lessons in this folder.")),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=_("Open a browser or not."))] = True,
    port: Annotated[int, typer.Option("--port", help=_("Port of the server."))] = 8888,
    lang: options.Lang = None,
) -> int:
    """Start JupyterLab and wait for it to end."""
    from kamlib.course import copies

    source = lessons()
    place, newer = copies.copied(source, copies.folder(folder) / source.name)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *SETTINGS,
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={place}",
        f"--LabApp.default_url=/lab/tree/{copies.start()}",
    ]
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.append("--allow-root")  # in a container one is root; the server listens on this machine only
    typer.echo(_("The lessons are in {place}. Stop with Ctrl + C.", place=str(place)))
    for name in newer:
        typer.echo(_("A newer lesson is next to yours: {name}. Your progress is kept.", name=name))
    return _serve(command)


def _serve(command: list[str]) -> int:
    """Run the server to its end; who ends this process ends it too, and it ends its kernels."""
    with subprocess.Popen(command, env=_environment()) as server:
        before = signal.signal(signal.SIGTERM, lambda _number, _frame: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def _environment() -> dict[str, str]:
    """Prepare JupyterLab: the language, no question about news, the lessons' kernel, room in a narrow window."""
    own = PACKAGE / "course" / "jupyter"
    configs = [str(own), str(PACKAGE / "course" / "jupyter_zh") if language() == "zh" else ""]
    return {
        **os.environ, "KAMLIB_LANG": language(), "JUPYTER_PATH": _path([str(own)], "JUPYTER_PATH"),
        "JUPYTER_CONFIG_PATH": _path(configs, "JUPYTER_CONFIG_PATH"),
    }  # fmt: skip


def _path(first: list[str], variable: str) -> str:
    return os.pathsep.join(part for part in [*first, os.environ.get(variable, "")] if part)


def lessons() -> Path:
    """Return the folder of lessons in the language in use, or in English while there are none in it."""
    own = shipped("notebooks") / language()
    return own if own.is_dir() else shipped("notebooks") / "en"
