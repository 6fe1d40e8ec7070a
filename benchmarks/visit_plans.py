"""How long plans of visits take, how sure they are, and what a careful planner's cost, by scarcity of hours.

Run: ``python benchmarks/visit_plans.py [customers [people]]``. CPU seconds depend on the machine; costs do not.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from kamlib.manage import visits
from kamlib.manage.visits import greedy, model
from kamlib.manage.visits.inputs import prepare

START, WEEKS = pd.Timestamp("2026-03-02"), 12
HOURS = {"leadership": 4.0, "technical": 3.0, "business": 2.0}
EVERY = {"platinum": (26, 8, 2), "gold": (52, 13, 4), "iron": (0, 26, 8)}
WORTH = {"platinum": 900e3, "gold": 300e3, "iron": 40e3}


def case(customers: int, people: int, part: float) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make promises, people with a part of the hours that the promises ask for, and last visits."""
    dice = np.random.default_rng(0)
    names, rows, done = [f"P{at:02d}" for at in range(people)], [], []
    for at in range(customers):
        tier = str(dice.choice(list(EVERY), p=[0.1, 0.25, 0.65]))
        value = float(WORTH[tier] * dice.lognormal(0, 0.5))
        for level, every in zip(HOURS, EVERY[tier], strict=True):
            if every:
                rows.append((f"C{at:04d}", level, every, HOURS[level], names[dice.integers(people)], value))
                done.append((f"C{at:04d}", level, START - pd.Timedelta(days=int(dice.integers(1, 7 * every + 1)))))
    promises = pd.DataFrame(rows, columns=["customer_id", "level", "every_weeks", "hours", "person", "value"])
    need = (promises["hours"] / promises["every_weeks"]).groupby(promises["person"]).sum() * part
    staff = pd.DataFrame({"person": need.index, "hours_per_week": need.round(1).clip(lower=4.0).to_numpy()})
    return promises, staff, pd.DataFrame(done, columns=["customer_id", "level", "date"])


def main() -> None:
    customers, people = (int(word) for word in (sys.argv[1:] + ["500", "20"][len(sys.argv) - 1 :])[:2])
    print("| hours there are, of those asked for | CPU seconds | gap | broken promises | cost | careful planner |")
    print("|---|---|---|---|---|---|")
    for part in (1.15, 0.9):
        promises, staff, done = case(customers, people, part)
        begun = time.process_time()
        found = visits.plan(promises, staff, start=START.date(), weeks=WEEKS, done=done)
        taken = time.process_time() - begun
        task = prepare(promises, staff, start=START.date(), weeks=WEEKS, done=done, absences=None, country=None,
                       fixed=None)  # fmt: skip
        plain = sum(one.cost(greedy.greedy(one)) for one in model.groups(task, {}))
        figures = (f"{part:.0%}", f"{taken:.1f}", f"{found.gap:.1%}", str(len(found.unmet)))
        print("| " + " | ".join((*figures, f"{found.cost:,.0f}", f"{plain:,.0f}")) + " |")


if __name__ == "__main__":
    main()
