"""``docs/coverage.md``: objective ↔ exercise ↔ row of the domain ↔ exhibit, made from the lessons' data.

``python -m kamlib.course.coverage docs/coverage.md``
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kamlib.course import goals
from kamlib.course.exercise import Lesson
from kamlib.course.lessons import languages, lessons
from kamlib.findings import specs
from kamlib.requirements import Needs
from kamlib.words import label, speaking
from kamlib.words.phrases import enumerated

#: The languages that the course is written in.
NAMES = {"en": "English", "zh": "Chinese"}


def page(course: Sequence[Lesson]) -> str:
    """Write the page.

    Parameters
    ----------
    course : sequence of Lesson
        All lessons, in order.

    Returns
    -------
    str
        Markdown: a row an objective, with what proves it and where a report shows it.
    """
    lines = [
        "# What the course covers", "",
        "Made by `make lessons` from the lessons' data; do not edit.", "",
        "| lesson | editions | rows | objective | proven by | exhibit in the report |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for lesson in course:
        editions = " · ".join(
            f"[{lang}](../notebooks/{lang}/{lesson.name}.ipynb)" for lang in languages(lesson.id)
        )
        exhibits = ", ".join(f"`{exhibit}`" for exhibit in lesson.exhibits) or "–"
        for objective in lesson.objectives:
            proofs = ", ".join(item.id for item in lesson.items if item.objective == objective.key)
            lines.append(
                f"| {lesson.id} {lesson.title} | {editions} | {', '.join(lesson.rows) or '–'} "
                f"| {objective.text} | {proofs} | {exhibits} |"
            )
    lines += ["", *_findings(), "", *goals.page()]
    minutes = sum(lesson.minutes for lesson in course)
    items = sum(len(lesson.items) for lesson in course)
    editions = enumerated([f"{_written(course, lang)} in {name}" for lang, name in NAMES.items()])
    lines += [f"{len(course)} lessons ({editions}), {items} exercises and questions, {minutes} minutes."]
    return "\n".join(lines) + "\n"


def _written(course: Sequence[Lesson], lang: str) -> int:
    """Count the lessons that there are in a language."""
    return sum(lang in languages(lesson.id) for lesson in course)


def _findings() -> list[str]:
    """Return a row a finding of the portfolio report: row of the domain, chapter, needs and lesson."""
    head = [
        "## Findings of the portfolio report", "",
        "| row | finding | chapter | needs | lesson |", "|---|---|---|---|---|",
    ]  # fmt: skip
    return [
        *head,
        *(
            f"| {spec.row} | `{spec.id}` | {label(f'chapter_{spec.chapter}')} | {_needs(spec.needs)} "
            f"| {spec.lesson} |"
            for spec in specs().values()
        ),
    ]


def _needs(needs: Needs) -> str:
    """Write what a finding needs next to orders."""
    parts = [f"`{need}`" for need in needs.tables]
    parts += ["one of " + ", ".join(f"`{need}`" for need in needs.one_of)] if needs.one_of else []
    parts += [f"{needs.years} years"] if needs.years else []
    parts += [f"{needs.quarters} quarters"] if needs.quarters else []
    return "; ".join(parts) or "orders"


def main(file: str) -> None:
    """Write the page to a file.

    Parameters
    ----------
    file : str
        Where to write.
    """
    with speaking("en"):
        Path(file).write_text(page(lessons()), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
