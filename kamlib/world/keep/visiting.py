"""What visits to keep would change in the client for keeping: known, because its laws are planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.dice import Floats
from kamlib.world.keep.laws import LAWS, KeepParameters
from kamlib.world.keep.lives import at_work, lives
from kamlib.world.keep.people import people

#: Months over which leaving is counted.
YEAR = 12


def visited(day: pd.Timestamp, *, seed: int = 20245, customers: int = 1600, years: int = 4) -> pd.DataFrame:
    """Return the true chance of each customer to leave in the year after a day, without and with visits to keep.

    Parameters
    ----------
    day : pandas.Timestamp
        The first of a month; visits begin the month before, and work for ``LAWS.months`` from the day on.
    seed, customers, years : int
        As for `make_keep`.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``gone`` (it has left before the day), ``leaves`` and ``leaves_visited``: chances, 1 for
        those that have left. Only customers that had begun before the day.

    Raises
    ------
    ValueError
        If the day is not the first of a month with a year of the client after it.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.world.keep.visiting import visited
    >>> table = visited(pd.Timestamp("2024-01-01"))
    >>> bool((table["leaves_visited"] <= table["leaves"]).all())
    True
    """
    p = KeepParameters(seed, customers, years)
    month = (day.year - p.first.year) * 12 + day.month - p.first.month
    if day.day != 1 or not 1 <= month <= p.months - YEAR:
        raise ValueError(
            f"day = {day.date()}: it must be the first of a month, with a year of the client after it"
        )
    who, at = people(p), np.arange(p.months)
    known = lives(who, p)
    young = at < who["start"].to_numpy()[:, None] + 3
    care = np.where(at_work(known.events, known.answered, "care"), LAWS.effects["care"], 1.0)
    plain = np.where(young, 0.0, who["hazard"].to_numpy()[:, None] * known.factors / care)
    cared = np.where((at >= month) & (at < month + LAWS.months), LAWS.effects["care"], care)
    gone = known.fates["left"].to_numpy() < month
    table = pd.DataFrame({
        "customer_id": who["customer_id"], "gone": gone,
        "leaves": _leaves(plain * care, month, gone), "leaves_visited": _leaves(plain * cared, month, gone),
    })  # fmt: skip
    return table[who["start"].to_numpy() < month].reset_index(drop=True)


def _leaves(hazard: Floats, month: int, gone: np.ndarray) -> Floats:
    stays = np.prod(1.0 - hazard[:, month : month + YEAR], axis=1)
    return np.asarray(np.where(gone, 1.0, 1.0 - stays))
