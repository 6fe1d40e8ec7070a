"""Contacts and owners of two real order books: what they show of relationship and rules, and what they cannot."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.findings import build
from kamlib.manage import golden_rules, relationship
from kamlib.manage.relationship.legs import two_legs
from kamlib.manage.single_owner import single_owner

pytestmark = pytest.mark.slow


def northwind(folder: Path) -> kam.Client:
    """Return Northwind with its contacts, known to the employee of the latest order."""
    read = lambda name: pd.read_csv(folder / "northwind" / f"{name}.csv", encoding_errors="replace")  # noqa: E731
    lines = read("order_details").merge(read("orders"), on="OrderID")
    staff, customers = read("employees").set_index("EmployeeID")["LastName"], read("customers")
    orders = pd.DataFrame({
        "customer_id": lines["CustomerID"].astype("str"), "order_id": lines["OrderID"].astype("str"),
        "date": pd.to_datetime(lines["OrderDate"]), "product": lines["ProductID"].astype("str"),
        "revenue": lines["UnitPrice"] * lines["Quantity"] * (1 - lines["Discount"]),
        "owner": lines["EmployeeID"].map(staff),
    })  # fmt: skip
    latest = orders.sort_values(["date", "order_id"]).drop_duplicates("customer_id", keep="last")
    contacts = pd.DataFrame({
        "customer_id": customers["CustomerID"], "contact_id": customers["ContactName"],
        "role": customers["ContactTitle"],
        "known_by": customers["CustomerID"].map(latest.set_index("customer_id")["owner"]),
    })  # fmt: skip
    return kam.Client(orders, contacts=contacts)


def classicmodels(folder: Path) -> kam.Client:
    """Return classicmodels with its contacts and representatives; 22 customers have none."""
    read = lambda name: pd.read_csv(folder / "classicmodels" / f"{name}.csv", encoding_errors="replace")  # noqa: E731
    lines, customers = read("orderdetails").merge(read("orders"), on="orderNumber"), read("customers")
    ids = customers["customerNumber"].astype("str")
    owner = customers["salesRepEmployeeNumber"].map(read("employees").set_index("employeeNumber")["lastName"])
    orders = pd.DataFrame({
        "customer_id": lines["customerNumber"].astype("str"), "order_id": lines["orderNumber"].astype("str"),
        "date": pd.to_datetime(lines["orderDate"]), "product": lines["productCode"],
        "revenue": lines["quantityOrdered"] * lines["priceEach"],
    })  # fmt: skip
    name = customers["contactFirstName"] + " " + customers["contactLastName"]
    contacts = pd.DataFrame({"customer_id": ids, "contact_id": name, "known_by": owner})
    return kam.Client(orders, customers=pd.DataFrame({"customer_id": ids, "owner": owner}), contacts=contacts)


@pytest.mark.parametrize(("made", "contacts"), [(northwind, 91), (classicmodels, 122)])
def test_contacts_without_visits_show_no_leg_and_say_which_tables_would(
    made: object, contacts: int, shared_data: Path
) -> None:
    assert callable(made)
    client: kam.Client = made(shared_data)
    assert client.contacts is not None
    assert len(client.contacts) == contacts
    legs = two_legs(client)
    assert legs.chance == ("threads", "breadth")  # nobody is known to two; ranges bought differ by chance
    assert not legs.shown("relationship")
    found = build("relationship")(client)
    assert "neither" in found.title
    assert "Relationship cannot be seen; missing or incomplete: contacts, visits" in found.summary
    assert found.advice == ()


def test_everyone_at_northwind_is_known_to_one_person(shared_data: Path) -> None:
    client = northwind(shared_data)
    net = relationship.network(client, "SAVEA")
    assert net.people["loses"].tolist() == [1, 0]  # one of ours, one of theirs
    assert len(single_owner(client).accounts) == 89  # two of the 91 never ordered


@pytest.mark.parametrize(("made", "people"), [(northwind, 9), (classicmodels, 15)])
def test_owners_alone_show_two_behaviours_and_no_difference(made: object, people: int, shared_data: Path) -> None:
    assert callable(made)
    found = golden_rules.assess(made(shared_data))
    seen = found.behaviours[found.behaviours["cases"] > 0]
    assert seen["behaviour"].tolist() == ["10a", "10b"]
    assert (seen["people"] == people).all()
    assert not seen["differs"].any()
    assert found.replies is None
