"""Lesson 4-2: why customers leave – an alarm tried on the past, curves read rightly, reasons said and seen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.course import keeping
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.keep import leaving, staying, survival
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client

#: The day that the lesson goes back to, and the alarm that it tries.
DAY, ALARM = pd.Timestamp("2024-01-01"), 90

#: Customers on a list, days before an exit that are looked at, month at which a curve is read.
LISTED, BEFORE, READ_AT = 100, 183, 24


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "4-2", "why-customers-leave", _("Why customers leave"), ("K16",), 50,
        objectives=(
            Objective("alarm", _("try an alarm on the past before you trust it")),
            Objective("compare", _("compare a clever alarm with the simplest one")),
            Objective("curve", _("read how long customers stay, by what was known at the start")),
            Objective("cause", _("set the reasons that customers give against what the data show")),
        ),
        why=_(
            "Before it went public, a machinery firm added rules. Every quotation needed three approvals; each "
            "was sensible. Nobody lost a customer that year. But buyers waited a week for a price, felt that "
            "they no longer mattered, and moved a part of their orders. The reports showed it two years later. "
            "The firm did not win back customers one by one: it changed the process."
        ),
        prerequisites=("2-6",), needs=("orders",), exhibits=("leaving", "leaving_events"),
        exercises=(_false_alarms(), _caught(), _stay(), _unheard()), questions=(_partly(), _list()),
        guesses=(_guess(),),
        monday=_(
            "Take the list of your longest silent customers of a year ago. Count which of them came back. Then "
            "call today's list, starting with those that bring most."
        ),
    )  # fmt: skip


@cache
def _then() -> pd.DataFrame:
    return leaving.as_known(keeping.days(), DAY)


def _silent(*, left: bool | None = False, days: int = ALARM) -> int:
    named = _then()[_then()["silent_days"] > days]
    return len(named) if left is None else int((named["left"] == left).sum())


def _again(_client: Client) -> float:
    """Share of the customers that the alarm would have named and that ordered again."""
    return _silent() / _silent(left=None)


def _guess() -> Guess:
    return Guess(
        "4-2.g1",
        _("An alarm rings after 90 days without an order. Of the customers that it names, what share orders again "
          "within a year?"),
        _again, "share",
    )  # fmt: skip


def _false_alarms() -> Exercise:
    return Exercise(
        "4-2.1", "alarm",
        _("An alarm names customers that are silent for more than 90 days. On this day, how many of those that it "
          "names did *not* leave? The columns are `silent_days` and `left`. Store the number in `false_alarms`."),
        "false_alarms",
        lambda client: _silent(),
        'named = then[then["silent_days"] > 90]\nfalse_alarms = (~named["left"]).sum()',
        (
            _("First keep the customers that the alarm names, then count those that stayed."),
            _("`then[then[...] > 90]` keeps them; `~` turns yes into no; `.sum()` counts."),
            _('`(~named["left"]).sum()`, where `named` are the customers with `silent_days` above 90.'),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake("all named", lambda client: _silent(left=None),
                    _("{yours} is everybody on the list. Count only those that did not leave.")),
            Mistake("hits", lambda client: _silent(left=True),
                    _("{yours} left: these alarms were right. Count the others.")),
            Mistake("all that stayed", lambda client: int((~_then()["left"]).sum()),
                    _("{yours} counts all customers that stayed. Keep those that the alarm names first.")),
            Mistake("sixty days", lambda client: _silent(days=60),
                    _("{yours} belongs to an alarm after 60 days. Use 90.")),
        ),
        after=_("{yours} customers would have been called without need."),
    )  # fmt: skip


def _top(column: str, size: int = LISTED) -> pd.DataFrame:
    table = _then().assign(ratio=_then()["silent_days"] / _then()["usual_gap"])
    return table.sort_values([column, "customer_id"], ascending=[False, True]).head(size)


def _caught() -> Exercise:
    return Exercise(
        "4-2.2", "compare",
        _("Sort by `ratio`, the silence over the customer's own usual gap, the largest first. How many of the "
          "first 100 left? Of equal ratios take the smaller `customer_id` first. Store the number in "
          "`by_rhythm`."),
        "by_rhythm",
        lambda client: int(_top("ratio")["left"].sum()),
        'first = then.sort_values(["ratio", "customer_id"], ascending=[False, True]).head(100)\n'
        'by_rhythm = first["left"].sum()',
        (
            _("A list of 100 is the first 100 rows after sorting. Then count who left."),
            _("`.sort_values([...], ascending=[False, True])` sorts; `.head(100)` takes the first."),
            _('`then.sort_values(["ratio", "customer_id"], ascending=[False, True]).head(100)`, then count '
              "`left`."),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake("longest silent", lambda client: int(_top("silent_days")["left"].sum()),
                    _("{yours} belongs to the longest silent. Sort by `ratio`.")),
            Mistake("all that left", lambda client: int(_then()["left"].sum()),
                    _("{yours} is everybody that left. Look at the first 100 only.")),
            Mistake("smallest first", lambda client: int(
                _then().assign(ratio=_then()["silent_days"] / _then()["usual_gap"])
                .sort_values(["ratio", "customer_id"]).head(LISTED)["left"].sum()),
                _("{yours} comes from the smallest ratios. Sort the largest first.")),
            Mistake("listed", lambda client: LISTED,
                    _("{yours} is the length of the list. Count those of them that left.")),
            Mistake(
                "stayed", lambda client: LISTED - int(_top("ratio")["left"].sum()),
                _("{yours} stayed. Count those that left."),
            ),
            Mistake(
                "unsorted", lambda client: int(_then().head(LISTED)["left"].sum()),
                _("{yours} comes from the table before it is sorted. Sort it first."),
            ),
        ),
        after=_("{yours} by their own rhythm. Compare that with the longest silent in the next table."),
    )  # fmt: skip


@cache
def _lives() -> pd.DataFrame:
    table = staying.stays(keeping.book().orders, keeping.book().last_date)
    book = keeping.book().orders.groupby("customer_id")["date"].min()
    new = book[book > keeping.book().first_date + pd.Timedelta(days=60)].index.astype("str")
    return table[table["customer_id"].isin(new)].reset_index(drop=True)


def _still(by: str, *, best: bool = True) -> float:
    lives = _lives()
    top = lives[by] >= lives[by].quantile(0.8)
    some = lives[top if best else ~top]
    return float(survival.kaplan_meier(some["months"], some["left"]).at(READ_AT)[0])


def _stay() -> Exercise:
    return Exercise(
        "4-2.3", "curve",
        _("Of the customers that were the best fifth *at their start*, what share is still a customer after 24 "
          "months? Read it from `at_start`. Store it in `still`, between 0 and 1."),
        "still",
        lambda client: _still("start_sales"),
        "still = at_start.at(24)[0]",
        (
            _("A curve gives the share that stays beyond a time."),
            _("`curve.at(24)` reads it; the answer is a list with one number."),
            _("`at_start.at(24)`, and its first number."),
        ),
        unit="share", tolerance=0.002,
        mistakes=(
            Mistake("tier at the end", lambda client: _still("all_sales"),
                    _("{yours} belongs to those that were best at the *end*. They bought most because they "
                      "stayed.")),
            Mistake("those that left", lambda client: 1 - _still("start_sales"),
                    _("{yours} is the share that left. The curve shows those that stay.")),
            Mistake("the others", lambda client: _still("start_sales", best=False),
                    _("{yours} belongs to the other four fifths. Use the best fifth.")),
            Mistake("simple share", lambda client: float(1 - _lives()["left"].mean()),
                    _("{yours} counts everybody who has not left yet, however short it has been here.")),
        ),
        after=_("{yours} at what was known at the start: that is what you can plan with."),
    )  # fmt: skip


def _pairs(reason: str | None = "price", *, outcome: str | None = "open", days: int = BEFORE) -> pd.DataFrame:
    exits, diary = keeping.book().exits, keeping.book().activities
    assert exits is not None  # noqa: S101  (the data set has it)
    assert diary is not None  # noqa: S101
    said = exits if reason is None else exits[exits["reason"] == reason]
    told = diary[diary["kind"] == "complaint"]
    told = told if outcome is None else told[told["outcome"] == outcome]
    both = said.merge(told[["customer_id", "date"]], on="customer_id", suffixes=("", "_complaint"))
    gap = (both["date"] - both["date_complaint"]).dt.days
    found: pd.DataFrame = both[gap.between(0, days)]
    return found


def _open(reason: str | None = "price", *, days: int = BEFORE) -> int:
    return int(_pairs(reason, days=days)["customer_id"].nunique())


def _unheard() -> Exercise:
    return Exercise(
        "4-2.4", "cause",
        _("The table `both` has a row for each exit and each complaint without an answer of that customer. Among "
          "exits with the reason `\"price\"`, how many *customers* have such a complaint in the 183 days before? "
          "`gap` is the number of days between. Store the number in `unheard`."),
        "unheard",
        lambda client: _open(),
        'price = both[(both["reason"] == "price") & both["gap"].between(0, 183)]\n'
        'unheard = price["customer_id"].nunique()',
        (
            _("Two conditions on a row: the reason, and the gap. Then count customers, not rows."),
            _("`&` joins conditions; `.between(0, 183)` checks the gap; `.nunique()` counts customers."),
            _('`both[(both["reason"] == "price") & both["gap"].between(0, 183)]`, then count `customer_id`.'),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake("all reasons", lambda client: _open(None),
                    _("{yours} counts every reason. Keep the exits that said price.")),
            Mistake("at any time", lambda client: _open(days=100_000),
                    _("{yours} counts complaints of any age. Keep a gap of 0 to 183 days.")),
            Mistake("pairs", lambda client: len(_pairs()),
                    _("{yours} counts complaints. A customer with two counts once: `.nunique()`.")),
            Mistake("all that said price", lambda client: int((_exits()["reason"] == "price").sum()),
                    _("{yours} is everybody that said price. How many of them had a complaint without an "
                      "answer?")),
        ),
        after=_("{yours} customers said price, and had complained without an answer. Ask again, and ask others."),
    )  # fmt: skip


def _exits() -> pd.DataFrame:
    found = keeping.book().exits
    assert found is not None  # noqa: S101  (the data set has it)
    return found


def _partly() -> Question:
    return Question(
        "4-2.q1", "cause",
        _("Customers of the firm in the story left in part. What follows for your review? Choose all that apply."),
        (
            Option(_("Look for customers that shrink, not only for those that are gone."), True,
                   _("Yes: fewer products come first, then smaller orders, then fewer.")),
            Option(_("Put our own process on the list of reasons."), True,
                   _("Yes: approvals, waiting and rules are causes that no customer writes on a form.")),
            Option(_("Find the person who introduced the rule."), False,
                   _("A review asks for causes, not for culprits. Otherwise nobody will tell you anything.")),
            Option(_("Offer a discount to those that left."), False,
                   _("The cause was time, not price. A discount pays for it and leaves it in place.")),
        ),
    )  # fmt: skip


def _list() -> Question:
    return Question(
        "4-2.q2", "compare",
        _("On four earlier days no rule caught more leavers than the longest silent. What do you do?"),
        (
            Option(_("Use the longest silent, and call by money."), True,
                   _("Yes: the simplest rule that does as well, ordered by what is at stake.")),
            Option(_("Use the cleverest rule; it must be better in the long run."), False,
                   _("It was tried, and it was not. Without proof you only make the list harder to explain.")),
            Option(_("Give up lists; nobody can foresee who leaves."), False,
                   _("The list still names far more leavers than chance. Compare it with the share of all.")),
            Option(_("Call everybody who is silent for 90 days."), False,
                   _("Count the false alarms again: that list is long, and much of it comes back by itself.")),
        ),
    )  # fmt: skip
