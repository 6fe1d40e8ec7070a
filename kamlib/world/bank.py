"""The bank of the opening case (K1): a branch's customers and one day of them coming to its ten counters.

What a customer is worth in a year and what a customer wants to do today are drawn apart from each other, as in
life: that is why a rule on the amount of one transaction sorts so badly.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.world.dice import Dice, Flags, Floats

CUSTOMERS = (
    "customer_id", "kind", "age_band", "card", "balance", "mortgage", "payroll", "products", "yearly_profit",
    "potential", "digital_ability",
)  # fmt: skip
ARRIVALS = (
    "arrival_id", "minute", "customer_id", "transaction", "amount", "service_minutes", "machine_able",
    "deferrable", "urgent",
)  # fmt: skip

#: The rule of the case: below this amount, no service at these counters.
THRESHOLD = 3000
#: A customer is called valuable from this yearly profit on, in yuan.
VALUABLE = 2000
COUNTERS, OPEN_MINUTES = 10, 480
#: Arrivals by half hours from the opening at 8.30, in parts.
FLOW = (0.7, 1.0, 1.2, 1.35, 1.4, 1.2, 0.9, 0.75, 0.8, 1.0, 1.2, 1.3, 1.25, 1.0, 0.8, 0.45)


@dataclass(frozen=True)
class Kind:
    """Share, median balance, share with a mortgage, visits, how far profit can grow, digital ability."""

    share: float
    balance: float
    mortgage: float
    visits: float
    growth: tuple[float, float]
    digital: tuple[int, int]
    ages: tuple[str, ...]


KINDS = {
    "private": Kind(0.44, 18_000, 0.12, 0.8, (1.0, 1.6), (2, 5), ("18-29", "30-44", "45-59")),
    "retired": Kind(0.24, 45_000, 0.01, 1.6, (0.9, 1.1), (1, 3), ("60+",)),
    "student": Kind(0.08, 3_000, 0.0, 0.5, (2.0, 9.0), (4, 5), ("18-29",)),
    "professional": Kind(0.12, 120_000, 0.45, 0.7, (1.2, 2.5), (3, 5), ("30-44", "45-59")),
    "shop owner": Kind(0.09, 70_000, 0.25, 2.0, (1.1, 2.0), (2, 4), ("30-44", "45-59")),
    "property company": Kind(0.03, 260_000, 0.3, 1.8, (1.1, 1.8), (2, 5), ("30-44", "45-59")),
}
#: Median amount, spread, mean minutes, share that a machine can do, share that can wait.
TRANSACTIONS = {
    "withdrawal": (2_600, 1.0, 3.6, 0.75, 0.15),
    "deposit": (4_200, 1.0, 4.4, 0.65, 0.3),
    "transfer": (6_500, 1.1, 5.2, 0.6, 0.35),
    "bill payment": (380, 0.7, 3.4, 0.85, 0.7),
    "passbook": (0, 0.0, 2.4, 0.5, 0.8),
    "account service": (0, 0.0, 8.5, 0.1, 0.5),
    "wealth product": (60_000, 0.7, 13.0, 0.0, 0.8),
    "payroll": (150_000, 0.6, 11.0, 0.0, 0.4),
}
HABITS = {
    "private": (34, 18, 16, 16, 6, 9, 1, 0), "retired": (36, 22, 5, 16, 15, 4, 2, 0),
    "student": (46, 16, 18, 12, 2, 6, 0, 0), "professional": (34, 16, 24, 10, 2, 8, 6, 0),
    "shop owner": (16, 48, 24, 6, 2, 4, 0, 0), "property company": (22, 20, 24, 14, 0, 6, 2, 12),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Bank:
    """The branch: its customers, a day's arrivals, and what is true of both.

    Attributes
    ----------
    customers : pandas.DataFrame
        One row per customer: ``customer_id``, ``kind``, ``age_band``, ``card`` (in-city, out-of-town),
        ``balance``,
        ``mortgage`` (yuan), ``payroll`` (yes: the company's wages run over this bank), ``products`` (held),
        ``yearly_profit``, ``potential`` (yearly profit if developed, yuan), ``digital_ability`` (1 to 5).
    arrivals : pandas.DataFrame
        One row per arrival: ``arrival_id``, ``minute`` (since opening), ``customer_id``, ``transaction``,
        ``amount`` (yuan), ``service_minutes`` (at a counter), and yes or no to ``machine_able``, ``deferrable``,
        ``urgent``.
    truth : dict
        Parameters, counts, and what the rule of the case does.
    """

    customers: pd.DataFrame
    arrivals: pd.DataFrame
    truth: dict[str, Any]


def make_bank(*, seed: int = 3000, customers: int = 6000, arrivals: int = 1600) -> Bank:
    """Make the branch of the bank case.

    Parameters
    ----------
    seed : int
        Same seed, same branch to the byte.
    customers, arrivals : int
        How many customers it has, and how many of them come on the day (each once).

    Returns
    -------
    Bank

    Raises
    ------
    ValueError
        If more customers come than there are.
    """
    if not 0 < arrivals <= customers:
        raise ValueError(f"arrivals={arrivals} is not between 1 and customers={customers}")
    people = _people(seed, customers)
    day = _day(people, seed, arrivals)
    people, day, story = _story(people, day)
    truth = _truth(people, day, {"seed": seed, "customers": customers, "arrivals": arrivals}, story)
    return Bank(people[list(CUSTOMERS)], day[list(ARRIVALS)], truth)


def _people(seed: int, n: int) -> pd.DataFrame:
    """Draw the customers and what each holds."""
    dice = Dice(seed, "bank customers")
    kind = dice.pick(KINDS, n, [k.share for k in KINDS.values()])

    def by(field: str, at: int | None = None) -> Floats:
        values = {name: getattr(k, field) if at is None else getattr(k, field)[at] for name, k in KINDS.items()}
        return pd.Series(kind).map(values).to_numpy(dtype=np.float64)

    balance = np.rint(dice.around(by("balance"), 1.25, n) / 10) * 10
    has_mortgage = dice.chance(by("mortgage"), n)
    mortgage = np.where(has_mortgage, np.rint(dice.around(480_000, 0.5, n) / 1000) * 1000, 0)
    company = np.isin(kind, ["shop owner", "property company"])
    payroll = dice.chance(np.where(kind == "property company", 0.7, np.where(company, 0.15, 0.0)), n)
    cards = dice.whole(0, 2, n)
    products = 1 + has_mortgage + payroll + cards + (balance > 100_000)
    earned = 0.012 * balance + 0.006 * mortgage + payroll * dice.uniform(5_000, 30_000, n) + 60 * cards
    # What a year at the counter costs: the reason why most small customers earn next to nothing.
    profit = np.rint(earned - by("visits") * dice.uniform(90, 260, n))
    potential = np.rint(np.maximum(profit, 120) * dice.uniform(by("growth", 0), by("growth", 1), n) / 10) * 10
    return pd.DataFrame({
        "customer_id": [f"B{i:04d}" for i in range(1, n + 1)],
        "kind": kind,
        "age_band": _ages(kind, dice),
        "card": np.where(dice.chance(0.22, n), "out-of-town", "in-city"),
        "balance": balance.astype("int64"),
        "mortgage": mortgage.astype("int64"),
        "payroll": _yes(payroll),
        "products": products.astype("int64"),
        "yearly_profit": profit.astype("int64"),
        "potential": np.maximum(potential, profit).astype("int64"),
        "digital_ability": dice.whole(by("digital", 0), by("digital", 1), n),
        "visits": by("visits"),
    })  # fmt: skip


def _ages(kind: NDArray[Any], dice: Dice) -> NDArray[Any]:
    """Give every customer an age band that suits the kind."""
    luck = dice.uniform(0, 1, len(kind)).tolist()
    return np.array(
        [KINDS[k].ages[int(u * len(KINDS[k].ages))] for k, u in zip(kind, luck, strict=True)], dtype=object
    )


def _yes(flags: Flags) -> NDArray[Any]:
    return np.where(flags, "yes", "no")


def _day(people: pd.DataFrame, seed: int, n: int) -> pd.DataFrame:
    """Draw who comes when, and for what."""
    dice = Dice(seed, "bank day")
    urge = -np.log(1 - dice.uniform(0, 1, len(people))) / people["visits"].to_numpy()
    who = np.argsort(urge, kind="stable")[:n]
    kind = people["kind"].to_numpy()[who]
    what = np.empty(n, dtype=object)
    for name, weights in HABITS.items():
        here = np.flatnonzero(kind == name)
        what[here] = dice.pick(TRANSACTIONS, len(here), weights)
    median, spread, minutes, machine, wait = (
        pd.Series(what).map({t: row[i] for t, row in TRANSACTIONS.items()}).to_numpy(dtype=np.float64)
        for i in range(5)
    )
    takings = np.where(np.isin(kind, ["shop owner", "property company"]), 1.8, 1.0)
    drawn = median * takings * np.round(np.exp(spread * dice.bell(n)), 6)
    amount = np.rint(drawn / np.where(drawn > 1000, 100, 10)) * np.where(drawn > 1000, 100, 10)
    clock = np.interp(dice.uniform(0, 1, n), np.cumsum((0, *FLOW)) / sum(FLOW), np.linspace(0, OPEN_MINUTES, 17))
    machine_able = dice.chance(machine, n) & (amount <= 20_000)
    urgent = dice.chance(0.14, n)
    deferrable = dice.chance(wait, n) & ~urgent
    day = pd.DataFrame({
        "minute": np.floor(clock * 10) / 10,
        "customer_id": people["customer_id"].to_numpy()[who],
        "transaction": what,
        "amount": amount.astype("int64"),
        "service_minutes": np.rint(minutes * np.round(np.exp(0.4 * dice.bell(n)), 6) * 10) / 10,
        "machine_able": _yes(machine_able),
        "deferrable": _yes(deferrable),
        "urgent": _yes(urgent),
    })  # fmt: skip
    day = day.sort_values(["minute", "customer_id"], ignore_index=True)
    return day.assign(arrival_id=[f"A{i:03d}" for i in range(1, n + 1)])


def _story(people: pd.DataFrame, day: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Put the property manager of the case into the afternoon: out-of-town card, urgent, a small sum."""
    known = day.merge(people, on="customer_id", how="left")
    fits = (known["kind"] == "property company") & (known["payroll"] == "yes") & (known["minute"] > 350)
    at = int(np.flatnonzero(fits if fits.any() else np.ones(len(day), dtype=bool))[0])
    urgent: dict[str, Any] = {
        "transaction": "withdrawal", "amount": 2600, "service_minutes": 4.0, "machine_able": "no",
        "deferrable": "no", "urgent": "yes",
    }  # fmt: skip
    day = day.copy()
    for column, value in urgent.items():
        day.loc[at, column] = value
    customer = day.loc[at, "customer_id"]
    people = people.assign(card=people["card"].where(people["customer_id"] != customer, "out-of-town"))
    return people, day, {"arrival_id": str(day.loc[at, "arrival_id"]), "customer_id": str(customer)}


def _truth(
    people: pd.DataFrame, day: pd.DataFrame, parameters: dict[str, int], story: dict[str, str]
) -> dict[str, Any]:
    """Say what the rule does to the day's customers."""
    known = day.merge(people, on="customer_id", how="left")
    valuable = known["yearly_profit"] >= VALUABLE
    served = known["amount"] >= THRESHOLD
    totals = ("balance", "mortgage", "yearly_profit", "potential")
    return {
        "parameters": {**parameters, "threshold": THRESHOLD, "valuable_from": VALUABLE, "counters": COUNTERS,
                       "open_minutes": OPEN_MINUTES},
        "property_manager": story,
        "day": {
            "valuable": int(valuable.sum()),
            "valuable_turned_away": int((valuable & ~served).sum()),
            "others_served": int((~valuable & served).sum()),
            "turned_away": int((~served).sum()),
            "profit_of_turned_away": int(known.loc[~served, "yearly_profit"].sum()),
            "service_minutes": round(float(known["service_minutes"].sum()), 1),
            "precision": round(float((valuable & served).sum() / served.sum()), 4),
            "recall": round(float((valuable & served).sum() / valuable.sum()), 4),
        },
        "customers": {"valuable": int((people["yearly_profit"] >= VALUABLE).sum()),
                      **{c: int(people[c].sum()) for c in totals}},
    }  # fmt: skip


def write_bank(bank: Bank, folder: Path) -> list[Path]:
    """Write ``customers.csv``, ``arrivals.csv`` and ``truth.json`` into a folder, made if it is not there.

    Parameters
    ----------
    bank : Bank
        The bank's tables and their truth.
    folder : Path
        Where to write.

    Returns
    -------
    list of Path
        The three files.
    """
    from kamlib.world.files import csv_bytes, json_bytes

    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "customers.csv": csv_bytes(bank.customers, cents=()),
        "arrivals.csv": csv_bytes(bank.arrivals, cents=()),
        "truth.json": json_bytes(bank.truth),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]
