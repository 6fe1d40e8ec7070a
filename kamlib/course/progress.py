"""How far a learner is: one JSON file on this machine, no account.

The file is read, changed and replaced under a lock, so that two notebooks at once lose nothing; a file that cannot
be read is set aside, not overwritten.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kamlib.course.exercise import Lesson
from kamlib.words import _

VERSION = 1


@dataclass(frozen=True)
class Progress:
    """What was answered.

    Attributes
    ----------
    answers : mapping
        Item id → ``{"right": bool, "tries": int}``; what was right once stays right.
    warning : str
        A sentence where the file had to be set aside.
    guesses : mapping
        Guess id → ``{"low": float, "high": float, "answer": float}``, or ``{"seen": True}`` where the figure was
        shown before a range was given; the first entry stays.
    """

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    warning: str = ""
    guesses: dict[str, dict[str, Any]] = field(default_factory=dict)

    def right(self, item: str) -> bool:
        """Whether an exercise or question was answered right at least once.

        Parameters
        ----------
        item : str
            Id of an exercise or question.

        Returns
        -------
        bool
            False where it was never answered.
        """
        return bool(self.answers.get(item, {}).get("right"))

    def done(self, lesson: Lesson) -> int:
        """How many of a lesson's items were answered right.

        Parameters
        ----------
        lesson : Lesson
            The lesson.

        Returns
        -------
        int
            From 0 to the number of its items.
        """
        return sum(self.right(item.id) for item in lesson.items)

    def complete(self, lesson: Lesson) -> bool:
        """Whether all of a lesson's items were answered right.

        Parameters
        ----------
        lesson : Lesson
            The lesson.

        Returns
        -------
        bool
            True for a lesson without items.
        """
        return self.done(lesson) == len(lesson.items)

    def met(self, lesson: Lesson, objective: str) -> bool:
        """Whether everything that proves an objective was answered right.

        Parameters
        ----------
        lesson : Lesson
            The lesson.
        objective : str
            Id of the objective.

        Returns
        -------
        bool
            False where nothing proves it.
        """
        proofs = [item.id for item in lesson.items if item.objective == objective]
        return bool(proofs) and all(map(self.right, proofs))


def place() -> Path:
    """Return the file: ``KAMLIB_PROGRESS``, else the platform's folder for a user's data.

    Returns
    -------
    Path
        It need not exist.
    """
    if given := os.environ.get("KAMLIB_PROGRESS"):
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("kamlib", appauthor=False) / "progress.json"


def read(file: Path | None = None) -> Progress:
    """Read the progress; a missing file means no progress, a damaged one is set aside with a warning.

    Parameters
    ----------
    file : Path, optional
        By default `place`.

    Returns
    -------
    Progress
        Empty where there was none.
    """
    file = file or place()
    try:
        held = json.loads(file.read_text("utf-8"))
        return Progress(_upgraded(held), guesses=_guesses(held))
    except FileNotFoundError:
        return Progress()
    except OSError as error:
        return Progress(warning=_("Progress cannot be read: {why}.", why=error.strerror or ""))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Progress(warning=_set_aside(file))


def record(item: str, right: bool, file: Path | None = None) -> Progress:
    """Note an answer.

    Parameters
    ----------
    item : str
        Id of the exercise or question.
    right : bool
        Whether it was right.
    file : Path, optional
        By default `place`.

    Returns
    -------
    Progress
        The progress after the change; a warning where it could not be kept: a full disk must not stop a lesson.
    """

    def noted(before: Progress) -> Progress:
        old = before.answers.get(item, {})
        new = {**old, "right": bool(old.get("right")) or right, "tries": _tries(old) + 1}
        return replace(before, answers={**before.answers, item: new})

    return _changed(noted, file)


def record_guess(id_: str, entry: dict[str, Any], file: Path | None = None) -> Progress:
    """Note a range, or that a figure was seen without one; what was noted first stays.

    Parameters
    ----------
    id_ : str
        Id of the guess.
    entry : dict
        See `Progress.guesses`.
    file : Path, optional
        By default `place`.

    Returns
    -------
    Progress
        The progress after the change.
    """
    return _changed(lambda before: replace(before, guesses={id_: entry, **before.guesses}), file)


def _changed(change: Callable[[Progress], Progress], file: Path | None) -> Progress:
    """Read, change and replace the file under its lock."""
    file = file or place()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _locked(file):
            after = change(read(file))
            _replace(file, {"version": VERSION, "answers": after.answers, "guesses": after.guesses})
        return after
    except OSError as error:
        return Progress(warning=_("Progress was not saved: {why}.", why=error.strerror or ""))


def _tries(answer: dict[str, Any]) -> int:
    """Return how often an item was tried; what is not a number counts as never."""
    tries = answer.get("tries")
    return tries if isinstance(tries, int) else 0


def _upgraded(held: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Take what this version understands; what another version added to an answer is kept as it is."""
    answers = held.get("answers")
    if not isinstance(answers, dict) or not all(isinstance(a, dict) for a in answers.values()):
        raise ValueError("answers are not objects by id")
    return answers


def _guesses(held: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Take the guesses that can be read; a file from before there were any has none."""
    found = held.get("guesses")
    return {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}


def _set_aside(file: Path) -> str:
    """Keep a damaged file under another name, so that nothing is lost for good."""
    n = 1
    while (aside := file.with_name(f"{file.stem}.damaged-{n}{file.suffix}")).exists():
        n += 1
    try:
        file.replace(aside)
    except OSError:
        return _("The progress file is damaged and cannot be moved; progress starts again from zero.")
    return _("The progress file was damaged; it was saved as {name} and a new one was started.", name=aside.name)


def _replace(file: Path, content: dict[str, Any]) -> None:
    """Write a file next to it, then move: a reader sees the old file or the new one, never half of it."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    beside.replace(file)


@contextmanager
def _locked(file: Path) -> Generator[None]:
    """Hold a lock that the system lets go of by itself, even if this process dies."""
    with file.with_name(file.name + ".lock").open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
