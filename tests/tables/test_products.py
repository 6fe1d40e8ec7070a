"""A list of products gives ids their names and categories; what does not fit is said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kamlib import load
from kamlib.errors import KamError
from kamlib.tables import products

ORDERS = pd.DataFrame({
    "customer_id": ["A", "B", "A"], "order_id": ["1", "2", "3"],
    "date": ["2024-01-05", "2024-02-05", "2024-03-05"],
    "product": ["10", "11", "12"], "revenue": [100.0, 50.0, 7.0],
})  # fmt: skip


def test_a_file_names_products_and_those_it_lacks_keep_their_id(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("ProductKey,EnglishProductName,Category\n10,Pump,Machines\n11,Pump,Machines\n99,Seal,Parts\n")
    client = load(ORDERS, products=file, today="2025-01-01")
    assert client.orders["product"].tolist() == ["Pump", "Pump", "12"]
    assert client.orders["category"].tolist()[:2] == ["Machines", "Machines"]
    said = next(p for p in client.problems if p.code == "products-unknown")
    assert (said.rows, said.money, said.values["example"]) == (1, 7.0, "12")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"product id": ["10"], "colour": ["red"]}, "names or categories are required"),
        ({"product id": ["10", "10"], "name": ["Pump", "Seal"]}, "product 10 has two names"),
        ({"product id": ["P-1"], "name": ["Pump"]}, "none of its 1 products"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(table: dict[str, list[str]], says: str) -> None:
    with pytest.raises(KamError, match=says):
        load(ORDERS, products=pd.DataFrame(table), today="2025-01-01")


def test_orders_without_products_are_refused() -> None:
    with pytest.raises(KamError, match="needs a product column"):
        load(ORDERS.drop(columns="product"), products={"10": {"name": "Pump"}}, today="2025-01-01")


def test_what_is_read_can_be_read_again() -> None:
    known = products.read(pd.DataFrame({"货号": ["10"], "品名": ["水泵"], "类别": ["机械"]}))
    assert products.read(known) == known == {"10": {"name": "水泵", "category": "机械"}}
