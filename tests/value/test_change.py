"""Why a measure changed: each part by hand, exact to the cent, whatever the order and the unit."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.value import bridge, change

Row = tuple[str, str, float, float, float]


def lines(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "product", "quantity", "revenue", "cost"])


def accounts(before: pd.DataFrame, after: pd.DataFrame, serving: dict[str, tuple[float, float]] | None = None):
    """Accounts of both years: profit of goods less what serving costs each customer in them."""
    ids = sorted({*before["customer_id"], *after["customer_id"], *(serving or {})})
    table = pd.DataFrame({"customer_id": ids}).set_index("customer_id")
    for place, (year, frame) in enumerate((("before", before), ("after", after))):
        sums = frame.groupby("customer_id")[["revenue", "cost"]].sum().reindex(ids, fill_value=0.0)
        table[f"revenue_{year}"] = sums["revenue"]
        table[f"goods_{year}"] = sums["revenue"] - sums["cost"]
        paid = pd.Series({who: both[place] for who, both in (serving or {}).items()}, dtype="float64")
        table[year] = table[f"goods_{year}"] - paid.reindex(ids, fill_value=0.0)
    return table.reset_index()


def explained(before, after, *, serving=None, one_offs=()):
    return change.explain(before, after, accounts(before, after, serving), one_offs=one_offs)


BEFORE = lines(("a", "P", 10, 100, 60), ("b", "P", 10, 80, 60), ("gone", "P", 5, 50, 30), ("a", "old", 1, 9, 4),
               ("once", "Q", 1, 500, 300))  # fmt: skip
AFTER = lines(("a", "P", 10, 90, 70), ("b", "P", 20, 160, 140), ("new", "P", 4, 40, 28), ("b", "fresh", 2, 10, 13))


def test_each_part_by_hand() -> None:
    """a: price −10, cost −10. b: price 0, unit cost 6 → 7: −20, volume 10 × 2 = 20. P's price fell by ⅓ a unit."""
    seen = explained(BEFORE, AFTER, serving={"a": (5, 8), "gone": (2, 0), "new": (0, 1)}, one_offs={"once"})
    # compared units of P: 10 of a and 20 of b; price −10 / 30, cost −30 / 30 a unit; so of the 4 of "new"
    price, cost = -10 - 4 / 3, -30 - 4
    won = 12 - (-4 / 3 - 4) - 1  # its profit of 12, at the earlier price and cost, less serving 1
    quantity = (30 / 20 - 1) * 60  # a and b bought 20 units with a profit of 60, now 30
    assert seen.parts.to_dict() == pytest.approx({
        "one_off": -200, "won": won, "lost": -(20 - 2), "quantity": quantity, "mix": 20 - quantity, "price": price,
        "cost": cost, "entered": -3, "left": -5, "serving": -3,
    }, abs=0.0051)  # fmt: skip
    assert seen.parts.sum() == pytest.approx(seen.change, abs=1e-9)
    assert (seen.before, seen.after) == (278.0, 40.0)


def test_who_the_customers_are_and_what_they_changed() -> None:
    kinds = explained(BEFORE, AFTER, one_offs={"once"}).kinds()
    assert kinds["customers"].to_dict() == {"one_off": 1, "won": 1, "lost": 1, "kept": 2}
    assert kinds["change"].to_dict() == {"one_off": -200, "won": 12, "lost": -20, "kept": -28}


def test_price_and_cost_decide_together() -> None:
    """Price −40 and cost +39 are a unit margin of −1; the product that left took 5."""
    before = lines(("a", "P", 10, 100, 60), ("a", "old", 1, 9, 4))
    seen = explained(before, lines(("a", "P", 10, 60, 21)))
    assert seen.parts["price"] == -40
    assert seen.parts["cost"] == 39
    assert seen.cause == "left"


def test_a_product_that_all_customers_buy_at_one_price_has_no_mix_of_customers() -> None:
    """The cheap customer doubles: its own price did not change, so that is mix and not price."""
    before = lines(("rich", "P", 10, 200, 100), ("cheap", "P", 10, 110, 100))
    seen = explained(before, lines(("rich", "P", 10, 200, 100), ("cheap", "P", 20, 220, 200)))
    assert seen.parts.to_dict() == {
        "won": 0, "lost": 0, "quantity": 55, "mix": -45, "price": 0, "cost": 0, "entered": 0, "left": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("without", "parts", "missing"),
    [
        (["product"], {"won": 12, "lost": -20, "volume_margin": -28}, ("product",)),
        (["quantity"], {"won": 12, "lost": -20, "volume_margin": -20, "entered": -3, "left": -5}, ("quantity",)),
    ],
)
def test_parts_whose_column_is_missing_stand_together(without, parts, missing) -> None:
    before, after = (frame.drop(columns=without) for frame in (BEFORE[:4], AFTER))
    seen = explained(before, after)
    assert {part: amount for part, amount in seen.parts.items() if amount} == parts
    assert seen.missing == missing


