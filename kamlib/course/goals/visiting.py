"""What was aimed at for visits (K10)."""

from __future__ import annotations

from kamlib.course.goals.goal import NOT_BUILT, Goal

TITLE = "Visits, clause by clause"

_PLAN, _SOLVER = "tests/manage/test_visits.py::", "tests/manage/test_visit_solver.py::"
_HAND, _FOUND = "tests/manage/test_visit_hand.py::", "tests/findings/test_visit_plan.py::"
_CALENDAR = "tests/manage/test_visit_calendar.py::"
_TRIPS = "tests/manage/test_visit_trips.py::"
_AGENDA = "tests/manage/test_visit_agenda.py::"

#: Cells that several clauses share.
_NO_FINDING = NOT_BUILT + "a report gives the result of the plan, not its appointments"
_NO_LESSON = NOT_BUILT + "the lesson plans one quarter and writes no calendar"
_PERSONAL = NOT_BUILT + "personal days stay out of calendars, reports and lessons"
_NO_CURVE = NOT_BUILT + "it would take visits that were given by lot"
_NO_DAY = NOT_BUILT + "there is no such column"

GOALS = (
    Goal("K10", "a promise by tier and level", "findings.visit_promises.promises_of_tiers",
         _FOUND + "test_promises_of_tiers_follow_the_tiers_and_go_to_who_has_the_least_to_do", "visit_plan",
         NOT_BUILT + "the embedded client has promises of its own"),
    Goal("K10", "at least one visit in any c + 1 weeks, a fewest gap, and the last real visit counts",
         "manage.visits.plan", _PLAN + "test_the_last_real_visit_counts", "visit_plan", "3-3 A leader's quarter"),
    Goal("K10", "joint visits on one day", "manage.visits.plan",
         _PLAN + "test_two_who_come_together_come_on_one_day_and_both_have_the_time", _NO_FINDING, _NO_LESSON),
    Goal("K10", "fixed appointments and absences", "manage.visits.plan",
         _PLAN + "test_fixed_appointments_keep_their_day", _NO_FINDING, "3-3 A leader's quarter"),
    Goal("K10", "holidays of both sides, make-up working days, weeks that are provisional",
         "manage.visits.working_days.is_working", _PLAN + "test_make_up_working_days_of_2026_are_worked",
         _NO_FINDING,
         _NO_LESSON),
    Goal("K10", "hours of each person and week, with some kept free for emergencies", "manage.visits.plan",
         _PLAN + "test_hours_kept_free_for_emergencies_are_not_planned", "visit_plan", "3-3 Who lacks the hours"),
    Goal("K10", "the best plan with its proof, scarce hours too", "manage.visits.solver.solve",
         _SOLVER + "test_five_hundred_customers_and_twenty_people_with_nine_tenths_of_the_hours_are_proven",
         "visit_plan", "3-3 A rule, and the best plan"),
    Goal("K10", "no plan there is costs less", "manage.visits.solver.solve",
         _PLAN + "test_no_plan_of_six_weeks_costs_less", "visit_plan", "3-3 A rule, and the best plan"),
    Goal("K10", "what cannot be kept, with the cheapest remedies in words", "findings.visit_plan.lacking",
         _FOUND + "test_missing_hours_are_counted_by_hand_and_the_cheapest_promises_give_way", "visit_plan",
         "3-3 Who lacks the hours"),
    Goal("K10", "customers whose promise cannot be kept are called", "findings.quarter.unkept",
         _FOUND + "test_customers_of_a_person_without_enough_hours_are_called_and_only_for_that", "visit_plan",
         NOT_BUILT + "the five accounts to call are the report's"),
    Goal("K10", "a plan by hand is counted like any other", "manage.visits.hand.by_hand",
         _HAND + "test_a_plan_by_hand_is_counted_week_by_week", NOT_BUILT + "a report has no plan by hand",
         "3-3 Your plan"),
    Goal("K10", "planning again changes a tenth at most", "manage.visits.plan",
         _PLAN + "test_a_missed_week_changes_at_most_a_tenth_of_what_is_agreed", _NO_FINDING, _NO_LESSON),
    Goal("K10", "calendar files: lasting names, sequences, cancelled visits, the same bytes",
         "manage.visits.calendar.written", _CALENDAR + "*", _NO_FINDING, _NO_LESSON),
    Goal("K10", "an experiment that shows that planning pays", NOT_BUILT + "the lesson calculates it with scipy",
         _HAND + "test_the_experiment_of_fudge_and_lodish_is_significant_from_its_summary", _NO_FINDING,
         "3-3 Does planning pay?"),
    Goal("K10", "hours and trips against promises kept, with a bound", "manage.visits.frontier.frontier",
         "tests/manage/test_visit_frontier.py::test_no_plan_with_these_hours_keeps_more", "visit_plan",
         NOT_BUILT + "the report's workbook has the table"),
    Goal("K10", "trips to one city in one week, shared within the slack of the promises, with a bound",
         "manage.visits.trips.fewest", _TRIPS + "test_no_plan_with_these_freedoms_needs_fewer_trips",
         NOT_BUILT + "`kam visits` says it, as a sheet and in the picture", _NO_LESSON),
    Goal("K10", "trips against promises kept", "manage.visits.frontier.frontier",
         _TRIPS + "test_the_frontier_names_trips", "visit_plan",
         NOT_BUILT + "the embedded client has no cities"),
    Goal("K10", "agenda of each visit by level, with warning signs and gaps of the file as topics",
         "manage.visits.agenda.agendas",
         _AGENDA + "test_each_level_has_its_own_points_and_a_later_visit_follows_up",
         NOT_BUILT + "`kam visits` writes it, as a sheet and into the calendars",
         "3-3 What is the visit for?"),
    Goal("K10", "what to raise at the next visit to the accounts to call, level by level",
         "findings.call_agenda.call_agendas",
         "tests/findings/test_call_agenda.py::test_each_level_gets_its_own_topics",
         NOT_BUILT + "no finding of its own: the workbook has it below the accounts to call",
         "3-3 What is the visit for?"),
    Goal("K10", "outcome of visits by level, and what became of requests", "manage.visits.agenda.agendas",
         _AGENDA + "test_what_became_of_requests_by_hand", NOT_BUILT + "`kam visits` writes it, as sheets",
         _NO_LESSON),
    Goal("K10", "what agendas lack, with the column that would give it", "manage.visits.agenda.agendas",
         _AGENDA + "test_what_is_missing_is_named_with_its_column_and_what_is_there_is_not",
         NOT_BUILT + "`kam visits` says it", _NO_LESSON),
    Goal("K10", "contracts that end, as a topic", NOT_BUILT + "no table has a column for their last day",
         _NO_DAY, _NO_DAY, _NO_DAY),
    Goal("K10", "birthdays and anniversaries as reasons for a visit",
         NOT_BUILT + "a birthday is personal, and no table has a day of founding or of a first contract",
         _PERSONAL, _PERSONAL, _PERSONAL),
    Goal("K10", "the search for remedies ends by its nodes, and says where it was cut",
         "manage.visits.lacking.lacking",
         _SOLVER + "test_the_search_for_missing_hours_ends_by_its_nodes_or_the_clock_and_says_so",
         NOT_BUILT + "`kam visits` says it", _NO_LESSON),
    Goal("K10", "response curves, by judgement or from own visits",
         NOT_BUILT + "large customers are visited most: own visits do not tell what a visit sells",
         _NO_CURVE, _NO_CURVE, _NO_CURVE),
    Goal("K10", "26 weeks with scarce hours proven", NOT_BUILT + "the plan ends with a gap, which is printed",
         NOT_BUILT + "nothing to prove", NOT_BUILT + "a report plans twelve weeks",
         NOT_BUILT + "a lesson plans twelve weeks"),
)  # fmt: skip
