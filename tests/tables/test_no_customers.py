"""Customers that the customer table calls none: their lines are left out, brought back by an option; by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem
from kamlib.words import speaking

Load = Callable[..., Client]
CODES = {*KINDS.values(), *(f"{kind}-counted" for kind in KINDS)}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(header: str, *cells: str, ids: tuple[str, ...] = (), more: str = "", **how: Any) -> Client:
        """Write orders of 100, 200, 400 … a customer, and a customer table with the cells given."""
        orders = [f"K{at};{at};2024-01-{at + 1:02d};{100 * 2**at}" for at in range(len(cells))]
        listed = [f"{id_};{cell}" for id_, cell in zip(ids or [f"K{at}" for at in range(len(cells))], cells,
                                                      strict=True)]  # fmt: skip
        (tmp_path / "orders.csv").write_text("\n".join(["Customer No;Order No;Date;Amount", *orders]), "utf-8")
        text = "\n".join([f"Customer No;{header}", *listed, *([more] if more else [])])
        (tmp_path / "customers.csv").write_text(text, "utf-8")
        return kam.load(tmp_path / "orders.csv", customers=tmp_path / "customers.csv", **how)

    return write_and_load


def revenue(client: Client) -> float:
    return round(float(client.orders["revenue"].sum()), 2)


def problem(client: Client, code: str) -> Problem | None:
    return next((problem for problem in client.problems if problem.code == code), None)


@pytest.mark.parametrize(
    ("header", "word", "plain", "kind"),
    [
        ("is_internal", "1", "0", "internal"),
        ("Internal customer", "Yes", "No", "internal"),
        ("Customer Group", "Intercompany", "Industry", "internal"),
        ("Relationship", "Affiliated company", "Customer", "internal"),
        ("内部客户", "是", "否", "internal"),
        ("是否关联方", "是", "", "internal"),
        ("客户类型", "关联方", "终端客户", "internal"),
        ("Verbundenes Unternehmen", "ja", "nein", "internal"),
        ("Kundenart", "Interner Kunde", "Händler", "internal"),
        ("test", "true", "false", "test"),
        ("Account Type", "Test account", "Customer", "test"),
        ("是否测试客户", "Y", "N", "test"),
        ("客户名称", "测试客户", "甲公司", "test"),
        ("Ist Testkunde", "ja", "nein", "test"),
        ("备注", "测试", "老客户", "test"),
    ],
)
def test_lines_of_a_customer_that_is_none_are_left_out_and_named(
    load: Load, header: str, word: str, plain: str, kind: str
) -> None:
    client, reason = load(header, plain, plain, word), KINDS[kind]
    said, orders = problem(client, reason), client.readings["orders"]
    assert (revenue(client), orders.left_out[reason].rows, orders.left_out[reason].money) == (300.0, 1, 400.0)
    assert orders.rows_read == orders.rows_used + 1
    assert said is not None
    assert (said.level, said.money, said.values["column"], said.values["customers"]) == (
        "warning",
        400.0,
        header,
        1,
    )
    assert f"column {header} of the customers" in message(said)
    assert f"--keep {kind}" in remedy(said)
    assert header not in client.readings["customers"].unused
    with speaking("zh"):
        assert f"按客户表“{header}”列" in message(said)
        assert f"--keep {kind}" in remedy(said)


def test_keep_brings_them_back_with_a_note(load: Load) -> None:
    kept = load("内部客户", "否", "否", "是", keep=["internal"])
    said = problem(kept, "internal-counted")
    assert (revenue(kept), kept.readings["orders"].left_out) == (700.0, {})
    assert said is not None
    assert (said.level, said.money, remedy(said)) == ("note", 400.0, "")
    with speaking("zh"):
        assert "集团内部单位" in message(said)


def test_where_all_customers_are_of_one_kind_they_count_with_a_warning(load: Load) -> None:
    client = load("is_internal", "yes", "yes")
    said = problem(client, "internal-counted")
    assert said is not None
    assert (revenue(client), said.level, said.rows, said.money) == (300.0, "warning", 2, 300.0)
    assert "--drop internal" in remedy(said)
    with pytest.raises(KamError, match="no line can be counted; internal sales 2"):
        load("is_internal", "yes", "yes", drop=["internal"])


def test_ids_that_meet_by_name_or_become_others_keep_their_flag(load: Load) -> None:
    by_name = load("Customer Name;is_internal", "Alder;0", "K1;1", "Cedar;0", ids=("K0", "9001", "K2"))
    assert revenue(by_name) == 500.0  # K1 is called by its name: 100 + 400
    merged = load("is_internal", "0", "0", "0", more="K9;1", same_customer={"K9": "K2"})
    assert revenue(merged) == 300.0


def test_what_the_orders_say_is_not_left_out_twice(tmp_path: Path) -> None:
    rows = [
        "K1;1;2024-01-01;100;no",
        "K2;2;2024-01-02;200;yes",
        "K3;3;2024-01-03;400;no",
        "K2;4;2024-01-04;800;no",
    ]
    (tmp_path / "o.csv").write_text("\n".join(["Customer No;Order No;Date;Amount;Intercompany", *rows]), "utf-8")
    (tmp_path / "c.csv").write_text("Customer No;Intercompany\nK1;no\nK2;yes\nK3;no", "utf-8")
    client = kam.load(tmp_path / "o.csv", customers=tmp_path / "c.csv")
    part = client.readings["orders"].left_out["internal-rows"]
    assert (revenue(client), part.rows, part.money) == (500.0, 2, 1000.0)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Customer Name", ["Testo", "Test Valley Council", "Internorm"]),
        ("客户名称", ["测试仪器公司", "内部装修公司", "甲公司"]),
        ("is_internal", ["0", "0", "0"]),
        ("Customer Group", ["Internal medicine", "Industry", "Handel"]),
        ("Remark", ["internal contact: Li", "internal", "loyal"]),
        ("Internal sales rep", ["Ann", "Bob", "Cy"]),
        ("Deposit", ["yes", "no", "yes"]),
    ],
)
def test_what_looks_like_it_passes_without_a_word(load: Load, header: str, cells: list[str]) -> None:
    client = load(header, *cells)
    assert revenue(client) == 700.0
    assert not {p.code for p in client.problems} & CODES


def test_a_test_without_orders_says_nothing(load: Load) -> None:
    client = load("Is Test", "no", "no", more="K9;yes")
    assert revenue(client) == 300.0
    assert not {p.code for p in client.problems} & CODES


def test_flags_alone_are_enough_and_nothing_else_is_said_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "Customer No;Order No;Date;Amount\nA;1;2024-01-05;100\nB;2;2024-02-05;200\nT;3;2024-03-05;400\n", "utf-8"
    )
    flags = tmp_path / "internal.csv"
    flags.write_text("Customer No;internal\nT;yes\n", "utf-8")
    client = kam.load(tmp_path / "orders.csv", customers=flags)
    assert revenue(client) == 300
    assert sorted(client.accounts["customer_id"]) == ["A", "B"]
    assert not {"customers-few", "customers-unknown"} & {p.code for p in client.problems}
    # a table of strangers is refused as before, flagged or not
    flags.write_text("Customer No;internal\nZ;yes\n", "utf-8")
    with pytest.raises(KamError, match="none of its 1 customers"):
        kam.load(tmp_path / "orders.csv", customers=flags)
