"""Sales policy: holes in rules are named with a witness, and what rules do to last year's orders adds up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.book import Book
from kamlib.errors import KamError
from kamlib.manage import policy
from kamlib.value.serving_rates import ServingRates
from tests.embedded import embedded


def rules(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"grants": "discount", **row} for row in rows])


def span(rule: str, low: float | None, high: float | None, amount: float = 0.05, **more: Any) -> dict[str, Any]:
    return {"rule": rule, "field": "age", "at_least": low, "below": high, "amount": amount, **more}


def faults(table: pd.DataFrame, kind: str) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    rows = table[table["kind"] == kind]
    return list(zip(rows["rules"], rows["witness"], strict=True))


def test_published_overlap_of_17_to_30_and_29_to_40() -> None:
    # IBM Operational Decision Manager, "Checking decision tables": 17–30 and 29–40 overlap at 29 and 30.
    found = policy.verify(rules(span("first", 17, 31), span("second", 29, 41))).table
    assert faults(found, "overlap") == [(("first", "second"), {"age": (29, 30)})]
    assert found["kind"].tolist() == ["overlap"]  # the same amount: no conflict


def test_published_gap_between_17_to_30_and_32_to_40() -> None:
    # The same page: 17–30 and 32–40 leave a gap at 31.
    found = policy.verify(rules(span("first", 17, 31), span("second", 32, 41))).table
    assert faults(found, "gap") == [(("first", "second"), {"age": 31})]
    assert found["kind"].tolist() == ["gap"]


def test_rules_that_meet_end_to_end_are_sound() -> None:
    assert policy.verify(rules(span("first", 17, 31), span("second", 31, 41))).sound


def test_an_overlap_with_different_amounts_is_a_conflict_too() -> None:
    found = policy.verify(rules(span("first", 17, 31, 0.05), span("second", 29, 41, 0.08))).table
    assert faults(found, "conflict") == [(("first", "second"), {"age": (29, 30)})]


def test_a_rule_within_another_of_the_same_amount_is_subsumed() -> None:
    found = policy.verify(rules(span("wide", 10, 50), span("narrow", 20, 30))).table
    assert faults(found, "subsumption") == [(("narrow", "wide"), {"age": (20, 29)})]
    assert found["kind"].tolist() == ["subsumption"]


def test_what_nothing_can_meet_is_unreachable() -> None:
    found = policy.verify(rules(span("turned", 40, 20), span("sound", 20, 40))).table
    assert faults(found, "unreachable") == [(("turned",), {"age": (40, 20)})]
    both = rules(
        {"rule": "two tiers", "field": "tier", "equals": "gold", "amount": 0.1},
        {"rule": "two tiers", "field": "tier", "equals": "iron", "amount": 0.1},
    )
    assert policy.verify(both).table["kind"].tolist() == ["unreachable"]


def test_a_cliff_names_what_is_lost_and_where_it_is_made_up_for() -> None:
    # 5 % below 100,000, 10 % from there: at the threshold the bill falls from 95,000 to 90,000, and 95,000 is
    # billed again at 95,000 / 0.9 = 105,555.56.
    found = policy.verify(
        rules(
            {"rule": "small", "field": "revenue", "at_least": 0, "below": 100_000, "amount": 0.05},
            {"rule": "large", "field": "revenue", "at_least": 100_000, "amount": 0.10},
        )
    ).table
    assert faults(found, "cliff") == [(("small", "large"), {"revenue": 100_000})]
    assert found["loss"].tolist() == pytest.approx([5000])
    assert found["recovered_at"].tolist() == pytest.approx([95_000 / 0.9])


def test_a_discount_that_does_not_grow_and_days_that_do_are_no_cliff() -> None:
    down = rules(
        {"rule": "small", "field": "revenue", "at_least": 0, "below": 100, "amount": 0.10},
        {"rule": "large", "field": "revenue", "at_least": 100, "amount": 0.05},
    )
    assert policy.verify(down).sound
    days = down.assign(grants="payment_days", amount=[30, 60])
    assert policy.verify(days).sound


def test_a_gap_in_two_fields_is_named_in_both() -> None:
    found = policy.verify(
        rules(
            {"rule": "gold low", "field": "tier", "equals": "gold", "amount": 0.05},
            {"rule": "gold low", "field": "revenue", "at_least": 0, "below": 100, "amount": 0.05},
            {"rule": "gold high", "field": "tier", "equals": "gold", "amount": 0.02},
            {"rule": "gold high", "field": "revenue", "at_least": 100, "below": 200, "amount": 0.02},
            {"rule": "iron low", "field": "tier", "equals": "iron", "amount": 0.03},
            {"rule": "iron low", "field": "revenue", "at_least": 0, "below": 100, "amount": 0.03},
        )
    ).table
    assert [witness for _rules, witness in faults(found, "gap")] == [{"tier": "iron", "revenue": (100, 199)}]
    assert found["kind"].tolist() == ["gap"]


def test_rules_of_different_grants_have_nothing_to_do_with_each_other() -> None:
    both = rules(span("price", 17, 31), span("days", 20, 60, 30, grants="payment_days"))
    assert policy.verify(both).sound


def test_the_order_of_rows_does_not_change_what_is_wrong() -> None:
    some = rules(span("a", 0, 10), span("b", 8, 20, 0.1), span("c", 25, 30), span("d", 26, 28))
    found, turned = (policy.verify(table).table for table in (some, some.iloc[::-1]))
    as_sets = [sorted((kind, frozenset(of), str(w)) for kind, of, w in
                      zip(t["kind"], t["rules"], t["witness"], strict=True)) for t in (found, turned)]  # fmt: skip
    assert [kind for kind, _rules, _w in as_sets[0]] == [kind for kind, _rules, _w in as_sets[1]]
    assert as_sets[0] == as_sets[1]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from([0.05, 0.1])), min_size=1, max_size=6
    )
)
def test_overlaps_and_gaps_are_those_found_by_trying_every_whole_number(
    spans: list[tuple[int, int, float]],
) -> None:
    some = rules(*(span(str(at), low, high, amount) for at, (low, high, amount) in enumerate(spans)))
    found = policy.verify(some).table
    about = [{x for x in range(13) if low <= x < high} for low, high, _amount in spans]
    met = {(str(a), str(b)) for a in range(len(spans)) for b in range(a + 1, len(spans)) if about[a] & about[b]}
    named = found[found["kind"].isin(["overlap", "subsumption"])]["rules"]
    assert {tuple(sorted(pair)) for pair in named} == met
    whole = set().union(*about)
    inside = set(range(min(whole), max(whole) + 1)) - whole if whole else set()
    gaps = set()
    for _rules, witness in faults(found, "gap"):
        value = witness["age"]
        gaps |= set(range(value[0], value[1] + 1)) if isinstance(value, tuple) else {value}
    assert gaps == inside
    assert {r[0] for r, _w in faults(found, "unreachable")} == {str(a) for a in range(len(spans)) if not about[a]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"rule": None}, "rules, row 3: rule is empty"),
        ({"grants": " "}, "rules, row 3: grants is empty"),
        ({"amount": "much"}, "rules, row 3: amount is not a number"),
        ({"amount": None}, "rules, row 3: amount is empty"),
        ({"field": None}, "rules, row 3: field is empty, but there is a condition"),
        ({"at_least": None}, "rules, row 3: field has no condition"),
        ({"equals": 7}, "rules, row 3: equals stands next to at_least or below"),
        ({"at_least": None, "equals": "old"}, "rules, row 2: age is compared with a number and with a text"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_by_row_and_column(row: dict[str, Any], message: str) -> None:
    table = rules(span("first", 1, 2), {"rule": "second", "field": "age", "at_least": 3, "amount": 0.1} | row)
    with pytest.raises(KamError, match=message):
        policy.verify(table)


def test_a_rule_that_grants_two_amounts_and_a_table_without_a_column_are_refused() -> None:
    with pytest.raises(KamError, match="row 2: amount differs between the rows of one rule"):
        policy.verify(rules(span("one", 1, 2, 0.1), {**span("one", 1, 2, 0.2), "field": "days"}))
    with pytest.raises(KamError, match="lack the column grants"):
        policy.verify(rules(span("one", 1, 2)).drop(columns="grants"))
    with pytest.raises(KamError, match="row 2: field is empty, but there is a condition"):
        policy.verify(rules(span("one", 1, 2)).drop(columns="field"))


def test_a_table_without_the_columns_of_conditions_holds_for_all_customers() -> None:
    table = pd.DataFrame({"rule": ["all"], "grants": ["discount"], "amount": [0.1]})
    assert len(policy.verify(table).table) == 0


def book(**more: Any) -> Book:
    """Two customers: A buys for 1,000 of 1,100 at list price, paid after 30 days; B for 500, at list price."""
    orders = pd.DataFrame(
        {
            "customer_id": ["A", "A", "B", "A"],
            "order_id": ["1", "2", "3", "0"],
            "date": pd.to_datetime(["2024-03-01", "2024-06-01", "2024-12-31", "2023-05-01"]),
            "revenue": [600.0, 400.0, 500.0, 900.0],
            "discount": [60.0, 40.0, 0.0, 0.0],
            "cost": [300.0, 250.0, 100.0, 500.0],
        }
    )
    orders["due_date"] = orders["date"] + pd.Timedelta(days=30)
    orders["paid_date"] = orders["due_date"]
    return Book(orders.assign(**more), currency="EUR", policy=ServingRates(capital_rate=0.10))


ALL = {"rule": "all", "field": None, "grants": "discount", "amount": 0.2}


def test_a_discount_for_all_by_hand() -> None:
    effect = policy.simulate(pd.DataFrame([ALL]), book())
    table = effect.table.set_index("customer_id")
    # A: list 1,100, at 20 % off 880 instead of 1,000; B: 400 instead of 500. Orders of 2023 are out.
    assert table["revenue_before"].to_dict() == {"A": 1000, "B": 500}
    assert table["revenue_after"].to_dict() == {"A": 880, "B": 400}
    assert table["gross_profit_after"].to_dict() == {"A": 330, "B": 300}
    # cash: 30 days of 365.25 of what is billed, at 10 % a year
    assert table["cash_before"].to_dict() == {"A": 82.14, "B": 41.07}
    assert table.loc["A", "change"] == pytest.approx(322.77 - 441.79)
    assert effect.totals.loc["revenue", "change"] == -220
    assert table["change"].sum() == pytest.approx(effect.totals.loc["customer_profit", "change"])
    # A: a price 12 % lower at a margin of 45 % has to bring 0.12 / (0.45 − 0.12) more
    assert table.loc["A", "break_even"] == pytest.approx(0.12 / 0.33)
    assert len(effect.losers) == 2
    assert effect.winners.empty
    assert effect.missing == ("activities.hours",)


def test_a_rule_of_orders_counts_for_those_orders_only() -> None:
    large = pd.DataFrame(
        [{"rule": "large", "field": "order_value", "at_least": 600, "grants": "discount", "amount": 0.2}]
    )
    table = policy.simulate(large, book()).table.set_index("customer_id")
    # A's order of 600 (list 660) becomes 528; its order of 400 keeps its price.
    assert table["revenue_after"].to_dict() == pytest.approx({"A": 928, "B": 500}, abs=0.005)
    assert table["rules"].to_dict() == {"A": "large", "B": ""}


def test_the_first_rule_that_holds_is_the_one_that_grants() -> None:
    two = pd.DataFrame([
        {"rule": "large", "field": "revenue", "at_least": 800, "grants": "discount", "amount": 0.3},
        {"rule": "all", "field": "revenue", "at_least": 0, "grants": "discount", "amount": 0.1},
    ])  # fmt: skip
    table = policy.simulate(two, book()).table.set_index("customer_id")
    assert table["revenue_after"].to_dict() == pytest.approx({"A": 770, "B": 450})


def test_days_hours_rebates_and_commission() -> None:
    diary = pd.DataFrame({"customer_id": ["A", "A"], "date": pd.to_datetime(["2024-02-01", "2022-01-01"]),
                          "hours": [4.0, 9.0], "cost": [400.0, 900.0]})  # fmt: skip
    terms = pd.DataFrame([
        {"rule": "slow", "field": "payment_days", "at_least": 0, "grants": "payment_days", "amount": 60},
        {"rule": "care", "field": "service_hours", "at_least": 1, "grants": "service_hours", "amount": 10},
        {"rule": "pay", "field": "revenue", "at_least": 0, "grants": "commission", "amount": 0.05},
        {"rule": "year", "field": "revenue", "at_least": 800, "grants": "rebate", "amount": 0.02},
    ])  # fmt: skip
    made = book()
    served = Book(made.orders, activities=diary, policy=made.policy)
    effect = policy.simulate(terms, served, commission_on="gross_profit", commission_today=0.03)
    a = effect.table.set_index("customer_id").loc["A"]
    assert (a["revenue_after"], a["gross_profit_after"]) == (980, 430)
    assert a["cash_after"] == round(980 * 60 / 365.25, 2)
    assert (a["service_hours_before"], a["service_hours_after"]) == (4, 10)
    assert (a["commission_before"], a["commission_after"]) == (13.5, 21.5)
    before = 450 - 82.14 * 0.1 - 4 * 100 - 13.5
    after = 430 - a["cash_after"] * 0.1 - 10 * 100 - 21.5
    assert a["change"] == pytest.approx(after - before, abs=0.02)


def test_history_of_reactions_is_of_customers_whose_price_moved() -> None:
    table = policy.simulate(pd.DataFrame([ALL]), book()).table.set_index("customer_id")
    # A paid 900 of 900 in 2023 and 1,000 of 1,100 in 2024: 9.1 % less, for 22.2 % more goods
    assert table.loc["A", "past_price_change"] == pytest.approx(1000 / 1100 - 1)
    assert table.loc["A", "past_volume_change"] == pytest.approx(1100 / 900 - 1)
    assert math.isnan(table.loc["B", "past_price_change"])


def test_reactions_by_hand() -> None:
    effect = policy.simulate(pd.DataFrame([ALL]), book(), elasticities=(0, -1))
    # at an elasticity of −1, A buys 12 % more and B 20 % more at the lower price
    gain = 330 * 0.12 + 300 * 0.2
    assert effect.reactions["elasticity"].tolist() == [0, -1]
    assert effect.reactions["customer_profit"].diff().iloc[1] == pytest.approx(gain, abs=0.01)


def test_currency_unit_and_row_order_do_not_matter() -> None:
    made = book()
    first = policy.simulate(pd.DataFrame([ALL]), made)
    turned = policy.simulate(pd.DataFrame([ALL]), Book(made.orders.iloc[::-1], policy=made.policy))
    pd.testing.assert_frame_equal(first.table, turned.table)
    hundred = made.orders.assign(**{c: made.orders[c] * 100 for c in ("revenue", "cost", "discount")})
    scaled = policy.simulate(pd.DataFrame([ALL]), Book(hundred, policy=made.policy)).table
    assert (scaled["change"] / 100).tolist() == pytest.approx(first.table["change"].tolist(), abs=0.02)
    assert scaled["break_even"].tolist() == pytest.approx(first.table["break_even"].tolist())


def test_a_book_without_costs_or_due_dates_says_what_is_missing() -> None:
    bare = book().orders.drop(columns=["cost", "due_date", "paid_date", "discount"])
    effect = policy.simulate(pd.DataFrame([ALL]), Book(bare))
    assert effect.missing == ("orders.cost", "orders.discount", "orders.due_date", "activities.hours")
    assert effect.table["gross_profit_after"].isna().all()
    assert effect.totals.loc["revenue", "change"] == -300
    assert math.isnan(effect.totals.loc["gross_profit", "change"])
    assert effect.table["break_even"].isna().all()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"grants": "discout"}, "nothing is known of the grant discout. Did you mean discount"),
        ({"amount": 5}, "discount is a share from 0 to 1"),
        ({"field": "colour", "equals": "red"}, "Rule all: the orders and customers have no field colour"),
    ],
)
def test_what_cannot_be_tried_is_refused(rule: dict[str, Any], message: str) -> None:
    with pytest.raises(KamError, match=message):
        policy.simulate(pd.DataFrame([ALL | rule]), book())


def one_sale(**money: float) -> Book:
    line = {"customer_id": "all", "order_id": "1", "date": pd.Timestamp("2024-06-30"), **money}
    return Book(pd.DataFrame([line]), policy=ServingRates(capital_rate=0.0))


def test_published_price_and_volume_effects() -> None:
    # Nagle & Holden's formula; stove case: 8,000 pieces at 50, variable cost 32, fixed 108,000.
    assert policy.break_even_reaction(-0.05, 0.45) == pytest.approx(0.125)
    assert policy.break_even_reaction(-0.10, 18 / 50) == pytest.approx(0.385, abs=0.0005)
    assert policy.break_even_reaction(-0.5, 0.45) == math.inf
    stoves = one_sale(revenue=400_000.0, discount=0.0, cost=256_000.0)
    effect = policy.simulate(pd.DataFrame([ALL | {"amount": 0.1}]), stoves, elasticities=(0, -2.5))
    assert effect.totals.loc["customer_profit", "before"] - 108_000 == 36_000
    assert (
        effect.reactions["customer_profit"].iloc[1] - 108_000 == 22_000
    )  # 25 % more volume at a price 10 % lower
    # Marn & Rosiello 1992: a price 1 % higher is 11.1 % of operating profit, at an operating margin of 9 %.
    cheap = one_sale(revenue=100.0, discount=1.0, cost=70.3)
    gain = policy.simulate(pd.DataFrame([ALL | {"amount": 0.0}]), cheap).totals.loc["customer_profit", "change"]
    assert gain / 9 == pytest.approx(0.111, abs=0.0005)


def test_five_hundred_rules_are_checked_and_a_chain_of_them_is_sound() -> None:
    chain = [span(str(at), at, at + 1, 0.05 + at / 10_000) for at in range(500)]
    assert policy.verify(rules(*chain)).sound
    holes = [rule for at, rule in enumerate(chain) if at % 50 != 25]
    found = policy.verify(rules(*holes)).table
    assert [w["age"] for _r, w in faults(found, "gap")] == list(range(25, 500, 50))


def test_totals_tie_on_the_embedded() -> None:
    client = embedded()
    effect = policy.simulate(pd.DataFrame([ALL | {"amount": 0.1}]), client)
    year = client.orders[client.orders["date"] >= effect.first]
    assert effect.totals.loc["revenue", "before"] == pytest.approx(year["revenue"].sum(), abs=0.005)
    assert len(effect.table) == year["customer_id"].nunique()
    assert np.isclose(effect.table["change"].sum(), effect.totals.loc["customer_profit", "change"], atol=0.01)


@pytest.mark.parametrize(("until", "cliff"), [(10, False), (11, True)])
def test_rules_that_meet_nobody_together_make_no_cliff(until: int, cliff: bool) -> None:
    """5 % below 100 for customers of less than ten years, 10 % from there for those of ten and more."""
    asked = rules(
        {"rule": "small", "field": "revenue", "at_least": 0, "below": 100, "amount": 0.05},
        {"rule": "small", "field": "age", "at_least": 0, "below": until, "amount": 0.05},
        {"rule": "large", "field": "revenue", "at_least": 100, "below": 200, "amount": 0.10},
        {"rule": "large", "field": "age", "at_least": 10, "below": 20, "amount": 0.10},
    )
    assert ("cliff" in set(policy.verify(asked).table["kind"])) == cliff
