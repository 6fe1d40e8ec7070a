"""What a lesson must be: each rule takes a notebook and its lesson and returns what is wrong, in words."""

from __future__ import annotations

import base64
import re
import statistics
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from nbformat import NotebookNode

from kamlib._paths import shipped
from kamlib.course import lessons
from kamlib.course.exercise import Lesson
from kamlib.findings import IDS
from kamlib.words import speaking

Rule = Callable[[NotebookNode, Lesson, Path], Iterator[str]]

#: Of a lesson's prose: English words; Chinese characters, a figure or a Latin word counted as one.
MOST_WORDS = {"en": 1000, "zh": 1700}

#: Of the parts that each lesson has besides: the cell that asks for a guess, and the line for Monday.
MOST_ASKED = {"en": 60, "zh": 110}
MOST_LINES = 12
MEDIAN_LINES = 4
HEAVIEST_PICTURE = 60_000

#: Words that an objective may not begin with: they are not verbs of doing.
IDLE = ("understand", "know", "learn", "appreciate", "be", "the", "a", "an", "how", "why", "what")
IDLE_ZH = ("了解", "理解", "知道", "明白", "认识", "掌握", "学习", "学会", "懂得", "熟悉")

#: Parts that each lesson has, in this order, and how it says how to read an exhibit.
PARTS = {
    "en": ("Why it matters", "Quiz", "Recap", "On your own data", "In the client's report"),
    "zh": ("这对销售人员为什么重要", "小测验", "小结", "换成您自己的数据", "在交付的报告中"),
}
READ = {"en": "read it like this", "zh": "怎么看："}
EXERCISE = {"en": "### Exercise", "zh": "### 练习"}
GUESS = {"en": "### Before you see it", "zh": "### 看数之前"}
MONDAY = {"en": "## On Monday", "zh": "## 周一就做"}

#: Latin words that Chinese prose and outputs may hold: names of things that are called so in China too.
LATIN = {
    "AHP", "Cells", "Enter", "Excel", "Gini", "JupyterLab", "NameError", "Python", "Run", "Shift", "VIP", "All",
    "kam", "None", "Rackham", "DeVincentis",
}  # fmt: skip

_HAN = r"[\u3400-\u9fff]"

#: Half-width punctuation beside a Chinese character.
_HALF = re.compile(
    rf"(?<={_HAN}) ?[,;:!?()]|[,;:!?()](?={_HAN})|(?<={_HAN})\.(?!\w)|[\"'](?={_HAN})|(?<={_HAN})[\"']"
)

#: Numbers that belong to the subject, not to the data: the rule's own, days of a year, steps of a scale.
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.#-])\d[\d,]*(?:\.\d+)?\s?(?:%|million|M\b|K\b|customers|yuan|CNY|万|亿)?")
_ALLOWED = {"80", "20", "60", "100", "0.8", "0", "1", "0.3", "365", "180", "5", "1 %", "5 %", "20 %", "95"}


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.cell_type == "code"]


def prose(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.cell_type == "markdown"]


def language(notebook: NotebookNode) -> str:
    return str(notebook.metadata.get("kamlib", {}).get("language", "en"))


def said(notebook: NotebookNode) -> str:
    return "\n\n".join(c.source for c in prose(notebook))


def outputs(notebook: NotebookNode) -> Iterator[Any]:
    for cell in code(notebook):
        yield from cell.get("outputs", [])


