"""A tax column proves whether the amount beside it holds the tax; a net price beside amounts with tax counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read


def opened(folder: Path, header: str, *rows: str, **how: object) -> Reading:
    path = folder / "orders.csv"
    path.write_text("\n".join([f"Customer;Invoice;Date;{header}", *rows]), "utf-8")
    return read(path, **how)


A, B = "A;1;2024-01-15;", "B;2;2024-01-16;"


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("GST;Total", "10;110", "20;220"), ("Tax;Total", "19;119", "14;214"),
        ("金额;其中税额", "113;13", "226;26"),
        ("数量;单价;税率;税额;金额", "1;113;13%;13;113", "2;113;13%;26;226"),
        ("Rechnungsbetrag;MwSt-Satz;enthaltene MwSt", "119;19%;19", "238;19%;38"),
        ("Invoice Total;VAT;Value", "120;20;100", "240;40;200"),
    ],
)  # fmt: skip
def test_tax_that_is_in_the_amount_is_taken_off(tmp_path: Path, header: str, first: str, second: str) -> None:
    reading = opened(tmp_path, header, A + first, B + second)
    assert reading.frame["revenue"].tolist() == pytest.approx([100, 200])
    assert {"tax-taken-off", "amount-without-tax"} & {problem.code for problem in reading.problems}


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [("Tax;Total", "10;100", "20;200"), ("数量;单价;税率;税额;金额", "1;100;13%;13;100", "2;100;13%;26;200")],
)
def test_tax_that_comes_on_top_is_not(tmp_path: Path, header: str, first: str, second: str) -> None:
    reading = opened(tmp_path, header, A + first, B + second)
    assert reading.frame["revenue"].tolist() == [100, 200]
    assert "tax-taken-off" not in {problem.code for problem in reading.problems}


def test_the_user_may_count_with_tax_all_the_same(tmp_path: Path) -> None:
    reading = opened(tmp_path, "GST;Total", A + "10;110", B + "20;220", columns={"revenue": "Total"})
    assert reading.frame["revenue"].sum() == 330


def test_a_price_without_tax_goes_before_an_amount_with_it(tmp_path: Path) -> None:
    reading = opened(tmp_path, "不含税单价;数量;价税合计", A + "100;1;113", B + "50;4;226")
    assert reading.frame["revenue"].tolist() == [100, 200]
    assert "amount-without-tax" in {problem.code for problem in reading.problems}


@pytest.mark.parametrize("price", ["含税单价", "单价(含税)"])
def test_tax_is_taken_off_prices_too(tmp_path: Path, price: str) -> None:
    by_rate = opened(tmp_path, f"{price};数量;税率", A + "113;1;13%", B + "109;2;9%")
    assert by_rate.frame["revenue"].tolist() == pytest.approx([100, 200])
    assert {"tax-by-rate"} == {p.code for p in by_rate.problems} & {"tax-by-rate", "tax-included"}
    alone = opened(tmp_path, f"{price};数量", A + "113;1", B + "109;2")
    assert "tax-included" in {problem.code for problem in alone.problems}
