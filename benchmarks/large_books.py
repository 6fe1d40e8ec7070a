"""A Parquet folder of made order lines of any number, to measure what a book larger than memory takes.

Run as ``python benchmarks/large_books.py FOLDER LINES``. Orders have five lines each, customers buy by a power
law, and the same number of lines gives the same folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

#: Lines of an order, lines a customer on average, products, lines of a file.
OF_ORDER, OF_CUSTOMER, PRODUCTS, OF_FILE = 5, 1000, 2000, 1_000_000

#: One file: every figure follows from the number of the line by a hash, so that nothing depends on the machine.
LINES = """
COPY (
    SELECT 'C' || lpad(CAST(customer AS VARCHAR), 6, '0') AS customer_id,
           'A' || lpad(CAST(number AS VARCHAR), 9, '0') AS order_id,
           DATE '2022-01-01' + CAST(hash(number, 2) % 1096 AS INTEGER) AS date,
           'P' || lpad(CAST(hash(line, 3) % {products} AS VARCHAR), 4, '0') AS product,
           1 + hash(line, 4) % 9 AS quantity,
           round(price * (1 + hash(line, 4) % 9), 2) AS revenue,
           round(price * (1 + hash(line, 4) % 9) * (0.6 + (hash(customer, 6) % 50) / 100.0), 2) AS cost
    FROM (
        SELECT line, line // {of_order} AS number, 5 + (hash(line, 5) % 40000) / 100.0 AS price,
               CAST(floor({customers} * pow((hash(line // {of_order}, 1) % 1000003) / 1000003.0, 3)) AS BIGINT)
                   AS customer
        FROM range({first}, {last}) AS lines(line)
    )
) TO '{file}' (FORMAT parquet)
"""


def write(folder: Path, lines: int) -> None:
    """Write the folder, a file a million lines."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as base:
        for at, first in enumerate(range(0, lines, OF_FILE)):
            base.execute(LINES.format(
                products=PRODUCTS, of_order=OF_ORDER, customers=max(50, lines // OF_CUSTOMER), first=first,
                last=min(lines, first + OF_FILE), file=folder / f"part-{at:04d}.parquet",
            ))  # fmt: skip


def main() -> None:
    """Write what is asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("lines", type=int)
    options = asked.parse_args()
    write(options.folder, options.lines)


if __name__ == "__main__":
    main()
