"""What a discount means: rows that count tell, names settle, and each way out that a message names works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import remedy


def written(
    tmp_path: Path, header: str, cells: list[str], *, total: bool = False, amounts: str = "", **how: Any
) -> Reading:
    """Write lines of 100, 200, 300 … by quantity × price with the discounts given."""
    path = tmp_path / "orders.csv"
    more = amounts.split(",")[1:] if amounts else [""] * len(cells)
    rows = [
        f"C{at},{at},2024-01-{at + 1:02d},{at + 1},100,{cell}" + (f",{more[at]}" if amounts else "")
        for at, cell in enumerate(cells)
    ]
    last = ["合计,,,6,," + ("," if amounts else "")] if total else []
    name = f",{amounts.split(',')[0]}" if amounts else ""
    path.write_text("\n".join([f"客户编号,订单号,日期,数量,单价,{header}{name}", *rows, *last]), "utf-8")
    return read(path, **how)


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("折扣率", ["0.9", "0.9"], 270), ("折扣率", ["0.9", "0.95"], 280), ("折扣率", ["90", "95"], 280),
        ("折扣率", ["85%", "", "85%"], 85 + 200 + 255), ("扣率", ["100", "90"], 280), ("扣率%", ["90", "95"], 280),
        ("折后比例", ["0.9", "0.95"], 280), ("成交折扣", ["9", "9.5"], 280), ("几折", ["8.5", "10"], 285),
        ("Discount %", ["1", "0"], 299), ("Discount %", ["1", "1"], 297), ("Discount %", ["50", "60"], 130),
        ("Discount %", ["0.5", "1"], 99.5 + 198), ("Discount %", ["0.05", "0.1"], 95 + 180),
        ("Discount %", ["100%", "0%"], 200), ("折扣百分比", ["50", "60"], 130),
        ("Discount per unit", ["5", ""], 295),
        ("单件优惠", ["5", "10"], 95 + 180), ("折扣", ["0.1", "", "0"], 90 + 200 + 300),
        ("折扣", ["0.85", "1"], 285),
    ],
)  # fmt: skip
def test_rows_that_count_tell_what_a_rate_means(
    tmp_path: Path, header: str, cells: list[str], expected: float, total: bool
) -> None:
    found = written(tmp_path, header, cells, total=total)
    assert revenue(found) == pytest.approx(expected)
    assert len(found.frame) == len(cells)


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize(
    ("cells", "money", "off", "paid"),
    [
        (["0.9", "0.9"], 298.2, 30, 270), (["0.9", "0.95"], 298.15, 20, 280), (["0.9", ""], 299.1, 210, 290),
        (["100", "90", "95"], 315, 20 + 15, 100 + 180 + 285),
        (["10", "9", "8.5"], 572.5, 90 + 182 + 274.5, 100 + 180 + 255),
    ],
)  # fmt: skip
def test_each_way_out_of_a_discount_that_may_be_three_things_works(
    tmp_path: Path, cells: list[str], money: float, off: float, paid: float, total: bool
) -> None:
    with pytest.raises(KamError, match=r"--map discount=折扣 .*--map discount_rate=折扣 .*--map paid_rate=折扣"):
        written(tmp_path, "折扣", cells, total=total)
    for ours, expected in (("discount", money), ("discount_rate", off), ("paid_rate", paid)):
        found = written(tmp_path, "折扣", cells, total=total, columns={ours: "折扣"})
        assert revenue(found) == pytest.approx(expected)
        assert "amount-less-discount" in [problem.code for problem in found.problems]


def test_a_rate_that_takes_half_off_every_line_is_a_warning_that_names_the_other_way(tmp_path: Path) -> None:
    found = written(tmp_path, "折扣", ["0.9", "0.9"], columns={"discount_rate": "折扣"})
    said = next(problem for problem in found.problems if problem.code == "discount-large")
    assert (said.level, said.rows, said.money) == ("warning", 2, 30.0)
    assert "--map paid_rate=折扣" in remedy(said)


@pytest.mark.parametrize("name", ["折后金额", "实际金额", "折后总金额", "折扣后金额"])
@pytest.mark.parametrize(
    ("header", "cells"), [("折扣", ["0.9", "0.9"]), ("折扣率", ["10", "10"]), ("折扣", ["9", "9"])]
)
def test_an_amount_after_discount_is_the_revenue_and_settles_what_the_discount_is(
    tmp_path: Path, name: str, header: str, cells: list[str]
) -> None:
    found = written(tmp_path, header, cells, amounts=f"{name},90,180")
    assert revenue(found) == 270.0
    assert found.frame["discount"].tolist() == pytest.approx([10, 20])
