"""A Python error in one sentence: what slipped, and the cure, in the learner's language.

`explain` takes the error, the cell and what the notebook knows, and needs no kernel; `catching` shows the sentence
in a notebook, with the full text of the error folded away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kamlib.course.slips import names, operators, signs
from kamlib.errors import KamError
from kamlib.words import _

#: Words of an error's own text that are repeated where there is no better sentence.
MOST_WORDS, MOST_SIGNS = 10, 45


def explain(error: BaseException, source: str, space: Mapping[str, Any], lesson: str = "") -> str:
    """Say in one sentence what slipped and what cures it.

    Parameters
    ----------
    error : BaseException
        What Python raised.
    source : str
        The cell.
    space : mapping
        What the notebook knows: values by name.
    lesson : str, optional
        Id of the open lesson: it says which cell makes a name.

    Returns
    -------
    str
        At most 25 words, in the language in use.
    """
    code = without_magic(source)
    if isinstance(error, KamError):
        return str(error)
    if isinstance(error, SyntaxError):
        return signs.explain(error, code)
    if isinstance(error, NameError):
        return names.unknown_name(error, code, space, lesson)
    if isinstance(error, KeyError):
        return names.unknown_key(error, code, space) or _plain(error)
    if isinstance(error, AttributeError):
        return names.unknown_attribute(error, code, space) or _plain(error)
    return operators.explain(error, code, space) or _plain(error)


def without_magic(source: str) -> str:
    """Return a cell without a first line such as ``%%needs orders.cost``.

    Parameters
    ----------
    source : str
        The cell.

    Returns
    -------
    str
        Its Python.
    """
    return source.split("\n", 1)[1] if source.startswith("%%") and "\n" in source else source


def _plain(error: BaseException) -> str:
    """Repeat what Python says, shortened."""
    words = str(error).split()
    said = " ".join(words[:MOST_WORDS])
    said = said[:MOST_SIGNS] + (" …" if len(words) > MOST_WORDS or len(said) > MOST_SIGNS else "")
    kind = type(error).__name__
    return _("Python stopped: {kind}: {said}. Compare your line with the cell above.", kind=kind, said=said)
