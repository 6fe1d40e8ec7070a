"""Orders below the floor: by hand, with a harmless look-alike beside each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import kamlib as kam
from kamlib.errors import KamError
from kamlib.manage import policy
from kamlib.manage.policy.floor import _size

DAYS = [pd.Timestamp(2023, m, 5) for m in range(1, 12)] + [pd.Timestamp("2023-12-31")]


def lines(**changed: dict[str, Any]) -> pd.DataFrame:
    """Ten customers buy for 1,000 a month at list, at 10 % off and a cost of 400, paid on the due date."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"c{i}-{day.month}", "date": day, "product": "p", "revenue": 900.0,
         "discount": 100.0, "cost": 400.0, "due_date": day + pd.Timedelta(days=30),
         "paid_date": day + pd.Timedelta(days=30)}
        for i in range(10) for day in DAYS
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    for order, values in changed.items():
        for column, value in values.items():
            frame.loc[frame["order_id"] == order.replace("_", "-"), column] = value
    return frame


def book(**changed: dict[str, Any]) -> kam.Client:
    return kam.Client(lines(**changed), currency="EUR")


LATE = {"revenue": 700.0, "discount": 300.0, "paid_date": pd.Timestamp("2023-11-30")}
ON_TIME = {"revenue": 700.0, "discount": 300.0}


def test_a_discount_that_nothing_justifies_and_one_that_was_paid_on_time() -> None:
    """30 % against the usual 10 % of 1,000: 200; the same, paid on the due date, is a reason."""
    found = policy.below_floor(book(c3_6=LATE, c4_6=ON_TIME))
    (row,) = found.table.to_dict("records")
    assert (row["order_id"], row["why"], row["shortfall"]) == ("c3-6", "discount", 200.0)
    assert (row["discount"], row["usual"]) == pytest.approx((0.3, 0.1))
    assert (found.orders, found.by_rules, found.paid_known, found.total) == (120, False, True, 200.0)


def test_a_discount_a_little_above_the_usual_is_none() -> None:
    within = {"revenue": 855.0, "discount": 145.0, "paid_date": pd.Timestamp("2023-12-30")}
    assert policy.below_floor(book(c3_6=within)).table.empty


def test_below_cost_is_the_loss_or_the_discount_where_that_is_more() -> None:
    """900 at a cost of 950 lacks 50; 700 at a cost of 750 lacks 50 to its cost and 200 of discount."""
    found = policy.below_floor(book(c5_2={"cost": 950.0}, c6_2={**LATE, "cost": 750.0}, c7_2={"cost": 900.0}))
    assert found.table[["order_id", "why", "shortfall"]].to_numpy().tolist() == [
        ["c6-2", "below_cost", 200.0], ["c5-2", "below_cost", 50.0],
    ]  # fmt: skip


def test_large_orders_and_large_customers_may_have_more() -> None:
    """Three buy for 10,000 a time at 30 % off: the median of their quarter, so none is below the floor."""
    large = {f"c0_{m}": {"revenue": 7000.0, "discount": 3000.0, "cost": 4000.0,
                         "paid_date": pd.Timestamp("2023-12-30")} for m in range(1, 13)}  # fmt: skip
    more = {
        f"c{i}_{m}": {"revenue": 7000.0, "discount": 3000.0, "cost": 4000.0} for i in (1, 2) for m in range(1, 13)
    }
    assert policy.below_floor(book(**large, **more)).table.empty


def test_the_higher_of_the_two_medians_is_usual() -> None:
    """Orders of one size, median 10 %. Two who buy most have 20 %: usual for them, and 100 too much for c5."""
    frame = lines()
    large = frame["customer_id"].isin(["c0", "c1"])
    frame = frame[large | frame["date"].dt.month.isin([2, 5, 8, 11])]
    frame = frame.assign(paid_date=pd.Timestamp("2023-12-31"), due_date=frame["date"])
    dear = large | (frame["order_id"] == "c5-8")
    frame.loc[dear, ["revenue", "discount"]] = 800.0, 200.0
    found = policy.below_floor(kam.Client(frame, currency="EUR"))
    assert found.table[["order_id", "usual", "shortfall"]].to_numpy().tolist() == [["c5-8", 0.1, 100.0]]


def test_returned_orders_and_products_that_are_left_out_do_not_count() -> None:
    frame = lines(c3_6=LATE)
    back = frame[frame["order_id"] == "c3-6"].assign(order_id="back", revenue=-700.0, discount=-300.0, cost=-400.0)
    assert policy.below_floor(kam.Client(pd.concat([frame, back]), currency="EUR")).table.empty
    other = lines(c3_6={**LATE, "product": "q"})
    assert policy.below_floor(kam.Client(other, currency="EUR"), without=["q"]).table.empty


def test_without_payments_the_note_can_say_so() -> None:
    frame = lines(c4_6=ON_TIME).drop(columns=["due_date", "paid_date"])
    found = policy.below_floor(kam.Client(frame, currency="EUR"))
    assert (found.paid_known, found.table["order_id"].tolist()) == (False, ["c4-6"])


def rules(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rule", "field", "at_least", "below", "grants", "amount"])


def test_own_rules_set_the_floor_by_order_and_by_customer() -> None:
    """Up to 2,000 a rule grants 10 %, above 30 %: the order of 700 lacks 200, that of 7,000 nothing."""
    large = {"revenue": 7000.0, "discount": 3000.0, "cost": 4000.0}
    steps = (("small", "order_value", 0, 2000, "discount", 0.10),
             ("large", "order_value", 2000, None, "discount", 0.30))  # fmt: skip
    made = rules(*steps)
    found = policy.below_floor(book(c3_6=ON_TIME, c4_6=large), made)
    assert found.by_rules
    assert found.table[["order_id", "shortfall"]].to_numpy().tolist() == [["c3-6", 200.0]]
    by_customer = policy.below_floor(book(c3_6=ON_TIME), rules(("all", "orders", 12, None, "discount", 0.10)))
    assert by_customer.table[["order_id", "shortfall"]].to_numpy().tolist() == [["c3-6", 200.0]]


def test_what_no_rule_grants_is_all_too_much() -> None:
    found = policy.below_floor(book(), rules(("later", None, None, None, "payment_days", 60)))
    assert (len(found.table), found.total) == (120, 12_000.0)


def test_rules_that_ask_for_an_unknown_field_are_refused() -> None:
    with pytest.raises(KamError, match="no field colour"):
        policy.below_floor(book(), rules(("r", "colour", 1, None, "discount", 0.1)))


def test_the_order_of_lines_changes_nothing() -> None:
    frame = lines(c3_6=LATE, c5_2={"cost": 950.0})
    one, other = (policy.below_floor(kam.Client(f, currency="EUR")) for f in (frame, frame.iloc[::-1]))
    pd.testing.assert_frame_equal(one.table, other.table)


def test_equal_sizes_are_of_the_quarter_in_which_their_middle_lies() -> None:
    """Of eight sizes four are equal, in places 4 to 7: the middle of them, 5.5 of 8, is of the third quarter."""
    assert _size(pd.Series([1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0, 8.0])).tolist() == [1, 1, 2, 3, 3, 3, 3, 4]
