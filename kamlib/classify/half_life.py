"""How long half of the top tier lasts, with what chance leaves open: few customers give a wide interval."""

from __future__ import annotations

import pandas as pd

from kamlib.classify.migration import Migration, half_life_of
from kamlib.value.shares import wilson


def compared(*results: Migration, confidence: float = 0.95) -> pd.DataFrame:
    """Put the half-life of the top tier and its interval in a row per result.

    Parameters
    ----------
    *results : Migration
        From ``migration.migrate``: all customers, and some of them.
    confidence : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        ``cases`` (customers of the top tier, year by year), ``stays_a_year`` with ``stays_low`` and ``stays_high``
        (Wilson's interval), ``half_life`` with ``half_life_low`` and ``half_life_high`` in years; a half-life is
        missing where nobody or everybody leaves within a year.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import half_life, migration
    >>> tiers = pd.DataFrame({"customer_id": list("ABCD") * 2, "period": ["2023"] * 4 + ["2024"] * 4,
    ...                       "tier": ["platinum"] * 4 + ["platinum", "platinum", "gold", "iron"]})
    >>> half_life.compared(migration.migrate(tiers))[["cases", "stays_a_year", "half_life"]].values.tolist()
    [[4.0, 0.5, 1.0]]
    """
    return pd.DataFrame([_row(result, confidence) for result in results])


def _row(result: Migration, confidence: float) -> dict[str, float]:
    first = result.counts.iloc[0]
    cases, stayed = int(first.sum()), int(first.iloc[0])
    if not cases:
        return {"cases": 0}
    low, high = wilson(stayed, cases, confidence=confidence)
    return {
        "cases": cases, "stays_a_year": stayed / cases, "stays_low": low, "stays_high": high,
        "half_life": half_life_of(stayed / cases), "half_life_low": half_life_of(low),
        "half_life_high": half_life_of(high),
    }  # fmt: skip
