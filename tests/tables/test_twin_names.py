"""One customer under two codes is named with its money, and never merged."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib.tables.checks.variants import same_names
from kamlib.tables.messages import message
from kamlib.tables.problems import Problem


def twins(names: dict[str, str]) -> list[Problem]:
    rows = [
        {"customer_id": id_, "name": name, "order_id": f"O{at}", "date": f"2024-0{at + 1}-01",
         "revenue": 100.0 * (at + 1)}
        for at, (id_, name) in enumerate(names.items())
    ]  # fmt: skip
    client = kamlib.load(pd.DataFrame(rows))
    assert client.orders["customer_id"].nunique() == len(names)
    return [p for p in client.problems if p.code == "twin-names"]


@pytest.mark.parametrize(
    "other",
    [
        "北方重工有限公司",
        "北方重工有限责任公司",
        "北方 重工有限公司",
        "北方重工",
        "（北方）重工有限公司",
        "北方重工 有限公司",
    ],
)
def test_nearly_the_same_name_under_two_ids_is_a_warning(other: str) -> None:
    (problem,) = twins({"K001": "北方重工有限公司", "K099": other, "K3": "南方电网"})
    assert (problem.level, problem.rows, problem.money) == ("warning", 2, 300.0)
    assert "K001 / K099" in message(problem)


@pytest.mark.parametrize(
    ("one", "other"), [("ACME Ltd.", "acme ltd"), ("ＡＢＢ", "ABB"), ("A (China)", "A（China）")]
)
def test_width_case_and_brackets_do_not_matter(one: str, other: str) -> None:
    assert twins({"K1": one, "K2": other})


def test_different_names_are_different_customers() -> None:
    assert not twins({"K1": "北方重工一厂", "K2": "北方重工二厂", "K3": "Store 1", "K4": "Store 2"})


def test_names_of_punctuation_only_are_no_twins() -> None:
    assert same_names({"K1": "---", "K2": "***"}) == []
