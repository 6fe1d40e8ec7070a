"""``%%needs activities orders.cost``: a cell that steps aside where the client lacks a table or column."""

from __future__ import annotations

from kamlib.course.state import current
from kamlib.course.text import Text
from kamlib.words import _


def needs(line: str, cell: str) -> None:
    """Run a cell if the open lesson's client brings all that the first line names.

    Parameters
    ----------
    line : str
        Tables and columns: ``"activities orders.cost"``.
    cell : str
        The rest of the cell.
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    client = current()
    lacking = [need for need in line.split() if client is None or not client.has(need)]
    if lacking:
        display(Text(_("*Not on this data: `{need}` is missing. Read on.*", need=lacking[0])))
        return
    shell = get_ipython()
    shell.run_cell(cell, store_history=False).raise_error()
