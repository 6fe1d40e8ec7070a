"""Names that Python does not know: capitals, missing quotes, labels typed for columns, cells not yet run."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from kamlib.course.slips.signs import brackets_first
from kamlib.words import LANGUAGES, _, glossary

#: What the first cell of each lesson brings.
OPENED = ("kam", "check", "crib", "guess", "hint", "open_lesson", "quiz", "reveal", "show", "solution", "whatif",
          "client")  # fmt: skip

#: How alike two names must be for one to be a slip of the other.
ALIKE = 0.75

#: Tables with more rows are not searched for codes; columns with more different values hold none.
LONGEST, MOST_CODES = 20_000, 40


def unknown_name(error: NameError, code: str, space: Mapping[str, Any], lesson: str) -> str:
    """Say why a name is not known, and what to do.

    Parameters
    ----------
    error : NameError
        What Python raised.
    code : str
        The cell's Python.
    space : mapping
        What the notebook knows.
    lesson : str
        Id of the open lesson, or nothing.

    Returns
    -------
    str
        In the language in use.
    """
    name = error.name or (re.findall(r"'(\w+)'", str(error)) or ["?"])[0]
    held = columns(space)
    if name in OPENED:
        return _not_opened(name)
    if other := next((n for n in space if n.casefold() == name.casefold()), ""):
        return _capitals(name, other)
    if is_text(name, code, space):
        return _('`{name}` needs quotes: write `"{name}"`.', name=name)
    if begins := made_in(name, lesson):
        return _("`{name}` comes from an earlier cell: first run the one that begins `{begins}`.", name=name,
                 begins=begins)  # fmt: skip
    if column := called(name, held) if held else "":
        return _heading(name, column)
    if other := next((n for n in dir(builtins) if n.casefold() == name.casefold()), ""):
        return _capitals(name, other)
    if any(re.search(rf"\b{one}[.(]", code) and one not in space for one in OPENED):
        return _not_opened(name)  # a cell of a lesson, after a restart
    known = [*(n for n in space if not n.startswith("_")), *dir(builtins)]
    if near := _near(name, known):
        return _("`{name}` is not known. Did you mean `{near}`?", name=name, near=near)
    return _('`{name}` is not known: run the cell that makes it, or write `"{name}"` if it is text.', name=name)


def _capitals(wrong: str, right: str) -> str:
    return _("`{wrong}` is not known, `{right}` is: small and capital letters differ.", wrong=wrong, right=right)


def _heading(written: str, name: str) -> str:
    return _('`{written}` is only the heading: in code it is called `"{name}"`.', written=written, name=name)


def is_text(name: str, code: str, space: Mapping[str, Any]) -> bool:
    """Whether a name without quotes was meant as text: a column or a code, in brackets or after a comparison.

    Parameters
    ----------
    name : str
        The name.
    code : str
        The cell's Python.
    space : mapping
        What the notebook knows.

    Returns
    -------
    bool
        False for names that are used in another way.
    """
    used = re.search(rf"(?:[\[(,]|[=!]=)\s*{re.escape(name)}\s*[\]),]|[=!]=\s*{re.escape(name)}\b", code)
    return bool(used) and (name in columns(space) or name in codes())


def columns(space: Mapping[str, Any]) -> set[str]:
    """Return every column and label of the tables that a notebook holds.

    Parameters
    ----------
    space : mapping
        What the notebook knows.

    Returns
    -------
    set of str
        Names, those of the client's own tables too.
    """
    found: set[str] = set()
    for value in [*space.values(), *_tables(space.get("client")), *_inside(space)]:
        if isinstance(value, pd.DataFrame):
            found |= {*map(str, value.columns), *map(str, value.index[:200])}
        elif isinstance(value, pd.Series):
            found |= set(map(str, value.index[:200]))
    return found


def _tables(client: Any) -> list[Any]:
    names = ("orders", "accounts", "customers", "activities")
    return [getattr(client, name, None) for name in names] if client is not None else []


def _inside(space: Mapping[str, Any]) -> Iterable[Any]:
    """Tables that results hold: ``result.table``."""
    for value in list(space.values()):
        if type(value).__module__.startswith("kamlib."):
            yield from (
                (v for v in vars(value).values() if isinstance(v, pd.DataFrame))
                if hasattr(value, "__dict__")
                else ()
            )


@cache
def codes() -> frozenset[str]:
    """Return the codes that values of tables may be: ``lead``, ``key``, ``demoted``.

    Returns
    -------
    frozenset of str
        Keys of the glossary, also without the beginning that tells groups of them apart.
    """
    from kamlib.course.show import CATEGORIES

    starts = {start for start in CATEGORIES.values() if start}
    found = set(glossary())
    found |= {key.removeprefix(start) for key in glossary() for start in starts if key.startswith(start)}
    return frozenset(found | {"away"})


@cache
def _labels() -> dict[str, list[str]]:
    """Every name that people read, in both languages and small letters, with what code calls it."""
    found: dict[str, list[str]] = {}
    for key, term in glossary().items():
        for lang in LANGUAGES:
            found.setdefault(getattr(term, lang).casefold(), []).append(key)
    return found


def values(space: Mapping[str, Any]) -> set[str]:
    """Return the codes in the tables that a notebook holds: ``lead`` in a column of tiers.

    Parameters
    ----------
    space : mapping
        What the notebook knows.

    Returns
    -------
    set of str
        Of columns with few different values.
    """
    tables = [v for v in [*space.values(), *_inside(space)] if isinstance(v, pd.DataFrame) and len(v) <= LONGEST]
    held = [t.iloc[:, at].dropna() for t in tables for at in range(t.shape[1]) if t.dtypes.iloc[at].kind == "O"]
    few = [found for column in held if len(found := column.astype("str").unique()) <= MOST_CODES]
    return {str(value) for each in few for value in each}


def called(label: str, known: Iterable[str] = ()) -> str:
    """Return what code calls something that people read; empty where nothing is called so.

    Parameters
    ----------
    label : str
        What a learner typed.
    known : iterable of str, optional
        Names to prefer, such as those of the columns at hand.

    Returns
    -------
    str
        The name in code.
    """
    from kamlib.course.show import CATEGORIES

    keys = _labels().get(" ".join(label.split()).casefold(), [])
    held = set(known)
    short = [key.removeprefix(start) for key in keys for start in CATEGORIES.values() if key.startswith(start)]
    return next((key for key in [*keys, *short] if key in held), keys[0] if keys and not held else "")


def _not_opened(name: str) -> str:
    return _("`{name}` is not known yet: run the first code cell, then Run → Run All Above Selected Cell.",
             name=name)  # fmt: skip


def made_in(name: str, lesson: str) -> str:
    """Return how the cell begins that makes a name in a lesson; empty where none does.

    Parameters
    ----------
    name : str
        The name.
    lesson : str
        Id of the lesson.

    Returns
    -------
    str
        Its first line, shortened.
    """
    return _makers(lesson).get(name, "") if lesson else ""


@cache
def _makers(lesson: str) -> dict[str, str]:
    from kamlib.course.lessons import ids, text_of

    if lesson not in ids():
        return {}

    found: dict[str, str] = {}
    for cell in re.findall(r"^```python[^\n]*\n(.*?)^```$", text_of(lesson, "en"), re.S | re.M):
        code = re.sub(r"^%%.*\n", "", cell)
        line = code.strip().splitlines()[0]
        for made in _made(code):
            found.setdefault(made, line if len(line) <= 40 else line[:40] + "…")
    return found


def _made(code: str) -> set[str]:
    """Names that a cell gives a value to, outside of its functions."""
    found: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                found.add(inner.id)
            elif isinstance(inner, ast.alias):
                found.add((inner.asname or inner.name).partition(".")[0])
    return found


def _of_table(key: str, code: str, space: Mapping[str, Any]) -> set[str]:
    """Return the columns of the table in which a cell looks for a key; of all tables where that is not seen."""
    key = re.escape(key)
    plain, filtered = rf"\[\s*\[?[\"']{key}[\"']", rf"\[[^\n]*\]\[\s*\[?[\"']{key}[\"']"
    for path in re.findall(rf"([A-Za-z_][\w.]*)(?:{plain}|{filtered})", code):
        first, *others = path.split(".")
        value = space.get(first)
        for part in others:
            value = getattr(value, part, None)
        if isinstance(value, pd.DataFrame):
            return set(map(str, value.columns))
    return columns(space)


def unknown_key(error: KeyError, code: str, space: Mapping[str, Any]) -> str:
    """Say what a column is called in code; empty where the key is not a text.

    Parameters
    ----------
    error : KeyError
        What Python raised.
    code : str
        The cell's Python.
    space : mapping
        What the notebook knows.

    Returns
    -------
    str
        In the language in use.
    """
    key = error.args[0] if error.args else ""
    if not isinstance(key, str):
        return ""
    listed = re.search(r"\[['\"](.+?)['\"]\]? ?,? ?.*not in index|None of \[Index\(\['(.+?)'", key)
    key = next((g for g in listed.groups() if g), key) if listed else key
    known = _of_table(key, code, space)
    if key.isdigit() and _is_number_there(int(key), space):
        return _("`{key}` is a number here: write it without quotes.", key=key)
    name = called(key, known)
    if name and name != key:
        return _heading(f'"{key}"', name)
    known = known - {key}  # a column of another table
    if near := next((k for k in known if k.casefold() == key.casefold()), "") or _near(key, known):
        return _('There is no `"{key}"` here. Did you mean `"{near}"`?', key=key, near=near)
    return _('There is no `"{key}"` here: copy the name in small print below the heading.', key=key)


def _is_number_there(number: int, space: Mapping[str, Any]) -> bool:
    """Whether a table that a notebook holds has a column with a number for a name."""
    return any(number in value.columns for value in space.values() if isinstance(value, pd.DataFrame))


def unknown_attribute(error: AttributeError, code: str, space: Mapping[str, Any]) -> str:
    """Say how something after a point is written; empty where nothing is like it.

    Parameters
    ----------
    error : AttributeError
        What Python raised.
    code : str
        The cell's Python.
    space : mapping
        What the notebook knows.

    Returns
    -------
    str
        In the language in use.
    """
    name = error.name or (re.findall(r"attribute '(\w+)'", str(error)) or [""])[0]
    if isinstance(error.obj, (str, int, float)) and hasattr(pd.Series, name):
        return brackets_first(name, code) or _("This is one value already: remove `.{name}()`.", name=name)
    known = [n for n in dir(error.obj) if not n.startswith("_")] if error.obj is not None else []
    known = known or [*dir(pd.DataFrame), *columns(space)]
    near = next((n for n in known if n.casefold() == name.casefold()), "") or _near(name, known)
    if near:
        return _("`.{name}` is not known here. Did you mean `.{near}`?", name=name, near=near)
    if called(name, columns(space)) or name in columns(space):
        return _('A column goes in brackets: `["{name}"]`.', name=called(name, columns(space)) or name)
    return ""


def _near(name: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=ALIKE)), "")
