"""Tiers: cut by share, amounts or head-count; equals together, sums that tie, thresholds that reproduce all."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from kamlib.classify import service, tiers

CENTS = st.integers(-2_000_000, 5_000_000)
BOOKS = st.lists(CENTS, min_size=1, max_size=40)
METHODS = st.sampled_from(["share", "headcount"])


def book(profits, revenue=None):
    profits = np.asarray(profits, dtype=float)
    revenue = np.abs(profits) * 3 if revenue is None else revenue
    ids = [f"C{i:03d}" for i in range(len(profits))]
    return pd.DataFrame({"customer_id": ids, "revenue": revenue, "profit": profits})


def by_id(result, column="tier"):
    return result.table.set_index("customer_id")[column].sort_index()


def test_the_first_half_of_the_profit_is_platinum_and_the_first_four_fifths_gold():
    result = tiers.assign(book([50, 30, 15, 5, 0, -20]))
    assert by_id(result).tolist() == ["platinum", "gold", "iron", "iron", "lead", "lead"]
    assert result.thresholds == {"platinum": 50, "gold": 30, "iron": 5}
    assert result.basis == "profit"
    assert result.lead_judged


def test_a_loss_takes_nothing_off_what_the_cuts_are_shares_of():
    """Of 100 earned, 40 lie ahead of the second and 70 ahead of the third, whatever the last loses."""
    result = tiers.assign(book([40, 30, 20, 10, -40]))
    assert by_id(result).tolist() == ["platinum", "platinum", "gold", "iron", "lead"]
    assert by_id(result, "share_of_positive").tolist() == [0.4, 0.3, 0.2, 0.1, 0.0]


def test_the_customer_on_whom_the_line_falls_is_above_it():
    assert by_id(tiers.assign(book([40, 30, 20, 10]))).tolist() == ["platinum", "platinum", "gold", "iron"]


def test_a_cut_that_falls_between_two_customers_despite_binary_sums_takes_the_first_alone():
    assert by_id(tiers.assign(book([0.7, 0.4, 0.2, 0.1]))).tolist() == ["platinum", "gold", "gold", "iron"]


def test_twenty_sixty_twenty_counts_heads():
    result = tiers.assign(book(range(100, 0, -1)), method="headcount")
    counts = result.summary.set_index("tier")["customers"]
    assert counts.to_dict() == {"platinum": 5, "gold": 15, "iron": 60, "lead": 20}


def test_by_head_count_nobody_rises_who_brings_nothing():
    result = tiers.assign(book([-1, -2, -3, -4, -5]), method="headcount")
    assert by_id(result).tolist() == ["iron"] * 4 + ["lead"]


def test_amounts_given_decide_alone():
    result = tiers.assign(book([100, 99, 10, 0, -5]), method="thresholds", cuts=(100, 50, 0))
    assert by_id(result).tolist() == ["platinum", "gold", "iron", "iron", "lead"]
    assert result.thresholds == {"platinum": 100, "gold": 50, "iron": 0}


def test_on_revenue_nobody_is_called_a_cost():
    result = tiers.assign(book([5, 5, 5], revenue=[90.0, 10.0, -4.0])[["customer_id", "revenue"]])
    assert result.basis == "revenue"
    assert not result.lead_judged
    assert by_id(result).tolist() == ["platinum", "iron", "iron"]
    assert result.summary.set_index("tier").loc["lead", "customers"] == 0


def test_a_book_that_only_loses_is_all_lead():
    result = tiers.assign(book([-1, -2]))
    assert by_id(result).tolist() == ["lead", "lead"]
    assert np.isinf(list(result.thresholds.values())).all()
    assert result.summary["share_of_contribution"].isna().all()


def test_a_missing_profit_counts_as_nought():
    assert by_id(tiers.assign(book([10, np.nan]))).tolist() == ["platinum", "lead"]


def test_a_worked_out_contribution_can_decide():
    accounts = book([10, 20]).assign(contribution_after_service=[10.0, -1.0])
    assert by_id(tiers.assign(accounts, basis="contribution_after_service")).tolist() == ["platinum", "lead"]


@settings(max_examples=40, deadline=None)
@given(BOOKS, METHODS, st.randoms())
def test_rows_in_any_order_give_the_same_tiers(profits, method, random):
    accounts = book(profits)
    order = list(range(len(profits)))
    random.shuffle(order)
    one, other = tiers.assign(accounts, method=method), tiers.assign(accounts.iloc[order], method=method)
    assert_frame_equal(one.table, other.table)
    assert one.thresholds == other.thresholds


@settings(max_examples=40, deadline=None)
@given(BOOKS, METHODS, st.sampled_from([0.01, 0.13, 7.1, 1000.0]))
def test_the_currency_does_not_matter(profits, method, rate):
    scaled = book(np.asarray(profits) * rate)
    assert by_id(tiers.assign(book(profits), method=method)).equals(by_id(tiers.assign(scaled, method=method)))


@settings(max_examples=40, deadline=None)
@given(BOOKS, METHODS)
def test_more_is_never_lower_and_equals_are_together(profits, method):
    table = tiers.assign(book(profits), method=method).table
    height = table["tier"].map({tier: -i for i, tier in enumerate(tiers.TIERS)})
    assert height.is_monotonic_decreasing
    together = table.drop_duplicates(["contribution", "tier", "rank"])
    assert together["contribution"].is_unique


@settings(max_examples=40, deadline=None)
@given(BOOKS, METHODS)
def test_the_thresholds_alone_give_the_tiers_back(profits, method):
    result = tiers.assign(book(profits), method=method)
    amounts = result.table["contribution"]
    assert list(tiers.tier_of(amounts, result.thresholds)) == result.table["tier_by_rule"].tolist()
    finite = {tier: start for tier, start in result.thresholds.items() if np.isfinite(start)}
    if len(finite) == 3:
        again = tiers.assign(book(profits), method="thresholds", cuts=list(finite.values()))
        assert by_id(again).equals(by_id(result))


@settings(max_examples=40, deadline=None)
@given(BOOKS, METHODS)
def test_the_summary_adds_up_to_the_book(profits, method):
    accounts = book(profits)
    summary = tiers.assign(accounts, method=method).summary
    assert summary["customers"].sum() == len(accounts)
    assert summary["contribution"].sum() == pytest.approx(accounts["profit"].sum())
    assert summary["revenue"].sum() == pytest.approx(accounts["revenue"].sum())
    if accounts["profit"].sum() > 0:
        assert summary["share_of_contribution"].sum() == pytest.approx(1)


def test_a_decision_by_hand_moves_the_customer_and_is_logged():
    by_hand = pd.DataFrame({"customer_id": ["C003"], "tier": ["platinum"], "reason": ["benchmark of its region"]})
    result = tiers.assign(book([50, 30, 15, 5]), overrides=by_hand)
    row = result.table.set_index("customer_id").loc["C003"]
    assert (row["tier_by_rule"], row["tier"]) == ("iron", "platinum")
    logged = result.overrides.iloc[0]
    assert (logged["from_tier"], logged["to_tier"]) == ("iron", "platinum")
    assert logged["reason"] == "benchmark of its region"
    assert result.thresholds["platinum"] == 50
    assert result.summary["customers"].sum() == 4


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"customer_id": "X", "tier": "gold", "reason": "why"}, "not among the accounts"),
        ({"customer_id": "C000", "tier": "silver", "reason": "why"}, "silver"),
        ({"customer_id": "C000", "tier": "gold", "reason": " "}, "without a reason"),
    ],
)
def test_a_decision_by_hand_needs_a_customer_a_tier_and_a_reason(row, says):
    with pytest.raises(ValueError, match=says):
        tiers.assign(book([1, 2]), overrides=pd.DataFrame([row]))


def test_a_customer_is_moved_once():
    twice = pd.DataFrame({"customer_id": ["C000"] * 2, "tier": ["gold", "iron"], "reason": ["a", "b"]})
    with pytest.raises(ValueError, match="more than once"):
        tiers.assign(book([1, 2]), overrides=twice)


@pytest.mark.parametrize(
    ("method", "cuts"),
    [
        ("share", (0.8, 0.5, 1.0)),
        ("share", (0.5, 0.8)),
        ("share", (0.5, 0.8, 1.2)),
        ("headcount", (-0.1, 0.2, 0.8)),
        ("thresholds", (10, 50, 100)),
        ("thresholds", (float("nan"), 50, 10)),
        ("thresholds", None),
    ],
)
def test_cuts_out_of_order_are_refused(method, cuts):
    with pytest.raises(ValueError, match="cuts"):
        tiers.assign(book([1, 2]), method=method, cuts=cuts)


def test_an_unknown_method_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="headcount"):
        tiers.assign(book([1]), method="headcuont")


def test_a_missing_column_is_named():
    with pytest.raises(KeyError, match="profit"):
        tiers.assign(pd.DataFrame({"customer_id": ["A"], "revenue": [1.0]}), basis="profit")


def test_each_tier_has_one_who_answers_and_the_whole_budget_is_shared_out():
    table = tiers.assign(book([1.0])).service
    assert table["tier"].tolist() == list(tiers.TIERS)
    assert table["responsible"].iloc[0] == "role_general_manager"
    assert table["budget_share"].sum() == pytest.approx(1)


def test_a_leap_year_is_one_year():
    """Two visits in 366 days are two a year, not 1.996; half of a year asks for half."""
    given_tiers = pd.DataFrame({"customer_id": ["A"], "tier": ["platinum"]})
    days = pd.to_datetime(["2024-02-01", "2024-09-01"])
    diary = pd.DataFrame({"customer_id": "A", "date": days, "level": "leadership"})
    levels = service.as_table(
        [service.ServiceLevel("platinum", "role_general_manager", 4, 2, 0, 0, "channel_team", 1.0)]
    )
    year = {"first": pd.Timestamp("2024-01-01"), "last": pd.Timestamp("2024-12-31")}
    assert service.check(given_tiers, levels, diary, **year)["met"].tolist() == [True]
    assert service.compare(given_tiers, levels, diary, **year)["got_less"].tolist() == [False]
    half = {"first": pd.Timestamp("2024-01-01"), "last": pd.Timestamp("2024-07-01")}
    assert service.compare(given_tiers, levels, diary, **half)["received"].tolist() == [pytest.approx(2.0)]


def test_a_visit_in_the_afternoon_of_the_last_day_is_one_of_the_year():
    """The one of half past three on 31 December counts; the one of the morning after is of another year."""
    given_tiers = pd.DataFrame({"customer_id": ["A"], "tier": ["platinum"]})
    days = pd.to_datetime(["2023-02-01 00:00", "2023-12-31 15:30", "2024-01-01 09:00"])
    diary = pd.DataFrame({"customer_id": "A", "date": days, "level": "leadership"})
    levels = service.as_table(
        [service.ServiceLevel("platinum", "role_general_manager", 4, 2, 0, 0, "channel_team", 1.0)]
    )
    year = {"first": pd.Timestamp("2023-01-01"), "last": pd.Timestamp("2023-12-31")}
    assert service.check(given_tiers, levels, diary, **year)["received"].tolist() == [2.0]
    assert service.compare(given_tiers, levels, diary, **year)["received"].tolist() == [2.0]


def test_half_a_budget_is_no_service_standard():
    half = [service.ServiceLevel("platinum", "role_general_manager", 4, 2, 6, 24, "channel_team", 0.5)]
    with pytest.raises(ValueError, match="not all of it"):
        service.as_table(half)


def test_visits_are_held_against_the_promise():
    given_tiers = pd.DataFrame({"customer_id": ["A", "B"], "tier": ["platinum", "lead"]})
    day = pd.Timestamp("2024-01-01")
    visits = pd.DataFrame({
        "customer_id": ["A"] * 3 + ["B"], "level": ["leadership", "leadership", "technical", "business"],
        "date": [day] * 4,
    })  # fmt: skip
    levels = service.as_table(service.SERVICE_LEVELS)
    kept = service.check(given_tiers, levels, visits, first=day, last=day + pd.Timedelta(days=364))
    kept = kept.set_index(["customer_id", "level"])
    assert kept.index.get_level_values(0).unique().tolist() == ["A"]
    assert kept.loc[("A", "leadership"), "met"]
    assert kept.loc[("A", "technical"), "short"] == pytest.approx(5, abs=0.01)
    assert kept.loc[("A", "business"), "short"] == 24


def test_who_is_promised_nothing_and_gets_much_is_seen():
    given_tiers = pd.DataFrame({"customer_id": ["A", "B", "C"], "tier": ["platinum", "lead", "lead"]})
    day = pd.Timestamp("2024-01-01")
    diary = pd.DataFrame({
        "customer_id": ["A", "B", "B", "B", "C"], "date": [day] * 5,
        "kind": ["visit", "Visit", "拜访", "service", "service"],
    })  # fmt: skip
    levels = service.as_table(service.SERVICE_LEVELS)
    seen = service.compare(
        given_tiers, levels, service.visits(diary), first=day, last=day + pd.Timedelta(days=365)
    )
    assert seen["received"].round().tolist() == [1, 2, 0]
    assert seen["got_less"].tolist() == [True, False, False]
    assert seen["got_more"].tolist() == [False, True, False]
    tiers_of = service.by_tier(seen, levels).set_index("tier")
    assert tiers_of.index.tolist() == ["platinum", "lead"]
    assert tiers_of.loc["lead", ["customer_count", "with_less", "with_more"]].tolist() == [2, 0, 1]
    assert tiers_of.loc["platinum", "promised"] == 32
    assert tiers_of["received"].mul(tiers_of["customer_count"]).sum() == pytest.approx(seen["received"].sum())


def test_moving_visits_mends_what_lead_and_exceptions_take_too_many():
    given_tiers = pd.DataFrame({"customer_id": list("ABCX"), "tier": ["platinum", "gold", "lead", "platinum"]})
    day = pd.Timestamp("2024-01-01")
    diary = pd.DataFrame({"customer_id": ["A"] * 30 + ["C"] * 5 + ["X"] * 4, "date": [day] * 39})
    levels = service.as_table(service.SERVICE_LEVELS)
    seen = service.compare(given_tiers, levels, diary, first=day, last=day + pd.Timedelta(days=365), without={"X"})
    table = service.by_tier(seen, levels)
    assert table["tier"].tolist() == ["platinum", "gold", "lead", "exception"]
    found = service.capacity(table)
    assert (round(found.made), found.needed) == (39, 32 + 17)
    assert (round(found.short), round(found.movable)) == (2 + 17, 5 + 4)
    assert (round(found.moved), round(found.rest)) == (9, 10)


def test_without_known_kinds_all_activities_are_visits():
    diary = pd.DataFrame({"customer_id": ["A", "B"], "kind": ["besøg", "besøg"]})
    assert len(service.visits(diary)) == 2
    assert len(service.visits(diary[["customer_id"]])) == 2


def test_visits_without_a_day_are_refused():
    levels = service.as_table(service.SERVICE_LEVELS)
    day = pd.Timestamp("2024-01-01")
    with pytest.raises(KeyError, match="date"):
        service.compare(pd.DataFrame({"customer_id": ["A"], "tier": ["gold"]}), levels,
                        pd.DataFrame({"customer_id": ["A"]}), first=day, last=day)  # fmt: skip
