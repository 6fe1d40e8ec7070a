"""The matrix of what customers could buy: its products are those of the accounts that it shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlib.figures import white_space


@pytest.fixture
def cells() -> pd.DataFrame:
    """X is expected to spend 100 on p; Y and Z 60 each on q, which is more together."""
    return pd.DataFrame({
        "customer_id": ["X", "Y", "Z"], "name": ["X", "Y", "Z"], "product": ["p", "q", "q"],
        "expected": [100.0, 60.0, 60.0], "probability": [0.5, 0.3, 0.3],
    })  # fmt: skip


@pytest.mark.parametrize(("accounts", "product"), [(1, "p"), (3, "q")])
def test_products_of_accounts_that_are_not_shown_take_no_column(
    cells: pd.DataFrame, accounts: int, product: str
) -> None:
    found: Any = SimpleNamespace(buys=lambda who, goods: np.zeros((len(who), len(goods)), dtype=bool))
    ax = white_space.matrix(cells, found, accounts=accounts, products=1)
    assert [text.get_text() for text in ax.get_xticklabels()] == [product]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["X", "Y", "Z"][:accounts]