def front_matter(notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    about = notebook.metadata.get("kamlib", {})
    for field in ("lesson", "language", "minutes", "needs", "prerequisites", "objectives"):
        if field not in about:
            yield f"front matter lacks {field}"
    if not 10 <= about.get("minutes", 0) <= 60:
        yield f"{about.get('minutes')} minutes is not between 10 and 60"
    if not 2 <= len(about.get("objectives", [])) <= 6:
        yield "two to six objectives are needed"
    for objective in about.get("objectives", []):
        starts = objective.startswith(IDLE_ZH) if language(notebook) == "zh" else not objective[0].islower()
        if starts or objective.split()[0].lower() in IDLE:
            yield f"objective does not begin with a verb of doing: {objective}"
    for before in about.get("prerequisites", []):
        if before >= lesson.id:
            yield f"prerequisite {before} does not come before {lesson.id}"


def anatomy(notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    text = said(notebook)
    place = -1
    for heading in ("# ", *(f"## {part}" for part in PARTS[language(notebook)])):
        found = re.search(rf"^{re.escape(heading)}", text, re.M)
        if found is None:
            yield f"the part {heading!r} is missing"
        elif found.start() < place:
            yield f"the part {heading!r} stands too early"
        else:
            place = found.start()
    if READ[language(notebook)] not in text.lower():
        yield f"nothing says: {READ[language(notebook)]}"
    if not 2 <= len(lesson.exercises) <= 4:
        yield f"{len(lesson.exercises)} exercises, not two to four"
    if not lesson.questions:
        yield "no quiz"
    if not any("image/png" in o.get("data", {}) for o in outputs(notebook)):
        yield "no figure"


def opening(notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    first = code(notebook)[0]
    if 'client = kam.load("machinery")' not in first.source or "parameters" not in first.metadata.get("tags", []):
        yield "the first code cell does not name the data, tagged parameters"
    call = rf'^open_lesson\("{lesson.id}", client, lang="{language(notebook)}", version="[0-9a-f]{{8}}"\)$'
    if not re.search(call, first.source, re.M):
        yield "the first code cell does not open the lesson"


def length(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    lang = language(notebook)
    asked = (GUESS[lang], MONDAY[lang])
    words = sum(_words(c.source, lang) for c in prose(notebook) if not c.source.startswith(asked))
    if words > MOST_WORDS[lang]:
        yield f"{words} words, more than {MOST_WORDS[lang]}"
    for cell in (c for c in prose(notebook) if c.source.startswith(asked)):
        if _words(cell.source, lang) > MOST_ASKED[lang]:
            yield f"a guess or a Monday line of {_words(cell.source, lang)} words: {cell.source[:60]!r}"


def _words(text: str, lang: str) -> int:
    text = re.sub(r"[|#*`>-]", " ", text)
    return len(text.split() if lang == "en" else re.findall(rf"{_HAN}|[A-Za-z0-9_.%]+", text))


def guessed(notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    """A figure is guessed before its answer is drawn, and the lesson ends with something to do on Monday."""
    source = [c.source for c in code(notebook)]
    if not lesson.guesses:
        yield "nothing is guessed"
    for guess in lesson.guesses:
        if guess.starter not in source or guess.answer not in source:
            yield f"guess {guess.id} is not asked and answered"
        elif source.index(guess.answer) < source.index(guess.starter):
            yield f"guess {guess.id} is answered before it is asked"
    if not lesson.monday or not any(c.source.startswith(MONDAY[language(notebook)]) for c in notebook.cells[-2:]):
        yield "no line for Monday at the end"


def short_cells(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    lines = [sum(bool(line.strip()) for line in c.source.splitlines()) for c in code(notebook)]
    if max(lines) > MOST_LINES:
        yield f"a cell of {max(lines)} lines, more than {MOST_LINES}"
    if statistics.median(lines) > MEDIAN_LINES:
        yield f"median of {statistics.median(lines)} lines a cell, more than {MEDIAN_LINES}"


def prose_before_code(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        quiz_run = before is not None and "quiz" in cell.metadata.get("tags", []) and before.cell_type == "code"
        if cell.cell_type == "code" and (before is None or before.cell_type == "code") and not quiz_run:
            yield f"no prose before the cell beginning {cell.source[:40]!r}"


def no_typed_numbers(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    """A number in prose that also stands in an output was typed where it should be shown."""
    shown = computed(notebook)
    for cell in prose(notebook):
        if cell.source.startswith((EXERCISE[language(notebook)], GUESS[language(notebook)])):
            continue
        # code, links, hints and lessons' own numbers (2-1) are not the data's
        plain = re.sub(r"`[^`]*`|\]\([^)]*\)|\*\*Hint.*|\b\d-\d\b", " ", cell.source)
        for found in _NUMBER.findall(plain):
            number = found.strip()
            bare = number.rstrip("% MK万亿").removesuffix("customers").strip().replace(",", "")
            if number not in _ALLOWED and bare not in _ALLOWED and bare in shown:
                yield f"{number} in prose is computed by a cell: {cell.source[:50]!r}"


def computed(notebook: NotebookNode) -> set[str]:
    """Every number in the text of an output; not how far the learner is, which the opening cell says."""
    opening = code(notebook)[0].get("outputs", [])
    first = [o.get("data", {}).get("text/plain", "").partition("\n")[0] for o in opening]
    later = [o for cell in code(notebook)[1:] for o in cell.get("outputs", [])]
    texts = [*first, *(o.get("data", {}).get("text/plain", "") or o.get("text", "") for o in later)]
    numbers = (n for text in texts for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text))
    return {n.replace(",", "") for n in numbers}


def objectives_met(_notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    known = {o.key for o in lesson.objectives}
    proven = {item.objective for item in lesson.items}
    yield from (f"nothing proves the objective {key}" for key in sorted(known - proven))
    yield from (f"an item proves {key}, which is no objective" for key in sorted(proven - known))


def items_asked(notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    source = "\n".join(c.source for c in code(notebook))
    for exercise in lesson.exercises:
        if exercise.starter not in source:
            yield f"exercise {exercise.id} is not asked"
    for question in lesson.questions:
        if f'quiz("{question.id}")' not in source:
            yield f"question {question.id} is not asked"
        if not any(o.right for o in question.options) or all(o.right for o in question.options):
            yield f"question {question.id} needs right and wrong options"
        if not all(len(o.feedback.split()) >= 4 or len(re.findall(_HAN, o.feedback)) >= 6
                   for o in question.options):  # fmt: skip
            yield f"question {question.id} has an option without feedback"


def links(notebook: NotebookNode, _lesson: Lesson, file: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", said(notebook)):
        if not re.match(r"[a-z]+:|#", target) and not (file.parent / target.partition("#")[0]).exists():
            yield f"dead link {target}"


def mentions(notebook: NotebookNode, lesson: Lesson, _file: Path) -> Iterator[str]:
    if unknown := [x for x in lesson.exhibits if x not in IDS]:
        yield f"no finding {unknown[0]} for the report"


def pictures(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    for output in outputs(notebook):
        picture = output.get("data", {}).get("image/png")
        if picture is None:
            continue
        weight = len(base64.b64decode(picture))
        if weight > HEAVIEST_PICTURE:
            yield f"a figure of {weight} bytes, more than {HEAVIEST_PICTURE}"
        if len(output.metadata.get("image/png", {}).get("alt", "")) < 20:
            yield "a figure without alternative text"


def clean_outputs(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    for cell in code(notebook):
        if cell.get("execution_count") is None:
            yield f"not executed: {cell.source[:40]!r}"
    for output in outputs(notebook):
        text = str({k: v for k, v in output.get("data", {}).items() if k != "image/png"}) + str(
            output.get("text", "")
        )
        if output.output_type == "error" or output.get("name") == "stderr":
            yield f"an error or a warning: {text[:60]}"
        if re.search(r"0x[0-9a-f]{6,}|(?<![\w.])/(home|tmp|ro{2}t|wor[k])/|T_[0-9a-f]{5}|<Figure size", text):
            yield f"an address, a path or a bare plot: {text[:80]}"
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {}):
            yield "a widget's id is stored"


def chinese(notebook: NotebookNode, _lesson: Lesson, _file: Path) -> Iterator[str]:
    """An edition in Chinese holds no English but code, names and terms in brackets, and no half-width stops."""
    if language(notebook) != "zh":
        return
    for cell in prose(notebook):
        text = re.sub(r"`[^`]*`|（[^）]*）", " ", cell.source)
        yield from (f"English in prose: {word}" for word in english(text))
    for text in shown(notebook):
        yield from (f"English in an output: {word}" for word in english(text))
    for text in [*(re.sub(r"`[^`]*`", "x", c.source) for c in prose(notebook)), *shown(notebook)]:
        yield from (f"half-width: {around!r}" for around in half_width(text))


def half_width(text: str) -> list[str]:
    """Half-width punctuation beside a Chinese character, with what is around it."""
    return [text[max(0, at.start() - 12) : at.end() + 8] for at in _HALF.finditer(text)]


def english(text: str) -> list[str]:
    """Latin words in a text that are neither names of customers nor known in Chinese."""
    for name in names():
        text = text.replace(name, " ")
    text = re.sub(r"`[^`]*`|\b[\w.-]*[_\d/][\w./-]*\b", " ", text)
    return [word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in LATIN]


@cache
def names() -> list[str]:
    """Names in the embedded client that are written in Latin letters."""
    folder = shipped("datasets") / "machinery"
    held = {
        *pd.read_csv(folder / "customers.csv")["name"],
        *pd.read_csv(folder / "exits.csv")["competitor"].dropna(),
    }
    return sorted((n for n in held if n.isascii()), key=len, reverse=True)


def shown(notebook: NotebookNode) -> list[str]:
    """What outputs say in words; the value of an expression is shown as code writes it, and says nothing."""
    kept = (o for o in outputs(notebook) if o.output_type != "execute_result" or len(o.data) > 1)
    return [o.get("data", {}).get("text/plain", "") or o.get("text", "") for o in kept]


RULES: tuple[Rule, ...] = (
    front_matter, anatomy, opening, length, short_cells, prose_before_code, no_typed_numbers, objectives_met,
    items_asked, guessed, links, mentions, pictures, clean_outputs, chinese,
)  # fmt: skip


def faults(notebook: NotebookNode, lesson: Lesson, file: Path) -> list[str]:
    """Everything that is wrong with a lesson."""
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(notebook, lesson, file)]


def lesson_of(notebook: NotebookNode) -> Lesson:
    with speaking(language(notebook)):
        return lessons.lesson(notebook.metadata["kamlib"]["lesson"])
