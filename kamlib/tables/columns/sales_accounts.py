"""Accounts of sales in a ledger (4000), whose header is that of a customer's account elsewhere."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import pandas as pd

from kamlib.tables.schema import schema, squeeze

#: Headers that name a customer's account in one ledger, and an account of sales in another.
LEDGER = frozenset({"account", "accountno", "accountnr", "accountnumber", "accountcode", "accountid"})
#: Accounts of sales are numbers like 4000 or 400010, with or without their own name after them.
_ACCOUNT = r"\d{3,6}(?:\.0)?(?:[\s·:-]+\D.*)?"


def customers_first(fitting: Mapping[Hashable, float], frame: pd.DataFrame) -> list[Hashable]:
    """Put an account of sales (4000) after the names of customers, whatever its header.

    Parameters
    ----------
    fitting : mapping
        Their columns that may be the customer, best first, with their scores.
    frame : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    list
        The same columns: an account that has not half as many values as a name next to it is not a customer's.
    """
    best, *others = fitting
    if squeeze(best) not in LEDGER or not others:
        return [best, *others]
    accounts = pd.Series(frame[best]).dropna()
    if not accounts.astype("str").str.strip().str.fullmatch(_ACCOUNT).all():
        return [best, *others]
    names = [other for other in others if squeeze(other) in {"name", *schema()["orders"]["name"].names}]
    name = next((other for other in names if _is_finer(frame[[best, other]].dropna(), other, best)), None)
    return [best, *others] if name is None else [name, *(other for other in fitting if other != name)]


def _is_finer(pairs: pd.DataFrame, name: Hashable, account: Hashable) -> bool:
    """Whether there are twice as many names as accounts, and a bare ``Name`` is none of an account's contacts."""
    accounts, names = pairs[account].nunique(), pairs[name].nunique()
    if names < 2 * accounts:
        return False
    return squeeze(name) != "name" or accounts == 1 or len(pairs.drop_duplicates()) > names
