"""Accounts under which buyers without a name are booked are named, and nobody else."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib.tables.checks import walk_in
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem
from kamlib.words import speaking


def warned(names: dict[str, str], *, apart: bool = False) -> list[Problem]:
    rows = [
        {"customer_id": id_, "name": name, "order_id": f"O{at}", "date": f"2024-0{at + 1}-01", "revenue": 100.0}
        for at, (id_, name) in enumerate(names.items())
    ]
    orders = pd.DataFrame(rows)
    lines = orders.drop(columns="name") if apart else orders
    client = kamlib.load(lines, currency="CNY", customers=orders[["customer_id", "name"]] if apart else None)
    assert client.orders["customer_id"].nunique() == len(names)  # nobody is left out
    return [p for p in client.problems if p.code == "walk-in"]


@pytest.mark.parametrize(
    "name",
    ["散客", "零散客户", "零售客户", "其他客户", "现金客户", "現金客戶", "Walk-in", "WALK IN CUSTOMER",
     "cash sale", "Cash Customer", "Miscellaneous customer", "diverse", "Barverkauf", "Laufkundschaft",
     "CPD", "CPD-Kunde"],
)  # fmt: skip
@pytest.mark.parametrize("apart", [False, True])
def test_a_walk_in_account_is_a_warning_with_its_rows_and_money(name: str, apart: bool) -> None:
    (problem,) = warned({"K1": "华东泵业", "K9999": name}, apart=apart)
    assert (problem.level, problem.rows, problem.money) == ("warning", 1, 100.0)
    assert f"{name} (CN¥100; rows: 1)" in message(problem)
    assert remedy(problem)
    with speaking("zh"):
        assert name in message(problem)


def test_several_are_one_warning_and_an_id_may_be_the_name() -> None:
    (problem,) = warned({"散客": "散客", "Cash sales": "Cash sales", "Acme": "Acme"})
    assert (problem.values["n"], problem.money) == (2, 200.0)


@pytest.mark.parametrize(
    "name", ["散客酒店有限公司", "Walk-in Brewery", "Diverse Systems GmbH", "CPD Bauteile AG", "Cash Converters",
             "其他客户部", "Guest Supply Inc", "Various Artists", ""],
)  # fmt: skip
def test_a_company_whose_name_begins_likewise_is_a_customer(name: str) -> None:
    assert not walk_in.is_walk_in(name)
