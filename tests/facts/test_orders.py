"""Lines are brought to their orders by numbers: the same orders that grouping by texts gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.facts.orders import amounts, grouped, order_dates, order_numbers, order_sums


def lines(seed: int, rows: int) -> pd.DataFrame:
    """Lines as they come: texts of any alphabet in any order, numbers that several customers use, gaps."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({
        "customer_id": rng.choice(["a", "B", "é", "中", "", "10", "9"], rows),
        "order_id": rng.choice([*map(str, range(max(1, rows // 3))), "SO1", "so2"], rows),
        "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 40, rows), unit="D"),
        "revenue": rng.normal(100, 200, rows).round(2),
    })  # fmt: skip
    for column in ("customer_id", "order_id", "date"):
        table.loc[rng.random(rows) < 0.15, column] = None
    return table.sample(frac=1, random_state=seed)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), rows=st.integers(1, 80))
def test_orders_by_numbers_are_those_by_texts(seed: int, rows: int) -> None:
    table = lines(seed, rows)
    by = table.groupby(["customer_id", order_numbers(table)])
    found = grouped(table)
    assert list(found.orders.itertuples(index=False, name=None)) == list(by.groups)
    for at, own in enumerate(by.groups.values()):
        assert set(found.lines.index[found.of == at]) == set(own)
    expected = by["revenue"].sum().round(4)
    assert amounts(table)["amount"].tolist() == pytest.approx(expected.tolist(), abs=1e-4)
    assert order_dates(table)["customer_id"].tolist() == [who for who, _number in expected[expected > 0].index]


def test_a_number_that_two_customers_use_is_two_orders_and_a_day_without_one_is_one() -> None:
    table = pd.DataFrame({
        "customer_id": ["B", "A", None, "A", "A"], "order_id": ["7", "7", "8", None, None],
        "date": pd.to_datetime(["2024-01-02", "2024-01-03", "2024-01-03", "2024-01-05", "2024-01-05"]),
        "revenue": [1.0, 10.0, 100.0, 1000.0, 1000.0],
    })  # fmt: skip
    assert amounts(table).to_numpy().tolist() == [["A", "2024-01-05", 2000.0], ["A", "7", 10.0], ["B", "7", 1.0]]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), rows=st.integers(1, 60))
def test_an_order_takes_the_most_of_one_product_and_a_line_without_one_counts_alone(seed: int, rows: int) -> None:
    rng, table = np.random.default_rng(seed), lines(seed, rows)
    table = table.assign(
        product=pd.Series(rng.choice(["x", "y", "z"], rows), index=table.index, dtype="str"),
        quantity=rng.integers(1, 9, rows).astype("float64"), revenue=rng.integers(1, 90, rows) * 1.5,
    )  # fmt: skip
    for column in ("product", "quantity"):
        table.loc[rng.random(rows) < 0.3, column] = None
    expected = []
    for _order, own in table.groupby(["customer_id", order_numbers(table)]):
        loose = own.loc[own["product"].isna(), "quantity"].dropna().tolist()
        most = [*own.dropna(subset="product").groupby("product")["quantity"].sum(), *loose]
        expected.append(max(most) if most else np.nan)
    sums = order_sums(table)
    assert ("quantity" in sums) == bool(grouped(table).lines["quantity"].notna().any())
    if "quantity" in sums:
        assert sums["quantity"].tolist() == pytest.approx(expected, nan_ok=True)
    assert sums["amount"].tolist() == amounts(table)["amount"].tolist()
