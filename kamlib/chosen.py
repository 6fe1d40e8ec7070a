"""Choices that a learner makes in lessons: one readable file, which ``kam report --choices`` reads."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kamlib import _toml
from kamlib.classify.scorecard import CRITERIA
from kamlib.classify.tiers import DEFAULT_CUTS, TIERS
from kamlib.errors import KamError
from kamlib.tables.schema import Column, schema
from kamlib.words import _
from kamlib.words.phrases import nearest

#: The name of the file, where none is given.
FILE = "choices.toml"

#: Choices that are tables, and those that are numbers by name.
TABLES, NUMBERS = ("promises", "rules"), ("weights", "tiers", "promised_visits", "keep_plan")

#: Everything that can be chosen.
KEYS = (*NUMBERS, "minimum_order", *TABLES)

#: Types of columns that hold figures; figures from `MOST` on are slips.
FIGURES, MOST = ("number", "money", "share", "score"), 1e15

_HEAD = "# Choices for a report: kam report ORDERS --choices FILE\n"


def choices(path: str | Path = FILE, **chosen: Any) -> dict[str, Any]:
    """Write choices into a file, and return all that the file then holds.

    Parameters
    ----------
    path : str or Path
        The file; what it holds stays, unless it is chosen anew.
    **chosen
        ``weights`` (scorecard: criterion → weight), ``tiers`` (``platinum`` and ``gold``: the share of all
        positive contribution up to which customers are in the tier), ``promised_visits`` (tier → visits a
        year), ``keep_plan`` (``budget`` in currency units and ``hours`` of work of the plan to keep customers),
        ``minimum_order`` (currency units), ``promises`` and ``rules`` (tables, as ``kam.load`` takes them). None
        removes a choice.

    Returns
    -------
    dict
        Key → choice; tables as lists of rows.

    Raises
    ------
    KamError
        If there is no such choice, or a value does not fit; the line names the nearest.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import kamlib as kam
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "choices.toml"
    >>> kam.choices(file, tiers={"platinum": 0.4, "gold": 0.75})
    {'tiers': {'platinum': 0.4, 'gold': 0.75}}
    >>> sorted(kam.choices(file, weights={"revenue": 3, "influence": 1}))
    ['tiers', 'weights']
    """
    file = Path(path).expanduser()
    held = read(file) if file.is_file() else {}
    held |= _checked({key: _rows(value) for key, value in chosen.items() if value is not None}, "choices()")
    _known(chosen, KEYS, "choices()")
    held = {key: value for key, value in held.items() if chosen.get(key, value) is not None}
    if chosen:
        _write(held, file)
    return held


def read(given: str | os.PathLike[str] | Mapping[str, Any]) -> dict[str, Any]:
    """Read and check choices.

    Parameters
    ----------
    given : str, Path or mapping
        A file that ``choices`` wrote or that somebody edited, or its content.

    Returns
    -------
    dict
        Key → choice.

    Raises
    ------
    KamError
        In one line, with the file and what to do.
    """
    if isinstance(given, Mapping):
        return _checked(given, "choices")
    return _checked(_toml.read(given, "choices"), Path(given).name)


def frame(chosen: Mapping[str, Any] | None, table: str) -> pd.DataFrame | None:
    """Return a chosen table as a client has it.

    Parameters
    ----------
    chosen : mapping or None
        Choices.
    table : str
        ``"promises"`` or ``"rules"``.

    Returns
    -------
    pandas.DataFrame or None
        With the columns that were chosen; None where nothing was.
    """
    rows = (chosen or {}).get(table)
    if not rows:
        return None
    made = pd.DataFrame(rows)
    texts = [name for name in made if schema()[table][str(name)].type in ("id", "text")]
    return made.astype({name: "str" for name in texts if made[name].notna().all()})


def _rows(value: Any) -> Any:
    """Return a frame as rows without empty cells; anything else as it is."""
    if not isinstance(value, pd.DataFrame):
        return dict(value) if isinstance(value, Mapping) else value
    return [{str(name): _plain(cell) for name, cell in row.items() if not pd.isna(cell)}
            for row in value.to_dict("records")]  # fmt: skip


def _plain(cell: Any) -> Any:
    """Return a cell as Python's own number or text."""
    return cell.item() if hasattr(cell, "item") else cell


