"""Rates of value-added and sales tax, and columns of tax that hold the rate instead of the amount."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Percent: rates of value-added tax in use, with China's 1, 3, 6, 9, 13 and the former 11, 16, 17.
RATES = (1, 2.5, 3, 3.8, 4, 5, 5.5, 6, 7, 7.7, 8, 8.1, 9, 9.5, *range(10, 26), 25.5, 27)
#: A figure below is a share, one above is percent: no tax is of 40 %, and none of less than 0.4 %.
BETWEEN = 0.4
#: How near to a rate in use what follows from two rounded amounts has to be, in percent.
NEAR = 0.1


def share(rates: pd.Series) -> pd.Series:
    """Return rates as shares, however each is written: ``13%``, 13 and 0.13 are 0.13; none is 0.

    Parameters
    ----------
    rates : pandas.Series
        Figures, one a line.

    Returns
    -------
    pandas.Series
        Fractions of the amount before tax.
    """
    known = rates.fillna(0.0)
    return known.where(known < BETWEEN, known / 100)


def is_rate(tax: pd.Series, gross: pd.Series) -> bool:
    """Whether a column that is called tax holds rates: they are in use, and as amounts they give none in use.

    Parameters
    ----------
    tax, gross : pandas.Series
        The column, and the amounts with tax.

    Returns
    -------
    bool
        False where there is nothing to tell by.
    """
    told = tax.notna() & (tax != 0) & gross.notna() & (gross != tax)
    if not told.any():
        return False
    as_rate = _in_use((share(tax) * 100)[told])
    as_amount = _in_use((tax / (gross - tax) * 100)[told])
    return bool(as_rate.mean() > 0.95 and as_amount.mean() < 0.5)


def adds(net: pd.Series, gross: pd.Series) -> bool:
    """Whether one amount is the other with tax: what it adds is a rate in use.

    Parameters
    ----------
    net, gross : pandas.Series
        Amounts of the same lines.

    Returns
    -------
    bool
        False where there is nothing to tell by.
    """
    told = net.notna() & (net != 0) & gross.notna() & (gross != 0)
    return bool(told.any() and _in_use(((gross / net - 1) * 100)[told]).mean() > 0.95)


def _in_use(percent: pd.Series) -> np.ndarray:
    distance = np.abs(percent.to_numpy("float64")[:, None] - np.array(RATES))
    near: np.ndarray = distance.min(axis=1) <= NEAR
    return near
