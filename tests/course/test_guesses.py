"""A range is committed before the figure appears; the course keeps the score and draws it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.course import calibration, guess, lessons, progress, reveal
from kamlib.course.calibration import Scored
from kamlib.course.exercise import Guess
from kamlib.course.guesses import commit
from kamlib.figures.guess import guessed, guessed_alt
from kamlib.words import speaking
from tests.embedded import embedded

COURSE = lessons.lessons()
GUESSES = [g for lesson in COURSE for g in lesson.guesses]

#: A figure that is known: 30 %.
THIRTY = Guess("1-2.g1", "What share?", lambda client: 0.3, "share")


def test_each_lesson_has_a_guess_with_a_figure_and_a_line_for_monday() -> None:
    client = embedded()
    assert [lesson.id for lesson in COURSE if not lesson.guesses or not lesson.monday] == []
    for each in GUESSES:
        figure = float(each.expected(client))
        assert figure == figure
        assert each.unit != "share" or 0 <= figure <= 1.5


def test_the_first_range_counts_and_the_figure_stays_secret(client: kam.Client, progress_file: Path) -> None:
    first = commit(THIRTY, 0.2, 0.4, client)
    assert (first.outcome, "20% to 40%" in first.sentence, "30" in first.sentence) == ("noted", True, False)
    again = commit(THIRTY, 0.29, 0.31, client)
    assert "first range counts: 20% to 40%" in again.sentence
    assert progress.read().guesses["1-2.g1"] == {"low": 0.2, "high": 0.4, "answer": 0.3, "unit": "share"}


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (..., ..., "three dots in both places"), (0.2, ..., "three dots in both places"), ("a", 1, "Two numbers"),
        (0.4, 0.2, "swap the two"), (20, 40, "between 0 and 1"), (0, 1, "always right"), (None, 3, "Two numbers"),
        (float("nan"), 0.3, "Two numbers"),
    ],
)  # fmt: skip
def test_what_is_no_range_is_not_noted(low: Any, high: Any, said: str, client: kam.Client) -> None:
    assert said in commit(THIRTY, low, high, client).sentence
    assert progress.read().guesses == {}


def test_one_number_twice_is_a_range(client: kam.Client) -> None:
    """Who is sure may say so: it holds the figure only if it is the figure."""
    assert "30% to 30%" in commit(THIRTY, 0.3, 0.3, client).sentence
    assert progress.read().guesses["1-2.g1"]["high"] == 0.3


def test_a_range_after_the_figure_does_not_count(client: kam.Client, capsys: pytest.CaptureFixture[str]) -> None:
    reveal("1-2.g1", client)
    assert "no range was entered" in capsys.readouterr().out
    assert "does not count" in guess("1-2.g1", 0.2, 0.4, client).sentence
    assert calibration.scored(progress.read(), COURSE) == []


def test_the_figure_is_said_inside_below_and_above() -> None:
    ends = (0.6, 0.8)
    assert "inside your range of 60% to 80%" in guessed_alt(0.8, ends, unit="share")
    assert "below" in guessed_alt(0.59, ends, unit="share")
    assert "above" in guessed_alt(0.81, ends, unit="share")


def place(low: float, high: float, answer: float) -> float:
    held = progress.Progress(guesses={"1-2.g1": {"low": low, "high": high, "answer": answer}})
    return calibration.scored(held, COURSE)[0].place


@pytest.mark.parametrize(("unit", "answer"), [
    ("count", 19.0), ("count", 3.0), ("days", 41.0), ("share", 0.17), ("share", 0.04), ("share", 0.85),
])  # fmt: skip
def test_the_axis_says_where_it_stands(unit: str, answer: float) -> None:
    """Rounded labels at 2.5 and 12.5% would read 2 and 12%."""
    ax = guessed(answer, None, unit=unit)
    ax.figure.canvas.draw()
    marks = [(place, mark.get_text()) for place, mark in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)]
    assert len(marks) > 2
    parts = [(place, float(text.rstrip("%")) / (100 if unit == "share" else 1)) for place, text in marks]
    assert [said for place, said in parts if said != pytest.approx(place)] == []


def test_where_a_figure_lies_is_measured_in_ranges() -> None:
    assert place(10, 20, 15) == pytest.approx(0.5)
    assert place(10, 20, 40) == pytest.approx(3)
    assert place(10, 20, 5) == pytest.approx(-0.5)
    assert place(10, 10, 10) == pytest.approx(0.5)
    assert not Scored("x", place(10, 10, 11)).held


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([0.5, 2, 2, 0.2, 0.1, 2, -1, 3, 4, 1], "held 4 of 10 times. Make them wider: you are less sure"),
        ([0.5] * 8 + [2, -1], "held 8 of 10 times. You know well"),
        ([0.5] * 5 + [2, -1], "held 5 of 7 times. You know well"),
        ([0.5] * 3 + [2, -1], "held 3 of 5 times. Make them wider"),
        ([0.5] * 10, "held 10 of 10 times. You may dare narrower"),
        ([2, 3, 4, 5, 0.5], "held 1 of 5 times. Make them wider; most figures lay above"),
        ([0.5] * 3 + [2, 3], "held 3 of 5 times. Make them wider: you are less sure"),
        ([0.5] * 2 + [-1, -2, -3], "held 2 of 5 times. Make them wider; most figures lay below"),
        ([0.5], "held 1 of 1 time. Five guesses or more"),
        ([], ""),
    ],
)
def test_the_score_says_how_many_held_and_what_to_change(places: list[float], said: str) -> None:
    assert calibration.said([Scored("1-2.g1", at) for at in places]).startswith(
        f"Your 80 % ranges {said}" if said else ""
    )


def test_a_bar_holds_the_figure_where_it_lies() -> None:
    inside, above, below = (calibration.bar(Scored("x", at)) for at in (0.5, 9.0, -9.0))
    assert inside.index("●") in range(8, 16)
    assert (above.index("●"), below.index("●")) == (23, 0)
    assert {len(bar) for bar in (inside, above, below)} == {24}


def test_kam_progress_draws_the_score(capsys: pytest.CaptureFixture[str], client: kam.Client) -> None:
    assert main(["progress"]) == 0
    assert "80 %" not in capsys.readouterr().out
    guess("1-2.g1", 0.01, 0.02, client)
    assert main(["progress"]) == 0
    shown = capsys.readouterr().out
    assert "Your 80 % ranges held 0 of 1 time." in shown
    assert "△ above" in shown


def test_guesses_and_answers_live_in_one_file_and_damage_to_one_spares_the_other(progress_file: Path) -> None:
    progress.record("1-2.1", True)
    progress.record_guess("1-2.g1", {"low": 1.0, "high": 2.0, "answer": 1.5, "unit": "number"})
    progress.record("1-2.2", False)
    held = progress.read()
    assert (held.right("1-2.1"), held.guesses["1-2.g1"]["answer"]) == (True, 1.5)
    progress_file.write_text(json.dumps({"answers": {"1-2.1": {"right": True}}, "guesses": [1]}))
    assert progress.read().right("1-2.1")
    assert progress.read().guesses == {}


def test_a_guess_is_asked_in_both_languages_with_one_figure(client: kam.Client) -> None:
    with speaking("zh"):
        chinese = [g for lesson in lessons.lessons() for g in lesson.guesses]
        assert "20% 至 40%" in commit(THIRTY, 0.2, 0.4, client).sentence
    assert [g.starter for g in chinese] == [g.starter for g in GUESSES]
    assert all(one.prompt != other.prompt for one, other in zip(chinese, GUESSES, strict=True))
