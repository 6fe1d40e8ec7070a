"""Who counts as a customer: accounts with net sales above zero, apart from all others."""

from __future__ import annotations

import pandas as pd

#: Money is rounded to a hundredth of a cent; an order that comes to less than half of it bought nothing.
CENT_PART = 1e-4


def buyers(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts that a count of customers counts: those with net sales above zero.

    One that only got samples, credits or visits is not a customer of the period, whatever that cost; frames of
    accounts still have its row, so that money adds up to the whole (see `others`).

    Parameters
    ----------
    accounts : pandas.DataFrame
        Accounts of the whole book, of periods or windows; without ``revenue`` and ``lines`` all are returned.

    Returns
    -------
    pandas.DataFrame
        The rows, with a new index.
    """
    bought = _bought(accounts)
    return accounts if bought is None else pd.DataFrame(accounts[bought].reset_index(drop=True))


def others(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts that no count of customers counts: with `buyers` they are all.

    Parameters
    ----------
    accounts : pandas.DataFrame
        As for `buyers`.

    Returns
    -------
    pandas.DataFrame
        The rows, with a new index; none where the accounts do not tell.
    """
    bought = _bought(accounts)
    return accounts.head(0) if bought is None else pd.DataFrame(accounts[~bought].reset_index(drop=True))


def billed(accounts: pd.DataFrame) -> pd.Series:
    """Return what each account was billed: its revenue before returns and credit notes.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``revenue`` and, where there are any, ``returns`` and ``credit_notes`` (currency units, positive).

    Returns
    -------
    pandas.Series
        Currency units, row by row.
    """
    credited = [column for column in ("returns", "credit_notes") if column in accounts]
    return pd.Series(accounts["revenue"] + accounts[credited].sum(axis=1))


def _bought(accounts: pd.DataFrame) -> pd.Series | None:
    """Say which accounts have net sales above zero; None where the frame does not tell."""
    told = [accounts[column] > 0 for column in ("lines", "orders") if column in accounts]
    if "revenue" in accounts:
        told.append((accounts["revenue"] >= CENT_PART / 2).fillna(False).astype(bool))
    if not told:
        return None
    return pd.concat(told, axis=1).all(axis=1)


def signs(lines: pd.DataFrame) -> tuple[frozenset[str], frozenset[str]]:
    """Return who has a line above zero, and who has one below it.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines with ``customer_id`` and ``revenue``.

    Returns
    -------
    frozenset, frozenset
        Ids of customers that bought, and of those that were credited.
    """
    bought, credited = (
        frozenset(lines.loc[told, "customer_id"].dropna().unique())
        for told in (lines["revenue"] > 0, lines["revenue"] < 0)
    )
    return bought, credited


def why_no_customer(seen: tuple[frozenset[str], frozenset[str]], ids: pd.Series) -> list[str]:
    """Say of each account without net sales whether it got samples, was credited, or gave back all that it bought.

    Parameters
    ----------
    seen : tuple of frozenset
        From `signs`.
    ids : pandas.Series
        Customer ids, as of `others`.

    Returns
    -------
    list of str
        ``samples_only``, ``credits_only`` or ``given_back`` (credits are as high as what was bought, or higher).
    """
    bought, credited = seen
    kinds = {True: "given_back", False: "credits_only"}
    return [kinds[who in bought] if who in credited else "samples_only" for who in ids]
