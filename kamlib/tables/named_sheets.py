"""The other tables in the workbook of the orders: sheets that bear their names, as those of the data request."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from kamlib.tables import products
from kamlib.tables.columns.required import LacksColumnsError
from kamlib.tables.files import limits
from kamlib.tables.files.workbook import sheets_by_table
from kamlib.tables.problems import Problem
from kamlib.tables.reading import read
from kamlib.tables.readings import Reading
from kamlib.tables.schema import schema

#: Tables whose names say what a sheet holds; all others are everyday words, and such a sheet may hold anything.
TELLING = frozenset({"orders", "customers", "activities", "contacts", "survey", "exits"})


def added(
    orders: Reading, source: str | os.PathLike[str], given: Collection[str], how: Mapping[str, Any]
) -> dict[str, Reading]:
    """Read the tables that the workbook of the orders holds, by the names of its sheets.

    Parameters
    ----------
    orders : Reading
        The orders, as read from the file.
    source : str or Path
        The file; only workbooks have sheets.
    given : collection of str
        Tables that come from elsewhere; the list of products among them.
    how : mapping
        Keywords of ``read`` for the other tables.

    Returns
    -------
    dict
        Table → how it was read, the orders first, their products named where a sheet lists them. A sheet with an
        everyday name that lacks what its table needs is passed over, and a note among the problems of the orders
        says so.
    """
    with limits.allowing(how.get("max_size")):
        sheets = sheets_by_table(source, tables=(*schema(), products.TABLE), filled=True)
        listed = sheets.pop(products.TABLE, None)
        if listed not in (None, orders.sheet) and products.TABLE not in given:
            orders = products.by_sheet(source, str(listed), orders)
    found = {"orders": orders}
    for table, sheet in sheets.items():
        if table == "orders" or table in given or (table not in TELLING and sheet == orders.sheet):
            continue
        try:
            found[table] = read(source, table, **how)
        except LacksColumnsError:
            if table in TELLING:
                raise
            passed = Problem("sheet-passed-over", "note", table, 0, None, {"sheet": sheet})
            found["orders"] = replace(found["orders"], problems=(*found["orders"].problems, passed))
    return found
