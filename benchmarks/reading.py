"""How long reading a clean CSV of a million lines takes, as a ratio to pandas' own reader.

Run: ``python benchmarks/reading.py [lines]``. Times depend on the machine; the ratios are what counts.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from kamlib.tables import read
from kamlib.tables.files.opening import open_table

ROUNDS = 9


def orders(lines: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    days = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1400, lines), unit="D")
    return pd.DataFrame(
        {
            "customer_id": [f"{number:06d}" for number in rng.integers(1, 5000, lines)],
            "order_id": [f"SO{number:07d}" for number in np.arange(lines) // 3],
            "date": days.strftime("%Y-%m-%d"),
            "product": rng.choice(["Pump A", "Pump B", "Bearing, large", "泵 C"], lines),
            "quantity": rng.integers(1, 50, lines),
            "revenue": rng.normal(1000, 500, lines).round(2),
            "cost": rng.normal(800, 400, lines).round(2),
        }
    )


def middling(*actions: Callable[[], object]) -> list[float]:
    """Return each action's median time; taken in turns, so that a busy machine is busy for all of them."""
    times: list[list[float]] = [[] for _action in actions]
    for _round in range(ROUNDS):
        for action, taken in zip(actions, times, strict=True):
            begun = time.perf_counter()
            action()
            taken.append(time.perf_counter() - begun)
    return list(map(statistics.median, times))


def main(lines: int = 1_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        orders(lines).to_csv(path, index=False)
        plain, typed, opened, checked = middling(
            lambda: pd.read_csv(path),
            lambda: pd.read_csv(path, parse_dates=["date"], dtype={"customer_id": str, "order_id": str}),
            lambda: open_table(path),
            lambda: read(path),
        )
    print(f"lines {lines}, medians of {ROUNDS} rounds")
    print(f"read, with every check / pandas.read_csv: {checked / plain:.2f}")
    print(f"read, with every check / pandas.read_csv with dates and text ids: {checked / typed:.2f}")
    print(f"open_table (text cells, table found) / pandas.read_csv: {opened / plain:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
