"""What was aimed at for the sales policy and for developing key accounts (K11, K14), clause by clause."""

from __future__ import annotations

from kamlib.course.goals import NOT_BUILT, Goal, table

_POLICY, _FLOOR = "tests/manage/test_policy.py::", "tests/manage/test_policy_floor.py::"
_OFFERS, _DEALS = "tests/manage/test_offers.py::", "tests/manage/test_deals.py::"
_DEVELOP = "tests/manage/test_developing.py::"
_COMMAND = NOT_BUILT + "`kam policy check` writes it, on request"

GOALS = (
    Goal("K11", "a policy as one readable table of conditions and grants", "manage.policy.verify",
         _POLICY + "test_what_is_no_rule_is_refused_by_row_and_column", "policy", "3-4 Five rules"),
    Goal("K11", "overlap, gap, conflict, subsumption, unreachable and cliff, each with a witness",
         "manage.policy.verify", _POLICY + "test_overlaps_and_gaps_are_those_found_by_trying_every_whole_number",
         _COMMAND, "3-4 What the check finds"),
    Goal("K11", "guard rails by order: below cost, or more discount than own rules grant",
         "manage.policy.below_floor", _FLOOR + "test_own_rules_set_the_floor_by_order_and_by_customer", "policy",
         "3-4 Recap"),
    Goal("K11", "without rules: discounts that neither the order, the year nor the payment justifies",
         "manage.policy.below_floor",
         _FLOOR + "test_a_discount_that_nothing_justifies_and_one_that_was_paid_on_time", "policy",
         "3-4 Recap"),
    Goal("K11", "what-if on last year's orders: profit, cash, commission and service hours by account",
         "manage.policy.simulate", _POLICY + "test_days_hours_rebates_and_commission", _COMMAND,
         "3-4 Try it on last year"),
    Goal("K11", "the break-even reaction, next to how accounts reacted before", "manage.policy.simulate",
         _POLICY + "test_history_of_reactions_is_of_customers_whose_price_moved", _COMMAND,
         "3-4 How much more must they buy?"),
    Goal("K11", "a range of reactions, never one number", "manage.policy.simulate",
         _POLICY + "test_reactions_by_hand", "policy", "3-4 How much more must they buy?"),
    Goal("K11", "the best price of each tier from a table of losses by price", "manage.policy.best_prices",
         "tests/manage/test_policy_prices.py::test_published_losses_by_rating_and_the_best_rates",
         NOT_BUILT + "no table of a client says who leaves at which price", "3-4 A price for each tier"),
    Goal("K11", "what a seller would push who is paid on revenue, and who is paid on margin",
         NOT_BUILT + "commission is counted on either, nothing looks at what it rewards",
         NOT_BUILT + "there is no such check", NOT_BUILT + "there is no such check",
         NOT_BUILT + "there is no such check"),
    Goal("K11", "a scatter of pocket price against volume, with the outliers that size does not explain",
         NOT_BUILT + "terms are compared by size in a table, there is no picture",
         NOT_BUILT + "there is no picture",
         NOT_BUILT + "the finding on terms by size names the outliers", NOT_BUILT + "there is no picture"),
    Goal("K14", "look-alikes of the best by named traits, back-tested", "manage.development.look_alikes",
         _DEVELOP + "test_look_alikes_of_earlier_days_became_the_best_where_a_trait_decides",
         NOT_BUILT + "no finding names prospects",
         NOT_BUILT + "traits of the embedded client say nothing of worth"),
    Goal("K14", "the data of prospects collected", NOT_BUILT + "prospects are read and checked, they have no file",
         NOT_BUILT + "there is no file of a prospect", NOT_BUILT + "there is no file of a prospect",
         NOT_BUILT + "there is no file of a prospect"),
    Goal("K14", "white space as chance times yearly profit, calibrated", "manage.development.white_space",
         _OFFERS + "test_money_is_chance_times_gross_profit_and_its_range_holds_it", "white_space",
         "3-6 Chance times money"),
    Goal("K14", "the best of four methods on three earlier days, with lift over popularity and over peers",
         "manage.development.white_space", _OFFERS + "test_real_resellers_on_the_days_of_the_published_table",
         "white_space", "3-6 Four rules, three earlier days"),
    Goal("K14", "never what a company of the group bought", "manage.development.white_space",
         _OFFERS + "test_what_a_company_of_the_group_buys_is_not_offered_to_its_sister", "white_space",
         "3-6 Three offers by feel"),
    Goal("K14", "peers are counted, never named", "manage.development.white_space",
         _OFFERS + "test_peers_are_counted_and_never_named", "white_space",
         NOT_BUILT + "the lesson shows the rules, the finding the counts"),
    Goal("K14", "suggestions by feel scored as the methods are", "manage.development.score_picks",
         "tests/manage/test_picks.py::test_the_same_products_for_every_customer",
         NOT_BUILT + "a report has no suggestions of a learner", "3-6 Three offers by feel"),
    Goal("K14", "share of wallet, refused above 100 %", "manage.development.share_of_wallet",
         _OFFERS + "test_shares_of_wallet_above_one_are_refused_by_their_rows", "white_space",
         NOT_BUILT + "the lesson needs no potential"),
    Goal("K14", "conversion of deals with open ones as censored", "manage.development.pipeline",
         _DEALS + "test_the_share_won_counts_open_deals_as_long_as_they_were_seen", "pipeline",
         "3-6 Who wins more deals?"),
    Goal("K14", "the exact range of what open deals bring", "manage.sums.interval_of_sum",
         _DEALS + "test_the_sum_of_things_that_happen_or_not_is_that_of_brute_force", "pipeline",
         "3-6 Who wins more deals?"),
    Goal("K14", "own earlier forecasts scored, and today's corrected by them",
         "manage.development.forecasting.correction",
         "tests/manage/test_forecasting.py::test_each_day_is_corrected_by_those_before_it", "pipeline",
         "3-6 Who wins more deals?"),
    Goal("K14", "differences between sellers, accounts and products tested, nobody ranked within chance",
         "manage.noise.between", _DEALS + "test_owners_who_differ_are_found_and_those_who_do_not_are_not",
         "pipeline", "3-6 Who wins more deals?"),
    Goal("K14", "economic value to the customer, with what it rests on", "manage.development.economic_value",
         _DEVELOP + "test_the_printer_is_worth_1300_and_what_we_ask_leaves_the_customer_a_part",
         NOT_BUILT + "it needs figures of an offer", "3-6 What it is worth to the customer"),
    Goal("K14", "its worksheet with live formulas equal to Python", "manage.development.write_worksheet",
         _DEVELOP + "test_the_workbook_works_out_what_python_does", NOT_BUILT + "it needs figures of an offer",
         "3-6 What it is worth to the customer"),
    Goal("K14", "at most seven questions from the blanks, in their order", "manage.development.questions",
         _DEVELOP + "test_blanks_become_at_most_seven_questions_in_their_order",
         NOT_BUILT + "no finding asks questions of one account", "3-6 Questions from blanks"),
)  # fmt: skip


def page() -> list[str]:
    """Write the table of goals.

    Returns
    -------
    list of str
        Lines of Markdown.
    """
    return table("Sales policy and developing accounts, clause by clause", GOALS)
