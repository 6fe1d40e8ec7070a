"""How long the heavy steps take, as ratios to code by hand for the same figures.

Run: ``python benchmarks/computing.py [lines [rounds]]``. Needs Polars and DuckDB. Times depend on the machine; the
ratios, of CPU seconds in one run, are what counts.
"""

from __future__ import annotations

import sys

import books
import by_hand
import numpy as np
import pandas as pd
from measuring import medians, show

from kamlib.classify import migration, tiers
from kamlib.facts.accounts import accounts
from kamlib.value import concentration

PERIODS = ("2021", "2022", "2023", "2024")


def of_lines(lines: int, rounds: int) -> None:
    import duckdb
    import polars as pl

    book = books.ledger(lines)
    framed, connection = pl.from_pandas(book), duckdb.connect()
    connection.register("frame", book)
    connection.execute("CREATE TABLE book AS SELECT * FROM frame")
    seconds = medians({
        "accounts, pandas": lambda: accounts(book), "pandas by hand": lambda: by_hand.in_pandas(book),
        "accounts, Polars": lambda: accounts(framed), "Polars by hand": lambda: by_hand.in_polars(framed),
        "accounts, DuckDB": lambda: accounts(connection.table("book")),
        "SQL by hand": lambda: by_hand.in_duckdb(connection),
    }, rounds)  # fmt: skip
    fastest = min(("pandas by hand", "Polars by hand", "SQL by hand"), key=seconds.__getitem__)
    show(seconds, "accounts, pandas", fastest, 1.3)
    show(seconds, "accounts, Polars", "Polars by hand", 1.3)
    show(seconds, "accounts, DuckDB", "SQL by hand", 1.3)


def of_few_lines(rounds: int) -> None:
    book = books.ledger(100, customers=20)
    seconds = medians(
        {"accounts of 100 lines": lambda: accounts(book), "by hand": lambda: by_hand.in_pandas(book)}, 10 * rounds
    )
    show(seconds, "accounts of 100 lines", "by hand", 2.0)


def amounts(customers: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    profit = np.round(rng.pareto(1.3, customers) * 1000 - 200, 2)
    ids = pd.Series(np.arange(customers)).astype("str").str.zfill(7)
    return pd.DataFrame({"customer_id": ids, "revenue": profit * 2 + 500, "profit": profit})


def of_concentration(customers: int, rounds: int, replicates: int = 1000) -> None:
    who = amounts(customers)
    worth = who["profit"].to_numpy()
    seconds = medians({
        "concentration": lambda: concentration.measure(who, replicates=replicates),
        "NumPy by hand": lambda: by_hand.bootstrap(worth, concentration.TOPS, replicates),
    }, max(1, rounds // 3))  # fmt: skip
    show(seconds, "concentration", "NumPy by hand", 1.5)


def of_tiers(customers: int, rounds: int) -> None:
    who, rng = amounts(customers), np.random.default_rng(1)
    names, parts = pd.array(tiers.TIERS, dtype="str"), []
    for period in PERIODS:
        there = who.loc[rng.random(customers) < 0.8, ["customer_id"]]
        parts.append(there.assign(period=period, tier=names.take(rng.integers(0, 4, len(there)))))
    history = pd.concat(parts, ignore_index=True)
    seconds = medians({
        "tiers": lambda: tiers.assign(who), "tiers, NumPy by hand": lambda: by_hand.tiers(who),
        "migration": lambda: migration.migrate(history),
        "migration, pandas by hand": lambda: by_hand.transitions(history),
    }, rounds)  # fmt: skip
    show(seconds, "tiers", "tiers, NumPy by hand", 2.0)
    show(seconds, "migration", "migration, pandas by hand", 1.5)


def main(lines: int = 1_000_000, rounds: int = 5) -> None:
    print("| task | against | ratio | at most | CPU seconds |\n|---|---|---|---|---|")
    of_lines(lines, rounds)
    of_few_lines(rounds)
    of_concentration(max(lines // 10, 100), rounds)
    of_tiers(lines, rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
