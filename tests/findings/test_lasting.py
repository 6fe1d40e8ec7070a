"""The life of the list: half of it gone is said only where it was seen."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings import lasting


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load("machinery")


def test_a_half_life_needs_three_lists(client: Client) -> None:
    start = client.as_of - pd.DateOffset(months=24)
    two = replace(client, orders=client.orders[client.orders["date"] > start].reset_index(drop=True))
    found = lasting.list_life(two)
    assert found.facts["half_life"] is None
    assert "half the list" not in found.title
