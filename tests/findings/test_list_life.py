"""The life of the list: half of it gone is said only where it was seen."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings import list_life
from kamlib.words import _, date, speaking


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load("machinery")


def test_a_half_life_needs_three_lists(client: Client) -> None:
    start = client.as_of - pd.DateOffset(months=24)
    two = replace(client, orders=client.orders[client.orders["date"] > start].reset_index(drop=True))
    found = list_life.list_life(two)
    assert found.facts["half_life"] is None
    assert "half the list" not in found.title


@pytest.mark.parametrize("code", ["en", "zh"])
def test_days_are_written_as_everywhere_and_the_first_list_is_no_beginning(client: Client, code: str) -> None:
    with speaking(code):
        found = list_life.list_life(client)
        words = found.evidence[["since_on_list", "first_year_to"]].to_numpy().ravel().tolist()
        first = date(pd.Timestamp("2021-12-31"))
        assert not any(re.search(r"\d{4}-\d\d-\d\d", text) for text in words)
        assert _("{day} or before", day=first) in found.evidence["since_on_list"].tolist()
        assert set(found.evidence["first_year_to"]) <= {
            date(pd.Timestamp(f"{y}-12-31")) for y in range(2021, 2025)
        }


def test_the_money_is_that_of_the_last_year_and_of_the_list(client: Client) -> None:
    found = list_life.list_life(client)
    year = client.accounts_trailing().query("period == '2024-12-31'").set_index("customer_id")[client.basis]
    shown = found.evidence.set_index("customer_id")[f"{client.basis}_last_year"]
    assert shown.to_dict() == year.loc[shown.index].to_dict()
    top = year.nlargest(int(found.facts["top"] or 0)).sum()
    gone = 1 - float(found.facts["kept_share"] or 0)
    assert found.advice[0].value == pytest.approx(top * gone, abs=0.01)
