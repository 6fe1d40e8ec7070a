"""``kam policy check``: faults with their place and status 1, effects in money, refusals in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.cli import main

ORDERS = (
    "customer,order,date,revenue,cost,discount amount\n"
    "A,1,2024-01-05,600,300,60\nA,2,2024-06-01,400,250,40\nB,3,2024-12-31,500,100,0\n"
)


@pytest.fixture
def orders(tmp_path: Path) -> str:
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    return str(tmp_path / "orders.csv")


def rules(tmp_path: Path, *lines: str, head: str = "rule,field,at_least,below,equals,grants,amount") -> str:
    (tmp_path / "rules.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return str(tmp_path / "rules.csv")


def test_a_fault_is_named_and_the_effect_is_in_money(
    orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = rules(tmp_path, "small,order_value,0,600,,discount,0.1", "large,order_value,600,,,discount,0.2")
    assert main(["policy", "check", orders, "--rules", some, "--currency", "EUR"]) == 1
    out = capsys.readouterr().out
    assert "1 fault in the rules:" in out
    # 600 at 10 % off is 540, at 20 % off 480: the bill drops by 60, and 540 is billed again at 675
    assert (
        "At order_value 600 the bill drops by 60, from rule small to rule large. It is as high again at 675."
        in out
    )
    # A: 660 at 20 % off is 528, 440 at 10 % off 396; B: 500 at 10 % off is 450. In all 1,374 instead of 1,500.
    assert "revenue changes by -€126 a year" in out.replace("−", "-")
    assert "Left out, since the data lack it: Due date in Orders, Hours" in " ".join(out.split())
    assert "0 customers bring more profit than before, 2 bring less." in out
    # of 1,374 A pays 924, which is 67 %, of 724 of gross profit A brings 374, which is 52 %
    assert "one paid on revenue would sooner push A, one paid on profit B." in out
    # 1,500 / 1,374 and 850 / 724
    assert "one paid on revenue earns more from 9.2% more volume on, you only from 17.4%." in out


def test_without_costs_nothing_is_said_of_pay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "o.csv").write_text(
        "customer,order,date,revenue\nA,1,2024-01-05,600\nB,2,2024-12-31,500\n", "utf-8"
    )
    some = rules(tmp_path, "all,,,,,rebate,0.1")
    assert main(["policy", "check", str(tmp_path / "o.csv"), "--rules", some, "--currency", "EUR"]) == 0
    assert "paid on" not in capsys.readouterr().out


def test_sound_rules_end_with_status_0_in_either_language(
    orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = rules(
        tmp_path, "全部,,,,,折扣率,0.1".replace("折扣率", "discount"), head="规则,字段,不低于,低于,等于,给予,数额"
    )
    assert main(["--lang", "zh", "policy", "check", orders, "--rules", some, "--currency", "CNY"]) == 0
    assert "规则没有空缺、重叠或矛盾。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("all,,,,,discount,much", "rules, row 2: amount is not a number."),
        ("all,colour,,,red,discount,0.1", "Rule all: the orders and customers have no field colour."),
        ("all,,,,,discout,0.1", "nothing is known of the grant discout"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(
    orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    assert main(["policy", "check", orders, "--rules", rules(tmp_path, line), "--currency", "EUR"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_table_that_is_no_table_of_rules_is_refused(
    orders: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "check", orders, "--rules", orders, "--currency", "EUR"]) == 2
    assert "The rules lack the column rule" in capsys.readouterr().err
