"""A learner's own lessons: copied without their outputs, which would give the answers away.

What the learner has worked on stays; a newer lesson is laid next to it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kamlib._paths import PACKAGE, shipped

#: How the newer copy of a lesson is called: ``1-2-eighty-twenty.new.ipynb``.
NEWER = ".new.ipynb"

_VERSION = re.compile(r'open_lesson\([^\n]*version=\\?"(\w+)')


def folder(given: Path | None) -> Path:
    """Return the folder of a learner's lessons: the one asked for, else never in a checkout of the course.

    Parameters
    ----------
    given : Path or None
        What was asked for.

    Returns
    -------
    Path
        It need not exist.
    """
    if given is not None:
        return given
    here, checkout = Path.cwd(), PACKAGE.parent
    inside = shipped("notebooks").parent == checkout and here.is_relative_to(checkout)
    return (Path.home() if inside else here) / "key-account-lab"


def copied(source: Path, into: Path) -> tuple[Path, list[str]]:
    """Copy lessons that are not there yet, and newer ones next to those that are.

    Parameters
    ----------
    source : Path
        The executed lessons of one language.
    into : Path
        The learner's folder.

    Returns
    -------
    pathlib.Path, list of str
        The folder, and the names of newer lessons that were laid next to the learner's.
    """
    into.mkdir(parents=True, exist_ok=True)
    newer = []
    for file in sorted(source.glob("*.ipynb")):
        text = blank(file.read_text("utf-8"))
        mine, beside = into / file.name, into / (file.stem + NEWER)
        if not mine.exists():
            mine.write_text(text, "utf-8")
        elif version(mine.read_text("utf-8")) != version(text):
            newer.append(beside.name)
            if not beside.exists() or version(beside.read_text("utf-8")) != version(text):
                beside.write_text(text, "utf-8")
    return into.resolve(), newer


def version(text: str) -> str:
    """Return the version of the lesson that a notebook was made from; empty where it has none.

    Parameters
    ----------
    text : str
        The notebook's file.

    Returns
    -------
    str
        Eight hexadecimal digits.
    """
    found = _VERSION.search(text)
    return found[1] if found else ""


def blank(text: str) -> str:
    """Return a notebook's file without outputs.

    Parameters
    ----------
    text : str
        The executed notebook.

    Returns
    -------
    str
        The same cells, as if none had run.
    """
    made: dict[str, Any] = json.loads(text)
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def start() -> str:
    """Return the lesson to open: the first that is not complete.

    Returns
    -------
    str
        Name of the file.
    """
    from kamlib.course import progress
    from kamlib.course.lessons import lessons

    held = progress.read()
    course = lessons()
    following = next((lesson for lesson in course if not held.complete(lesson)), course[0])
    return f"{following.name}.ipynb"
