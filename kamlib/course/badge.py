"""The badge that ends a lesson: shown when the last of its exercises and questions is answered right."""

from __future__ import annotations

import html
from dataclasses import dataclass

from kamlib.course.exercise import Lesson
from kamlib.course.progress import Progress
from kamlib.words import _, n_


@dataclass(frozen=True)
class Badge:
    """A lesson that is complete: what it was, and what to do with it at work."""

    title: str
    done: str
    monday: str

    def __repr__(self) -> str:
        return "\n".join(filter(None, [f"★ {self.title}", self.done, self.monday]))

    def _repr_html_(self) -> str:
        lines = "".join(f"<div>{html.escape(line)}</div>" for line in (self.done, self.monday) if line)
        return (
            '<div role="status" style="display:inline-block;border:2px solid currentColor;border-radius:1em;'
            f'padding:.6em 1.2em;margin:.4em 0"><b>★ {html.escape(self.title)}</b>{lines}</div>'
        )


def badges(lesson: Lesson, before: Progress, after: Progress) -> list[Badge]:
    """Return the badge of a lesson where the last answer completed it.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    before, after : Progress
        Before and after that answer.

    Returns
    -------
    list of Badge
        One, or none.
    """
    if before.complete(lesson) or not after.complete(lesson):
        return []
    solved = n_("{n} item solved: the lesson is complete.", "All {n} solved: the lesson is complete.",
                len(lesson.items), all=str(len(lesson.items)))  # fmt: skip
    plain = lesson.monday.replace("`", "").replace("**", "")
    monday = _("On Monday: {what}", what=plain) if plain else ""
    return [Badge(f"{lesson.id} · {lesson.title}", solved, monday)]
