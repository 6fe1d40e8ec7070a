"""Lesson 2-5: eight criteria, weights that are set before names, and how robust the list is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.classify import pairwise, scorecard
from kamlib.course.exercise import Exercise, Guess, Lesson, Mistake, Objective, Option, Question
from kamlib.words import _

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.classify.scorecard import Robustness, Scorecard
    from kamlib.client import Client

#: How often a customer has to stay to be firm.
FIRM = 0.9

#: The manager's answers: how many times the first matters more than the second; influence over revenue is asked.
SAID = {
    ("profit_level", "collection_rate"): 2.0, ("profit_level", "revenue"): 3.0, ("profit_level", "influence"): 5.0,
    ("collection_rate", "revenue"): 2.0, ("collection_rate", "influence"): 3.0,
}  # fmt: skip


def lesson() -> Lesson:
    """Return the lesson in the language in use.

    Returns
    -------
    Lesson
        Objectives, exercises and questions.
    """
    return Lesson(
        "2-5", "scorecard", _("A score that you can defend"), ("K8",), 35,
        objectives=(
            Objective("weights", _("set weights and score customers on several criteria")),
            Objective("pairs", _("derive weights from pairwise comparisons, and find the answer that contradicts "
                                 "the others")),
            Objective("firm", _("test how robust a list is under other weights")),
            Objective("gaps", _("treat missing information as unknown, not as bad")),
            Objective("decide", _("decide borderline cases by visits, not by decimals")),
        ),
        why=_(
            "A drive maker chose its key accounts once a year, in a meeting of two days. The sales manager "
            "wanted revenue, finance wanted prompt payers, the general manager wanted the famous names. The "
            "loudest voice won. One year a new colleague asked everyone to write down, before any customer was "
            "named, which criteria matter and how much. The meeting took one morning, and for the first time "
            "someone could explain to a customer why it was not on the list."
        ),
        prerequisites=("0-1", "1-2"), needs=("orders", "customers"), exhibits=("scorecard",),
        exercises=(_stay(), _ratio(), _firm()), questions=(_payments(), _close()),
        guesses=(_guess(),),
        monday=_(
            "Ask three colleagues to write down, each alone, which criteria make a key account and how much "
            "each counts. Compare before anyone names a customer."
        ),
    )  # fmt: skip


@cached_per_client
def _measured(client: Client) -> pd.DataFrame:
    return scorecard.criteria(client.orders, client.customers, as_of=client.as_of)


@cached_per_client
def _card(client: Client) -> Scorecard:
    return scorecard.score(_measured(client))


def _on(card: Scorecard) -> frozenset[str]:
    return frozenset(card.table.loc[card.table["on_list"], "customer_id"])


@cached_per_client
def _by_revenue(client: Client) -> frozenset[str]:
    return _on(scorecard.score(_measured(client), weights={"revenue": 1.0}))


@cached_per_client
def _shaken(client: Client) -> Robustness:
    return scorecard.weight_sensitivity(_card(client))


def _staying(client: Client, share: float, *, listed: bool = True) -> int:
    table = _shaken(client).table
    on = table["on_list"] if listed else True
    return int(((table["stays_share"] >= share) & on).sum())


def _consistency(influence_over_revenue: float) -> float:
    names = ["profit_level", "collection_rate", "revenue", "influence"]
    said = {**SAID, ("influence", "revenue"): influence_over_revenue}
    return pairwise.ahp_weights(pairwise.matrix(names, said)).consistency_ratio


def _stay() -> Exercise:
    return Exercise(
        "2-5.1", "weights",
        _(
            "Score with `weights={\"revenue\": 1}`. How many customers on the list of `card` are also on that "
            "list? A list is the rows of `.table` where `on_list` is yes. Store the number in `stay`."
        ),
        "stay",
        lambda client: len(_on(_card(client)) & _by_revenue(client)),
        'alone = scorecard.score(measured, weights={"revenue": 1}).table\n'
        'ours = card.table[card.table["on_list"]]["customer_id"]\n'
        'stay = ours.isin(alone[alone["on_list"]]["customer_id"]).sum()',
        (
            _("Make two lists of ids, and count those that are on both."),
            _("`ours.isin(theirs)` checks for each id on one list whether it is on the other; `.sum()` counts "
              "the yes answers."),
            _("`ours = card.table[card.table[\"on_list\"]][\"customer_id\"]`; the same for the new score."),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "those who go", lambda client: len(_on(_card(client)) - _by_revenue(client)),
                _("{yours} would leave the list. Count those who stay on it."),
            ),
            Mistake(
                "whole list", lambda client: len(_on(_card(client))),
                _("{yours} is the length of a list. Count the ids that are on both."),
            ),
            Mistake(
                "either", lambda client: len(_on(_card(client)) | _by_revenue(client)),
                _("{yours} are on one list or the other. Count those on both."),
            ),
            Mistake(
                "all customers", lambda client: len(client.accounts),
                _("{yours} counts all customers: both tables contain all of them. First keep the rows with "
                  "`on_list`."),
            ),
        ),
        after=_("{yours} names stay. The weights decide who is on the list."),
    )  # fmt: skip


def _ratio() -> Exercise:
    return Exercise(
        "2-5.2", "pairs",
        _(
            "The manager reconsiders: revenue matters twice as much as influence. So influence matters how many "
            "times as much as revenue? Call `compare` with that, and store the `consistency_ratio` in `ratio`."
        ),
        "ratio",
        lambda client: _consistency(0.5),
        "ratio = compare(1 / 2).consistency_ratio",
        (
            _("“Twice as much” the other way round is a half."),
            _("Put one number into the brackets of `compare(…)`: influence over revenue, below 1."),
            _("`ratio = compare(1 / …).consistency_ratio`"),
        ),
        unit="ratio", tolerance=0.02,
        mistakes=(
            Mistake(
                "as before", lambda client: _consistency(3.0),
                _("{yours} comes from the old answer. Put the new one into `compare(…)`."),
            ),
            Mistake(
                "wrong way round", lambda client: _consistency(2.0),
                _("{yours} says that influence counts twice as much. It is the other way round: a half."),
            ),
            Mistake(
                "equal", lambda client: _consistency(1.0),
                _("{yours} makes both equally important. Revenue matters twice as much: influence counts a half."),
            ),
        ),
        after=_("{yours}, far below the limit: now the answers are consistent."),
    )  # fmt: skip


def _firm() -> Exercise:
    return Exercise(
        "2-5.3", "firm",
        _(
            "How many customers on the list stay there in at least nine of ten draws? In `shaken.table` they have "
            "`on_list` yes and a `stays_share` of 0.9 or more. Store the number in `firm`."
        ),
        "firm",
        lambda client: _staying(client, FIRM),
        'listed = shaken.table[shaken.table["on_list"]]\nfirm = (listed["stays_share"] >= 0.9).sum()',
        (
            _("Keep the rows of the list, then ask a yes-or-no question for each row and count the yes answers."),
            _("First `shaken.table[shaken.table[\"on_list\"]]`, then compare its `stays_share` with 0.9."),
            _("`listed = shaken.table[shaken.table[\"on_list\"]]`, then `(listed[\"stays_share\"] >= …).sum()`."),
        ),
        unit="count", tolerance=1e-6,
        mistakes=(
            Mistake(
                "whole list", lambda client: int(_shaken(client).table["on_list"].sum()),
                _("{yours} is the whole list. Keep those with a `stays_share` of 0.9 or more."),
            ),
            Mistake(
                "the others", lambda client: int(_shaken(client).table["on_list"].sum()) - _staying(client, FIRM),
                _("{yours} are the less certain ones. Reverse the sign: `>=` means “or more”."),
            ),
            Mistake(
                "more often than not", lambda client: _staying(client, 0.5),
                _("{yours} stay in every second draw. Nine of ten is `>= 0.9`."),
            ),
        ),
        after=_("{yours} hardly depend on our weights. Start the list with them, and visit the rest."),
    )  # fmt: skip


def _payments() -> Question:
    return Question(
        "2-5.q1", "gaps", _("Payments of one crane builder are not recorded. How is it scored?"),
        (
            Option(
                _("With zero for the collection rate, to be on the safe side"), False,
                _("Then it counts as the worst payer of all, although no one has checked."),
            ),
            Option(
                _("On the other criteria, and the gap is named"), True,
                _("The score then relies on known facts, and finance knows what to look up."),
            ),
            Option(
                _("With the average of the others, without comment"), False,
                _("An invented value looks like a known one. Readers of the list cannot see the difference."),
            ),
        ),
    )  # fmt: skip


def _close() -> Question:
    return Question(
        "2-5.q2", "decide",
        _("Two customers are at the end of the list, a tenth of a point apart. What do you do?"),
        (
            Option(
                _("The higher score is in, the other out: rules are rules."), False,
                _("Other, equally sensible weights would reverse their order. A tenth of a point proves nothing."),
            ),
            Option(
                _("Visit both, ask what no table shows, and record the reasons for your decision."), True,
                _("Plans, decision makers, potential: what you learn on a visit outweighs a tenth of a point."),
            ),
            Option(
                _("Adjust the weights a little until the one you prefer is ahead."), False,
                _("Then the list follows you, not the standard, and everyone will do the same."),
            ),
            Option(
                _("Include both, and note that the last places are close."), True,
                _("Honest and cheap. The next review will show which one deserves the place."),
            ),
        ),
    )  # fmt: skip


def _guess() -> Guess:
    return Guess(
        "2-5.g1",
        _("What share of the names stays on the list if only revenue counts?"),
        lambda client: len(_on(_card(client)) & _by_revenue(client)) / max(1, len(_on(_card(client)))),
        "share",
    )
