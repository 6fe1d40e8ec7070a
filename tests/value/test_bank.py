"""The bank case: the rule judged by hand, and designs that differ as they must."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib._paths import shipped
from kamlib.value import bank, bank_designs

Branch = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def branch() -> Branch:
    folder = shipped("datasets") / "bank"
    return pd.read_csv(folder / "arrivals.csv"), pd.read_csv(folder / "customers.csv")


@pytest.fixture(scope="module")
def compared(branch: Branch) -> pd.DataFrame:
    return bank.compare(*branch, days=8).table.set_index("design")


def tiny() -> Branch:
    customers = pd.DataFrame({
        "customer_id": list("ABCDE"), "yearly_profit": [100, 80, 5, 1, -2], "potential": [100, 90, 300, 2, 1],
        "balance": [10, 500, 5, 1, 1], "mortgage": [900, 0, 0, 0, 0], "payroll": ["no", "no", "no", "yes", "no"],
    })  # fmt: skip
    arrivals = pd.DataFrame({"customer_id": list("ABCDE"), "amount": [100, 5000, 3000, 2999, 9000]})
    return arrivals, customers


def test_precision_and_recall_by_hand() -> None:
    table = bank.judge(*tiny(), top=0.4).table.set_index("standard")
    # accepted: B, C, E; valuable by profit: A, B; by holdings: A, B and payroll D; by potential: A, C
    assert table.loc["profit", ["precision", "recall"]].tolist() == pytest.approx([1 / 3, 1 / 2])
    assert table.loc["holdings", ["precision", "recall"]].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert table.loc["potential", ["precision", "recall"]].tolist() == pytest.approx([1 / 3, 1 / 2])
    assert (table["accepted"] + table["turned_away"] == 5).all()


def test_equal_customers_are_valuable_together() -> None:
    _arrivals, customers = tiny()
    customers["yearly_profit"] = [5, 5, 5, 1, 1]
    for top in (0.2, 0.4, 0.6):
        assert bank.valuable(customers, top=top).tolist() == [True, True, True, False, False]


def test_the_best_29_of_a_hundred_are_29() -> None:
    """0.29 times 100 is a hair below 29 in binary fractions."""
    _arrivals, customers = tiny()
    hundred = pd.concat([customers] * 20, ignore_index=True).assign(
        yearly_profit=range(100), customer_id=range(100)
    )
    assert bank.valuable(hundred, top=0.29).sum() == 29


def test_a_visitor_whom_the_branch_does_not_know_is_refused(branch: Branch) -> None:
    arrivals, customers = branch
    with pytest.raises(ValueError, match="B9999"):
        bank.judge(arrivals.assign(customer_id="B9999"), customers)
    with pytest.raises(ValueError, match="B9999"):
        bank.compare(arrivals.assign(customer_id="B9999"), customers, days=1)


def test_recall_by_chance_is_the_share_that_is_served() -> None:
    table = bank.judge(*tiny(), top=0.4).table
    assert table["recall_by_chance"].tolist() == pytest.approx([3 / 5] * 3)


def test_the_rule_turns_away_many_valuable_customers(branch: Branch) -> None:
    table = bank.judge(*branch).table
    assert (
        table["valuable_turned_away"] >= 0.3 * (table["valuable_turned_away"] + table["valuable_accepted"])
    ).all()
    # it finds them hardly better than drawing lots would
    assert (table["precision"] < 1.6 * table["precision_by_chance"]).all()


def test_the_rule_shortens_the_queue_and_loses_the_most(compared: pd.DataFrame) -> None:
    assert compared["wait"].idxmin() in {"amount_rule", "machines"}
    assert compared.loc["amount_rule", "wait"] < compared.loc["single_queue", "wait"]
    assert compared["profit_5_high"]["amount_rule"] < compared["profit_5_low"].drop("amount_rule").min()
    assert compared["valuable_lost"].idxmax() == "amount_rule"


def test_serving_by_value_keeps_more_than_one_queue(compared: pd.DataFrame) -> None:
    assert compared.loc["value_counters", "wait_valuable"] < compared.loc["single_queue", "wait_valuable"]
    assert compared.loc["value_counters", "profit_1_low"] > compared.loc["single_queue", "profit_1_high"]


def test_the_hall_is_full_all_the_same(branch: Branch) -> None:
    hours = bank.hall(*branch)
    assert hours["came"].sum() == len(branch[0])
    assert (hours["came"] == hours["served"] + hours["turned_away"] + hours["walked"]).all()
    afternoon = hours[hours["hour"].between(5, 6)]
    assert (afternoon["counters_busy"] > 0.95).all()
    assert (afternoon["valuable_unserved"] > 10).all()


def test_the_same_seed_gives_the_same_days(branch: Branch) -> None:
    designs = {"amount_rule": bank_designs.amount_rule}
    first, again = (bank.compare(*branch, designs=designs, days=2, seed=5).runs for _ in range(2))
    pd.testing.assert_frame_equal(first, again)


def test_the_order_of_the_rows_decides_nothing(branch: Branch) -> None:
    designs = {"single_queue": bank_designs.single_queue, "amount_rule": bank_designs.amount_rule}
    arrivals, customers = branch
    mixed = arrivals.sample(frac=1, random_state=1), customers.sample(frac=1, random_state=2)
    first, again = (bank.compare(*rows, designs=designs, days=2).runs for rows in (branch, mixed))
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(bank.hall(*branch), bank.hall(*mixed))


def test_nobody_is_turned_away_by_a_rule_of_nought(branch: Branch) -> None:
    designs = {"single_queue": bank_designs.single_queue, "amount_rule": bank_designs.amount_rule}
    free = replace(bank_designs.BankAssumptions(), threshold=0.0)
    table = bank.compare(*branch, designs=designs, days=2, policy=free).table.drop(columns="design")
    assert table.loc[0].tolist() == pytest.approx(table.loc[1].tolist())


def test_an_own_design_of_one_part_is_that_design(branch: Branch) -> None:
    own = {
        "single_queue": bank_designs.own_design(), "amount_rule": bank_designs.own_design(threshold=3000),
        "value_counters": bank_designs.own_design(vip_counters=4), "machines": bank_designs.own_design(machines=6),
    }  # fmt: skip
    usual = {name: bank_designs.DESIGNS[name] for name in own}
    made, known = (bank.compare(*branch, designs=designs, days=2).runs for designs in (own, usual))
    pd.testing.assert_frame_equal(made, known)


def test_vip_counters_and_machines_together_keep_more_than_each_alone(branch: Branch) -> None:
    alone = {name: bank_designs.DESIGNS[name] for name in ("value_counters", "machines")}
    both = bank_designs.own_design(vip_counters=4, machines=6)
    table = bank.compare(*branch, designs={**alone, "both": both}, days=3).table.set_index("design")
    assert table["profit_5"].idxmax() == "both"
    assert table["wait_valuable"].idxmin() == "both"


def test_who_can_go_to_a_machine_is_not_turned_away(branch: Branch) -> None:
    designs = {"rule": bank_designs.own_design(threshold=3000),
               "with machines": bank_designs.own_design(threshold=3000, machines=12)}  # fmt: skip
    table = bank.compare(*branch, designs=designs, days=2).table.set_index("design")
    assert table.loc["with machines", "turned_away"] < table.loc["rule", "turned_away"] / 2


def test_what_is_lost_is_counted_from_the_best(compared: pd.DataFrame) -> None:
    for years in (1, 5):
        assert compared[f"lost_{years}"].min() == 0
        ties = compared[f"lost_{years}"] + compared[f"profit_{years}"]
        assert ties.tolist() == pytest.approx([compared[f"profit_{years}"].max()] * 5)


@pytest.mark.parametrize("leaves", [0.02, 0.1])
def test_machines_keep_more_than_the_rule_even_if_one_in_fifty_of_those_turned_away_leaves(
    branch: Branch, leaves: float
) -> None:
    designs = {name: bank_designs.DESIGNS[name] for name in ("amount_rule", "machines")}
    policy = replace(bank_designs.BankAssumptions(), leaves_turned=leaves)
    table = bank.compare(*branch, designs=designs, days=6, policy=policy).table.set_index("design")
    assert table.loc["machines", "profit_5_low"] > table.loc["amount_rule", "profit_5_high"]


def test_an_unknown_standard_is_refused() -> None:
    with pytest.raises(ValueError, match="'age' is not one of"):
        bank.valuable(tiny()[1], by="age")