def _checked(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    _known(given, KEYS, where)
    return {key: _CHECKS[key](given[key], where) for key in KEYS if key in given}


def _known(names: Any, offered: Any, where: str) -> None:
    for name in names:
        if name not in offered:
            raise KamError(_("{file}: unknown choice {name}. {hint}", file=where, name=str(name),
                             hint=nearest(str(name), [*offered])))  # fmt: skip


def _number(value: Any, key: str, where: str) -> float:
    good = isinstance(value, int | float) or hasattr(value, "item")
    number = float(value) if good and not isinstance(value, bool) else math.nan
    if not 0 <= number < math.inf:
        raise KamError(_("{file}: {name} = {value}: a number from 0 is needed.", file=where, name=key,
                         value=str(value)))  # fmt: skip
    return number


def _minimum(value: Any, where: str) -> float:
    number = _number(value, "minimum_order", where)
    if not number:
        raise KamError(_("{file}: minimum_order = 0: a number above 0 is needed.", file=where))
    return number


def _numbers(offered: tuple[str, ...], key: str) -> Callable[[Any, str], dict[str, float]]:
    def check(value: Any, where: str) -> dict[str, float]:
        if not isinstance(value, Mapping) or not value:
            raise KamError(_("{file}: {name} needs a number for each name, for example {example} = 1.", file=where,
                             name=key, example=offered[0]))  # fmt: skip
        _known(value, offered, where)
        return {name: _number(one, f"{key}.{name}", where) for name, one in value.items()}

    return check


def _weights(value: Any, where: str) -> dict[str, float]:
    found = _numbers(tuple(CRITERIA), "weights")(value, where)
    if sum(found.values()) <= 0:
        raise KamError(_("{file}: all weights are 0; at least one criterion has to count.", file=where))
    return found


def _cuts(value: Any, where: str) -> dict[str, float]:
    found = _numbers(TIERS[:2], "tiers")(value, where)
    first, second = (found.get(tier, cut) for tier, cut in zip(TIERS[:2], DEFAULT_CUTS["share"], strict=False))
    if not 0 < first <= second <= 1:
        raise KamError(_("{file}: tiers: platinum and gold are shares that rise, for example 0.5 and 0.8.",
                         file=where))  # fmt: skip
    return {TIERS[0]: first, TIERS[1]: second}


def _table(table: str) -> Callable[[Any, str], list[dict[str, Any]]]:
    def check(value: Any, where: str) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not value or not all(isinstance(row, Mapping) for row in value):
            raise KamError(_("{file}: {name} needs one row for each {name}.", file=where, name=table))
        columns = schema()[table]
        for at, row in enumerate(value, 1):
            _known(row, columns, f"{where}, {table}, {at}")
            _cells(row, columns, f"{where}, {table}, {at}")
            lacking = [name for name, column in columns.items() if column.required and name not in row]
            if lacking:
                raise KamError(_("{file}: row {row} of {name} lacks {column}.", file=where, row=str(at),
                                 name=table, column=lacking[0]))  # fmt: skip
        return [dict(row) for row in value]

    return check


def _cells(row: Mapping[str, Any], columns: Mapping[str, Column], where: str) -> None:
    """Refuse text in columns of figures, and anything but text and figures in the other columns."""
    for name, cell in row.items():
        value = _plain(cell)
        figure = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST
        said = {"file": where, "name": name, "value": str(value)}
        if columns[name].type in FIGURES and not figure:
            raise KamError(_("{file}: {name} = {value}: a number is needed.", **said))
        if not figure and not isinstance(value, str):
            raise KamError(_("{file}: {name} = {value}: a text is needed.", **said))


_CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "weights": _weights,
    "tiers": _cuts,
    "promised_visits": _numbers(TIERS, "promised_visits"),
    "keep_plan": _numbers(("budget", "hours"), "keep_plan"),
    "minimum_order": _minimum,
    "promises": _table("promises"),
    "rules": _table("rules"),
}


def _write(held: Mapping[str, Any], file: Path) -> None:
    """Write the file whole or not at all: single values, then sections, then tables, a row a line."""
    lines = [_HEAD]
    if "minimum_order" in held:
        lines.append(f"minimum_order = {_toml.written(held['minimum_order'])}\n")
    for table in (name for name in TABLES if name in held):
        rows = ",\n".join(f"  {_toml.written(row)}" for row in held[table])
        lines.append(f"{table} = [\n{rows},\n]\n")
    for section in (name for name in NUMBERS if name in held):
        values = "".join(f"{name} = {_toml.written(one)}\n" for name, one in held[section].items())
        lines.append(f"[{section}]\n{values}")
    if not file.absolute().parent.is_dir():
        raise KamError(_("{file}: no such folder; create it first.", file=str(file.parent)))
    unfinished = file.with_name(file.name + ".part")
    unfinished.write_text("\n".join(lines), "utf-8", newline="\n")
    unfinished.replace(file)
