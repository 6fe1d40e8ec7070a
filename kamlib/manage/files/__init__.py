"""K9 the account file: fields that fill themselves, what people stated next to what tables show, out and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.errors import KamError
from kamlib.manage.files.assembling import all_files, for_audience
from kamlib.manage.files.fields import fields, shown_to
from kamlib.words import _
from kamlib.words.phrases import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from kamlib.book import Book
    from kamlib.manage.files.merging import Merged


def account_file(
    book: Book, customer_id: str, *, audience: str = "management", personal: bool = False
) -> pd.DataFrame:
    """Return the file of one customer: what tables show, what was stated, and how far both can be relied on.

    Parameters
    ----------
    book : Book
        The client's tables.
    customer_id : str
        A customer with an order line.
    audience : {"owner", "management", "client"}
        Who is to see it: the responsible salesperson, management, or the customer itself. Fields that do not name
        the audience are left out.
    personal : bool
        Whether fields about persons are included, which have to be agreed to by these.

    Returns
    -------
    pandas.DataFrame
        One row per field: ``customer_id``, ``group``, ``field`` (its key), ``value`` (what counts: what tables
        show, else what was stated), ``shown``, ``stated``, ``said_on``, ``person``, ``state`` (``"known"``,
        ``"stale"``, ``"unknown"`` or ``"contradicted"``: what was stated differs from what tables show),
        ``source`` (table), ``date`` (of the evidence or statement), ``usual`` (median of the other customers of
        the industry) and ``others`` (how many), ``decides`` (what the answer would change) and ``money`` (the
        amount that it is about, currency units a year).

    Raises
    ------
    KamError
        If no order line has the customer, or there is no such audience.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage import files
    >>> client = kam.load("machinery")
    >>> file = files.account_file(client, "C001")
    >>> file.loc[file["field"].isin(["orders_year", "decision_makers"]), ["field", "value", "state"]]
                  field value  state
    29  decision_makers   1.0  known
    45      orders_year   2.0  known
    """
    allowed = [field.key for field in shown_to(audience, personal=personal)]
    table = all_files(book)
    if customer_id not in book.buying_ids:
        raise KamError(
            _("Unknown customer {name}. {hint}", name=customer_id, hint=nearest(customer_id, book.buying_ids))
        )
    rows = table[(table["customer_id"] == customer_id) & table["field"].isin(allowed)]
    return for_audience(rows, audience).reset_index(drop=True)


def completeness(book: Book) -> pd.Series:
    """Return how complete the file of each customer is, weighted by what the unknown would decide.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.Series
        By customer id, 0 to 1: each amount at stake is divided equally among the fields that decide on it, and
        those count whose answer is known, not stale and not contradicted. Without any amount, the share of
        these fields.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage import files
    >>> round(float(files.completeness(kam.load("machinery")).median()), 2)
    0.5
    """
    table = all_files(book)
    table = table[table["decides"] != ""]
    stake = table["field"].map({field.key: field.stake for field in fields().values()})
    sizes = stake.groupby(table["field"].to_numpy()).first().value_counts()
    weight = table["money"].fillna(0.0) / stake.map(sizes).astype("float64")
    good = (table["state"] == "known").astype("float64")
    by = table["customer_id"].to_numpy()
    whole = weight.groupby(by).sum()
    share = (weight * good).groupby(by).sum() / whole.where(whole > 0)
    return pd.Series(share.fillna(good.groupby(by).mean()), name="complete").rename_axis("customer_id")


def export(
    book: Book, path: str | Path, *, audience: str = "owner", customers: list[str] | None = None,
    personal: bool = False, by: str = "table",
) -> Path:  # fmt: skip
    """Write account files as a workbook that people fill in: see ``kamlib.manage.files.workbook``.

    Parameters
    ----------
    book : Book
        The client's tables.
    path : str or Path
        An ``.xlsx`` file; its folder has to exist.
    audience : {"owner", "management", "client"}
        Who is to see it. What the customer itself may see is written for one customer at a time.
    customers : list of str, optional
        Customer ids; by default all with an order line.
    personal : bool
        Whether fields about persons are included.
    by : {"table", "account"}
        One table for all customers, or a sheet for each.

    Returns
    -------
    pathlib.Path
        The file written, whole or not at all.

    Raises
    ------
    KamError
        If the audience, a customer or the layout is not known, or a customer's own file names others.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import kamlib as kam
    >>> from kamlib.manage import files
    >>> client = kam.load("machinery")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = files.export(client, Path(folder) / "files.xlsx", customers=["C001"])
    ...     back = files.merge(client, book)
    >>> len(back.changes), len(back.conflicts)
    (0, 0)
    """
    from kamlib.manage.files.workbook import write

    return write(book, path, audience=audience, customers=customers, personal=personal, by=by)


def merge(book: Book, path: str | Path, *, person: str = "") -> Merged:
    """Read a workbook of account files back: what was changed in it, and what was changed on both sides.

    Parameters
    ----------
    book : Book
        The client's tables of today.
    path : str or Path
        A workbook that `export` wrote and somebody filled in.
    person : str
        Who filled it in, for changes next to which nobody is named.

    Returns
    -------
    Merged
        ``changes``, ``conflicts``, ``refused`` and ``emptied`` (tables), and ``entries``: the book's entries with
        the changes added. Nothing is overwritten: where both sides changed a cell, the book's value stays and the
        cell is a conflict.

    Raises
    ------
    KamError
        If the file cannot be read, or is not a workbook of account files.
    """
    from kamlib.manage.files.merging import merged

    return merged(book, path, person)
