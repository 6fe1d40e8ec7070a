"""Lesson 3-5: two legs of an account, who must not leave, and twelve rules kept week after week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.manage import relationship
from kamlib.manage.golden_rules.replies import PROMISED
from kamlib.manage.relationship.legs import two_legs
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.relationship import Network

#: What the exercises on replies, on the legs and on the network need.
ASKED = ("requests.person", "requests.reply_hours")
LEGS = ("contacts.influence", "contacts.known_by", "activities.level")
TIES = ("network.one", "contacts.contact_id")


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "3-5", "relationship", _("Relationship and competence"), ("K12", "K13"), 40,
        objectives=(
            Objective("steady", _("judge service by its spread, not only by its mean")),
            Objective("legs", _("name the weaker leg of an account only where the gap exceeds noise")),
            Objective("network", _("find the person that must not leave in a contact network")),
            Objective("rules", _("turn a rule of service into something that can be observed")),
        ),
        why=_(
            "Two sellers of a pump maker share an office. Both answer customers after the same time on average; "
            "both get the same bonus for it. One answers most questions before lunch, and now and then not for "
            "three days. He calls it bad luck that it was always these customers that left. The posters with the "
            "golden rules of service hang above both desks."
        ),
        prerequisites=("1-2", "2-2"), needs=("orders",), exhibits=("relationship", "golden_rules"),
        exercises=(_spread(), _weaker(), _cut_off()), questions=(_the_bonus(), _the_leg()),
        guesses=(_guess(),),
        monday=_(
            "Write down for your largest account who of yours talks with whom. If all lines meet in one person, "
            "ask that person this week to introduce a colleague of yours to two others."
        ),
    )  # fmt: skip


def _asked(client: Client) -> pd.DataFrame:
    rows = client.requests
    assert rows is not None  # noqa: S101  (needs: ASKED)
    return rows.dropna(subset=["person", "reply_hours"])


def _of_widest(client: Client) -> pd.Series:
    """Return the hours of the person whose hours vary most."""
    rows = _asked(client)
    widest = rows.groupby("person")["reply_hours"].std().idxmax()
    return rows.loc[rows["person"] == widest, "reply_hours"].astype("float64")


@cached_per_client
def _net(client: Client) -> Network:
    """Return the network of the lesson's account."""
    ways = relationship.gateways(client).sort_values("loses", ascending=False, kind="stable")
    rows = ways if len(ways) else client.network
    assert rows is not None  # noqa: S101  (needs: TIES)
    return relationship.network(client, str(rows["customer_id"].iloc[0]))


def _broker(client: Client) -> pd.Series:
    theirs = _net(client).people
    theirs = theirs[theirs["side"] == "theirs"]
    return pd.Series(theirs.sort_values("loses", ascending=False, kind="stable").iloc[0])


def _weak(client: Client) -> int:
    return int((two_legs(client).table["weaker"] != "").sum())


def _spread() -> Exercise:
    return Exercise(
        "3-5.1", "steady",
        _(
            "Take the seller whose reply hours vary most. What is the standard deviation of these hours? `hours` "
            "holds `reply_hours` by person. Store the number of hours in `spread`."
        ),
        "spread",
        lambda client: float(_of_widest(client).std()),
        "spread = hours.std().max()",
        (
            _("The standard deviation says how far single replies usually are from the mean."),
            _("`hours.std()` gives one number for each person. You need the largest."),
            _("`spread = hours.std()…`"),
        ),
        unit="number", tolerance=0.002, needs=ASKED,
        mistakes=(
            Mistake(
                "all together", lambda client: float(_asked(client)["reply_hours"].std()),
                _("{yours} is the spread over all sellers together. Group by person first."),
            ),
            Mistake(
                "largest mean", lambda client: float(_asked(client).groupby("person")["reply_hours"].mean().max()),
                _("{yours} is the longest mean. The mean hides what you look for: take the standard deviation."),
            ),
            Mistake(
                "longest reply", lambda client: float(_asked(client)["reply_hours"].max()),
                _("{yours} is a single reply, the longest. Take the standard deviation of each person."),
            ),
            Mistake(
                "variance", lambda client: float(_asked(client).groupby("person")["reply_hours"].var().max()),
                _("{yours} is in squared hours. Use `std` in place of `var`."),
            ),
        ),
        after=_("With a spread of {yours} hours, the mean promises what nobody keeps."),
    )  # fmt: skip


