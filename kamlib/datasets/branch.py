"""The branch of the bank case (K1): made by ``kamlib.world.bank``, the same on every machine."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kamlib._paths import shipped


class Branch(NamedTuple):
    """A day at the branch.

    Attributes
    ----------
    arrivals : pandas.DataFrame
        One row per visit; columns as in ``kamlib.world.bank.Bank``.
    customers : pandas.DataFrame
        One row per customer of the branch, whether he came that day or not.
    """

    arrivals: pd.DataFrame
    customers: pd.DataFrame


def bank(*, seed: int | None = None) -> Branch:
    """Open the bank case.

    Parameters
    ----------
    seed : int, optional
        Another day at another branch, drawn under the same laws; by default the stored one.

    Returns
    -------
    Branch
        Two frames: the day's visits, and the branch's customers.

    Examples
    --------
    >>> from kamlib import datasets
    >>> arrivals, customers = datasets.bank()
    >>> len(arrivals), len(customers)
    (1600, 6000)
    """
    if seed is not None:
        from kamlib.world.bank import make_bank

        made = make_bank(seed=seed)
        return Branch(made.arrivals, made.customers)
    folder = shipped("datasets") / "bank"
    return Branch(pd.read_csv(folder / "arrivals.csv"), pd.read_csv(folder / "customers.csv"))
