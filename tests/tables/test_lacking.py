"""Where customers stand on the first row of an order only, the remedy names the column that numbers the orders."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kamlib.tables import read
from kamlib.tables.messages import remedy

LINES = [
    ("SO1", "Alpha", "2024-01-05", 100), ("", "", "", 50), ("SO2", "Beta", "2024-02-05", 200), ("", "", "", 25),
    ("SO3", "Alpha", "2024-03-05", 300), ("", "", "", 10), ("SO4", "Gamma", "2024-03-07", 70),
]  # fmt: skip


def written(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "orders.csv"
    pd.DataFrame(LINES, columns=[name, "Customer", "Date", "Amount"]).to_csv(path, index=False)
    return path


def test_the_column_that_numbers_the_orders_is_named_and_naming_it_helps(tmp_path: Path) -> None:
    path = written(tmp_path, "Whatever")
    found = read(path, today="2025-01-01")
    (problem,) = [problem for problem in found.problems if problem.code == "no-customer"]
    assert (problem.rows, problem.money) == (3, 85.0)
    assert "use --map order_id=Whatever" in remedy(problem)
    assert read(path, columns={"order_id": "Whatever"}, today="2025-01-01").frame["revenue"].sum() == 755.0


def test_a_column_that_is_filled_elsewhere_too_is_not_named(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Whatever,Customer,Date,Amount\nx,A,2024-01-05,1\ny,,2024-01-05,2\nz,B,2024-01-06,4\n", "utf-8"
    )
    (problem,) = [p for p in read(path, today="2025-01-01").problems if p.code == "no-customer"]
    assert "Fill in column Customer" in remedy(problem)
