"""Lesson 4-1: satisfaction – how sure a few answers are, whom they speak for, and what moves them."""

from __future__ import annotations

from functools import cache

import pandas as pd

from kamlib.course import keeping
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.keep import answers, leaving
from kamlib.keep.satisfaction import drivers, sample_size, wilson
from kamlib.words import _

#: First and last day of the survey that the lesson looks at.
FIRST, LAST = pd.Timestamp("2023-10-01"), pd.Timestamp("2023-10-31")

#: Satisfied answers, answers, and the two companies that they may come from.
SATISFIED, ANSWERS, SMALL, LARGE = 21, 30, 60, 6000

#: Questions of the survey but for the one about everything.
QUESTIONS = ("contact", "delivery", "price", "product", "service")

#: The two that cannot be distinguished.
TWINS = ("contact", "service")


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "4-1", "satisfaction", _("What a survey tells you"), ("K15",), 45,
        objectives=(
            Objective("sure", _("say how sure a share of a few answers is")),
            Objective("silent", _("ask who did not answer before you read the answers")),
            Objective("driver", _("separate what moves satisfaction from what is loudest")),
        ),
        why=_(
            "Each autumn a maker of gearboxes asked its customers, and each autumn three in four were satisfied. "
            "The slide went to the board, and the board was calm. Then sales fell. A trainee laid the list of "
            "answers next to the list of lost customers. Almost none of the lost ones had answered. The survey "
            "had been right every year, about those who stayed."
        ),
        prerequisites=("2-4",), needs=("orders",), exhibits=("satisfaction",),
        exercises=(_times(), _unheard(), _together()), questions=(_board(), _which()),
        guesses=(_guess(),),
        monday=_(
            "Take your last survey. List the customers that did not answer, sort them by what they bring a year, "
            "and call the first five."
        ),
    )  # fmt: skip


def _width(population: int) -> float:
    low, high = wilson(SATISFIED, ANSWERS, population=population)
    return high - low


def _guess() -> Guess:
    return Guess(
        "4-1.g1",
        _("21 of 30 answers are satisfied. In one company 60 customers could have answered, in another 6,000. How "
          "wide is the interval in the first company, as a share of the width in the second?"),
        lambda client: _width(SMALL) / _width(LARGE), "share",
    )  # fmt: skip


def _times() -> Exercise:
    return Exercise(
        "4-1.1", "sure",
        _("`sample_size(6000)` is the number of answers that 6,000 customers need for five points of error. How "
          "many times as many is that as 60 customers need? Store it in `times`."),
        "times",
        lambda client: sample_size(LARGE) / sample_size(SMALL),
        "times = sample_size(6000) / sample_size(60)",
        (
            _("A hundred times as many customers do not need a hundred times as many answers."),
            _("`sample_size` gives the answers for each of the two; divide."),
            _("`sample_size(6000)` over the same for 60."),
        ),
        tolerance=0.001,
        mistakes=(
            Mistake("as many as customers", lambda client: LARGE / SMALL,
                    _("{yours} times as many customers. How many times as many *answers*?")),
            Mistake("answers", lambda client: sample_size(LARGE),
                    _("{yours} answers for the large company. Divide by those that the small one needs.")),
            Mistake("difference", lambda client: sample_size(LARGE) - sample_size(SMALL),
                    _("{yours} is how many more. How many times as many?")),
        ),
        after=_("{yours} times the answers for a hundred times the customers. With few customers ask almost all."),
    )  # fmt: skip


def _survey() -> pd.DataFrame:
    found = keeping.book().survey
    assert found is not None  # noqa: S101  (the data set has it)
    return found


@cache
def _asked() -> pd.DataFrame:
    table = leaving.as_known(keeping.days(), FIRST, fewest=1)
    given = answers.latest(_survey(), FIRST, LAST)
    return table.assign(replied=table["customer_id"].isin(given.index))


