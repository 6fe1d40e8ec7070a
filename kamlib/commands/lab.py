"""``kam lab``: JupyterLab on the course, for this machine only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from kamlib._paths import PACKAGE, shipped
from kamlib.commands import options
from kamlib.words import _, language

#: Loopback only, and no question to the network.
SETTINGS = (
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
    place = lessons()
    if folder or not _is_checkout():
        place = _copied(place, (folder or Path("key-account-lab")) / place.name)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *SETTINGS,
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={place}",
    ]
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.append("--allow-root")  # in a container one is root; the server listens on this machine only
    typer.echo(_("The lessons are in {place}. Stop with Ctrl + C.", place=str(place)))
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
    """Say the language to the lessons, and to JupyterLab not to ask for news (``course/jupyter``)."""
    configs = [str(PACKAGE / "course" / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    path = os.pathsep.join(filter(None, configs))
    return {**os.environ, "KAMLIB_LANG": language(), "JUPYTER_CONFIG_PATH": path}


def lessons() -> Path:
    """Return the folder of lessons in the language in use, or in English while there are none in it."""
    own = shipped("notebooks") / language()
    return own if own.is_dir() else shipped("notebooks") / "en"


def _is_checkout() -> bool:
    return shipped("notebooks").parent == PACKAGE.parent


def _copied(source: Path, into: Path) -> Path:
    """Copy lessons that are not there yet; what the learner has worked on stays. Each language has a folder."""
    into.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.glob("*.ipynb")):
        if not (into / file.name).exists():
            shutil.copy(file, into / file.name)
    return into.resolve()
