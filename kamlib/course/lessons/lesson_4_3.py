"""Lesson 4-3: lifetime value – the famous five per cent, one's own place, and what a value does not say."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.course import keeping
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.facts.products import profit_by
from kamlib.value import lifetimes
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: Discount of the guess and of the draws; that of the exercise; the upper end of the claim and its lower one.
DISCOUNT, CHEAP, MOST, LEAST = 0.10, 0.05, 0.85, 0.25

#: The two years that are compared, and the draws.
BEFORE, AFTER, DRAWS, SEED = 2023, 2024, 1000, 4


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "4-3", "lifetime-value", _("What keeping customers is worth"), ("K17",), 50,
        objectives=(
            Objective("claim", _("check the claim of five per cent, in points and in per cent")),
            Objective("place", _("find a company's retention on the map")),
            Objective("gone", _("find customers that cost more than they bring")),
            Objective("single", _("separate the value of all customers from that of one")),
        ),
        why=_(
            "An adviser showed the board of a pump dealer one sentence: keep five per cent more customers, and "
            "profit rises by twenty-five to eighty-five per cent. The board paid for a loyalty "
            "programme with rebates. A year later more customers had stayed, and profit had fallen. "
            "Nobody had asked three questions. Five per cent of what? Profit of which year? And which customers?"
        ),
        prerequisites=("1-3", "4-2"), needs=("orders",), exhibits=("lifetime",),
        exercises=(_needed(), _stay(), _gain(), _half()), questions=(_next_year(), _loyal()),
        guesses=(_guess(),),
        monday=_(
            "Count how many of the customers of the year before last bought last year. Put that figure on the map "
            "before anybody shows the famous sentence again."
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "4-3.g1",
        _("Of a hundred customers 90 stay each year; money costs 10 % a year. Five *per cent* fewer customers "
          "leave. By what share does the value of all rise?"),
        lambda client: lifetimes.gains(0.9, DISCOUNT, points=False), "share",
    )  # fmt: skip


def _lowest(gain: float, discount: float, *, points: bool = True) -> float:
    """Retention, in whole points, from which on the value rises by a share; 0 where it never does."""
    found = (one for one in range(40, 96) if lifetimes.gains(one / 100, discount, points=points) >= gain)
    return next(found, 0) / 100


def _needed() -> Exercise:
    return Exercise(
        "4-3.1", "claim",
        _("Money costs 5 % a year. From which retention on, in whole points, do five points more raise the value "
          "by 85 % or more? Use the slider, or `lifetimes.gains(retention, 0.05)` from `kamlib.value`. Store it "
          "in `needed`, between 0 and 1."),
        "needed",
        lambda client: _lowest(MOST, CHEAP),
        "from kamlib.value import lifetimes\n"
        "needed = min(r / 100 for r in range(40, 96) if lifetimes.gains(r / 100, 0.05) >= 0.85)",
        (
            _("Try one retention after another, from low to high, until the gain is large enough."),
            _("`lifetimes.gains(r / 100, 0.05)` for each whole `r`; take the first that reaches the goal."),
            _("`min(r / 100 for r in range(40, 96) if ...)`, with the gain of at least 0.85 in place of the "
              "dots."),
        ),
        unit="share", tolerance=0.001,
        mistakes=(
            Mistake("lower end", lambda client: _lowest(LEAST, CHEAP),
                    _("{yours} is enough for a quarter more. Look for 85 %.")),
            Mistake("after the step", lambda client: _lowest(MOST, CHEAP) + 0.05,
                    _("{yours} is where you come to. Give the retention before the five points.")),
            Mistake("one too low", lambda client: _lowest(MOST, CHEAP) - 0.01,
                    _("At {yours} the gain stays a little below 85 %. Go up.")),
        ),
        after=_("{yours}: only where nearly everybody stays already, and money is cheap. At 10 % it is nowhere."),
    )  # fmt: skip


@cache
def _by() -> pd.DataFrame:
    lines = keeping.book().orders.assign(year=keeping.book().orders["date"].dt.year)
    return lines.pivot_table(index="customer_id", columns="year", values="order_id", aggfunc="nunique",
                             fill_value=0)  # fmt: skip


def _stays(before: int = BEFORE, after: int = AFTER) -> float:
    there = _by()[_by()[before] > 0]
    return float((there[after] > 0).mean())


def _by_money() -> float:
    lines = keeping.book().orders[keeping.book().orders["date"].dt.year == BEFORE]
    worth = profit_by(lines, "customer_id")
    still = _by()[AFTER].reindex(worth.index) > 0
    return float(worth[still].sum() / worth.sum())


def _stay() -> Exercise:
    return Exercise(
        "4-3.2", "place",
        _("Of the customers with orders in 2023, what share had orders in 2024 too? Use `by`; its columns are "
          "whole numbers: `by[2023]`. Store it in `stays`, between 0 and 1."),
        "stays",
        lambda client: _stays(),
        "there = by[by[2023] > 0]\nstays = (there[2024] > 0).mean()",
        (
            _("First keep those that bought in 2023. Then ask who of them bought in 2024."),
            _("`by[by[2023] > 0]` keeps them; `(... > 0).mean()` is a share."),
            _("`(there[2024] > 0).mean()`, where `there` are the customers of 2023."),
        ),
        unit="share", tolerance=0.001,
        mistakes=(
            Mistake("backwards", lambda client: _stays(AFTER, BEFORE),
                    _("{yours} looks back: those of 2024 that were there in 2023. Start from 2023.")),
            Mistake("of all", lambda client: float(((_by()[BEFORE] > 0) & (_by()[AFTER] > 0)).mean()),
                    _("{yours} divides by all customers of the book. Divide by those of 2023.")),
            Mistake("year before", lambda client: _stays(BEFORE - 1, AFTER - 1),
                    _("{yours} belongs to the year before. Go from 2023 to 2024.")),
            Mistake("by money", lambda client: _by_money(),
                    _("{yours} is weighted by money: large customers stay more often. Count heads.")),
            Mistake("number of customers", lambda client: int((_by()[AFTER] > 0).sum()) / int(
                (_by()[BEFORE] > 0).sum()), _("{yours} counts new customers of 2024 too. Only those of 2023 can "
                                              "stay.")),
        ),
        after=_("{yours} a year. Now it has a place on the map."),
    )  # fmt: skip


@cached_per_client
def _year(client: Client) -> pd.Series:
    table = client.accounts_within(periods.window(client.last_date))
    return table.set_index("customer_id")[client.basis].astype("float64")


def _losing(client: Client) -> pd.Series:
    return _year(client)[_year(client) < 0].sort_values()


def _gain() -> Exercise:
    return Exercise(
        "4-3.3", "gone",
        _("By how much a year would the profit of all customers rise if every customer in `losing` left, and its "
          "cost with it? The column of profit is `client.basis`. Store a positive sum in `relief`."),
        "relief",
        lambda client: float(-_losing(client).sum()),
        "relief = -losing[client.basis].sum()",
        (
            _("Each loss that goes is a gain."),
            _("Add up the column of `losing`, and turn the sign."),
            _("`-losing[...].sum()` with `client.basis` in place of the dots."),
        ),
        unit="money", needs=("serving",),
        mistakes=(
            Mistake("five rows", lambda client: float(-_losing(client).head(5).sum()),
                    _("{yours} adds up the rows that are shown. `losing` has more.")),
            Mistake("all", lambda client: float(_year(client).sum()),
                    _("{yours} is what all customers bring. Add up those in `losing`.")),
            Mistake("customers", lambda client: float(len(_losing(client))),
                    _("{yours} counts them. Add up what they cost.")),
            Mistake(
                "mean", lambda client: float(-_losing(client).mean()),
                _("{yours} is one of them on average. Add them all up: `.sum()`."),
            ),
        ),
        after=_("{yours} a year at most, if all of that cost goes with them. Seldom does all of it go."),
    )  # fmt: skip


@cache
def _drawn() -> np.ndarray:
    lines = keeping.book().orders[keeping.book().orders["date"].dt.year == AFTER]
    worth = profit_by(lines, "customer_id").sort_values(ascending=False)
    return lifetimes.by_lot(worth, _stays(), discount=DISCOUNT, draws=DRAWS, seed=SEED)


def _below(part: float, *, total: bool = False) -> float:
    values = _drawn().sum(axis=1) if total else _drawn()[:, 0]
    return float((values < part * values.mean()).mean())


def _half() -> Exercise:
    return Exercise(
        "4-3.4", "single",
        _("In what share of the thousand courses does the largest customer, `drawn[:, 0]`, bring less than *half* "
          "of its mean? Store it in `short`, between 0 and 1."),
        "short",
        lambda client: _below(0.5),
        "one = drawn[:, 0]\nshort = (one < 0.5 * one.mean()).mean()",
        (
            _("Compare each course with half of the mean, then take the share of the yes answers."),
            _("`one = drawn[:, 0]`; `one.mean()` is the mean; `.mean()` of a comparison is a share."),
            _("`(one < 0.5 * ...).mean()` with the mean in place of the dots."),
        ),
        unit="share", tolerance=0.001,
        mistakes=(
            Mistake("below the mean", lambda client: _below(1.0),
                    _("{yours} is below the mean. Ask for less than half of it.")),
            Mistake("nothing", lambda client: float((_drawn()[:, 0] == 0).mean()),
                    _("{yours} brings nothing at all. Count also those that bring little.")),
            Mistake("the sum", lambda client: _below(0.5, total=True),
                    _("{yours} is of all customers together. Take the largest alone.")),
            Mistake("last customer", lambda client: float(
                (_drawn()[:, -1] < 0.5 * _drawn()[:, -1].mean()).mean()),
                _("{yours} belongs to the last column. The largest customer is the first: `drawn[:, 0]`.")),
            Mistake(
                "rows", lambda client: float((_drawn()[0] < 0.5 * _drawn()[0].mean()).mean()),
                _("{yours} is one course of all customers. Take the first column: `drawn[:, 0]`."),
            ),
        ),
        after=_("{yours} for one customer. For the sum of all it happens in no course at all."),
    )  # fmt: skip


def _next_year() -> Question:
    return Question(
        "4-3.q1", "claim",
        _("Retention rises from 85 to 90 of a hundred customers, and lifetime value by a third. What happens to "
          "next year's profit?"),
        (
            Option(_("It rises by about six per cent, less what keeping them costs."), True,
                   _("Yes: 90 instead of 85 customers are there. The rest of the third comes in later years.")),
            Option(_("It rises by a third."), False,
                   _("That is the value of all years to come, discounted. Next year only the five more count.")),
            Option(_("It rises by five per cent of turnover."), False,
                   _("Five points of customers are neither turnover nor profit. Count who is there next year.")),
            Option(_("It does not change."), False,
                   _("Customers that would have left bring something next year already.")),
        ),
    )  # fmt: skip


def _loyal() -> Question:
    return Question(
        "4-3.q2", "gone",
        _("Whom should a programme of loyalty address? Choose all that apply."),
        (
            Option(_("Customers that bring much and may leave for a reason you can remove."), True,
                   _("Yes: value, risk and reach together make a measure worth its cost.")),
            Option(_("Customers of high potential that buy little from you so far."), True,
                   _("Yes: there is more to gain than what they bring today.")),
            Option(_("Customers that stay for the discount only."), False,
                   _("They stay as long as you pay. Often their value is below zero.")),
            Option(_("Everybody alike; loyalty always pays."), False,
                   _("Those that cost more than they bring cost more the longer they stay.")),
        ),
    )  # fmt: skip
