"""The network of contacts: Krackhardt's kite, a ring that nobody divides, and names divided by semicolons."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib as kam
from kamlib import findings
from kamlib.manage import relationship
from tests.manage.books import book

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


def test_who_must_not_leave_by_hand() -> None:
    # Li and Max are colleagues: P1 is reached through either, P3 only through P2, P4 by nobody
    found = relationship.of_pairs(pairs("Li-P1 Max-P1 Max-P2 P2-P3 P4-P5"), ["Li", "Max"])
    people = found.people.set_index("person")
    assert people["loses"].to_dict() == {"Li": 0, "Max": 2, "P1": 0, "P2": 1, "P3": 0, "P4": 0, "P5": 0}
    assert people["steps"].dropna().to_dict() == {"Li": 0, "Max": 0, "P1": 1, "P2": 1, "P3": 2}
    assert found.not_reached == ("P4", "P5")
    assert people["listen"].to_dict() == {"Li": 1, "Max": 2, "P1": 0, "P2": 1, "P3": 1, "P4": 1, "P5": 1}


def test_what_if_a_person_leaves() -> None:
    found = relationship.of_pairs(pairs("Li-P1 Max-P1 Max-P2 P2-P3"), ["Li", "Max"])
    left = relationship.without(found, "Max")
    assert left.not_reached == ("P2", "P3")
    assert left.gone == ("Max",)
    assert relationship.without(left, "P2").gone == ("Max", "P2")
    assert relationship.without(found, "Li").not_reached == ()
    with pytest.raises(ValueError, match="Eva"):
        relationship.without(found, "Eva")


def test_the_network_of_contacts_with_what_is_known_of_them() -> None:
    found = relationship.network(book(), "A")
    assert found.people[["person", "side", "role"]].to_numpy().tolist() == [
        ["Li", "ours", ""], ["K1", "theirs", "decider"], ["K2", "theirs", "buyer"],
    ]  # fmt: skip
    assert found.people["loses"].tolist() == [2, 0, 0]


def test_contacts_that_nothing_tells_apart_have_no_network_and_still_a_single_owner() -> None:
    made = book()
    assert made.contacts is not None
    nameless = kam.Client(
        made.orders, currency="EUR", customers=made.customers, contacts=made.contacts.drop(columns="contact_id")
    )
    for ask in (relationship.network, relationship.contact_network):
        with pytest.raises(kam.KamError, match="lack the column contact_id"):
            ask(nameless, "A")
    assert len(relationship.gateways(nameless)) == 0
    found = findings.find(nameless)
    assert found["single_owner"].evidence["person"].tolist() == ["Li"]
    assert "Contact network" not in found["single_owner"].alt
