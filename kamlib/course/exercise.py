"""What a lesson is made of, as data: objectives, exercises with their known mistakes, quiz questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kamlib.client import Client

#: What an answer is measured in: how the learner's own value is written, and what a tolerance is relative to.
UNITS = ("share", "money", "number", "ratio", "count", "days", "text", "ids", "table")


@dataclass(frozen=True)
class Objective:
    """What the learner can do afterwards: a key, and a sentence that begins with a verb."""

    key: str
    text: str


@dataclass(frozen=True)
class Mistake:
    """A known wrong way to an answer.

    Attributes
    ----------
    name : str
        Short and stable: ``"head-count"``.
    wrong : callable
        What this mistake leads to on a client's data.
    sentence : str
        What to tell the learner, at most 20 words: ``{yours}`` is replaced by the learner's own value. Says
        what was done and what to do next, never the expected value.
    """

    name: str
    wrong: Callable[[Client], Any]
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """A question that is answered by a value.

    Attributes
    ----------
    id : str
        Lesson and number: ``"2-4.1"``.
    objective : str
        Key of the objective that it proves.
    prompt : str
        What to find, in Markdown; names the unit.
    variable : str
        What the answer is called in the learner's cell.
    expected : callable
        The right answer, computed from a client by kamlib: a number, a text, a set of ids, a Series or a frame.
    solution : str
        Code that computes `variable` as a learner would, from what the lesson has defined before.
    hints : tuple of str
        Three: the idea, the method, half the code.
    unit : str
        One of ``UNITS``.
    tolerance : float
        How far a right number may be off: absolute for a share, relative for all else.
    mistakes : tuple of Mistake
        Known wrong ways, most likely first.
    needs : tuple of str
        Tables or columns without which it cannot be asked, beyond orders: ``"activities"``, ``"orders.cost"``.
    after : str
        A short sentence to a right answer: what it means for the seller; may hold ``{yours}``.
    bears : callable
        Whether a right answer bears out `after`; it is given a number, or how many customers a list has.
    otherwise : str
        The sentence where it does not: a moral that the number does not bear would be wrong.
    keys : tuple of str
        For a table: the columns that identify a row; without them rows are compared in their order.
    variants : tuple of callable
        Other ways that are just as right; each must be accepted.
    """

    id: str
    objective: str
    prompt: str
    variable: str
    expected: Callable[[Client], Any]
    solution: str
    hints: tuple[str, str, str]
    unit: str = "number"
    tolerance: float = 0.001
    mistakes: tuple[Mistake, ...] = ()
    needs: tuple[str, ...] = ()
    after: str = ""
    bears: Callable[[float], bool] = lambda _value: True
    otherwise: str = ""
    keys: tuple[str, ...] = ()
    variants: tuple[Callable[[Client], Any], ...] = ()

    @property
    def lesson(self) -> str:
        """Id of its lesson."""
        return self.id.partition(".")[0]

    @property
    def starter(self) -> str:
        """The cell as the learner finds it; it steps aside where the data lack what it needs."""
        first = f"%%needs {' '.join(self.needs)}\n" if self.needs else ""
        return f'{first}{self.variable} = ...\ncheck("{self.id}", {self.variable})'


@dataclass(frozen=True)
class Option:
    """An answer to choose: its text, whether it is right, and what to say to those who choose it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """A quiz question with one or several right options.

    Attributes
    ----------
    id : str
        Lesson and number: ``"2-4.q1"``.
    objective : str
        Key of the objective that it proves.
    text : str
        The question.
    options : tuple of Option
        At least one of them right.
    """

    id: str
    objective: str
    text: str
    options: tuple[Option, ...]

    @property
    def several(self) -> bool:
        """Whether more than one option is right."""
        return sum(option.right for option in self.options) > 1


@dataclass(frozen=True)
class Guess:
    """A figure that the learner guesses, with a range, before the lesson shows it.

    Attributes
    ----------
    id : str
        Lesson and number: ``"2-4.g1"``.
    prompt : str
        What to guess, in Markdown; names the unit.
    expected : callable
        The figure, computed from a client by kamlib.
    unit : str
        One of ``UNITS``: how the figure is written.
    needs : tuple of str
        Tables or columns without which it cannot be asked, beyond orders.
    """

    id: str
    prompt: str
    expected: Callable[[Client], float]
    unit: str = "number"
    needs: tuple[str, ...] = ()

    @property
    def starter(self) -> str:
        """The cell in which the learner commits to a range."""
        return f'{self._first}low, high = ..., ...\nguess("{self.id}", low, high)'

    @property
    def answer(self) -> str:
        """The cell that draws the figure over the range."""
        return f'{self._first}reveal("{self.id}")'

    @property
    def _first(self) -> str:
        return f"%%needs {' '.join(self.needs)}\n" if self.needs else ""


@dataclass(frozen=True)
class Lesson:
    """A lesson's front matter and everything in it that is answered.

    Attributes
    ----------
    id, slug, title : str
        ``"2-4"``, ``"tiers"``; the notebook is ``2-4-tiers.ipynb``.
    rows : tuple of str
        Rows of the domain that it teaches: ``("K7",)``.
    minutes : int
        How long it takes.
    objectives : tuple of Objective
        What the learner can do afterwards.
    why : str
        Why it matters to a seller: a story of three or four sentences.
    prerequisites : tuple of str
        Lessons that come before.
    needs : tuple of str
        Tables or columns that it works on.
    exhibits : tuple of str
        Ids of the findings that its subject becomes in a report.
    exercises, questions, guesses : tuple
        In the order in which they come.
    monday : str
        What to do at work on Monday: one or two sentences that end the notebook.
    """

    id: str
    slug: str
    title: str
    rows: tuple[str, ...]
    minutes: int
    objectives: tuple[Objective, ...]
    why: str
    prerequisites: tuple[str, ...] = ()
    needs: tuple[str, ...] = ("orders",)
    exhibits: tuple[str, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    questions: tuple[Question, ...] = ()
    guesses: tuple[Guess, ...] = ()
    monday: str = ""

    @property
    def name(self) -> str:
        """Name of the notebook without its ending."""
        return f"{self.id}-{self.slug}"

    @property
    def items(self) -> tuple[Exercise | Question, ...]:
        """Everything that counts towards progress."""
        return (*self.exercises, *self.questions)
