"""A column that calls all customers by one or two names: the seller's own company, which is nobody's name."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import pandas as pd

from kamlib.tables.columns.matching import Choice, Match
from kamlib.tables.problems import Problem
from kamlib.tables.schema import schema, squeeze
from kamlib.tables.values.cells import MISSING

#: So few names over so many customers are nobody's.
FEW, MANY = 2, 5
#: Headers of a company's name that may be the seller's as well as the buyer's.
_EITHER = frozenset({"company", "companyname", "firma", "公司", "公司名称", "单位名称"})


def pass_over(found: Match, rows: pd.DataFrame) -> tuple[Match, list[Problem]]:
    """Take another column for the customer and its name, where the one taken has one or two values over many.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    Match, list of Problem
        The same and nothing where the columns distinguish customers, or the user named them.
    """
    problems: list[Problem] = []
    found = _customer(found, rows, problems)
    while _is_nobodys(found, rows):
        choice = found.chosen["name"]
        other = next(iter(_free(found, choice)), None)
        problems.append(_note(found, rows, choice.source_column, other))
        kept = {ours: one for ours, one in found.chosen.items() if ours != "name"}
        if other is not None:
            rest = tuple(one for one in choice.others if one not in (choice.source_column, other))
            kept["name"] = Choice(other, choice.score, rest)
        found = replace(found, chosen={ours: kept[ours] for ours in schema()[found.table] if ours in kept})
    return found, problems


def _customer(found: Match, rows: pd.DataFrame, problems: list[Problem]) -> Match:
    """Pass over a company that is named in place of the customer, where another column distinguishes many."""
    choice = found.chosen.get("customer_id")
    if choice is None or found.by_hand("customer_id") or squeeze(choice.source_column) not in _EITHER:
        return found
    if len(_values(rows[choice.source_column])) > FEW:
        return found
    named = {theirs: ours for ours, one in found.chosen.items() for theirs in (one.source_column,)}
    free = [other for other in choice.others if named.get(other) in (None, "name")]
    other = next((one for one in free if len(_values(rows[one])) >= MANY), None)
    if other is None:
        return found
    rest = tuple(one for one in choice.others if one != other)
    chosen = {**found.chosen, "customer_id": Choice(other, choice.score, rest)}
    if found.source_column("name") == other:
        del chosen["name"]
    after = replace(found, chosen=chosen)
    problems.append(_note(after, rows, choice.source_column, other))
    return after


def _is_nobodys(found: Match, rows: pd.DataFrame) -> bool:
    if "name" not in found.chosen or "customer_id" not in found.chosen or found.by_hand("name"):
        return False
    names, ids = rows[found.source_column("name")], rows[found.source_column("customer_id")]
    if len(_values(names[ids.notna()])) > FEW:
        return False
    return len(_values(ids[names.notna()])) >= MANY


def _values(cells: pd.Series) -> set[str]:
    """Return the different values of the filled cells as text."""
    texts = {str(value).strip() for value in pd.Series(cells).dropna().unique()}
    return {text for text in texts if text.casefold() not in MISSING}


def _free(found: Match, choice: Choice) -> list[Hashable]:
    """Return the other columns that may be the name and are none of ours."""
    taken = {one.source_column for one in found.chosen.values()}
    return [other for other in choice.others if other not in taken]


def _note(found: Match, rows: pd.DataFrame, theirs: Hashable, other: Hashable | None) -> Problem:
    said = _values(rows[theirs][rows[found.source_column("customer_id")].notna()])
    values = {
        "column": str(theirs), "names": " / ".join(sorted(said)[:FEW]), "other": str(other or ""),
        "n": len(_values(rows[found.source_column("customer_id")])),
    }  # fmt: skip
    return Problem("nobodys-name", "note", found.table, int(rows[theirs].notna().sum()), None, values)
