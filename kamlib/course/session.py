"""The lesson that is open in this kernel, and what a learner calls in it.

A lesson's first cell opens it with its client. From then on answers of that lesson are judged on that client's
data: after ``client = kam.load("my-orders.xlsx")`` the right answers are those of the learner's own company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamlib.course import progress, state
from kamlib.course.badge import badges
from kamlib.course.catching import install
from kamlib.course.checking import judge
from kamlib.course.exercise import Exercise, Lesson
from kamlib.course.feedback import Feedback
from kamlib.course.keys import group_buttons
from kamlib.course.lessons import exercise as exercise_of
from kamlib.course.lessons import guess as guess_of
from kamlib.course.lessons import lesson as lesson_of
from kamlib.course.lessons import question as question_of
from kamlib.course.needs import lacking as missing
from kamlib.course.needs import named, needs
from kamlib.course.overview import standing
from kamlib.course.text import Text, escaped, tell
from kamlib.course.version import stale
from kamlib.words import _, date, n_
from kamlib.words.language import use_everywhere
from kamlib.words.phrases import enumerated

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.course.cards import Card


def open_lesson(id_: str, client: Client, *, version: str | None = None, lang: str | None = None) -> Text:
    """Open a lesson on a client's data.

    Parameters
    ----------
    id_ : str
        The lesson: ``"1-2"``.
    client : Client
        The data that its exercises are judged on.
    version : str, optional
        The version of the lesson that the notebook was made from; the builder writes it into the first cell.
    lang : {"en", "zh"}, optional
        The language of the edition: from here on everything is in it, whatever the system's language. By
        default the language stays as it is.

    Returns
    -------
    Text
        What the client brings, which parts of the lesson it has no table for, and whether this copy of the
        notebook is older than the course that is installed.

    Raises
    ------
    KamError
        If there is no such lesson or language.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.course import open_lesson
    >>> text = open_lesson("1-2", kam.load("machinery"))
    >>> str(text).startswith("1-2")
    True
    """
    if lang is not None:
        use_everywhere(lang)
    lesson = lesson_of(id_)
    state.open_clients[id_] = client
    in_notebook = _prepare_notebook()
    if in_notebook:
        group_buttons()
    held = progress.read()
    _notice(held.warning)
    older = stale(id_, version) if version or in_notebook else []
    return Text("\n\n".join([_about(lesson, client), standing(lesson, held), *older, *_lacking(lesson, client)]))


def check(id_: str, answer: Any, client: Client | None = None) -> Feedback:
    """Judge an answer.

    Parameters
    ----------
    id_ : str
        The exercise: ``"2-4.1"``.
    answer : object
        Anything; three dots mean not started.
    client : Client, optional
        By default the one with which the lesson was opened.

    Returns
    -------
    Feedback
        A symbol, a word and one sentence. Answers (not three dots) are noted in the learner's progress.

    Raises
    ------
    KamError
        If there is no such exercise, or its lesson was not opened.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.course import check
    >>> client = kam.load("machinery")
    >>> told = check("0-1.1", client.orders["customer_id"].nunique(), client)
    >>> told.outcome, told.right
    ('right', True)
    """
    exercise = exercise_of(id_)
    feedback = judge(exercise, answer, client or state.client_of(exercise.lesson))
    if not feedback.right:
        feedback = _slipped(exercise, answer) or feedback
    if feedback.outcome in ("not started", "not here"):
        return tell(feedback)
    before, after = progress.read(), progress.record(id_, feedback.right)
    _notice(after.warning)
    told = tell(feedback)
    for badge in badges(lesson_of(exercise.lesson), before, after):
        tell(badge)
    return told


def _slipped(exercise: Exercise, answer: Any) -> Feedback | None:
    """Say that the answer never reached the check, or that a heading was typed instead of its code."""
    from kamlib.course.slips import cells

    space = _space()
    if f'"{exercise.id}"' not in state.cell.replace("'", '"'):
        return None  # another cell runs, or none
    said = cells.not_stored(exercise.variable, state.cell, space)
    if said:
        return Feedback(exercise.id, "not started", said)
    said = (
        ""
        if answer is ...
        else (
            cells.not_called(answer)
            or cells.needless_comparison(state.cell, space)
            or cells.label_for_code(state.cell, space)
        )
    )
    return Feedback(exercise.id, "wrong", said) if said else None


def _space() -> dict[str, Any]:
    """Return what the notebook knows; nothing outside of one."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return dict(shell.user_ns) if shell is not None else {}


