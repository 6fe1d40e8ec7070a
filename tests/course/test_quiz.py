"""Quiz cards: feedback for each option, progress, live widgets, and text for an exported page."""

from __future__ import annotations

from types import FunctionType

import nbformat
from nbconvert import HTMLExporter

from kamlib.course import progress, quiz
from kamlib.course.cards import judge_choice


def right_options(card: object) -> tuple[int, ...]:
    return tuple(at for at, option in enumerate(card.question.options) if option.right)


def test_each_option_has_its_own_feedback() -> None:
    card = quiz("0-1.q1")
    for at, option in enumerate(card.question.options):
        (told,) = card.answer(at)
        assert told.sentence == option.feedback
        assert told.right == option.right


def test_all_right_options_and_only_those_count() -> None:
    card = quiz("0-1.q2")
    first, second = right_options(card)
    assert [f.outcome for f in card.answer(first)] == ["right", "close"]
    assert not progress.read().right("0-1.q2")
    assert any(f.outcome == "wrong" for f in card.answer(first, second, 0))
    assert not progress.read().right("0-1.q2")
    assert [f.outcome for f in card.answer(first, second)] == ["right", "right"]
    assert progress.read().right("0-1.q2")


def test_nothing_chosen_is_not_started_and_not_noted() -> None:
    assert judge_choice(quiz("0-1.q1").question, ())[0].outcome == "not started"
    quiz("0-1.q1").answer()
    assert not progress.read().answers


def test_the_live_card_tells_after_a_click() -> None:
    card = quiz("0-1.q1")
    _title, options, button, told = card.widget().children
    button.click()
    assert "Choose an answer first" in told.value
    options.value = right_options(card)[0]
    button.click()
    assert "✓ Right" in told.value
    assert progress.read().right("0-1.q1")


def test_boxes_take_several_answers() -> None:
    card = quiz("1-2.q2")
    _title, options, button, told = card.widget().children
    for at in right_options(card):
        options.children[at].value = True
    button.click()
    assert told.value.count("✓ Right") == 3
    assert progress.read().right("1-2.q2")


def test_an_exported_page_shows_question_and_options() -> None:
    card = quiz("1-2.q2")
    forms = card._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in forms
    output = nbformat.v4.new_output("execute_result", data=forms, execution_count=1)
    cell = nbformat.v4.new_code_cell("quiz", outputs=[output], execution_count=1)
    page, _resources = HTMLExporter(template_name="lab").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert card.question.text in page
    assert all(option.text in page for option in card.question.options)
    assert all(option.feedback not in page for option in card.question.options)


def test_the_first_cell_can_be_run_again_behind_a_quiz() -> None:
    import kamlib.course as course

    course.quiz("0-1.q1")
    for name in course.__all__:
        assert isinstance(getattr(course, name), FunctionType), name
