"""The how-to on joining tables does what it says, on the data that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from kamlib.client import Client

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "join-tables.md"


def run(snippet: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[snippet]
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    exec(compile(code, PAGE.name, "exec"), names)  # noqa: S102  (the page's own code is what is tested)
    client = names["client"]
    assert isinstance(client, Client)
    return client


def codes(client: Client) -> set[str]:
    return {problem.code for problem in client.problems}


def test_classic_models(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shared_data / "classicmodels"
    client = run(0, folder, monkeypatch)
    lines = pd.read_csv(folder / "orderdetails.csv").merge(pd.read_csv(folder / "orders.csv"), on="orderNumber")
    lines = lines.merge(pd.read_csv(folder / "products.csv"), on="productCode")
    counted = lines[lines["status"] != "Cancelled"]
    revenue = (counted["quantityOrdered"] * counted["priceEach"]).sum()
    cost = (counted["quantityOrdered"] * counted["buyPrice"]).sum()
    reading = client.readings["orders"]
    assert (reading.rows_read, reading.rows_used) == (2996, len(counted))
    assert client.orders["revenue"].sum() == pytest.approx(revenue, abs=0.005)
    assert client.orders["cost"].sum() == pytest.approx(cost, abs=0.005)
    assert codes(client) >= {"void-lines", "amount-from-quantity", "cost-from-quantity", "discount-from-list"}
    assert client.has("customers.name")


def test_northwind(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = run(1, shared_data / "northwind", monkeypatch)
    assert len(client.orders) == 2155
    assert client.orders["revenue"].sum() == pytest.approx(1_265_793.04, abs=0.01)  # the sum known for Northwind
    assert client.orders["freight"].sum() == pytest.approx(64_942.69, abs=0.01)  # of its 830 orders
    assert client.orders["customer_id"].nunique() == 89
    assert client.basis == "revenue"
    assert "freight-repeated" not in codes(client)
