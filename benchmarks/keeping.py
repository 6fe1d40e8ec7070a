"""Heavy steps of keeping customers: fits of BG/NBD, survival curves, and the back-test of rules of leaving.

Run: ``python benchmarks/keeping.py [FOLDER]``; a folder with ``CDNOW_master.txt`` adds the real histories. Peers
(``lifetimes``, ``lifelines``) cap pandas below the versions that kamlib uses: run the same file in an environment
of their own, and set the CPU seconds side by side. Drawn inputs are the same in both.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

#: Order lines of which frequency, recency and age of each customer are worked out.
TRANSACTIONS = 1_400_000

SUMMARY = "frequency, recency and age, 1.4 million lines"

Histories = tuple[np.ndarray, np.ndarray, np.ndarray]


def histories(customers: int) -> Histories:
    """Draw purchases again, weeks to the last of them, and weeks seen."""
    dice = np.random.default_rng(1)
    age = dice.integers(27, 40, customers).astype("float64")
    rate, leaves = dice.gamma(0.25, 1 / 4.4, customers), dice.beta(0.8, 2.5, customers)
    lived = np.minimum(age, dice.exponential(1 / np.maximum(rate * leaves, 1e-9)))
    again = dice.poisson(rate * lived).astype("float64")
    last = np.where(again > 0, np.round(lived * dice.beta(np.maximum(again, 1), 1)), 0.0)
    return again, np.minimum(np.where(again > 0, np.maximum(last, 1.0), 0.0), age), age


def cdnow(file: Path) -> Histories:
    """Read the histories of one customer in ten up to week 39, as they were published."""
    lines = pd.read_csv(file, sep=r"\s+", header=0, names=["who", "day", "cds", "spent"])
    lines["day"] = pd.to_datetime(lines["day"].astype("str"), format="%Y%m%d")
    lines = lines[lines["day"] <= "1997-09-30"].drop_duplicates(["who", "day"])
    some = lines[lines["who"].isin(np.sort(lines["who"].unique())[::10])]
    by = some.groupby("who")["day"].agg(["min", "max", "size"])
    weeks = (by["max"] - by["min"]).dt.days / 7, (pd.Timestamp("1997-09-30") - by["min"]).dt.days / 7
    return (by["size"] - 1).to_numpy("float64"), *(one.to_numpy("float64") for one in weeks)


def book(lines: int) -> pd.DataFrame:
    """Draw order lines of four years."""
    dice = np.random.default_rng(2)
    who = dice.integers(0, lines // 60, lines)
    stop = dice.integers(400, 2600, lines // 60)[who]
    day = dice.integers(0, 1460, lines)
    held = day < stop
    dates = pd.Timestamp("2021-01-01") + pd.to_timedelta(day[held], unit="D")
    return pd.DataFrame({"customer_id": np.char.add("C", who[held].astype("str")), "date": dates, "revenue": 10.0})


def transactions(lines: int) -> pd.DataFrame:
    """Draw as many order lines as asked for."""
    return book(2 * lines).head(lines).reset_index(drop=True)


def timed(name: str, action: Callable[[], object], rounds: int = 3) -> None:
    """Print the least CPU seconds of some rounds; one before the first does not count."""
    action()
    taken = []
    for _round in range(rounds):
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    print(f"| {name} | {min(taken):.3f} |", flush=True)


def ours(inputs: dict[str, Histories], stay: np.ndarray, left: np.ndarray) -> None:
    """Time kamlib."""
    from kamlib.facts.buying_days import ledger
    from kamlib.keep import leaving
    from kamlib.keep.rules import known_at
    from kamlib.keep.survival import kaplan_meier
    from kamlib.periods.day_numbers import number_of
    from kamlib.value.lifetime import bgnbd

    for name, held in inputs.items():
        timed(f"kamlib: BG/NBD, {name}", lambda held=held: bgnbd(*held))
    timed("kamlib: Kaplan–Meier, a million", lambda: kaplan_meier(stay, left))
    sold = transactions(TRANSACTIONS)
    today = number_of(sold["date"].max()) + 1
    timed(f"kamlib: {SUMMARY}", lambda: known_at(ledger(sold), today).histories)
    lines = book(1_000_000)
    days = leaving.plan(lines["date"].min(), lines["date"].max())
    assert days is not None
    timed("kamlib: days of buying and back-test, a million lines", lambda: leaving.warn(ledger(lines), days), 1)


def peers(inputs: dict[str, Histories], stay: np.ndarray, left: np.ndarray) -> None:
    """Time the peers that are installed here."""
    if find_spec("lifetimes"):
        from lifetimes import BetaGeoFitter
        from lifetimes.utils import summary_data_from_transaction_data

        for name, held in inputs.items():
            timed(f"lifetimes: BG/NBD, {name}", lambda held=held: BetaGeoFitter().fit(*held))
        sold = transactions(TRANSACTIONS)
        timed(
            f"lifetimes: {SUMMARY}",
            lambda: summary_data_from_transaction_data(sold, "customer_id", "date", "revenue"),
        )
    if find_spec("lifelines"):
        from lifelines import KaplanMeierFitter

        timed("lifelines: Kaplan–Meier, a million", lambda: KaplanMeierFitter().fit(stay, left))


def main() -> None:
    inputs = {"2,400 drawn": histories(2_400), "320,000 drawn": histories(320_000)}
    file = Path(sys.argv[1]) / "CDNOW_master.txt" if len(sys.argv) > 1 else None
    if file is not None and file.exists():
        inputs = {"CDNOW": cdnow(file), **inputs}
    dice = np.random.default_rng(3)
    stay, left = np.round(dice.exponential(24.0, 1_000_000), 1), dice.random(1_000_000) < 0.5
    print("| what | CPU seconds |\n|---|---|")
    if find_spec("kamlib"):
        ours(inputs, stay, left)
    peers(inputs, stay, left)


if __name__ == "__main__":
    main()
