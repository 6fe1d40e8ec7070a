"""Parts of sentences about problems: the money, the column, the row."""

from __future__ import annotations

from kamlib.tables.problems import Names, Problem
from kamlib.words import _, label, money
from kamlib.words.phrases import enumerated


def message_fields(problem: Problem) -> dict[str, str]:
    """Return what the places of a message hold: ``{sum}``, and each of the problem's values by its name.

    ``{n}``, the rows, is filled by ``n_``; ``{ours}`` and ``{kind}`` are written as words.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    dict of str to str
        Place in the message → text in the language in use.
    """
    told = {key: "" if known is None else _told(known) for key, known in problem.values.items() if key != "n"}
    told |= {"sum": amount(problem), "column": column(problem), "place": place(problem)}
    return told | {
        key: write(problem) for key, write in (("ours", canonical_column), ("kind", kind)) if key in told
    }


def amount(problem: Problem) -> str:
    """Return the money concerned, as people write it.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        With its currency where one is known.
    """
    return money(None if problem.money is None else round(problem.money, 2), problem.values.get("currency"))


def column(problem: Problem) -> str:
    """Return their column.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        Empty where it names none.
    """
    return str(problem.values.get("column", ""))


def place(problem: Problem) -> str:
    """Return where the first row concerned is; of sheets or files read together, in which of them.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        In the language in use.
    """
    row, file = problem.values.get("row", ""), value(problem, "in_file")
    return at(row, file or value(problem, "in_sheet"), is_file=bool(file))


def at(row: object, sheet: str | None, *, is_file: bool = False) -> str:
    """Name a row, and its sheet or file where there is one to be named.

    Parameters
    ----------
    row : object
        Number of a row.
    sheet : str or None
        Name of its sheet; None where there is nothing to distinguish.
    is_file : bool
        Whether this is the name of a file of a folder.

    Returns
    -------
    str
        In the language in use.
    """
    if sheet and is_file:
        return _("row {row} of file {file}", row=row, file=sheet)
    return _("row {row} of sheet {sheet}", row=row, sheet=sheet) if sheet else _("row {row}", row=row)


def value(problem: Problem, key: str) -> str:
    """Return what else a problem knows.

    Parameters
    ----------
    problem : Problem
        What was found in a table.
    key : str
        Name of the value.

    Returns
    -------
    str
        Empty where it does not know it.
    """
    return _told(problem.values.get(key) or "")


def _told(known: object) -> str:
    return enumerated(list(known.parts)) if isinstance(known, Names) else str(known)


def both_ids(problem: Problem) -> list[tuple[str, str]]:
    """Return the old and the new id of customers that go on under a new number.

    Parameters
    ----------
    problem : Problem
        With the ids in ``old`` and ``new``.

    Returns
    -------
    list of tuple of str
        Empty where it names none.
    """
    old, new = (problem.values.get(key, ()) for key in ("old", "new"))
    return [(str(one), str(other)) for one, other in zip(old, new, strict=True)]


def renumbered(problem: Problem, most: int = 5) -> str:
    """Return the first of those customers as ``old → new``.

    Parameters
    ----------
    problem : Problem
        With the ids in ``old`` and ``new``.
    most : int
        How many are named.

    Returns
    -------
    str
        In the language in use.
    """
    pairs = both_ids(problem)
    return enumerated([" → ".join(ids) for ids in pairs[:most]]) + (" …" if len(pairs) > most else "")


def nothing(_problem: Problem) -> str:
    """Say nothing: there is nothing to do.

    Parameters
    ----------
    _problem : Problem
        Not looked at.

    Returns
    -------
    str
        Always empty.
    """
    return ""


def at_source(problem: Problem) -> str:
    """Send the user to the row.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    return _("Correct {place} and similar rows in the file.", place=place(problem))


def canonical_column(problem: Problem) -> str:
    """Return the label of our column.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        In the language in use.
    """
    from kamlib.tables.schema import schema

    return label(schema()[problem.table][str(problem.values["ours"])].term)


def kind(problem: Problem) -> str:
    """Return what a discount was taken as.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        In the language in use.
    """
    kinds = {"money": _("money"), "share": _("a share"), "percent": _("percent")}
    kinds |= {"paid": _("the share that is paid"), "tenths": _("the tenths that are paid")}
    kinds |= {"hundredths": _("the percentage that is paid")}
    return kinds[str(problem.values["kind"])]
