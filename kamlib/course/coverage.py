"""``docs/coverage.md``: objective ↔ exercise ↔ row of the domain ↔ exhibit, made from the lessons' data.

``python -m kamlib.course.coverage docs/coverage.md``
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kamlib.course.exercise import Lesson
from kamlib.course.lessons import lessons
from kamlib.findings import specs
from kamlib.requirements import Needs
from kamlib.words import label, speaking


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
        "| lesson | rows | objective | proven by | exhibit in the report |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for lesson in course:
        link = f"[{lesson.id} {lesson.title}](../notebooks/en/{lesson.name}.ipynb)"
        exhibits = ", ".join(f"`{exhibit}`" for exhibit in lesson.exhibits) or "–"
        for objective in lesson.objectives:
            proofs = ", ".join(item.id for item in lesson.items if item.objective == objective.key)
            lines.append(
                f"| {link} | {', '.join(lesson.rows) or '–'} | {objective.text} | {proofs} | {exhibits} |"
            )
    lines += ["", *_findings(), ""]
    minutes = sum(lesson.minutes for lesson in course)
    items = sum(len(lesson.items) for lesson in course)
    lines += [f"{len(course)} lessons, {items} exercises and questions, {minutes} minutes."]
    return "\n".join(lines) + "\n"


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
