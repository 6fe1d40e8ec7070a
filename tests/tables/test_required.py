"""A table that lacks what it needs is refused in one line that says what was seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import read
from kamlib.words import speaking


def refused(folder: Path, text: str) -> str:
    path = folder / "orders.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(KamError) as error:
        read(path)
    return str(error.value)


@pytest.mark.parametrize(
    "header",
    ["Customer,Jan 2024,Feb 2024,Mar 2024,Total", "客户名称,1月,2月,3月,合计", "Customer,2022,2023,2024,Total",
     "客户,2024年1月,2024年2月,2024年3月,合计"],
)  # fmt: skip
def test_a_table_with_periods_as_columns_is_said_to_be_wide(tmp_path: Path, header: str) -> None:
    text = f"{header}\nA,1,2,3,6\nB,4,5,6,15\n"
    assert f"periods are arranged as columns ({', '.join(header.split(',')[1:4])})" in refused(tmp_path, text)
    with speaking("zh"):
        assert "期间横排为列" in refused(tmp_path, text)


def test_a_quantity_with_its_unit_is_what_keeps_revenue_from_being_computed(tmp_path: Path) -> None:
    text = "Customer,Order No,Date,Quantity,Price\nA,1,2024-01-02,12 pcs,10\nB,2,2024-01-03,3箱,20\n"
    line = refused(tmp_path, text)
    assert "column Quantity is named like Quantity but does not contain it (first cell: 12 pcs)" in line
    assert "--map quantity=…" in line