def _weaker() -> Exercise:
    return Exercise(
        "3-5.2", "legs",
        _(
            "How many accounts have a weaker leg beyond noise? The interval from `gap_low` to `gap_high` then "
            "leaves out 0. Count them in `legs.table` and store the number in `weak`."
        ),
        "weak",
        _weak,
        'table = legs.table\nweak = ((table["gap_high"] < 0) | (table["gap_low"] > 0)).sum()',
        (
            _("A gap is noise as long as 0 lies between its low and its high end."),
            _("Two kinds leave out 0: both ends below it, or both ends above it. Join them with `|`."),
            _("`weak = ((table[\"gap_high\"] < 0) | (table[\"gap_low\"] > …)).sum()`"),
        ),
        unit="count", needs=LEGS,
        mistakes=(
            Mistake(
                "without noise", lambda client: int((two_legs(client).table["gap"] < 0).sum()),
                _("{yours} counts every gap below 0, however uncertain. Look at both ends of the interval."),
            ),
            Mistake(
                "every gap", lambda client: int((two_legs(client).table["gap"] != 0).sum()),
                _("{yours} counts every account with any gap. Most of these gaps are noise."),
            ),
            Mistake(
                "one leg", lambda client: int((two_legs(client).table["gap_high"] < 0).sum()),
                _("{yours} counts only those with the weaker relationship. Add those above 0."),
            ),
            Mistake(
                "other leg", lambda client: int((two_legs(client).table["gap_low"] > 0).sum()),
                _("{yours} counts only those with the weaker competence. Add those below 0."),
            ),
        ),
    )  # fmt: skip


def _cut_off() -> Exercise:
    return Exercise(
        "3-5.3", "network",
        _(
            "The contact `broker` takes another job. How many of the customer's people does nobody of ours reach "
            "any more? `relationship.without(net, broker).not_reached` names them. Store the number in `cut`."
        ),
        "cut",
        lambda client: len(relationship.without(_net(client), str(_broker(client)["person"])).not_reached),
        "cut = len(relationship.without(net, broker).not_reached)",
        (
            _("Take the person out of the network, and follow the lines from our people again."),
            _("`.not_reached` is a list of names; `len(…)` counts them."),
            _("`cut = len(relationship.without(net, broker)…)`"),
        ),
        unit="count", needs=TIES,
        mistakes=(
            Mistake(
                "all of theirs", lambda client: int((_net(client).people["side"] == "theirs").sum()),
                _("{yours} counts all of the customer's people. Some are still reached, or have left."),
            ),
            Mistake(
                "before", lambda client: len(_net(client).not_reached),
                _("{yours} is the number before the contact leaves. Take the contact out first."),
            ),
            Mistake(
                "ties", lambda client: len(_net(client).ties),
                _("{yours} counts lines. Count the people at whom no line from us arrives."),
            ),
        ),
        after=_("{yours} people, whatever the list of contacts claims. One introduction each changes that."),
    )  # fmt: skip


def _the_bonus() -> Question:
    return Question(
        "3-5.q1", "rules",
        _("“We answer quickly” is a rule. Which of these can a colleague observe?"),
        (
            Option(_("Nine in ten first replies come within eight hours, counted each week."), True,
                   _("A share, a limit and a week: it shows the mean and the bad days.")),
            Option(_("The seller cares about customers."), False,
                   _("Two colleagues would say two things. Name what one can see.")),
            Option(_("The mean reply time of the year is below nine hours."), False,
                   _("It can be counted, but it hides exactly the replies that cost accounts.")),
            Option(_("On days out of office a named substitute answers."), True,
                   _("Anyone can check it by writing on such a day.")),
        ),
    )  # fmt: skip


def _the_leg() -> Question:
    return Question(
        "3-5.q2", "legs",
        _("An account praises the product, but only the buyer knows you. The project goes to a rival. What now?"),
        (
            Option(_("Improve the product."), False,
                   _("That leg is strong already. More of it does not open a door.")),
            Option(_("Send an engineer to the users, and a leader to the one who decides."), True,
                   _("The weak leg is the relationship: more levels, on both sides.")),
            Option(_("Lower the price."), False,
                   _("It answers a question that nobody there has asked.")),
            Option(_("Visit the buyer more often."), False,
                   _("One strong thread stays one thread. It breaks when the buyer leaves.")),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "3-5.g1",
        _("One seller's reply hours vary more than all others'. What share of that seller's replies took more "
          "than 24 hours?"),
        lambda client: float((_of_widest(client) > PROMISED).mean()),
        "share",
        needs=ASKED,
    )  # fmt: skip
