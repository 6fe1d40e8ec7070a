"""Orders and delivery notes next to the invoices of the same deals: their money is there twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables.lines.no_sale import bare
from kamlib.tables.vocabulary import concepts, meaning

#: Rows of an earlier kind that are needed to tell, the share of them that has a later row from which they are left
#: out, and the one from which that is asked.
FEWEST, AGREE, DOUBTFUL = 5, 0.9, 0.5
#: How far the sums of a customer may lie apart where one delivery has several invoices.
NEAR = 0.01


@dataclass(frozen=True)
class Chain:
    """The rows of earlier documents, the kinds that there are, and whether the file proves it."""

    rows: np.ndarray
    names: tuple[str, ...]
    proven: bool


def find(types: pd.Series, frame: pd.DataFrame, amounts: pd.Series, gone: np.ndarray) -> Chain | None:
    """Return the rows of orders and deliveries whose amounts are also on later documents; None for others."""
    stages = {text: meaning("stage", text) or meaning("stage", bare(text)) for text in types.dropna().unique()}
    there = [stage for stage in concepts("stage") if stage in stages.values()]
    if len(there) < 2:
        return None
    of_row, live = types.map(stages), ~gone & amounts.notna().to_numpy() & (amounts != 0).to_numpy()
    keys = pd.DataFrame({"customer": frame["customer_id"], "amount": amounts.round(2)})
    out, proven = np.zeros(len(types), dtype=bool), True
    for at, stage in enumerate(there[:-1]):
        mine = (of_row == stage).to_numpy(bool, na_value=False) & live
        share = max(_shared(keys, mine, (of_row == later).to_numpy(bool, na_value=False) & live)
                    for later in there[at + 1 :])  # fmt: skip
        if mine.sum() >= FEWEST and share >= DOUBTFUL:
            out |= mine
            proven &= share >= AGREE
    names = tuple(text for text, stage in stages.items() if stage and (types == text).any())
    return Chain(out, names, proven) if out.any() else None


def _shared(keys: pd.DataFrame, mine: np.ndarray, later: np.ndarray) -> float:
    """Return the share of rows that a later one repeats, row by row or in the sum of the customer."""
    if not mine.any() or not later.any():
        return 0.0
    counts = [keys[rows].value_counts() for rows in (mine, later)]
    both = pd.concat(counts, axis=1).fillna(0).min(axis=1).sum()
    sums = [keys[rows].groupby("customer")["amount"].sum() for rows in (mine, later)]
    alike = (sums[0] - sums[1].reindex(sums[0].index)).abs() <= NEAR * sums[0].abs()
    return float(max(both / mine.sum(), alike.mean() if len(alike) >= FEWEST else 0.0))
