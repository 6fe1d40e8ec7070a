"""Rows, customers, revenue and profit of every order book of a folder, to be held against another commit's.

Run as ``python benchmarks/order_books.py [FOLDER] [--only WORD]``; the folder is ``KAMLIB_DATA`` by default. One
line a file, divided by tabs; a file that is no order book shows why it was refused.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import kamlib as kam
from kamlib.errors import KamError

ENDINGS = (".csv", ".csv.gz", ".txt", ".xls", ".xlsx", ".parquet")
COLUMNS = ("file", "rows read", "rows used", "customers", "net sales above zero", "revenue", "profit", "left out")


def line(file: Path) -> tuple[object, ...]:
    """Read a book and add it up."""
    client = kam.load(file)
    reading, orders = client.readings["orders"], client.orders
    known = "cost" in orders and orders["cost"].notna().any()
    left_out = ", ".join(f"{reason} {part.rows}" for reason, part in reading.left_out.items())
    profit = f"{client.accounts['profit'].sum():.2f}" if known else "-"
    return (
        reading.rows_read, reading.rows_used, orders["customer_id"].nunique(), len(client.buyers),
        f"{orders['revenue'].sum():.2f}", profit, left_out or "-",
    )  # fmt: skip


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?", default=os.environ.get("KAMLIB_DATA", "."))
    asked.add_argument("--only", default="")
    options = asked.parse_args()
    folder = Path(options.folder)
    print(*COLUMNS, sep="\t")
    for file in sorted(path for path in folder.rglob("*") if path.name.lower().endswith(ENDINGS)):
        name = str(file.relative_to(folder))
        if options.only in name:
            try:
                print(name, *line(file), sep="\t", flush=True)
            except KamError as error:
                print(name, f"refused: {error}", sep="\t", flush=True)


if __name__ == "__main__":
    main()
