"""Make the notebooks: a lesson's data and text become a notebook, executed and stored with its outputs.

``python -m kamlib.course.build [1-2 …] [--lang en] [--into DIR]``, by default each lesson in all its languages;
twice gives the same bytes. How a text is written is stated in ``docs/how-to/write-a-lesson.md``.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from kamlib._paths import shipped
from kamlib.course import lessons
from kamlib.course.exercise import Lesson
from kamlib.course.needs import named
from kamlib.course.version import version_of
from kamlib.words import LANGUAGES, _, label, language, n_, speaking
from kamlib.words.phrases import enumerated, sentences

#: A code fence with its tags, or a directive on a line of its own.
_PIECE = re.compile(r"^```python(?P<tags>[^\n]*)\n(?P<code>.*?)^```\n|^\{(?P<word>[^}\n]+)\}\n", re.S | re.M)

#: What makes a cell's output differ from run to run: it holds a widget.
_WIDGETS = ("quiz(", "whatif(")

#: The kernel of lessons, which explains errors from the first cell on: ``course/jupyter/kernels``.
KERNEL = {"display_name": "Key Account Lab", "language": "python", "name": "key-account-lab"}

_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def notebook(lesson: Lesson, text: str) -> NotebookNode:
    """Put a lesson together, not yet executed.

    Parameters
    ----------
    lesson : Lesson
        Its data.
    text : str
        Its Markdown with code fences and directives.

    Returns
    -------
    nbformat.NotebookNode
    """
    cells = [_markdown(head(lesson)), _code(opening(lesson, version_of(lesson, text)), "parameters")]
    early = re.findall(r"^\{question ([^}\n]+)\}$", text, re.M)
    end = 0
    for piece in _PIECE.finditer(text):
        cells += _prose(text[end : piece.start()])
        end = piece.end()
        word = piece["word"]
        cells += (
            _directive(lesson, word, early) if word else [_code(piece["code"].rstrip(), *piece["tags"].split())]
        )
    cells += _prose(text[end:])
    if lesson.monday:
        cells.append(_markdown("## " + _("On Monday") + "\n\n" + lesson.monday))
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place:02d}"
    about = {
        "lesson": lesson.id, "language": language(), "minutes": lesson.minutes, "needs": list(lesson.needs),
        "prerequisites": list(lesson.prerequisites), "objectives": [o.text for o in lesson.objectives],
    }  # fmt: skip
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kamlib": about, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    )


def head(lesson: Lesson) -> str:
    """Write the first cell: title, objectives, minutes, what comes before, and why it matters.

    Parameters
    ----------
    lesson : Lesson
        The lesson.

    Returns
    -------
    str
        Markdown, in the language in use.
    """
    goals = "\n".join(f"- {objective.text}" for objective in lesson.objectives)
    before = enumerated(list(lesson.prerequisites)) or "–"
    needs = enumerated([named(need) for need in lesson.needs])
    return "\n\n".join([
        f"# {lesson.id} · {lesson.title}",
        _("**After this lesson you can**"), goals,
        _("*{minutes} · comes after: {before} · works on: {needs}*",
          minutes=n_("{n} minute", "{n} minutes", lesson.minutes), before=before, needs=needs),
        "## " + _("Why it matters to a seller"), lesson.why,
        _("Run the first cell: click on it and press Shift + Enter."),
    ])  # fmt: skip


def opening(lesson: Lesson, version: str) -> str:
    """Write the first code cell: it names the data and opens the lesson on it, in the language in use.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    version : str
        From `version_of`: it tells when a learner's copy is out of date.

    Returns
    -------
    str
        Code.
    """
    return "\n".join([
        "import kamlib as kam",
        "from kamlib.course import check, crib, guess, hint, open_lesson, quiz, reveal, show, solution, whatif",
        "",
        'client = kam.load("machinery")',
        f'open_lesson("{lesson.id}", client, lang="{language()}", version="{version}")',
    ])  # fmt: skip


def _directive(lesson: Lesson, word: str, early: list[str]) -> list[NotebookNode]:
    """Turn ``{exercise 1-2.1}``, ``{guess 1-2.g1}``, ``{answer 1-2.g1}``, ``{quiz}`` and so on into cells.

    The quiz asks the questions that were not asked `early` in the text.

    Raises
    ------
    ValueError
        If there is no such directive.
    """
    name, _blank, id_ = word.partition(" ")
    if name == "exercise":
        return _exercise(lesson, id_)
    if name in ("guess", "answer"):
        return _guess(lesson, id_, asked=name == "guess")
    if name == "question":
        return [_code(f'quiz("{id_}")', "quiz")]
    if name == "quiz":
        asked = [_markdown("## " + _("Quiz") + "\n\n" + _("Choose, then press Check. Every answer says why."))]
        return asked + [
            _code(f'quiz("{question.id}")', "quiz") for question in lesson.questions if question.id not in early
        ]
    if word == "own data":
        return [_markdown("## " + _("On your own data") + "\n\n" + _(
            "Put your file into the first cell, `client = kam.load(\"my-orders.xlsx\")`, and choose *Run → Run "
            "All "
            "Cells*. Text, figures and correct answers then refer to your company. If your file lacks "
            "something, a note says so and that part is skipped."
        ))]  # fmt: skip
    if word == "report":
        return [_markdown(_report(lesson))]
    raise ValueError(
        f"{lesson.name}: no directive {{{word}}}; there are exercise, guess, answer, question, quiz, own data and "
        "report"
    )


def _exercise(lesson: Lesson, id_: str) -> list[NotebookNode]:
    held = {e.id: e for e in lesson.exercises}
    if id_ not in held:
        raise ValueError(f"{lesson.name}: its data have no exercise {id_}, only {', '.join(held)}")
    exercise = held[id_]
    stuck = _('*Stuck? Run `hint("{id}")` in a new cell; `solution("{id}")` shows one way.*', id=id_)
    prompt = "### " + _("Exercise {id}", id=id_) + f"\n\n{exercise.prompt}\n\n{stuck}"
    return [_markdown(prompt), _code(exercise.starter, "exercise")]


def _guess(lesson: Lesson, id_: str, *, asked: bool) -> list[NotebookNode]:
    """Ask for a range, or draw the figure over it."""
    held = {g.id: g for g in lesson.guesses}
    if id_ not in held:
        raise ValueError(f"{lesson.name}: its data have no guess {id_}, only {', '.join(held)}")
    if not asked:
        return [_code(held[id_].answer, "answer")]
    how = _("Write the two ends of a range that you are 80 % sure of: right in four out of five guesses.")
    prompt = "### " + _("Before you see it") + f"\n\n{sentences(held[id_].prompt, how)}"
    return [_markdown(prompt), _code(held[id_].starter, "guess")]


def _report(lesson: Lesson) -> str:
    """Say which exhibits of a report this lesson's subject becomes."""
    title = "## " + _("In the client's report")
    if not lesson.exhibits:
        return title + "\n\n" + _("This lesson has no exhibit of its own; all others build on it.")
    names = enumerated([f"**{label(exhibit)}**" for exhibit in lesson.exhibits])
    return title + "\n\n" + n_(
        "In the client's report this is the exhibit {names}. `kam report my-orders.xlsx` creates it, with its "
        "source, or says what is missing.",
        "In the client's report these are the exhibits {names}. `kam report my-orders.xlsx` creates them, with "
        "their source, or says what is missing.", len(lesson.exhibits), names=names,
    )  # fmt: skip


