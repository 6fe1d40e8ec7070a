"""A quiz question as a card: live with radio buttons or boxes in a notebook, readable text in an exported page."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any

from kamlib.course import progress
from kamlib.course.badge import Badge, badges
from kamlib.course.exercise import Question
from kamlib.course.feedback import Feedback
from kamlib.course.lessons import lesson as lesson_of
from kamlib.words import _


def judge_choice(question: Question, chosen: Collection[int]) -> list[Feedback]:
    """Judge the options chosen: one piece of feedback for each, and one for what is missing.

    Parameters
    ----------
    question : Question
        The question.
    chosen : collection of int
        Positions of the options chosen.

    Returns
    -------
    list of Feedback
        All right only if exactly the right options were chosen.
    """
    if not chosen:
        return [Feedback(question.id, "not started", _("Choose an answer first."))]
    said = [
        Feedback(question.id, "right" if option.right else "wrong", option.feedback)
        for at, option in enumerate(question.options)
        if at in chosen
    ]
    missing = any(option.right and at not in chosen for at, option in enumerate(question.options))
    if missing and all(feedback.right for feedback in said):
        said.append(Feedback(question.id, "close", _("There is another right answer. Look again.")))
    return said


class Card:
    """A question that a notebook shows live, and an exported page as text.

    Parameters
    ----------
    question : Question
        What is asked.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.badges: list[Badge] = []

    def answer(self, *chosen: int) -> list[Feedback]:
        """Answer with positions of options (0, 1, …), note it in the progress and return the feedback.

        Parameters
        ----------
        *chosen : int
            Positions of the options chosen.

        Returns
        -------
        list of Feedback
            One for each option chosen, and one for what is missing.
        """
        said = judge_choice(self.question, chosen)
        if said[0].outcome != "not started":
            before = progress.read()
            after = progress.record(self.question.id, all(feedback.right for feedback in said))
            self.badges = badges(lesson_of(self.question.id.partition(".")[0]), before, after)
        return said

    def __repr__(self) -> str:
        mark = "☐" if self.question.several else "○"
        return "\n".join([self.question.text, *(f"  {mark} {option.text}" for option in self.question.options)])

    def _repr_html_(self) -> str:
        mark = "☐" if self.question.several else "○"
        options = "".join(f"<li>{mark} {html.escape(option.text)}</li>" for option in self.question.options)
        return (
            f"<div><p><b>{html.escape(self.question.text)}</b>{self._how_many()}</p>"
            f'<ul style="list-style:none">{options}</ul></div>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = self.widget()._repr_mimebundle_()
        return {**live, "text/plain": repr(self), "text/html": self._repr_html_()}

    def _how_many(self) -> str:
        several = _("Several answers are right.")
        return f" <i>{html.escape(several)}</i>" if self.question.several else ""

    def widget(self) -> Any:
        """Return the live card: options, a button, and a place for the feedback.

        Returns
        -------
        ipywidgets.Widget
            For a notebook.
        """
        import ipywidgets as w

        title = w.HTML(f"<b>{html.escape(self.question.text)}</b>{self._how_many()}")
        options, chosen = self._several() if self.question.several else self._single()
        button = w.Button(description=_("Check"), button_style="primary", tooltip=_("Check the answer"))
        told = w.HTML()

        def tell(_button: Any) -> None:
            said = self.answer(*chosen())
            shown = [*(feedback._repr_html_() for feedback in said), *(b._repr_html_() for b in self.badges)]
            told.value = "".join(shown)

        button.on_click(tell)
        return w.VBox([title, options, button, told])

    def _single(self) -> tuple[Any, Any]:
        import ipywidgets as w

        texts = [option.text for option in self.question.options]
        options = w.RadioButtons(
            options=[(text, at) for at, text in enumerate(texts)], value=None, layout={"width": "auto"}
        )
        return options, lambda: () if options.value is None else (options.value,)

    def _several(self) -> tuple[Any, Any]:
        import ipywidgets as w

        boxes = [
            w.Checkbox(description=option.text, indent=False, layout={"width": "auto"})
            for option in self.question.options
        ]
        return w.VBox(boxes), lambda: tuple(at for at, box in enumerate(boxes) if box.value)
