"""A bonus credited later is a concession: it stands among the discounts, and is no credit note."""

from __future__ import annotations

from pathlib import Path

import pytest

import kamlib as kam

#: K1 buys for 1,000 and 500 and gets 60 back as `mark`; K2 buys for 700.
ROWS = (
    "K1,1,2024-01-05,1000{a},\nK1,2,2024-02-05,500{b},\nK1,3,2024-12-31,-60{c},{mark}\nK2,4,2024-03-05,700{b},\n"
)


def loaded(path: Path, mark: str, *, discount: bool = False) -> kam.Client:
    """Without discounts, or with one of 20 on the first order and none on the others."""
    more = {"a": ",20", "b": ",0", "c": ",0"} if discount else {"a": "", "b": "", "c": ""}
    head = "客户编号,订单号,日期,金额" + (",折扣金额" if discount else "") + ",备注\n"
    path.write_text(head + ROWS.format(mark=mark, **more), "utf-8")
    return kam.load(path)


@pytest.mark.parametrize("mark", ["2024年返利", "annual bonus 2024", "Jahresbonus 2024"])
@pytest.mark.parametrize(("discount", "k1"), [(False, 60.0), (True, 80.0)])
def test_a_bonus_is_a_discount(tmp_path: Path, mark: str, discount: bool, k1: float) -> None:
    client = loaded(tmp_path / "orders.csv", mark, discount=discount)
    account = client.accounts.set_index("customer_id").loc["K1"]
    assert (account["revenue"], account["discount"], account["credit_notes"]) == (1440.0, k1, 0.0)
    assert client.accounts["discount"].sum() == k1
    (said,) = [problem for problem in client.problems if problem.code == "bonuses"]
    assert (said.rows, said.money) == (1, -60.0)


def test_another_credit_stays_a_credit_note(tmp_path: Path) -> None:
    client = loaded(tmp_path / "orders.csv", "Preiskorrektur", discount=True)
    account = client.accounts.set_index("customer_id").loc["K1"]
    assert (account["revenue"], account["discount"], account["credit_notes"]) == (1440.0, 20.0, 60.0)
    assert "bonus" not in client.orders


def test_a_bonus_on_a_line_without_a_discount_is_one_all_the_same(tmp_path: Path) -> None:
    """The column of discounts is empty but for the 20 of the first order: 60 of the bonus come to them."""
    path = tmp_path / "orders.csv"
    blank = {"a": ",20", "b": ",", "c": ","}
    path.write_text("客户编号,订单号,日期,金额,折扣金额,备注\n" + ROWS.format(mark="2024年返利", **blank), "utf-8")
    account = kam.load(path).accounts.set_index("customer_id").loc["K1"]
    assert (account["discount"], account["credit_notes"]) == (80.0, 0.0)
