"""Lists drawn with a mark that stands inside texts, and amounts in hundredths: figures by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import read
from kamlib.tables.messages import message
from kamlib.words import speaking

HEAD = """31.12.2024                    List of orders                    1
-----------------------------------------

|Customer |Doc no. |Date      |Text             |Net value |
-----------------------------------------
"""


def drawn(*odd: str) -> str:
    """Return a list of 60 rows, of which the second and third of each five have the texts given."""
    texts = [odd[n % 5 % len(odd)] if n % 5 < 2 else "Bearing B6" for n in range(60)]
    rows = (
        f"|K{n % 4}    |{n:5} |{n % 28 + 1:02d}.01.2023|{each:25}|      1,010.00|" for n, each in enumerate(texts)
    )
    return HEAD + "\n".join(rows) + "\n"


def test_a_mark_inside_a_text_is_the_reason_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(drawn("Seal | kit", "Drive D2  \nwith frame"), "utf-8")
    with pytest.raises(KamError, match=r"list.txt, row \d+: the separator \| also occurs inside a text"):
        read(path)
    with speaking("zh"), pytest.raises(KamError, match=r"第 \d+ 行"):
        read(path)


def test_the_same_list_without_the_mark_in_its_texts_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(drawn("Seal / kit"), "utf-8")
    assert read(path).frame["revenue"].sum() == 60_600.0


@pytest.mark.parametrize(
    "header",
    ["amount_in_minor_units", "Amount (minor units)", "Net amount in minor currency units", "Betrag in Cent",
     "Betrag in kleinsten Einheiten", "金额(分)", "金额（最小货币单位）", "amount_cents"],
)  # fmt: skip
def test_amounts_in_hundredths_by_their_header(tmp_path: Path, header: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(f"Customer,Order,Date,{header}\nK1,1,2024-01-05,12345\nK2,2,2024-01-06,655\n", "utf-8")
    found = read(path)
    assert found.frame["revenue"].sum() == 130.0
    assert "0.01" in next(message(p) for p in found.problems if p.code == "multiplied")


@pytest.mark.parametrize("title", ["单位：分", "Amounts in cents", "All amounts in minor units"])
def test_amounts_in_hundredths_by_the_title(tmp_path: Path, title: str) -> None:
    path = tmp_path / "orders.csv"
    rows = "客户,订单号,日期,金额\n甲,1,2024-01-05,12345\n乙,2,2024-01-06,655\n"
    path.write_text(f"Sales,,,\n{title},,,\n{rows}", "utf-8")
    found = read(path)
    assert found.frame["revenue"].sum() == 130.0
    assert "0.01" in next(message(p) for p in found.problems if p.code == "unit-from-title")


@pytest.mark.parametrize("header", ["Amount minor", "金额 合计", "Net amount"])
def test_other_headers_stay_as_they_are(tmp_path: Path, header: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(f"Customer,Order,Date,{header}\nK1,1,2024-01-05,12345\nK2,2,2024-01-06,655\n", "utf-8")
    assert read(path, columns={"revenue": header}).frame["revenue"].sum() == 13000.0
