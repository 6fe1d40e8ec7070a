"""Five methods and five routines of keeping customers, each with an indicator and a question (K18)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

#: The ten, in their order: what is taught together.
METHODS = ("ask", "analyse", "one_front", "culture", "brand")
ROUTINES = ("database", "time_by_profit", "attention", "wins_and_losses", "contact")

#: Below this a method is weak; from the second on it is in use.
WEAK, USED = 1 / 3, 2 / 3

#: By how much an answer exceeds the tables before it is called a gap.
GAP = 0.25


def audit(seen: Mapping[str, float | None], said: Mapping[str, float] = MappingProxyType({})) -> pd.DataFrame:
    """Put the ten together: what the tables show, what people answer, and the weakest first.

    Parameters
    ----------
    seen : mapping
        Method or routine → indicator from the tables, from 0 (nothing) to 1 (all); None where they do not tell.
    said : mapping
        Method or routine → answer to its question, from 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row for each of the ten, the weakest first: ``routine``, ``kind`` (``method`` or ``routine``),
        ``seen``, ``said``, ``score`` (from the tables; where these do not show it, from the answers), ``standing``
        (``weak``, ``partly``, ``used`` or ``unknown``) and ``overrated`` (the answer is much better than the
        tables). Those of which nothing is known come last.

    Raises
    ------
    ValueError
        If a name is unknown, or a number is not between 0 and 1.

    Examples
    --------
    >>> from kamlib.keep.routines import audit
    >>> audit({"ask": 0.1, "contact": 0.9}, {"ask": 0.8}).head(2)[["routine", "standing", "overrated"]]
       routine standing  overrated
    0      ask     weak       True
    1  contact     used      False
    """
    names = (*METHODS, *ROUTINES)
    for name, value in (*seen.items(), *said.items()):
        if name not in names:
            raise ValueError(f"{name!r} is not one of {', '.join(names)}")
        if value is not None and not 0 <= value <= 1:
            raise ValueError(f"{name} = {value}: it must lie between 0 and 1")
    table = pd.DataFrame({
        "routine": names, "kind": ["method"] * len(METHODS) + ["routine"] * len(ROUTINES),
        "seen": pd.Series([seen.get(name) for name in names], dtype="float64"),
        "said": pd.Series([said.get(name) for name in names], dtype="float64"),
    })  # fmt: skip
    table["score"] = table["seen"].fillna(table["said"])
    table["standing"] = np.select(
        [table["score"].isna(), table["score"] < WEAK, table["score"] < USED], ["unknown", "weak", "partly"],
        default="used",
    )  # fmt: skip
    table["overrated"] = (table["said"] - table["seen"] >= GAP).fillna(False).astype("bool")
    return table.sort_values("score", kind="stable", na_position="last", ignore_index=True)
