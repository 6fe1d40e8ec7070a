"""How long reading a clean CSV of a million lines takes, as a ratio to pandas' own reader.

Run: ``python benchmarks/reading.py [lines [rounds]]``. Times depend on the machine; the ratios, of CPU seconds in
one run, are what counts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import books
import pandas as pd
from measuring import medians, show

from kamlib.tables import read
from kamlib.tables.files.opening import open_table


def main(lines: int = 1_000_000, rounds: int = 9) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        books.orders(lines).to_csv(path, index=False)
        noted = [problem.code for problem in read(path).problems]
        if noted:
            raise SystemExit(f"the book is not clean: {', '.join(noted)}")
        seconds = medians({
            "read, with every check": lambda: read(path), "open_table (text cells)": lambda: open_table(path),
            "pandas.read_csv, dates and text ids": lambda: pd.read_csv(
                path, parse_dates=["date"], dtype={"customer_id": str, "order_id": str}
            ),
            "pandas.read_csv": lambda: pd.read_csv(path),
        }, rounds)  # fmt: skip
    print("| task | against | ratio | at most | CPU seconds |\n|---|---|---|---|---|")
    show(seconds, "read, with every check", "pandas.read_csv, dates and text ids", 1.8)
    show(seconds, "open_table (text cells)", "pandas.read_csv")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