def _unheard() -> Exercise:
    return Exercise(
        "4-1.2", "silent",
        _("Of the customers in `asked` that left, what share had *not* answered? The columns are `left` and "
          "`replied`. Store it in `unheard`, between 0 and 1."),
        "unheard",
        lambda client: float((~_asked().loc[_asked()["left"], "replied"]).mean()),
        'gone = asked[asked["left"]]\nunheard = (~gone["replied"]).mean()',
        (
            _("First keep the customers that left. Then look at how many of them had answered."),
            _("`asked[asked[...]]` keeps them; `~` turns yes into no; `.mean()` of yes and no is a share."),
            _('`(~gone["replied"]).mean()`, where `gone` are the customers with `left`.'),
        ),
        unit="share", tolerance=0.001,
        mistakes=(
            Mistake("left of the silent", lambda client: float(_asked().loc[~_asked()["replied"], "left"].mean()),
                    _("{yours} is the share that left of those that did not answer. Start from those that left.")),
            Mistake("all that did not answer", lambda client: float((~_asked()["replied"]).mean()),
                    _("{yours} is the share that did not answer of *all*. Keep those that left first.")),
            Mistake("both of all", lambda client: float((_asked()["left"] & ~_asked()["replied"]).mean()),
                    _("{yours} divides by all customers. Divide by those that left.")),
            Mistake("left", lambda client: float(_asked()["left"].mean()),
                    _("{yours} is the share of all customers that left. How many of those had not answered?")),
        ),
        after=_("{yours} of those that left are not in the survey. Its mean is that of the others."),
    )  # fmt: skip


@cache
def _found() -> pd.DataFrame:
    wide = _survey().pivot_table(index=["customer_id", "date"], columns="dimension", values="score")
    return drivers(wide, answers.OVERALL, QUESTIONS).table.set_index("driver")


def _part(*questions: str, of: str = "share") -> float:
    return float(_found()[of].reindex(list(questions)).sum())


def _together() -> Exercise:
    return Exercise(
        "4-1.3", "driver",
        _("Service and contact person have the same `group`: their answers move together. What share of what the "
          "questions explain do the two have *together*? Store it in `together`, between 0 and 1."),
        "together",
        lambda client: _part(*TWINS),
        'twins = found.table["driver"].isin(["service", "contact"])\n'
        'together = found.table.loc[twins, "share"].sum()',
        (
            _("What cannot be distinguished is counted as one: add the two shares."),
            _("`.isin([...])` finds the two rows of `found.table`; add up their `share`."),
            _('`found.table["driver"].isin(["service", "contact"])` finds them; then `.sum()` of `share`.'),
        ),
        unit="share", tolerance=0.001,
        mistakes=(
            Mistake("service alone", lambda client: _part("service"),
                    _("{yours} is the share of service alone. Add that of the contact person.")),
            Mistake("contact alone", lambda client: _part("contact"),
                    _("{yours} is the share of the contact person alone. Add that of service.")),
            Mistake("delivery", lambda client: _part("delivery"),
                    _("{yours} is the share of delivery. Add up service and contact person.")),
            Mistake("weights", lambda client: _part(*TWINS, of="weight"),
                    _("{yours} adds up `weight`, a part of all differences. Use `share`.")),
            Mistake("coefficients", lambda client: _part(*TWINS, of="coefficient"),
                    _("{yours} adds up coefficients. Twins share them by chance; use `share`.")),
            Mistake(
                "mean of the two", lambda client: _part(*TWINS) / 2,
                _("{yours} is the mean of the two. Add them up."),
            ),
        ),
        after=_("{yours} for the two loudest questions together: less than delivery has alone."),
    )  # fmt: skip


def _board() -> Question:
    return Question(
        "4-1.q1", "silent",
        _("Three in four of the answers are satisfied, and half of the customers answered. What may you tell the "
          "board? Choose all that apply."),
        (
            Option(_("Of the customers that answered, three in four are satisfied."), True,
                   _("Yes: that is what was counted, and these words say no more.")),
            Option(_("Of all customers, between about four and nine in ten are satisfied."), True,
                   _("Yes: without an assumption about the others this is all that is known.")),
            Option(_("Three in four customers are satisfied, give or take a few points."), False,
                   _("That takes those that did not answer to be like the others. Here they were not.")),
            Option(_("More reminders will not help, since the sample is large enough."), False,
                   _("Size helps against chance only. A hundred calls to the silent are worth more.")),
        ),
    )  # fmt: skip


def _which() -> Question:
    return Question(
        "4-1.q2", "driver",
        _("Service and contact person cannot be distinguished. What do you propose?"),
        (
            Option(_("Visit some customers and ask what bad service was; then decide."), True,
                   _("Yes: the answers cannot separate the two, but a conversation can.")),
            Option(_("Change the contact persons, since their grade is as low."), False,
                   _("In this company the contact person moves nothing: the question only moves with service.")),
            Option(_("Take the larger coefficient of the two."), False,
                   _("Between twins the coefficients fall by chance. Another wave may turn them round.")),
            Option(_("Drop both from the questionnaire."), False,
                   _("Together they explain much. Ask about them more sharply instead.")),
        ),
    )  # fmt: skip
