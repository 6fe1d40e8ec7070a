"""What was aimed at for relationships and rules of service (K12, K13)."""

from __future__ import annotations

from kamlib.course.goals.goal import NOT_BUILT, Goal

TITLE = "Relationships and rules of service, clause by clause"

_LEGS, _NET = "tests/manage/test_legs.py::", "tests/manage/test_relationship.py::"
_DRAWN, _RULES = "tests/figures/test_contact_network.py::", "tests/manage/test_golden_rules.py::"
_FOUND, _SAID = "tests/findings/test_relationship.py::", "tests/findings/test_golden_rules.py::"

GOALS = (
    Goal("K12", "relationship from contacts and visits: coverage of influence, threads, levels of both sides, "
         "decay; with an interval", "manage.relationship.legs.two_legs", _LEGS + "test_signs_by_hand",
         "relationship",
         "3-5 Two legs"),
    Goal("K12", "competence from quality, complaints, service, time of reply, range and survey; with an interval",
         "manage.relationship.legs.two_legs", _LEGS + "test_signs_by_hand", "relationship", "3-5 Two legs"),
    Goal("K12", "competence from days of delivery against days promised", NOT_BUILT + "order tables have no "
         "column for either day", NOT_BUILT + "there is no column", NOT_BUILT + "there is no column",
         NOT_BUILT + "there is no column"),
    Goal("K12", "the weaker leg only where the gap exceeds noise", "manage.relationship.legs.two_legs",
         _LEGS + "test_where_accounts_are_alike_no_leg_is_named", "relationship", "3-5 Two legs"),
    Goal("K12", "the step for the weaker leg, and its price", "manage.relationship.steps.steps",
         _FOUND + "test_the_price_of_a_step_is_its_number_times_the_median_of_such_visits", "relationship",
         "3-5 Two legs"),
    Goal("K12", "what tables cannot show, in words with the table named", "manage.relationship.signs.lacking",
         _FOUND + "test_a_leg_that_cannot_be_seen_is_named_with_its_tables", "relationship",
         NOT_BUILT + "the embedded client has all tables"),
    Goal("K12", "degree, betweenness, and who holds a network together", "manage.relationship.measure",
         _NET + "test_the_kite", NOT_BUILT + "the finding counts who is lost without a person",
         NOT_BUILT + "the lesson counts who is lost without a person"),
    Goal("K12", "the network drawn without chance: role, influence and attitude in shape, colour and words",
         "figures.contacts.network", _DRAWN + "test_the_same_network_in_any_order_is_the_same_picture",
         "relationship", "3-5 The person that must not leave"),
    Goal("K12", "words never on words, up to 40 persons", "figures.contacts.network",
         _DRAWN + "test_words_never_lie_on_words_and_all_lie_on_the_picture", "relationship",
         "3-5 The person that must not leave"),
    Goal("K12", "accounts that are reached through one contact only", "manage.relationship.gateways",
         _SAID + "test_the_planted_brokers_are_found_and_no_others", "relationship",
         "3-5 The person that must not leave"),
    Goal("K12", "the reach of a person that says no", "manage.relationship.network",
         _NET + "test_who_must_not_leave_by_hand", NOT_BUILT + "attitude is what sellers say; no step follows",
         NOT_BUILT + "the column `listen` counts them; the lesson does not use it"),
    Goal("K12", "what if a person leaves", "manage.relationship.without", _NET + "test_what_if_a_person_leaves",
         NOT_BUILT + "a report has no what-if", "3-5 The person that must not leave"),
    Goal("K13", "twelve rules with two behaviours each, measured where tables show them",
         "manage.golden_rules.assess", _RULES + "test_behaviours_in_the_diary_by_hand", "golden_rules",
         "3-5 Twelve rules, two behaviours each"),
    Goal("K13", "own rating and that of colleagues, with the gap and its interval", "manage.golden_rules.assess",
         _RULES + "test_own_rating_and_that_of_colleagues_by_hand", "golden_rules",
         NOT_BUILT + "the embedded client has no ratings"),
    Goal("K13", "spread next to the mean, and weeks within limits", "manage.golden_rules.replies.replies",
         _RULES + "test_equal_means_and_a_different_spread_are_told_apart", "golden_rules",
         "3-5 Two desks, one mean"),
    Goal("K13", "control charts: single figures, and shares week by week", "manage.golden_rules.control.weekly",
         _RULES + "test_an_individuals_chart_as_published", "golden_rules",
         NOT_BUILT + "the lesson has the team chart"),
    Goal("K13", "partial pooling, and nobody ranked within noise", "manage.golden_rules.replies.replies",
         _RULES + "test_a_team_of_equals_is_not_ranked", "golden_rules", "3-5 Two desks, one mean"),
    Goal("K13", "no table of persons for a client", "manage.golden_rules.assess",
         _RULES + "test_a_client_sees_no_table_of_persons",
         NOT_BUILT + "a report is for the company's own management", "3-5 Recap"),
)  # fmt: skip
