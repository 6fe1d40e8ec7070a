"""Lesson 4-4: the plan to keep – ten habits audited, a budget spent by hand, and what the truth says of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.course import keeping, truth
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.facts.products import profit_by
from kamlib.findings.routines import shown
from kamlib.keep import leaving
from kamlib.keep.plan import Measure, Plan, best_plan
from kamlib.keep.routines import METHODS, ROUTINES, audit
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client

#: The day of the plan, the day that it learned from, and the bands of silence.
DAY, PAST, EDGES = pd.Timestamp("2024-01-01"), pd.Timestamp("2022-01-01"), (0, 30, 60, 90, 180, 270, 366)

#: Money in all and for a customer, hours of a seller and for a customer.
BUDGET, COST, FREE, HOURS = 200_000, 5_000, 16, 8

#: What managers say of themselves.
SAID = 0.8


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "4-4", "retention-plan", _("The plan to keep customers"), ("K18",), 50,
        objectives=(
            Objective("audit", _("audit ten habits of keeping customers, answers against tables")),
            Objective("change", _("separate the risk of leaving from what a measure can change")),
            Objective("plan", _("plan a budget, and compare what it promised with what came")),
        ),
        why=_(
            "The director of a valve maker asked for a list of the customers most at risk, and sent his best "
            "people to all of them. They came back with the same report. One plant was closed, one had moved, "
            "one had changed its supplier last spring. “We were very thorough,” said the youngest, “at the "
            "customers that had left.” Meanwhile the largest customer got its third contact person of the year."
        ),
        prerequisites=("4-2", "4-3"), needs=("orders",), exhibits=("routines", "retention_plan"),
        exercises=(_overrated(), _gone(), _net()), questions=(_who(), _left_out()),
        guesses=(_guess(),),
        monday=_(
            "Take your list of customers at risk. Strike out those that you cannot keep. Sort the rest by money "
            "times what you can change, and give the first five an owner and a date."
        ),
    )  # fmt: skip


def _audited(client: Client, names: tuple[str, ...] = (*METHODS, *ROUTINES)) -> pd.DataFrame:
    return audit(shown(client), dict.fromkeys(names, SAID))


def _overrated() -> Exercise:
    return Exercise(
        "4-4.1", "audit",
        _("Of how many habits is the answer much better than what the tables show? The column of `table` is "
          "`overrated`. Store the number in `too_good`."),
        "too_good",
        lambda client: int(_audited(client)["overrated"].sum()),
        'too_good = table["overrated"].sum()',
        (
            _("Count the ticks."),
            _("A column of yes and no can be added up: yes is one."),
            _('`.sum()` of `table["overrated"]`.'),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake("lower than the answer", lambda client: int((_audited(client)["seen"] < SAID).sum()),
                    _("{yours} counts every indicator below the answer. Only a gap of a quarter or "
                      "more is ticked.")),
            Mistake("all", lambda client: len(_audited(client)),
                    _("{yours} counts all habits. Count only the rows with a tick.")),
            Mistake("shown", lambda client: int(_audited(client)["seen"].notna().sum()),
                    _("{yours} habits have an indicator. How many of them are overrated?")),
            Mistake("not shown", lambda client: int(_audited(client)["seen"].isna().sum()),
                    _("{yours} habits have no indicator: nothing to compare with. Count the ticks.")),
            Mistake(
                "no tick", lambda client: int((~_audited(client)["overrated"].astype(bool)).sum()),
                _("{yours} have no tick. Count the ticks."),
            ),
        ),
        after=_("{yours} by the tables. Begin with the first row, and with its question."),
    )  # fmt: skip


@cache
def _learned() -> pd.DataFrame:
    """Shares that had left already, and that left later, by band of silence two years before."""
    before = leaving.as_known(keeping.days(), PAST)
    after = set(leaving.as_known(keeping.days(), PAST + pd.Timedelta(days=730))["customer_id"])
    before["leaves_later"] = ~before["left"] & ~before["customer_id"].isin(after)
    band = pd.cut(before["silent_days"], list(EDGES))
    shares: pd.DataFrame = before.groupby(band, observed=True)[["left", "leaves_later"]].mean()
    return shares


@cache
def _lines() -> pd.DataFrame:
    dates = keeping.book().orders["date"]
    return keeping.book().orders[(dates < DAY) & (dates >= DAY - pd.Timedelta(days=365))]


@cache
def _known() -> pd.DataFrame:
    """Each customer on the day: what its silence says, what a year brings, and the truth."""
    now = leaving.as_known(keeping.days(), DAY)
    profit = profit_by(_lines(), "customer_id")
    now["year_profit"] = now["customer_id"].map(profit).fillna(0.0)
    band = pd.cut(now["silent_days"], list(EDGES))
    now["risk"], now["later"] = (band.map(_learned()[c]).astype(float) for c in ("left", "leaves_later"))
    found = now.merge(truth.visited(DAY), on="customer_id")
    return found.assign(saved=found["year_profit"] * (found["leaves"] - found["leaves_visited"]))


@cache
def _riskiest() -> pd.DataFrame:
    return _known().sort_values(["risk", "silent_days", "customer_id"],
                                ascending=[False, False, True]).head(BUDGET // COST)  # fmt: skip


@cache
def _plan() -> Plan:
    owner = _lines().sort_values("date").groupby("customer_id")["owner"].last()
    now = _known()
    risks = pd.DataFrame({
        "customer_id": now["customer_id"], "chance": now["later"], "worth": now["year_profit"], "revenue": 0.0,
        "state": "", "owner": now["customer_id"].map(owner), "tier": "",
    })  # fmt: skip
    visit = Measure("measure_visit", 0.2, 0.05, 0.35, cost=COST, hours=HOURS)
    return best_plan(risks, budget=BUDGET, hours=dict.fromkeys(owner.unique(), FREE), catalogue=[visit])


def _saved(chosen: pd.DataFrame) -> float:
    known = _known()
    return float(known.loc[known["customer_id"].isin(chosen["customer_id"]), "saved"].sum())


def _guess() -> Guess:
    return Guess(
        "4-4.g1",
        _("You send your people to the 40 customers with the highest risk. How many of them have left already, so "
          "that no visit can keep them?"),
        lambda client: float(_riskiest()["gone"].sum()), "count",
    )  # fmt: skip


def _gone() -> Exercise:
    return Exercise(
        "4-4.2", "change",
        _("How many of the 40 customers in `mine` had left before the day? The column is `gone`. Store the number "
          "in `too_late`."),
        "too_late",
        lambda client: int(_riskiest()["gone"].sum()),
        'too_late = mine["gone"].sum()',
        (
            _("Count the yes answers of one column."),
            _("A column of yes and no can be added up."),
            _('`mine["gone"]`, added up.'),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake("all customers", lambda client: int(_known()["gone"].sum()),
                    _("{yours} is of all customers in `known`. Look at the 40 in `mine`.")),
            Mistake("not ordered again", lambda client: int(_riskiest()["left"].sum()),
                    _("{yours} did not order again. Some of them were still there on the day: use `gone`.")),
            Mistake("still there", lambda client: int((~_riskiest()["gone"]).sum()),
                    _("{yours} were still there. Count the others.")),
            Mistake(
                "all forty", lambda client: len(_riskiest()),
                _("{yours} is the whole list. Count those that had left."),
            ),
        ),
        after=_("{yours} of 40 visits went to customers that nobody could keep."),
    )  # fmt: skip


def _net() -> Exercise:
    return Exercise(
        "4-4.3", "plan",
        _("What does the plan bring by the truth? Add up `saved` of the customers in `plan.table`, and take off "
          "`plan.cost`. Store it in `kept`."),
        "kept",
        lambda client: _saved(_plan().table) - _plan().cost,
        'chosen = known[known["customer_id"].isin(plan.table["customer_id"])]\n'
        'kept = chosen["saved"].sum() - plan.cost',
        (
            _("First find the planned customers in `known`, then add up what a visit saves with them."),
            _("`.isin(...)` finds them; `.sum()` adds up `saved`; then the cost."),
            _('`known[known["customer_id"].isin(...)]` with the ids of the plan, then `.sum()` less `plan.cost`.'),
        ),
        unit="money",
        mistakes=(
            Mistake("cost left out", lambda client: _saved(_plan().table),
                    _("{yours} is before the cost. Take off `plan.cost`.")),
            Mistake("promised", lambda client: _plan().gain,
                    _("{yours} is what the plan promised. Ask the truth: the column `saved`.")),
            Mistake("by risk", lambda client: _saved(_riskiest()) - BUDGET,
                    _("{yours} belongs to the riskiest. Take the customers in `plan.table`.")),
            Mistake("everybody", lambda client: float(_known()["saved"].sum()) - _plan().cost,
                    _("{yours} adds up all customers. Only those of the plan are visited.")),
        ),
        after=_("{yours} by the truth. Compare that with `plan.gain`, which the plan promised."),
        bears=lambda kept: kept < _plan().gain,
    )  # fmt: skip


def _who() -> Question:
    return Question(
        "4-4.q1", "change",
        _("Whom do you visit first? Choose all that apply."),
        (
            Option(_("A large customer whose contact person with us has just changed."), True,
                   _("Yes: much money, a raised risk, and a cause that you can treat.")),
            Option(_("A customer that complained twice and got no answer."), True,
                   _("Yes: the cause is on file, and the customer still orders.")),
            Option(_("The customer with the longest silence."), False,
                   _("Most of those have left. A call to learn why costs less than a visit.")),
            Option(_("A loyal customer that never had a problem, because it is pleasant there."), False,
                   _("It stays anyway. A measure changes nothing, however pleasant.")),
        ),
    )  # fmt: skip


def _left_out() -> Question:
    return Question(
        "4-4.q2", "plan",
        _("The plan promised more than the truth kept. What do you learn from that?"),
        (
            Option(_("Leave a tenth of the list out by lot, and compare next year."), True,
                   _("Yes: only the difference to those left out shows what visits do.")),
            Option(_("Large customers leave less often than silence alone says; add size and cause."), True,
                   _("Yes: the plan used the mean risk of a band for small and large alike.")),
            Option(_("Planning is useless; trust the feeling of the sellers."), False,
                   _("The plan did far better than the list by risk. Improve its figures.")),
            Option(_("Give discounts in place of visits."), False,
                   _("A discount goes to those that stay as well, and nothing says that it keeps the others.")),
        ),
    )  # fmt: skip
