"""What this kernel has open: the client of each lesson, and how many hints were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.errors import KamError
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client

#: The client of each lesson that was opened, by the lesson's id.
open_clients: dict[str, Client] = {}

#: How many hints were given, by the id of the exercise.
hints_given: dict[str, int] = {}

#: The cell that runs in this kernel, as the learner wrote it.
cell = ""


def client_of(lesson: str) -> Client:
    """Return the client with which a lesson was opened.

    Parameters
    ----------
    lesson : str
        Id of the lesson.

    Returns
    -------
    Client
        The same object each time.

    Raises
    ------
    KamError
        If it was not opened.
    """
    if lesson not in open_clients:
        raise KamError(_("Lesson {id} is not open yet: run its first cell.", id=lesson))
    return open_clients[lesson]


def current() -> Client | None:
    """Return the client of the lesson that was opened last, if any.

    Returns
    -------
    Client or None
        None where no lesson was opened.
    """
    return next(reversed(open_clients.values()), None)