def test_lines_without_a_product_are_a_part_of_their_own() -> None:
    loose = lines(("a", None, 1, 30, 10))
    seen = explained(BEFORE[:4], pd.concat([AFTER, loose], ignore_index=True))
    assert seen.parts["other"] == 20
    assert seen.parts.sum() == pytest.approx(seen.change)


def test_one_customer_is_the_bridge_by_product() -> None:
    one, two = (frame.assign(customer_id="a").groupby(["customer_id", "product"], as_index=False).sum()
                for frame in (BEFORE, AFTER))  # fmt: skip
    plain = bridge.decompose(*(frame.drop(columns="customer_id") for frame in (one, two)))
    assert explained(one, two).parts.drop(["won", "lost"]).to_dict() == pytest.approx(plain.effects.to_dict())


row = st.tuples(st.sampled_from("abcd"), st.sampled_from("PQRS"), st.integers(-2, 60), st.integers(-900, 9_000),
                st.integers(0, 9_000))  # fmt: skip
book = st.lists(row, min_size=1, max_size=9)


@settings(max_examples=25, deadline=None)
@given(book, book, st.randoms(use_true_random=False), st.sampled_from([0.01, 7.0]))
def test_it_adds_up_and_neither_order_nor_unit_matters(one, two, chance, unit) -> None:
    before, after = lines(*one), lines(*two)
    served = {"a": (3.0, 5.0), "d": (1.0, 0.0)}
    seen = explained(before, after, serving=served, one_offs={"c"})
    assert seen.parts.sum() == pytest.approx(seen.change, abs=1e-6)
    each = seen.customers.set_index("customer_id")
    assert each[list(seen.parts.index)].sum(axis=1).to_numpy() == pytest.approx(
        each["change"].to_numpy(), abs=1e-6
    )
    mixed = [frame.sample(frac=1, random_state=chance.randrange(99)) for frame in (before, after)]
    for frame in mixed:
        frame[["revenue", "cost"]] = frame[["revenue", "cost"]] * unit
    again = explained(
        *mixed, serving={who: (a * unit, b * unit) for who, (a, b) in served.items()}, one_offs={"c"}
    )
    assert (again.parts / unit).to_numpy() == pytest.approx(seen.parts.to_numpy(), abs=0.02 / unit + 0.02)


def test_lines_without_a_product_that_brought_less_are_a_part_of_their_own_too() -> None:
    """One line for 10 at a cost of 30, without a product: 20 less."""
    loose = lines(("a", None, 1, 10, 30))
    seen = explained(BEFORE[:4], pd.concat([AFTER, loose], ignore_index=True))
    assert seen.parts["other"] == -20


def test_lines_without_a_product_of_who_came_or_left_are_won_and_lost() -> None:
    """New: 25 - 5 without a product, 40 - 28.8 with one. Gone: 30 - 18, less 2 for serving. Once: 500 - 300."""
    same = lines(("a", "P", 10, 100, 72), ("b", "P", 10, 100, 72))
    before = pd.concat([same, lines(("gone", None, 1, 30, 18), ("once", None, 1, 500, 300))], ignore_index=True)
    after = pd.concat([same, lines(("new", None, 1, 25, 5), ("new", "P", 4, 40, 28.8))], ignore_index=True)
    seen = explained(before, after, serving={"gone": (2, 0)}, one_offs={"once"})
    parts = {part: amount for part, amount in seen.parts.items() if amount}
    assert parts == {"one_off": -200, "won": 31.2, "lost": -10}


def test_service_that_costs_nobody_more_is_a_part_of_the_change() -> None:
    assert explained(BEFORE[:2], BEFORE[:2], serving={"a": (8, 5)}).parts["serving"] == 3
    assert explained(BEFORE[:2], BEFORE[:2], serving={"a": (5, 8)}).parts["serving"] == -3
    assert "serving" not in explained(BEFORE[:2], BEFORE[:2], serving={"a": (5, 5)}).parts
