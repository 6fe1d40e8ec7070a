"""Slips that raise no error: an answer under another name, compared instead of stored, a label for a code."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from kamlib.course.slips import without_magic
from kamlib.course.slips.names import called, codes
from kamlib.words import _


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


def label_for_code(source: str) -> str:
    """Say what code writes for a label that a learner compared with; empty where none was typed.

    Parameters
    ----------
    source : str
        The cell.

    Returns
    -------
    str
        In the language in use.
    """
    known = codes()
    for node in ast.walk(_parsed(source)):
        values = node.comparators if isinstance(node, ast.Compare) else node.elts if isinstance(
            node, ast.List) else []  # fmt: skip
        for value in values:
            text = value.value if isinstance(value, ast.Constant) else None
            code = called(text, known) if isinstance(text, str) and text not in known else ""
            if code and code != text:
                return _('The table shows “{label}”, but code writes `"{code}"`.', label=text, code=code)
    return ""


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(without_magic(source))
    except SyntaxError:
        return ast.Module([], [])
