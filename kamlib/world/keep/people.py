"""Who the customers are, before anything happens to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world import names
from kamlib.world.dice import Dice
from kamlib.world.keep.laws import LAWS, KeepParameters

#: Customers that one seller looks after.
EACH = 65


def sellers(p: KeepParameters) -> list[str]:
    """Name our sellers."""
    return [str(name) for name in names.people(max(8, p.customers // EACH), p.seed, "keep sellers")]


def people(p: KeepParameters) -> pd.DataFrame:
    """Draw the customers: one row each, with class, hazard, rhythm and what the customer table shows."""
    dice, n = Dice(p.seed, "keep people"), p.customers
    classes = list(LAWS.classes)
    class_ = dice.pick(classes, n, [LAWS.classes[c][0] for c in classes])
    low, high = (np.array([LAWS.classes[c][2][i] for c in class_]) for i in (0, 1))
    width = len(str(n))
    who = pd.DataFrame({
        "customer_id": [f"K{i:0{width}d}" for i in range(1, n + 1)],
        "class": class_,
        "hazard": [LAWS.classes[c][1] for c in class_],
        "ticket": np.round(dice.uniform(low, high, n)),
        "gap": np.clip(dice.around(30.0, 0.75, n), 5, 150),
        "uneven": np.round(dice.uniform(0.2, 0.9, n), 3),
        "discount": np.round(dice.uniform(0.12, 0.25, n), 3),
        "breadth": dice.whole(3, 9, n),
        "seasonal": dice.chance(LAWS.seasonal, n),
        "silent_from": dice.whole(0, 11, n),
        "silent_months": dice.whole(4, 6, n),
        "poor_service": dice.chance(0.2, n),
        "start": np.where(dice.chance(0.6, n), 0, dice.whole(1, p.months - 9, n)),
        "seller": dice.whole(0, len(sellers(p)) - 1, n),
    })  # fmt: skip
    return _shown(who, p)


def _shown(who: pd.DataFrame, p: KeepParameters) -> pd.DataFrame:
    """Add what the customer table shows."""
    dice, n = Dice(p.seed, "keep shown"), len(who)
    native = dice.chance(0.8, n)
    who["native"] = native
    who["industry"] = dice.pick(list(names.TRADES), n)
    who["region"] = np.where(native, dice.pick(names.CHINA, n), dice.pick(names.ABROAD, n))
    who["name"] = names.companies(who["industry"].to_numpy(), native, p.seed)
    before = dice.whole(200, 3600, n)
    begun = p.month_starts[who["start"].to_numpy()]
    since = p.first + pd.to_timedelta(np.where(who["start"] == 0, -before, begun), unit="D")
    return who.assign(
        since=since.astype("datetime64[s]"), influence=dice.whole(1, 4, n), reputation=dice.whole(2, 5, n)
    )
