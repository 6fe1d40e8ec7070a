"""The certificate: a page in PDF with the objectives that the learner has met, written when all are."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kamlib.course.calibration import place, said, scored
from kamlib.course.exercise import Lesson
from kamlib.course.overview import outlook, rows
from kamlib.course.progress import Progress
from kamlib.errors import KamError
from kamlib.words import _, count, date, language, n_

_PAGE = """
#let held = json(bytes(sys.inputs.held))
#set document(title: held.title, author: held.name, date: none)
#set page(paper: "a4", margin: (x: 16mm, y: 13mm), footer: align(center, text(8pt, gray, held.footer)))
#set text(font: ("Noto Sans SC", "Libertinus Serif"), lang: held.lang, size: 8pt)
#set par(leading: 0.5em)
#set list(spacing: 0.55em)
#align(center)[
  #v(2mm) #text(11pt, tracking: 1pt)[Key Account Lab]
  #v(2mm) #text(24pt, weight: "bold", held.title)
  #v(3mm) #text(18pt, held.name)
  #v(2mm) #text(11pt, held.done) #v(2mm)
]
#if held.guesses.len() > 0 [
  #align(center, block(width: 120mm)[
    #for guess in held.guesses [
      #let ink = if guess.held { rgb("#0072B2") } else { rgb("#B03A00") }
      #grid(columns: (12mm, 1fr, 18mm), align: horizon, inset: 1pt, text(7pt, guess.lesson), box(
        width: 100%, height: 5pt)[
        #place(left + horizon, line(length: 100%, stroke: 0.3pt + gray))
        #place(left + horizon, dx: 33.3%, rect(width: 33.3%, height: 4pt, fill: rgb("#cfdfec"), stroke: none))
        #place(left + horizon, dx: guess.at * 1%, circle(radius: 1.6pt, fill: ink, stroke: none))
      ], text(7pt, guess.place))
    ]
    #v(1mm) #text(9pt, held.said) #v(3mm)
  ])
]
#set text(size: 6.5pt)
#set list(spacing: 0.4em)
#columns(3, gutter: 6mm)[
  #for lesson in held.lessons [
    #block(breakable: false, spacing: 0.8em)[
      #text(weight: "bold", lesson.title)
      #list(..lesson.objectives.map(o => [#o]))
    ]
  ]
]
"""


def write(
    progress: Progress, lessons: Sequence[Lesson], name: str, file: Path, *, day: dt.date | None = None
) -> Path:
    """Write the certificate.

    Parameters
    ----------
    progress : Progress
        What was answered.
    lessons : sequence of Lesson
        The whole course.
    name : str
        Whose certificate it is; any text.
    file : Path
        Where to write it.
    day : date, optional
        The day on it; by default today.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    KamError
        If an objective is still open, naming what is next; or if the file cannot be written.
    """
    open_ = [o for lesson in lessons for o in lesson.objectives if not progress.met(lesson, o.key)]
    if open_:
        left = n_("{n} objective is still open.", "{n} objectives are still open.", len(open_))
        raise KamError(_("{left} {next}", left=left, next=outlook(rows(progress, lessons))))
    try:
        file.write_bytes(_pdf(_held(lessons, name, day or dt.date.today()) | _guessed(progress, lessons)))
    except OSError as error:
        raise KamError(_("{file} cannot be written: {why}.", file=str(file), why=error.strerror or "")) from error
    return file


def _held(lessons: Sequence[Lesson], name: str, day: dt.date) -> dict[str, object]:
    minutes = sum(lesson.minutes for lesson in lessons)
    done = _(
        "has worked through {lessons} of the course on key account management and met all its objectives.",
        lessons=n_("{n} lesson", "{n} lessons", len(lessons)),
    )
    return {
        "title": _("Certificate"), "name": name, "lang": language(), "done": done,
        "footer": _("{date} · {minutes} minutes · answered on the learner's own computer",
                    date=date(day), minutes=count(minutes)),
        "lessons": [{"title": f"{lesson.id} {lesson.title}", "objectives": [o.text for o in lesson.objectives]}
                    for lesson in lessons],
    }  # fmt: skip


def _guessed(progress: Progress, lessons: Sequence[Lesson]) -> dict[str, object]:
    """Place each guess on a line whose middle third is the range."""
    held = scored(progress, lessons)
    drawn = [{"lesson": one.id.partition(".")[0], "at": _at(one.place), "held": one.held, "place": place(one)}
             for one in held]  # fmt: skip
    return {"guesses": drawn, "said": said(held)}


def _at(place: float) -> float:
    """Per cent of the line's length; what lies far off stays at its end."""
    return 100 * min(max((1 + place) / 3, 0.0), 0.98)


def _pdf(held: dict[str, object]) -> bytes:
    """Set the page; all text comes in as data, so that nothing in a name is taken for markup."""
    import typst

    from kamlib.figures.fonts import chinese_font

    fonts, said = [str(chinese_font().parent)], {"held": json.dumps(held)}
    compiled: Any = typst.compile  # its stub cannot be solved for bytes
    made: bytes = compiled(_PAGE.encode("utf-8"), font_paths=fonts, sys_inputs=said)
    return made