def _prose(text: str) -> list[NotebookNode]:
    return [_markdown(text.strip())] if text.strip() else []


def _markdown(text: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(text)


def _code(source: str, *tags: str) -> NotebookNode:
    marks = list(tags)
    if any(word in source for word in _WIDGETS):
        marks.append("nbval-ignore-output")
    return nbformat.v4.new_code_cell(source, metadata={"tags": marks} if marks else {})


def execute(made: NotebookNode, *, folder: Path | None = None, allow_errors: bool = False) -> NotebookNode:
    """Run a notebook in a fresh kernel that keeps its progress to itself, and clean its outputs.

    Parameters
    ----------
    made : nbformat.NotebookNode
        Is changed in place, and returned.
    folder : Path, optional
        Working folder of the kernel.
    allow_errors : bool
        Whether to go on after a cell that fails.

    Returns
    -------
    nbformat.NotebookNode
        The notebook given, with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    RuntimeError
        If a cell warns: a learner must not see what the author overlooked.
    """
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as private:
        env = {**os.environ, "KAMLIB_PROGRESS": str(Path(private) / "progress.json")}
        runner = NotebookClient(
            made, timeout=300, kernel_name="python3", record_timing=False, store_widget_state=False,
            allow_errors=allow_errors, extra_arguments=["--Application.log_level=40"],
            resources={"metadata": {"path": str(folder or private)}},
        )  # fmt: skip
        runner.execute(env=env)
    return _cleaned(made)


def _cleaned(made: NotebookNode) -> NotebookNode:
    """Drop what differs from run to run: widget ids (the text form of a widget stays) and the Python version."""
    made.metadata.pop("widgets", None)
    made.metadata["language_info"] = {"name": "python"}
    for cell in made.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(_WIDGET_VIEW, None)
            if output.get("name") == "stderr":
                raise RuntimeError(f"the cell beginning {cell.source[:60]!r} warns: {output.text.strip()[:500]}")
    return made


def make(id_: str, lang: str = "en", *, into: Path | None = None) -> Path:
    """Make one edition of a lesson's notebook, executed.

    Parameters
    ----------
    id_ : str
        The lesson: ``"1-2"``.
    lang : str
        Its language.
    into : Path, optional
        A folder that holds one folder a language; by default ``notebooks``.

    Returns
    -------
    pathlib.Path
        The notebook.
    """
    folder = (into or shipped("notebooks")) / lang
    folder.mkdir(parents=True, exist_ok=True)
    with speaking(lang):
        lesson = lessons.lesson(id_)
        made = execute(notebook(lesson, lessons.text_of(id_, lang)))
    file = folder / f"{lesson.name}.ipynb"
    beside = file.with_suffix(".new")
    nbformat.write(made, beside)
    beside.replace(file)
    return file


def main(arguments: list[str] | None = None) -> None:
    """Make the lessons named, or all, in one language or in each that they are written in."""
    parser = argparse.ArgumentParser(prog="python -m kamlib.course.build", description=main.__doc__)
    parser.add_argument("lessons", nargs="*", default=[], help="ids of lessons, by default all")
    parser.add_argument("--lang", choices=LANGUAGES, default=None)
    parser.add_argument("--into", type=Path, default=None, help="by default notebooks/, a folder a language")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    wanted = [
        (id_, lang)
        for id_ in given.lessons or lessons.ids()
        for lang in ([given.lang] if given.lang else lessons.languages(id_))
    ]
    with ProcessPoolExecutor(given.jobs) as pool:
        for file in pool.map(partial(make, into=given.into), *zip(*wanted, strict=True)):
            sys.stdout.write(f"{file.parent.name}/{file.name}\n")


if __name__ == "__main__":
    main()
