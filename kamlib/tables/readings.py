"""What reading a table gives: the table, how it was understood, and what was left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from kamlib.tables.problems import Problem


@dataclass(frozen=True)
class Part:
    """Rows left out for one reason: how many, and their money (None where they have none to lose)."""

    rows: int
    money: float | None = None


@dataclass(frozen=True)
class Reading:
    """One table as it was read.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows that count, in canonical columns.
    table : str
        Which of the tables.
    columns : mapping
        Their header → our column.
    rows_read : int
        Rows below the header that hold something, totals included.
    left_out : mapping
        Reason → rows and money that do not count; with the rows of `frame` they add up to `rows_read`.
    money_read : float or None
        Sum of the amounts of all rows read; None for tables other than orders.
    problems : tuple of Problem
        What was found, gravest first.
    currency : str or None
        ISO 4217 code, where the file or the user says it.
    source, sheet, encoding : str or None
        Where the table comes from, without its folder, and how it was read.
    customers : pandas.DataFrame or None
        Of orders: what the lines say about customers (name, industry, region, owner), one row each.
    unused : tuple of str
        Their columns that were taken for none of ours.
    documents : {"orders", "invoices"}
        What the rows are called: invoices where the columns say so.
    digest : str or None
        Hash of the rows that were read, of a source that cannot be hashed later.
    no_customers : pandas.DataFrame or None
        Of customers: ``customer_id``, ``concept`` and ``column`` of the rows that are not customers.
    said : pandas.DataFrame or None
        Of orders, until the tables are put together: what each line says about its customer, and when.
    """

    frame: pd.DataFrame
    table: str
    columns: Mapping[str, str]
    rows_read: int
    left_out: Mapping[str, Part] = field(default_factory=dict)
    money_read: float | None = None
    problems: tuple[Problem, ...] = ()
    currency: str | None = None
    source: str = ""
    sheet: str | None = None
    encoding: str | None = None
    customers: pd.DataFrame | None = None
    unused: tuple[str, ...] = ()
    documents: str = "orders"
    no_customers: pd.DataFrame | None = None
    digest: str | None = None
    said: pd.DataFrame | None = None

    @property
    def days(self) -> pd.Series | None:
        """The days of the rows: of a deal that on which it was opened; None where a table has none."""
        return next((self.frame[column] for column in ("date", "opened") if column in self.frame), None)

    @property
    def rows_used(self) -> int:
        """Rows of the source that count."""
        return lines_in(self.frame)


def lines_in(frame: pd.DataFrame) -> int:
    """Return how many rows of its source a table holds; those of a large one have been added up.

    Parameters
    ----------
    frame : pandas.DataFrame
        With ``row_lines`` where rows have been added up.

    Returns
    -------
    int
        The number of rows, or the sum of ``row_lines``.
    """
    return int(frame["row_lines"].sum()) if "row_lines" in frame else len(frame)
