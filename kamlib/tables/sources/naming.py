"""Which table of a database is meant."""

from __future__ import annotations

from collections.abc import Sequence

from kamlib.errors import KamError
from kamlib.tables.files.workbook import names_of
from kamlib.tables.schema import squeeze
from kamlib.words import _
from kamlib.words.phrases import enumerated, nearest

#: Names of tables that a message lists.
LISTED = 12


def chosen(names: Sequence[str], wanted: str | None, table: str, where: str) -> str:
    """Return the table that is asked for; else the only one, or the one that bears the name of ours.

    Parameters
    ----------
    names : sequence of str
        The tables and views of the database.
    wanted : str, optional
        What was asked for.
    table : str
        Which of our tables is to be read.
    where : str
        The database, for messages.

    Returns
    -------
    str
        One of `names`.

    Raises
    ------
    KamError
        If there is no such table, or several could be meant.
    """
    if not names:
        raise KamError(_("{file} contains no table.", file=where))
    if wanted is not None:
        same = [name for name in names if name.casefold() == wanted.strip().casefold()]
        if len(same) == 1 or wanted in same:
            return wanted if wanted in same else same[0]
        raise KamError(
            _("{file} has no table {table}. {hint}", file=where, table=wanted, hint=nearest(wanted, names))
        )
    ours = [name for name in names if squeeze(name.rpartition(".")[2]) in names_of(table)]
    if len(ours) == 1:
        return ours[0]
    if len(names) == 1 and table == "orders":
        return names[0]
    listed = enumerated([*names[:LISTED], *(["…"] if len(names) > LISTED else [])])
    raise KamError(_(
        "{file} contains several tables ({names}); select one with --table, in Python table=….",
        file=where, names=listed,
    ))  # fmt: skip
