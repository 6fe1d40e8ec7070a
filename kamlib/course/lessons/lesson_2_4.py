"""Lesson 2-4: tiers, and whether visits follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import service, tiers
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.tiers import Tiers
    from kamlib.client import Client


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "2-4", "tiers", _("Tiers, and whether visits match them"), ("K7",), 35,
        objectives=(
            Objective("assign", _("sort customers into four tiers and name the threshold of each")),
            Objective("losing", _("add up what the lead tier costs")),
            Objective("promise", _("write a service level that can be checked")),
            Objective("check", _("compare visits with the promise")),
        ),
        why=_(
            "A bearing maker had an impressive list: platinum, gold, iron, lead. It hung in every office. Then a "
            "trainee counted the visits of the year. Most went to a customer ten minutes from the office that "
            "complained every week and lost the company money. The best customer had been visited twice. It had "
            "just signed with a competitor."
        ),
        prerequisites=("0-1", "1-2"), needs=("orders", "orders.cost", "activities.level"),
        exhibits=("tiers", "service_levels"),
        exercises=(_average(), _taken(), _unseen()), questions=(_a_promise(), _what_to_do()),
        guesses=(_guess(),),
        monday=_(
            "Write the tier next to each visit in last month's calendar. Then move one visit of next month from "
            "the lowest tier to the highest."
        ),
    )  # fmt: skip


@cached_per_client
def _assigned(client: Client) -> Tiers:
    return tiers.assign(client.accounts, basis=client.basis)


def _of(client: Client, tier: str) -> pd.DataFrame:
    table = _assigned(client).table
    return table[table["tier"] == tier]


def _revenue(client: Client, tier: str) -> pd.Series:
    accounts = client.accounts
    return accounts[accounts["customer_id"].isin(_of(client, tier)["customer_id"])]["revenue"]


@cached_per_client
def _leaders(client: Client) -> pd.DataFrame:
    """Hold leadership visits against the promise, customer by customer."""
    cut = _assigned(client)
    if client.activities is None:
        raise ValueError("this exercise needs activities")
    kept = service.check(
        cut.table, cut.service, service.visits(client.activities), first=client.first_date, last=client.last_date
    )
    return kept[kept["level"] == "leadership"]


def _short(client: Client, tier: str | None = "platinum") -> pd.Series:
    rows = _leaders(client)
    return (rows if tier is None else rows[rows["tier"] == tier])["short"]


def _average() -> Exercise:
    return Exercise(
        "2-4.1", "assign",
        _(
            "How much does a platinum customer contribute on average, in the measure `by`? Take the rows of "
            "`result.table` whose `tier` is `\"platinum\"` and the column `contribution`. Store it in `average`."
        ),
        "average",
        lambda client: float(_of(client, "platinum")["contribution"].mean()),
        'platinum = result.table[result.table["tier"] == "platinum"]\naverage = platinum["contribution"].mean()',
        (
            _("First keep the platinum rows, then take their mean."),
            _("Two equal signs mean “equal to”: `result.table[\"tier\"] == \"platinum\"`. `.mean()` averages."),
            _("`platinum = result.table[result.table[\"tier\"] == …]`, then `.mean()` of a column."),
        ),
        unit="money", tolerance=0.0005,
        mistakes=(
            Mistake(
                "sum", lambda client: float(_of(client, "platinum")["contribution"].sum()),
                _("{yours} is all of them together. Take `.mean()` for one."),
            ),
            Mistake(
                "everybody", lambda client: float(_assigned(client).table["contribution"].mean()),
                _("{yours} averages all customers. Keep the platinum rows first."),
            ),
            Mistake(
                "revenue", lambda client: float(_revenue(client, "platinum").mean()),
                _("{yours} is revenue. Take the column `contribution`."),
            ),
            Mistake(
                "per year", lambda client: float(
                    _of(client, "platinum")["contribution"].mean()
                    / max(1, round((client.last_date - client.first_date).days / 365.25))),
                _("{yours} is per year. Give the amount over all years in the data."),
            ),
            Mistake(
                "gross profit", lambda client: float(client.accounts[
                    client.accounts["customer_id"].isin(_of(client, "platinum")["customer_id"])]["profit"].mean()),
                _("{yours} is gross profit. Take the column `contribution`."),
            ),
            Mistake(
                "where it starts", lambda client: _assigned(client).thresholds["platinum"],
                _("{yours} is where the tier starts: its smallest customer. Average all of them."),
            ),
            Mistake(
                "gold", lambda client: float(_of(client, "gold")["contribution"].mean()),
                _("{yours} belongs to gold. Keep the platinum rows."),
            ),
            Mistake(
                "median", lambda client: float(_of(client, "platinum")["contribution"].median()),
                _("{yours} is the median. Take the average: `.mean()`."),
            ),
        ),
        after=_("{yours} each, over the years in this data. What is it worth to keep one?"),
    )  # fmt: skip


def _taken() -> Exercise:
    return Exercise(
        "2-4.2", "losing",
        _(
            "What do the lead customers contribute together, in the measure `by`? A loss is a number below 0. "
            "Store it in `taken`."
        ),
        "taken",
        lambda client: float(_of(client, "lead")["contribution"].sum()),
        'lead = result.table[result.table["tier"] == "lead"]\ntaken = lead["contribution"].sum()',
        (
            _("As before, with another tier and a sum instead of the mean."),
            _("Keep the rows whose `tier` is `\"lead\"`, then `.sum()`."),
            _("`lead = result.table[result.table[\"tier\"] == \"lead\"]`, then add up a column."),
        ),
        unit="money", tolerance=0.0005, needs=("orders.cost",),
        mistakes=(
            Mistake(
                "revenue", lambda client: float(_revenue(client, "lead").sum()),
                _("{yours} is their revenue. Add up `contribution`."),
            ),
            Mistake(
                "mean", lambda client: float(_of(client, "lead")["contribution"].mean()),
                _("{yours} is one of them on average. Add up all: `.sum()`."),
            ),
            Mistake(
                "iron", lambda client: float(_of(client, "iron")["contribution"].sum()),
                _("{yours} belongs to iron. The tier is called `\"lead\"`."),
            ),
            Mistake(
                "heads", lambda client: len(_of(client, "lead")),
                _("{yours} counts customers. Add up their contribution."),
            ),
            Mistake(
                "all tiers", lambda client: float(_assigned(client).table["contribution"].sum()),
                _("{yours} covers all tiers. Keep the lead rows first."),
            ),
        ),
        after=_("{yours}: paid for by the other tiers."),
        bears=lambda taken: taken < 0,
        otherwise=_("{yours}: by this measure no customer costs more than it brings."),
    )  # fmt: skip


def _unseen() -> Exercise:
    return Exercise(
        "2-4.3", "check",
        _(
            "How many platinum customers got fewer leadership visits than promised? Use the table `leaders`; "
            "`short` is above 0 where visits are missing. Store the number in `missed`."
        ),
        "missed",
        lambda client: int((_short(client) > 0).sum()),
        'top = leaders[leaders["tier"] == "platinum"]\nmissed = (top["short"] > 0).sum()',
        (
            _("Keep the platinum rows of `leaders`, then count where something is missing."),
            _("`top = leaders[leaders[\"tier\"] == \"platinum\"]`; compare `short` with 0, add up the yes "
              "answers."),
            _("`missed = (top[\"short\"] > …).sum()`, with `top` for the platinum rows."),
        ),
        unit="count", tolerance=1e-6, needs=("activities.level",),
        mistakes=(
            Mistake(
                "all tiers", lambda client: int((_short(client, None) > 0).sum()),
                _("{yours} counts gold as well. Keep the platinum rows first."),
            ),
            Mistake(
                "kept", lambda client: int((_short(client) <= 0).sum()),
                _("{yours} got the promised visits. Count `short` above 0."),
            ),
            Mistake(
                "visits", lambda client: float(_short(client).sum()),
                _("{yours} adds up visits. Count customers: compare with 0 before you add up."),
            ),
            Mistake(
                "gold", lambda client: int((_short(client, "gold") > 0).sum()),
                _("{yours} belongs to gold. Keep the platinum rows."),
            ),
            Mistake(
                "all platinum", lambda client: len(_short(client)),
                _("{yours} is every platinum customer. Count those with `short` above 0."),
            ),
        ),
        after=_("{yours} of the best customers were not visited by your leaders as often as planned."),
    )  # fmt: skip


def _a_promise() -> Question:
    return Question(
        "2-4.q1", "promise", _("Which of these is a service level that can be checked?"),
        (
            Option(
                _("“Platinum customers enjoy our special attention.”"), False,
                _("No one can say whether it was kept. Name a number, a deadline and a person."),
            ),
            Option(
                _("“A request of a platinum customer is answered within four working hours.”"), True,
                _("A number and a deadline: next month you can count how often it was met."),
            ),
            Option(
                _("“The general manager visits each platinum customer twice a year.”"), True,
                _("A person, a number and a period: the visit records show whether it happened."),
            ),
            Option(
                _("“All customers are served immediately.”"), False,
                _("A promise made to everyone is kept for no one. Choose what not to promise (抓大放小)."),
            ),
        ),
    )  # fmt: skip


def _what_to_do() -> Question:
    return Question(
        "2-4.q2", "check", _("Visits do not match the tiers. What do you do first?"),
        (
            Option(
                _("Hire more sales people."), False,
                _("First shift the visits you already make: some go to customers without any promise."),
            ),
            Option(
                _("Shift visits from customers that cost money to customers with a promise."), True,
                _("Same team, same days, other customers. Lead customers use the phone and the web shop."),
            ),
            Option(
                _("Promise less if you cannot keep it."), True,
                _("A smaller promise that is kept beats a large one that is not."),
            ),
            Option(
                _("Stop counting; visits are a matter of feeling."), False,
                _("Feelings send people to customers that are nearby or demanding. The count shows it."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "2-4.g1",
        _("How many customers make up the first half of all positive contributions?"),
        lambda client: len(_of(client, "platinum")),
        "count",
    )
