"""Lesson 3-3: a quarter of visits by hand and by a proven best plan, and who lacks the hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from scipy import stats

from kamlib._client_cache import cached_per_client
from kamlib.classify import service
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.manage import visits
from kamlib.manage.visits.hand import share_kept
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.visits import Plan

#: What the cells on visits need, and the weeks of the quarter.
VISITS, WEEKS = ("people.hours_per_week", "promises.every_weeks", "activities.level"), 12

#: Fudge and Lodish (1977): t of the mean difference of so many pairs of sellers.
T, PAIRS = 2.42, 10


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "3-3", "visits", _("Promised visits that are kept"), ("K10",), 40,
        objectives=(
            Objective("promise", _("turn a promise of visits into a rule that can be checked")),
            Objective("kept", _("calculate what share of the promised money a plan keeps")),
            Objective("bottleneck", _("find the people whose hours do not suffice")),
            Objective("experiment", _("judge whether planning visits pays, by an experiment with pairs")),
        ),
        why=_(
            "A pump maker promised its forty largest customers a visit of the management every six weeks. The "
            "two managers saw those whom they liked, and those that called last. After a year, nine customers had "
            "not seen them at all. One of the nine changed its supplier. In the meeting, the sales director asked "
            "for two more sellers. The sellers had time; the managers had not."
        ),
        prerequisites=("0-1", "2-4"), needs=("orders", *VISITS), exhibits=("visit_plan",),
        exercises=(_kept(), _missing(), _chance()), questions=(_a_promise(), _what_to_do()),
        guesses=(_guess(),),
        monday=_(
            "Write down for each of your leaders: promised visits, hours of each, hours a week. Divide. If more "
            "is promised than there is, decide this week which promise you give up."
        ),
    )  # fmt: skip


@cached_per_client
def _company(client: Client) -> Plan:
    """Plan the quarter of everybody."""
    return _best(client, _promises(client))


@cached_per_client
def _one(client: Client) -> float:
    """Return the share that the best plan of the leader with the most promises keeps."""
    mine = _of_boss(client)
    return share_kept(_best(client, mine).unmet, mine, WEEKS)


def _best(client: Client, promises: pd.DataFrame) -> Plan:
    assert client.people is not None  # noqa: S101  (needs)
    assert client.activities is not None  # noqa: S101  (needs)
    start = client.as_of + pd.offsets.Week(weekday=0)
    done = service.visits(client.activities)
    return visits.plan(promises, client.people, start=start, weeks=WEEKS, done=done)


def _promises(client: Client) -> pd.DataFrame:
    assert client.promises is not None  # noqa: S101  (needs)
    return client.promises


def _of_boss(client: Client) -> pd.DataFrame:
    promises = _promises(client)
    boss = promises.loc[promises["level"] == "leadership", "person"].mode().iloc[0]
    return pd.DataFrame(promises[promises["person"] == boss])


def _lost(client: Client) -> float:
    return float(_company(client).unmet["at_stake"].sum())


def _kept() -> Exercise:
    return Exercise(
        "3-3.1", "kept",
        _(
            "What share of the money promised in these weeks does `company` keep? A week of a promise is worth a "
            "52nd of its `value`. Store the share in `kept` (0 to 1)."
        ),
        "kept",
        lambda client: share_kept(_company(client).unmet, _promises(client), WEEKS),
        'kept = 1 - company.unmet["at_stake"].sum() / (promises["value"].sum() * weeks / 52)',
        (
            _("The broken weeks cost `company.unmet[\"at_stake\"]`. What is promised in all of the weeks?"),
            _("All promises are worth `promises[\"value\"].sum()` a year; take `weeks` of 52."),
            _("`kept = 1 - company.unmet[\"at_stake\"].sum() / (promises[\"value\"].sum() * …)`"),
        ),
        unit="share", tolerance=0.0005, needs=VISITS,
        mistakes=(
            Mistake(
                "of a year", lambda client: 1 - _lost(client) / float(_promises(client)["value"].sum()),
                _("{yours} divides by the value of a whole year. The plan has only some of its weeks."),
            ),
            Mistake(
                "heads", lambda client: 1 - len(_company(client).unmet) / len(_promises(client)),
                _("{yours} counts promises. A promise that is broken for a week is not lost: count money."),
            ),
            Mistake(
                "whole promises",
                lambda client: 1 - float(_company(client).unmet["value"].sum() / _promises(client)["value"].sum()),
                _("{yours} takes a promise as lost after one broken week. Use `at_stake`."),
            ),
        ),
        after=_("{yours} of the money, week by week. No other plan keeps more with these hours."),
    )  # fmt: skip


def _lead(client: Client) -> pd.DataFrame:
    promises = _promises(client)
    return pd.DataFrame(promises[promises["level"] == "leadership"])


def _there(client: Client) -> float:
    rows = _company(client).weeks
    return float(rows.loc[rows["person"].isin(_lead(client)["person"]), "hours"].sum())


def _asked(client: Client) -> float:
    lead = _lead(client)
    return float((lead["hours"] / lead["every_weeks"]).sum()) * WEEKS


def _missing() -> Exercise:
    return Exercise(
        "3-3.2", "bottleneck",
        _(
            "How many hours do the leaders lack in these weeks? `lead` has their promises: a visit of `hours` in "
            "each `every_weeks`. `there` has the hours that they have. Store the difference in `missing`."
        ),
        "missing",
        lambda client: _asked(client) - _there(client),
        'missing = (lead["hours"] / lead["every_weeks"]).sum() * weeks - there',
        (
            _("A visit of three hours in each six weeks takes half an hour a week."),
            _("Add up `hours / every_weeks` of all promises, then multiply by `weeks`."),
            _("`missing = (lead[\"hours\"] / lead[\"every_weeks\"]).sum() * … - there`"),
        ),
        unit="number", tolerance=0.0005, needs=VISITS,
        mistakes=(
            Mistake(
                "asked", _asked, _("{yours} is what the promises ask for. Subtract the hours that are there."),
            ),
            Mistake(
                "one week", lambda client: _asked(client) / WEEKS - _there(client) / WEEKS,
                _("{yours} is one week. The plan has `weeks` of them."),
            ),
            Mistake(
                "once each", lambda client: float(_lead(client)["hours"].sum()) - _there(client),
                _("{yours} plans one visit each. Every few weeks means more than one in a quarter."),
            ),
        ),
        after=_("{yours} hours. No plan creates them: more hours, fewer promises, or somebody else."),
        bears=lambda hours: hours > 0,
        otherwise=_("{yours} hours: at 0 or below, the leaders have time for all that they promised."),
    )  # fmt: skip


def _chance() -> Exercise:
    return Exercise(
        "3-3.3", "experiment",
        _(
            "Ten pairs, t = 2.42. How probable is a t at least as large if planning does nothing? "
            "`stats.t.sf(t, degrees)` gives it, with one degree less than pairs. Store it in `p`."
        ),
        "p",
        lambda _client: float(stats.t.sf(T, PAIRS - 1)),
        "from scipy import stats\n\np = stats.t.sf(2.42, 9)",
        (
            _("Twenty sellers are ten differences: one number for each pair."),
            _("Ten differences have nine degrees of freedom."),
            _("`p = stats.t.sf(2.42, …)`"),
        ),
        unit="share", tolerance=0.0002,
        mistakes=(
            Mistake(
                "both sides", lambda _client: 2 * float(stats.t.sf(T, PAIRS - 1)),
                _("{yours} counts both sides. The question was only whether planning sells more."),
            ),
            Mistake(
                "twenty sellers", lambda _client: float(stats.t.sf(T, 2 * PAIRS - 2)),
                _("{yours} treats the sellers as if they were not in pairs. There are ten differences."),
            ),
            Mistake(
                "ten degrees", lambda _client: float(stats.t.sf(T, PAIRS)),
                _("{yours} has ten degrees. The mean of the ten differences takes one."),
            ),
            Mistake(
                "the other side", lambda _client: float(stats.t.cdf(T, PAIRS - 1)),
                _("{yours} is the probability of a smaller t. Take `sf`, not `cdf`."),
            ),
        ),
        after=_("{yours}: two experiments in a hundred would show this by chance alone."),
    )  # fmt: skip


def _a_promise() -> Question:
    return Question(
        "3-3.q1", "promise", _("Which promise can be checked from a list of visits?"),
        (
            Option(
                _("“We visit you regularly.”"), False,
                _("No number. A visit a year is regular too."),
            ),
            Option(
                _("“In any seven weeks a manager visits you at least once.”"), True,
                _("Level, number and time: the diary shows each week in which it was broken."),
            ),
            Option(
                _("“Our managers are always there for you.”"), False,
                _("Nobody has hours for always. It says nothing of a visit."),
            ),
            Option(
                _("“A technician comes every quarter, at the latest a week late.”"), True,
                _("It names the level, the time and how late it may be."),
            ),
        ),
    )  # fmt: skip


def _what_to_do() -> Question:
    return Question(
        "3-3.q2", "bottleneck",
        _("The leaders lack a third of the hours, the sellers have time. What do you propose?"),
        (
            Option(
                _("Hire another seller."), False,
                _("Sellers have hours to spare. It adds hours where none are missing."),
            ),
            Option(
                _("Agree on fewer visits with the customers where this costs the least."), True,
                _("A promise that ends in time, by agreement, costs less than one that is broken without a word."),
            ),
            Option(
                _("Promise the sellers a bonus for more visits."), False,
                _("They make more visits. The customers still wait for the manager."),
            ),
            Option(
                _("Let the technical director take over some of the leaders' visits."), True,
                _("It brings hours to the level that lacks them, if the customer accepts it."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "3-3.g1",
        _("The best plan there is, for this leader's quarter: what share of the promised money does it keep?"),
        _one, "share", needs=VISITS,
    )  # fmt: skip