def hint(id_: str) -> Text:
    """Give the next hint: the idea, then the method, then half the code.

    Parameters
    ----------
    id_ : str
        The exercise: ``"2-4.1"``.

    Returns
    -------
    Text
        The hint, shown in a notebook.

    Raises
    ------
    KamError
        If there is no such exercise; the nearest is named.

    Examples
    --------
    >>> from kamlib.course import hint
    >>> first, second = hint("1-2.1"), hint("1-2.1")
    >>> str(first) != str(second)
    True
    """
    hints = exercise_of(id_).hints
    given = min(state.hints_given.get(id_, 0), len(hints) - 1)
    state.hints_given[id_] = given + 1
    return tell(Text(_("**Hint {n} of {all}.** {text}", n=str(given + 1), all=str(len(hints)), text=hints[given])))


def solution(id_: str) -> Text:
    """Show code that answers the exercise.

    Parameters
    ----------
    id_ : str
        The exercise: ``"2-4.1"``.

    Returns
    -------
    Text
        The code, shown in a notebook.

    Raises
    ------
    KamError
        If there is no such exercise; the nearest is named.

    Examples
    --------
    >>> from kamlib.course import solution
    >>> "verdict = result.verdict" in str(solution("1-2.3"))
    True
    """
    return tell(Text(f"```python\n{exercise_of(id_).solution}\n```"))


def guess(id_: str, low: Any, high: Any, client: Client | None = None) -> Feedback:
    """Commit to a range before the lesson shows the figure.

    Parameters
    ----------
    id_ : str
        The guess: ``"1-2.g1"``.
    low, high : float
        The ends of a range that holds the figure with a certainty of 80 %; three dots mean not started.
    client : Client, optional
        By default the one with which the lesson was opened.

    Returns
    -------
    Feedback
        That the range is noted, or what is wrong with it. The first range counts.

    Raises
    ------
    KamError
        If there is no such guess, or its lesson was not opened.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.course import guess
    >>> guess("1-2.g1", ..., ..., kam.load("machinery")).outcome
    'not started'
    """
    from kamlib.course.guesses import commit

    asked = guess_of(id_)
    return tell(commit(asked, low, high, client or state.client_of(id_.partition(".")[0])))


def reveal(id_: str, client: Client | None = None) -> None:
    """Show the figure over the range that was guessed.

    Parameters
    ----------
    id_ : str
        The guess: ``"1-2.g1"``.
    client : Client, optional
        By default the one with which the lesson was opened.

    Raises
    ------
    KamError
        If there is no such guess, or its lesson was not opened.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.course import reveal
    >>> reveal("1-2.g1", kam.load("machinery"))  # doctest: +ELLIPSIS
    The figure is ...; no range was entered before it was shown.
    """
    from kamlib.course.guesses import range_for
    from kamlib.course.show import show
    from kamlib.course.values import Values
    from kamlib.figures.guess import guessed

    asked, data = guess_of(id_), client or state.client_of(id_.partition(".")[0])
    answer = float(Values(data).given_by(asked.expected))
    show(guessed, answer, range_for(asked), unit=asked.unit, currency=data.currency)


def quiz(id_: str) -> Card:
    """Ask a quiz question.

    Parameters
    ----------
    id_ : str
        The question: ``"2-4.q1"``.

    Returns
    -------
    Card
        The question with its choices, which marks what is chosen.

    Raises
    ------
    KamError
        If there is no such question; the nearest is named.

    Examples
    --------
    >>> from kamlib.course import quiz
    >>> card = quiz("2-4.q1")
    """
    from kamlib.course.cards import Card

    return Card(question_of(id_))


def _about(lesson: Lesson, client: Client) -> str:
    customers = n_("{n} customer", "{n} customers", len(client.buying_ids))
    return _(
        "**{title}** on {client}: {customers}, {first} to {last}.",
        title=f"{lesson.id} · {lesson.title}", client=escaped(client.title), customers=customers,
        first=date(client.first_date), last=date(client.last_date),
    )  # fmt: skip


def _lacking(lesson: Lesson, client: Client) -> list[str]:
    """Say in one line what the lesson lives on and the data lack; nothing where all is there."""
    lacking = [named(need) for need in missing(client, lesson.needs)]
    if not lacking:
        return []
    return [
        n_(
            "This lesson works best with the data set machinery: here {needs} is missing. Cells that need it are "
            "skipped, and say what to ask for.",
            "This lesson works best with the data set machinery: here {needs} are missing. Cells that need them "
            "are skipped, and say what to ask for.",
            len(lacking), needs=enumerated(lacking),
        )
    ]  # fmt: skip


def _prepare_notebook() -> bool:
    """Teach this notebook the word ``%%needs`` and to write 12 instead of ``np.int64(12)``; False outside one."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is not None:
        import numpy as np

        install(shell)
        shell.register_magic_function(needs, magic_kind="cell", magic_name="needs")
        plain = shell.display_formatter.formatters["text/plain"]
        for kind in (np.int64, np.float64, np.bool_):
            plain.for_type(kind, lambda value, printer, _cycle: printer.text(str(value)))
    return shell is not None


def _notice(warning: str) -> None:
    if warning:
        print(warning)
