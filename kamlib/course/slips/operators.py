"""Slips between values: ``and`` for ``&``, a comparison without brackets, text for a number, a call without ()."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

from kamlib.course.slips.names import columns
from kamlib.words import _


def explain(error: BaseException, code: str, space: Mapping[str, Any]) -> str:
    """Say what is wrong between two values, and what to write.

    Parameters
    ----------
    error : BaseException
        What Python raised.
    code : str
        The cell's Python.
    space : mapping
        What the notebook knows.

    Returns
    -------
    str
        In the language in use; empty where nothing is known of such an error.
    """
    steps: tuple[Callable[[str, str, Mapping[str, Any]], str], ...] = (
        _compared, _joined, _call, _unquoted, _whole, _nameless, _text_column, _text_for_number, _zero,
    )  # fmt: skip
    said = f"{type(error).__name__}: {error}"
    return next(filter(None, (step(said, code, space) for step in steps)), "")


def _compared(_said: str, code: str, _space: Mapping[str, Any]) -> str:
    found = re.search(r"^(\w+)\s*==", code, re.M)
    return (
        _("`==` compares. To store the answer, write `{name} = …` with one `=`.", name=found[1]) if found else ""
    )


def _joined(said: str, code: str, _space: Mapping[str, Any]) -> str:
    many = "truth value of a" in said
    word = re.search(r"\b(and|or|not)\b", _without_texts(code))
    if many and word:
        cure = {"and": "&", "or": "|", "not": "~"}[word[1]]
        return _("`{word}` does not work on columns: write `{cure}`, with round brackets around each comparison.",
                 word=word[1], cure=cure)  # fmt: skip
    joint = re.search(r"[&|]", _without_texts(code))
    if joint and (many or re.search(r"for [&|]:|rand_|ror_|bitwise|Cannot perform|operation .(and|or)", said)):
        return _("Put round brackets around each comparison: `(a > 0) {sign} (b < 0)`.", sign=joint[0])
    if many:
        return _("This is a column of yes and no, not one answer: add `.sum()` or `.mean()`.")
    return ""


def _without_texts(code: str) -> str:
    return re.sub(r"#.*|\"[^\"\n]*\"|'[^'\n]*'", "", code)


def _call(said: str, code: str, _space: Mapping[str, Any]) -> str:
    if not re.search(r"'(?:method|function|builtin_function_or_method|Indexer|_\w*Indexer)'|\bmethod\b", said):
        return ""
    found = re.search(r"\.(sum|mean|max|min|head|cumsum|nunique|size)\b(?!\s*\()", code) or re.search(
        r"\.(head|tail|sum|mean|max|isin|sort_values)\s*\[", code
    )
    return _("`.{name}` needs round brackets: `.{name}(…)`.", name=found[1]) if found else ""


def _unquoted(said: str, code: str, space: Mapping[str, Any]) -> str:
    """Find a value that was used where the name of a column was meant."""
    if not re.search(r"hash|Must pass|Boolean|index|dimension|Cannot|[lL]engths|[kK]ey", said):
        return ""
    known = columns(space)
    for name in re.findall(r"\[\s*([A-Za-z_]\w*)\s*\]", _without_texts(code)):
        if name in known and name in space and not isinstance(space[name], str):
            return _('`{name}` needs quotes: write `"{name}"`.', name=name)
    return ""


def _whole(said: str, code: str, _space: Mapping[str, Any]) -> str:
    if not re.search(r"slice indices|positional indexing|of type float|interpreted as an integer", said):
        return ""
    found = re.search(r"\.?(head|tail|nlargest|nsmallest|range)\(", code)
    name = found[1] if found else "head"
    return _("`{name}(…)` needs a whole number: write `{name}(round(…))`.", name=name)


def _nameless(said: str, code: str, space: Mapping[str, Any]) -> str:
    """Find a value that a function takes only with its name before it."""
    found = re.search(r"(\w+)\(\) takes (?:from )?\d.* positional arguments? but", said)
    path = re.search(rf"([\w.]*\b{found[1]})\s*\(", code) if found else None
    if not path:
        return ""
    first, *others = path[1].split(".")
    thing = space.get(first)
    for part in others:
        thing = getattr(thing, part, None)
    named = [p.name for p in signature(thing).parameters.values() if p.kind is p.KEYWORD_ONLY] if callable(
        thing) else []  # fmt: skip
    if not named:
        return ""
    return _("`{call}(…)` takes this value only with its name: write `{name}=…`.", call=path[1], name=named[0])


def _text_column(said: str, code: str, _space: Mapping[str, Any]) -> str:
    if not re.search(r"to numeric|with string dtype|does not support (?:reduction|operation)", said):
        return ""
    found = re.search(r"\.(sum|mean|max|min|median|std)\(", code)
    return (
        _("This column holds text: `.{name}()` needs numbers. Choose another column.", name=found[1])
        if found
        else ""
    )


def _text_for_number(said: str, code: str, _space: Mapping[str, Any]) -> str:
    if not re.search(r"not supported between|Invalid comparison|unsupported operand|concatenate|str", said):
        return ""
    found = re.search(r"[\"'](\d+(?:\.\d+)?)\s*%?[\"']", code)
    if found:
        return _("`{text}` is text: remove its quotes and write `{number}`.", text=found[0], number=found[1])
    return ""


def _zero(said: str, _code: str, _space: Mapping[str, Any]) -> str:
    if not said.startswith("ZeroDivisionError"):
        return ""
    return _("You divide by zero: check the value after `/`; perhaps no row was counted.")
