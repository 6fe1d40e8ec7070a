"""The network of contacts: Krackhardt's kite, a ring that nobody divides, and names divided by semicolons."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib as kam
from kamlib.manage import relationship

#: Krackhardt 1990: ten persons, of whom Diane knows most, Heather is the bridge and Jane the end.
KITE = (
    "Andre-Beverly Andre-Carol Andre-Diane Andre-Fernando Beverly-Diane Beverly-Ed Beverly-Garth Carol-Diane "
    "Carol-Fernando Diane-Ed Diane-Fernando Diane-Garth Ed-Garth Fernando-Garth Fernando-Heather Garth-Heather "
    "Heather-Ike Ike-Jane"
)


def pairs(text: str) -> pd.DataFrame:
    return pd.DataFrame([pair.split("-") for pair in text.split()], columns=["a", "b"])


def test_the_kite() -> None:
    found = relationship.measure(pairs(KITE)).set_index("person")
    assert found["degree"].idxmax() == "Diane"
    assert found.loc["Diane", "degree"] == pytest.approx(2 / 3)
    assert found["betweenness"].idxmax() == "Heather"
    assert found.loc["Heather", "betweenness"] == pytest.approx(0.389, abs=0.0005)
    assert found.index[found["holds_together"]].tolist() == ["Heather", "Ike"]


def test_nobody_divides_a_ring_and_rows_in_any_order_are_the_same() -> None:
    ring = pairs("a-b b-c c-d d-a a-b a-a")
    found = relationship.measure(ring)
    assert not found["holds_together"].any()
    assert found["betweenness"].tolist() == pytest.approx([1 / 6] * 4)
    pd.testing.assert_frame_equal(found, relationship.measure(ring.iloc[::-1, ::-1]))


def test_two_pieces_stay_two_when_an_end_leaves() -> None:
    found = relationship.measure(pairs("a-b c-d d-e")).set_index("person")
    assert found.index[found["holds_together"]].tolist() == ["d"]


def test_who_knows_whom_is_read_from_the_contacts() -> None:
    orders = pd.DataFrame({
        "customer_id": ["C1"], "order_id": ["1"], "date": [pd.Timestamp("2024-01-01")], "revenue": [1.0],
    })  # fmt: skip
    contacts = pd.DataFrame({
        "customer_id": ["C1", "C1", "C2"], "contact_id": ["P1", "P2", "P3"],
        "known_by": ["李娜; 赵强", "赵强；", "孙"],
    })  # fmt: skip
    found = relationship.contact_network(kam.Client(orders, contacts=contacts), "C1")
    assert found.to_dict("list") == {"ours": ["李娜", "赵强", "赵强"], "theirs": ["P1", "P1", "P2"]}
    with pytest.raises(ValueError, match="known_by"):
        relationship.contact_network(kam.Client(orders), "C1")
