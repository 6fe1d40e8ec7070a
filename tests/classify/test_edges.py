"""Rules of the classify wing at their very edge, each figure worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.classify import concessions, evidence, key_accounts, kinds, scorecard

DAY = pd.Timestamp("2024-06-30")


def test_who_loses_money_is_on_no_list_of_the_largest() -> None:
    """A alone earns. B and C lose: with three seats the list is A, and A stays; B, who leaves, was never on it."""
    years = pd.DataFrame({
        "customer_id": ["A", "B", "A", "C"], "period": ["2023", "2023", "2024", "2024"],
        "profit": [10.0, -5.0, 10.0, -5.0],
    })  # fmt: skip
    found = concessions.list_life(years, of="profit", top=3)
    assert found.table["kept_share"].tolist() == [1.0, 1.0]
    assert found.origin["customer_id"].tolist() == ["A"]


def facts(**changed: object) -> pd.DataFrame:
    """One customer over two whole years, on a line of 100: 400 of revenue, half of it left."""
    return pd.DataFrame([{
        "first_date": pd.Timestamp("2022-01-01"), "last_date": pd.Timestamp("2023-12-31"), "margin": 0.5,
        "contribution": 200.0, "revenue": 400.0, "recency_days": 0, "potential": 1000.0, "warnings": (),
        "growth": 1.0, "orders": 8, "lasting": 200.0, "last_year": 200.0, "influence": 5,
    } | changed])  # fmt: skip


def hope(name: str, **changed: object) -> bool:
    return bool(key_accounts._hopes(facts(**changed), 100.0, key_accounts.KeyAccountRule())[name].iloc[0])


@pytest.mark.parametrize(("days", "is_one"), [(0, True), (364, True), (365, False), (700, False)])
def test_a_benchmark_still_buys(days: int, is_one: bool) -> None:
    """Bought within half of the 729 days."""
    assert hope("is_benchmark", recency_days=days) == is_one
    assert not hope("is_benchmark", recency_days=days, influence=4)


@pytest.mark.parametrize(("revenue", "has_room"), [(400.0, True), (499.0, True), (500.0, False)])
def test_potential_is_of_a_year_and_so_is_what_is_bought(revenue: float, has_room: bool) -> None:
    """1,000 a year at all suppliers, a quarter of it is 250: 400 in two years are 200 a year."""
    assert hope("has_potential", revenue=revenue) == has_room


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
    sums = evidence.order_sums(lines)
    usual = evidence.yardstick(sums)
    seen = evidence.measure(sums, usual)
    assert usual.years == pytest.approx(years, abs=1e-9)
    assert seen.loc["C", ["bulk_orders", "bulk_months_a_year"]].tolist() == pytest.approx([1, a_year], abs=1e-9)
