"""Slips that raise no error: an answer under another name, compared instead of stored, a label for a code."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from kamlib.course.slips import without_magic
from kamlib.course.slips.names import called, codes, values
from kamlib.words import _

#: What tables show in a column of yes and no, and what people type for it.
YES_OR_NO = ("yes", "no", "true", "false", "✓", "是", "否")


def not_stored(variable: str, source: str, space: Mapping[str, Any]) -> str:
    """Say why an answer that a learner typed did not reach the check; empty where nothing was typed.

    Parameters
    ----------
    variable : str
        What the answer should be called.
    source : str
        The cell.
    space : mapping
        What the notebook knows.

    Returns
    -------
    str
        In the language in use.
    """
    tree = _parsed(source)
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for node in tree.body:
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Compare) and isinstance(value.left, ast.Name) and value.left.id == variable:
            return _("`==` compares. To store the answer, write `{name} = …` with one `=`.", name=variable)
    other = next((n for n in sorted(stored) if n != variable and n.casefold() == variable.casefold()), "")
    if other and space.get(other, ...) is not ...:
        return _("You stored `{other}`, but the answer is called `{name}`: small and capital letters differ.",
                 other=other, name=variable)  # fmt: skip
    return ""


def not_called(answer: Any) -> str:
    """Say that round brackets are missing where the answer is a function; empty for any other.

    Parameters
    ----------
    answer : object
        What the learner stored.

    Returns
    -------
    str
        In the language in use.
    """
    name = getattr(answer, "__name__", "") if callable(answer) and not isinstance(answer, type) else ""
    return _("`.{name}` needs round brackets: `.{name}()`.", name=name) if name else ""


def label_for_code(source: str, space: Mapping[str, Any]) -> str:
    """Say what code writes for a label that a learner compared with; empty where none was typed.

    Parameters
    ----------
    source : str
        The cell.
    space : mapping
        What the notebook knows.

    Returns
    -------
    str
        In the language in use.
    """
    known, held = codes(), values(space)
    for text in _compared_with(_parsed(source)):
        if text in held:
            continue
        if text.casefold() in held:
            return _('There is no `"{key}"` here. Did you mean `"{near}"`?', key=text, near=text.casefold())
        code = called(text, held) if held else ""
        code = code or (called(text, known) if text not in known else "")
        if code and code != text:
            return _('The table shows “{label}”, but code writes `"{code}"`.', label=text, code=code)
    return ""


def needless_comparison(source: str, space: Mapping[str, Any]) -> str:
    """Say that a column of yes and no is compared with a word; empty where none is.

    Parameters
    ----------
    source : str
        The cell.
    space : mapping
        What the notebook knows: a column may hold such words.

    Returns
    -------
    str
        In the language in use.
    """
    typed = [text for text in _compared_with(_parsed(source)) if text.casefold() in YES_OR_NO]
    held = values(space) if typed else set()
    found = next((text for text in typed if text.casefold() not in held), "")
    return _('A column of yes and no needs no comparison: remove `== "{text}"`.', text=found) if found else ""


def _compared_with(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that a cell compares with, or puts into a list."""
    for node in ast.walk(tree):
        found = node.comparators if isinstance(node, ast.Compare) else node.elts if isinstance(
            node, ast.List) else []  # fmt: skip
        for value in found:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(without_magic(source))
    except SyntaxError:
        return ast.Module([], [])
