"""What was aimed at for keeping customers (K15–K18), clause by clause: function, test, finding and lesson."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: How a cell begins that holds a reason in place of a name.
NOT_BUILT = "not built: "


@dataclass(frozen=True)
class Goal:
    """A clause of what was aimed at.

    Attributes
    ----------
    row : str
        Row of the domain.
    clause : str
        What was aimed at.
    function : str
        Dotted name under ``kamlib``; or `NOT_BUILT` with the reason.
    test : str
        File and function; or `NOT_BUILT` with the reason.
    finding : str
        Id; or `NOT_BUILT` with the reason.
    lesson : str
        Lesson and heading in its English text; or `NOT_BUILT` with the reason.
    """

    row: str
    clause: str
    function: str
    test: str
    finding: str
    lesson: str


_ASK, _LEAVE = "tests/keep/test_asking.py::", "tests/keep/test_leaving.py::"
_VALUE = "tests/value/test_lifetimes.py::"

GOALS = (
    Goal("K15", "a draw for a finite population by tier, all of the best tier, reserves, a place by hash",
         "keep.asking.draw", _ASK + "test_a_new_customer_moves_nobody_elses_place", "satisfaction",
         "4-1 How sure is a share?"),
    Goal("K15", "results by tier with a finite-population interval, top two of five levels, and as money",
         "keep.answers.by_tier", _ASK + "test_bounds_and_money_by_hand", "satisfaction",
         "4-1 Whom the answers speak for"),
    Goal("K15", "who did not answer, with bounds that assume nothing of them",
         "keep.answers.by_tier", _ASK + "test_all_answered_is_a_point_and_none_is_nothing", "satisfaction",
         "4-1 Whom the answers speak for"),
    Goal("K15", "drivers with intervals, and groups that cannot be distinguished",
         "keep.satisfaction.drivers", "tests/keep/test_satisfaction.py::*", "satisfaction",
         "4-1 The loudest question"),
    Goal("K15", "a grid of importance and performance", "figures.satisfaction.importance",
         "tests/figures/test_importance.py::test_each_question_is_a_cross_at_its_grade_and_weight",
         NOT_BUILT + "the finding has the numbers in a table", "4-1 The loudest question"),
    Goal("K15", "dissatisfaction before leaving, with an interval, and “no proof”",
         "keep.answers.forerunner", _ASK + "test_whether_the_dissatisfied_leave", "satisfaction", "4-1 Recap"),
    Goal("K15", "two waves: those that answered both apart from the others", "keep.answers.change",
         NOT_BUILT + "its example is its only test", NOT_BUILT + "the finding shows one wave",
         NOT_BUILT + "the lesson looks at one wave"),
    Goal("K16", "rules tried on earlier days, with AUC, lift, false alarms and an interval; ties to the simplest",
         "keep.backtest.back_test", _LEAVE + "test_online_retail_ii_as_measured_before", "leaving",
         "4-2 Each by its own rhythm"),
    Goal("K16", "the rule by expected money", NOT_BUILT + "the rule is chosen by leavers caught: one large "
         "customer would decide by money; money is shown too", NOT_BUILT + "not chosen by money",
         "leaving", "4-2 An alarm by feel"),
    Goal("K16", "gone, quiet and shrinking, with dates", "keep.states.states",
         _LEAVE + "test_gone_quiet_and_shrinking_with_their_days", "leaving", "4-2 Recap"),
    Goal("K16", "survival with late entry, and tests between groups", "keep.survival.kaplan_meier",
         "tests/keep/test_survival.py::test_the_curve_of_6_mp", NOT_BUILT + "curves are in the lesson only",
         "4-2 How long customers stay"),
    Goal("K16", "an event study in customer-months with placebo dates", "keep.events.event_study",
         "tests/keep/test_events.py::test_the_planted_effects_are_found_and_the_decoy_is_not_flagged",
         "leaving_events", "4-2 What they say, and what the data show"),
    Goal("K16", "reasons given against what the data show, own process among them", "keep.event_dates.agreement",
         "tests/keep/test_events.py::test_said_against_seen_by_hand", "leaving_events",
         "4-2 What they say, and what the data show"),
    Goal("K16", "a list of warnings with evidence, money at stake, step and owner", "findings.leaving.listed_now",
         _LEAVE + "test_where_rhythms_differ_silence_over_the_own_gap_is_chosen", "leaving", "4-2 Recap"),
    Goal("K16", "the report card of an earlier list, against the longest silent", "keep.leaving.warn",
         _LEAVE + "test_where_all_buy_alike_the_longest_silent_are_as_good", "leaving",
         "4-2 Each by its own rhythm"),
    Goal("K17", "three ways in one table, with intervals and a baseline a year ago", "value.lifetimes.bootstrap",
         _VALUE + "test_the_interval_covers_in_drawn_worlds", "lifetime",
         "4-3 Recap"),
    Goal("K17", "signed values; one without a stable fit is left out", "value.lifetimes.probable",
         _VALUE + "test_nobody_bought_twice_is_no_answer_and_not_a_number", "lifetime",
         "4-3 Worth more gone"),
    Goal("K17", "rates with their unit as types", NOT_BUILT + "rates are a year each by name only",
         NOT_BUILT + "there are no such types", NOT_BUILT + "there are no such types",
         NOT_BUILT + "there are no such types"),
    Goal("K17", "what losing the best customer takes", "findings.lifetime.valued",
         _VALUE + "test_simple_keeps_the_sign", "lifetime", NOT_BUILT + "the report says it; the lesson asks "
         "how sure one value is"),
    Goal("K17", "five points and five per cent on a map, with this year's profit", "value.lifetimes.gains",
         _VALUE + "test_five_points_and_five_per_cent", "lifetime", "4-3 A famous sentence"),
    Goal("K17", "the sum is sure, a single customer is not", "value.lifetimes.by_lot",
         _VALUE + "test_by_lot_has_the_mean_of_the_formula", NOT_BUILT + "the report gives sums with intervals",
         "4-3 The sum is sure, one customer is not"),
    Goal("K18", "five methods and five routines, indicator and question, the weakest first", "keep.routines.audit",
         "tests/keep/test_routines.py::test_the_weakest_first_and_the_unknown_last", "routines",
         "4-4 Ten habits"),
    Goal("K18", "the best plan within budget, hours and policy, proven", "keep.plan.best_plan",
         "tests/keep/test_plan.py::test_fifty_items_as_published", "retention_plan", "4-4 The best plan"),
    Goal("K18", "what the next step of budget and time brings", "keep.plan.best_plan",
         "tests/keep/test_plan.py::test_what_is_scarce_has_a_price", "retention_plan",
         NOT_BUILT + "shadow prices are in the report"),
    Goal("K18", "robust against risk, effect and worth; a part left out by lot", "keep.plan.best_plan",
         "tests/keep/test_plan.py::test_limits_hold_and_sums_tie", "retention_plan", "4-4 Recap"),
    Goal("K18", "the risk still ahead, not that of those that have left", "keep.ahead.chances_ahead",
         "tests/keep/test_ahead.py::test_what_the_plan_promises_is_close_to_what_the_planted_truth_keeps",
         "retention_plan", "4-4 The best plan"),
    Goal("K18", "what the truth says of a plan", "world.keep.visiting.visited",
         "tests/test_world_keep.py::test_what_a_visit_changes_is_as_planted_by_hand",
         NOT_BUILT + "no real client has a known truth", "4-4 The best plan"),
    Goal("K18", "promised against seen at the next review", NOT_BUILT + "plans are not stored",
         NOT_BUILT + "plans are not stored", NOT_BUILT + "plans are not stored",
         "4-4 The best plan"),
)  # fmt: skip


def page() -> list[str]:
    """Write the table of goals.

    Returns
    -------
    list of str
        Lines of Markdown.
    """
    return table("Keeping customers, clause by clause", GOALS)


def table(title: str, goals: Iterable[Goal]) -> list[str]:
    """Write a table of goals under a heading.

    Parameters
    ----------
    title : str
        The heading.
    goals : iterable of Goal
        One row each.

    Returns
    -------
    list of str
        Lines of Markdown.
    """
    head = [f"## {title}", "", "| row | goal | function | test | finding | lesson |", "|---|---|---|---|---|---|"]
    return [*head, *(f"| {goal.row} | {goal.clause} | {_cell(goal.function)} | {_cell(goal.test)} "
                     f"| {_cell(goal.finding)} | {goal.lesson} |" for goal in goals)]  # fmt: skip


def _cell(name: str) -> str:
    return name if name.startswith(NOT_BUILT) else f"`{name}`"
