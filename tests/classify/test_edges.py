"""Rules of the classify wing at their very edge, each figure worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.classify import evidence, key_accounts, kinds, list_life, reasons, scorecard, service
from kamlib.facts.orders import order_sums

DAY = pd.Timestamp("2024-06-30")


def test_who_loses_money_is_on_no_list_of_the_largest() -> None:
    """A alone earns. B and C lose: with three seats the list is A, and A stays; B, who leaves, was never on it."""
    years = pd.DataFrame({
        "customer_id": ["A", "B", "A", "C"], "period": ["2023", "2023", "2024", "2024"],
        "profit": [10.0, -5.0, 10.0, -5.0],
    })  # fmt: skip
    found = list_life.list_life(years, basis="profit", top=3)
    assert found.table["kept_share"].tolist() == [1.0, 1.0]
    assert found.origin["customer_id"].tolist() == ["A"]


def facts(**changed: object) -> pd.DataFrame:
    """One customer over two whole years, on a line of 100: 400 of revenue, half of it left."""
    return pd.DataFrame([{
        "first_date": pd.Timestamp("2022-01-01"), "last_date": pd.Timestamp("2023-12-31"), "margin": 0.5,
        "contribution": 200.0, "revenue": 400.0, "recency_days": 0, "potential": 1000.0, "warnings": (),
        "growth": 1.0, "steady": 1.0, "orders": 8, "lasting": 200.0, "last_year": 200.0, "influence": 5,
        "silence": "",
    } | changed])  # fmt: skip


def hope(name: str, **changed: object) -> bool:
    return bool(key_accounts._hopes(facts(**changed), 100.0, key_accounts.KeyAccountRule())[name].iloc[0])


@pytest.mark.parametrize(("days", "is_one"), [(0, True), (364, True), (365, False), (700, False)])
def test_a_benchmark_still_buys(days: int, is_one: bool) -> None:
    """Bought within half of the 729 days."""
    assert hope("is_benchmark", recency_days=days) == is_one
    assert not hope("is_benchmark", recency_days=days, influence=4)
    assert not hope("is_benchmark", recency_days=days, silence="silent")


@pytest.mark.parametrize(("revenue", "has_room"), [(400.0, True), (499.0, True), (500.0, False)])
def test_potential_is_of_a_year_and_so_is_what_is_bought(revenue: float, has_room: bool) -> None:
    """1,000 a year at all suppliers, a quarter of it is 250: 400 in two years are 200 a year."""
    assert hope("has_potential", revenue=revenue) == has_room


@pytest.mark.parametrize(("last_year", "grows"), [(49.0, False), (50.0, True)])
def test_in_reach_of_the_line_is_who_brought_half_of_it_in_the_last_year(last_year: float, grows: bool) -> None:
    """A line of 100 in two years is one of 50 a year, and half of that 25: 50 of revenue, half of it left."""
    assert hope("is_growing", growth=2.0, last_year=last_year) == grows


@pytest.mark.parametrize(("lasting", "orders", "lasts"), [(100.0, 2, True), (99.99, 2, False), (200.0, 1, False)])
def test_a_single_occasion_does_not_last_whatever_it_brought(lasting: float, orders: int, lasts: bool) -> None:
    """It brought 200 on a line of 100; what is left without the occasion has to reach the line, too."""
    one = facts(lasting=lasting, orders=orders, tier="gold", active_months=24).set_axis(["A"])
    found = key_accounts._standards(one, 100.0, key_accounts.KeyAccountRule(), 182.0)
    assert (found["of_value"].item(), found["lasts"].item()) == (True, lasts)


def test_what_is_paid_too_much_pays_no_other_bill() -> None:
    """200 due, 150 paid on the first bill of 100 and nothing on the second: half is collected."""
    lines = pd.DataFrame({
        "customer_id": "A", "order_id": ["1", "2"], "date": pd.Timestamp("2024-01-05"), "revenue": 100.0,
        "due_date": pd.Timestamp("2024-02-05"), "paid_date": [pd.Timestamp("2024-02-01"), pd.NaT],
        "paid_amount": [150.0, 0.0],
    })  # fmt: skip
    assert scorecard.criteria(lines, as_of=DAY)["collection_rate"].tolist() == [0.5]


def book(discounts: tuple[float, ...]) -> pd.DataFrame:
    """A year of one customer for each discount, of 100 list price."""
    rows = [(f"C{at}", pd.Timestamp(day), 100.0 - off, off) for at, off in enumerate(discounts)
            for day in ("2024-01-01", "2024-12-31")]  # fmt: skip
    lines = pd.DataFrame(rows, columns=["customer_id", "date", "revenue", "discount"])
    return lines.assign(order_id=[str(n) for n in range(len(lines))])


@pytest.mark.parametrize(("joint_from", "kind"), [(2.0, "strategic"), (2.1, "unknown")])
def test_as_many_joint_projects_as_the_line_make_a_customer_strategic(joint_from: float, kind: str) -> None:
    done = pd.DataFrame({
        "customer_id": "C0", "date": pd.to_datetime(["2024-03-01", "2024-09-01"]), "kind": "joint project",
    })  # fmt: skip
    told = kinds.classify(book((5.0, 5.0)), done, joint_from=joint_from).table.set_index("customer_id")["kind"]
    assert told["C0"] == kind


@pytest.mark.parametrize(("clear_from", "told"), [
    (0.5, ["extrinsic", "intrinsic"]), (0.51, ["unknown", "unknown"]),
])  # fmt: skip
def test_as_far_apart_as_the_line_is_clear(clear_from: float, told: list[str]) -> None:
    """Of two, ranks are 1/2 and 1, less 3/4: a quarter for one kind and against the other, 0.5 apart."""
    assert kinds.classify(book((0.0, 10.0)), clear_from=clear_from).table["kind"].tolist() == told


@pytest.mark.parametrize(("last", "years", "a_year"), [("2024-03-31", 1.0, 1.0), ("2025-12-31", 2.0, 0.5)])
def test_months_of_bulk_a_year_are_of_one_year_at_least(last: str, years: float, a_year: float) -> None:
    """One bulk order in three months is one month a year, not four; in two years it is half a month."""
    days = ["2024-01-01", "2024-01-20", "2024-02-10", "2024-02-20", last]
    lines = pd.DataFrame({
        "customer_id": ["A", "B", "C", "D", "E"], "order_id": list("12345"), "date": pd.to_datetime(days),
        "revenue": [100.0, 100.0, 9000.0, 100.0, 100.0], "quantity": [1.0, 1.0, 90.0, 1.0, 1.0],
    })  # fmt: skip
    sums = order_sums(lines)
    usual = evidence.yardstick(sums)
    seen = evidence.measure(sums, usual)
    assert usual.years == pytest.approx(years, abs=1e-9)
    assert seen.loc["C", ["bulk_orders", "bulk_months_a_year"]].tolist() == pytest.approx([1, a_year], abs=1e-9)


@pytest.mark.parametrize(("amount", "bulk"), [(90.0, 0), (100.0, 1)])
def test_many_pieces_for_less_than_a_usual_order_are_no_bulk_order(amount: float, bulk: int) -> None:
    """90 pieces where 1 is usual; an order usually comes to 100. For 90 it is a box of small parts."""
    lines = pd.DataFrame({
        "customer_id": list("ABCDE"), "order_id": list("12345"), "date": DAY,
        "revenue": [100.0, 100.0, amount, 100.0, 100.0], "quantity": [1.0, 1.0, 90.0, 1.0, 1.0],
    })  # fmt: skip
    sums = order_sums(lines)
    seen = evidence.measure(sums, evidence.yardstick(sums))
    assert seen.loc["C", ["bulk_orders", "bulk_amount"]].tolist() == [bulk, bulk * amount]


def test_bulk_orders_of_each_january_are_of_two_months_and_earn_their_mean() -> None:
    """Two whole years, a bulk order in January of each: one month a year. Of 9,000 they left 1,000 and 2,000."""
    lines = pd.DataFrame({
        "customer_id": list("ABCCDE"), "order_id": list("123456"),
        "date": pd.to_datetime(
            ["2023-01-01", "2023-05-05", "2023-01-15", "2024-01-15", "2024-06-06", "2024-12-31"]
        ),
        "revenue": [100.0, 100.0, 9000.0, 9000.0, 100.0, 100.0], "cost": [50.0, 50.0, 8000.0, 7000.0, 50.0, 50.0],
        "quantity": [1.0, 1.0, 90.0, 90.0, 1.0, 1.0],
    })  # fmt: skip
    sums = order_sums(lines)
    seen = evidence.measure(sums, evidence.yardstick(sums)).loc["C"]
    assert seen[["bulk_orders", "largest_profit", "bulk_profit"]].tolist() == [2, 1500.0, 3000.0]
    assert seen["bulk_months_a_year"] == pytest.approx(1.0)


def test_where_there_was_no_revenue_the_whole_change_is_revenues() -> None:
    """Visits cost 10 before the first order; 100 of revenue then leave 20: 30 more, by revenue."""
    one = [pd.Series([amount]) for amount in (0.0, 100.0, -10.0, 20.0)]
    assert reasons.effects(*one).iloc[0].tolist() == [30.0, 0.0]


def test_visits_count_from_the_first_day_to_the_last() -> None:
    """Four visits, the outer ones a day outside the year: two a year of the nine that gold is promised."""
    days = pd.to_datetime(["2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01"])
    found = service.compare(
        pd.DataFrame({"customer_id": ["A"], "tier": ["gold"]}),
        pd.DataFrame({"tier": ["gold"], "leadership_visits": 1, "technical_visits": 3, "business_visits": 5}),
        pd.DataFrame({"customer_id": "A", "date": days}), first=days[1], last=days[2],
    )  # fmt: skip
    assert found[["promised", "received"]].iloc[0].tolist() == pytest.approx([9.0, 2.0], abs=1e-9)


@pytest.mark.parametrize(
    ("lead", "movable", "moved", "rest"), [(3.0, 3.0, 3.0, 1.0), (9.0, 9.0, 4.0, 0.0), (0.0, 0.0, 0.0, 4.0)]
)
def test_visits_that_can_be_moved(lead: float, movable: float, moved: float, rest: float) -> None:
    """A lacks 4 of 6; B has 1 beyond its 6, but is no one to take from; C, promised none, gets `lead`."""
    compared = pd.DataFrame({
        "customer_id": ["A", "B", "C"], "tier": ["platinum", "platinum", "lead"], "promised": [6.0, 6.0, 0.0],
        "received": [2.0, 7.0, lead], "got_less": [True, False, False], "got_more": [False, True, lead > 0],
    })  # fmt: skip
    table = service.by_tier(compared, pd.DataFrame({"tier": ["platinum", "lead"]}))
    assert table[["visits_short", "visits_beyond"]].to_numpy().tolist() == [[4.0, 1.0], [0.0, lead]]
    seen = service.capacity(table)
    assert (seen.short, seen.movable, seen.moved, seen.rest) == (4.0, movable, moved, rest)


def test_the_one_in_the_middle_is_of_no_kind() -> None:
    """Discounts of 0, 5 and 10 %: ranks of one, two and three thirds lie 1/3 below, at and above the middle."""
    lines = pd.DataFrame({"customer_id": ["A", "B", "C"], "date": DAY, "revenue": [100.0, 95.0, 90.0],
                          "discount": [0.0, 5.0, 10.0]})  # fmt: skip
    found = kinds.classify(lines).table
    assert found["kind"].tolist() == ["extrinsic", "unknown", "intrinsic"]
    assert found["clearness"].tolist() == pytest.approx([2 / 3, 0.0, 2 / 3])


def test_a_joint_project_leaves_no_doubt() -> None:
    lines = pd.DataFrame({"customer_id": ["A", "B"], "date": [DAY, DAY + pd.Timedelta(days=364)], "revenue": 1.0})
    joint = pd.DataFrame({"customer_id": ["A"], "date": [DAY], "kind": ["joint project"]})
    found = kinds.classify(lines, joint).table.set_index("customer_id")
    assert found.loc["A", ["kind", "clearness"]].tolist() == ["strategic", 1.0]
