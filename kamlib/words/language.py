"""The language people are spoken to in: the only ambient state of the package."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from kamlib.errors import KamError

LANGUAGES = ("en", "zh")

_current: ContextVar[str | None] = ContextVar("kamlib_language", default=None)

#: What threads without a choice of their own speak: JupyterLab moves sliders in a thread that it starts itself.
_everywhere: str | None = None


def language() -> str:
    """Return the language in use.

    The one set, else that of the notebook of this kernel, else the environment's ``KAMLIB_LANG``, else English.
    """
    chosen = _current.get() or _everywhere or of_notebook(os.environ.get("JPY_SESSION_NAME", ""))
    chosen = chosen or os.environ.get("KAMLIB_LANG") or "en"
    return chosen if chosen in LANGUAGES else "en"


@cache
def of_notebook(path: str) -> str | None:
    """Return the language of a lesson that Jupyter opened: what its notebook says, else the folder it is in.

    Jupyter gives a kernel the path of its notebook. A Chinese lesson then answers in Chinese before its first
    cell has run, whatever the language of the lab is.
    """
    if not path.endswith(".ipynb"):
        return None
    try:
        stated = json.loads(Path(path).read_text(encoding="utf-8"))["metadata"]["kamlib"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        stated = Path(path).parent.name
    return stated if stated in LANGUAGES else None


def is_chosen() -> bool:
    """Whether `use_language` or `speaking` has said which language is spoken."""
    return _current.get() is not None


def of_place() -> str:
    """Return the language of the user's place, as the system's variables have it: Chinese, or else English."""
    told = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, told), "").lower().startswith("zh") else "en"


def use_language(code: str) -> None:
    """Speak this language from here on.

    Parameters
    ----------
    code : str
        ``"en"`` or ``"zh"``.

    Raises
    ------
    KamError
        If the language is not one of the two.

    Examples
    --------
    >>> import kamlib as kam
    >>> kam.use_language("zh")
    >>> from kamlib.words import label
    >>> label("platinum")
    '铂金'
    >>> kam.use_language("en")
    """
    if code not in LANGUAGES:
        raise KamError(f"language {code!r} is not one of {', '.join(LANGUAGES)}")
    _current.set(code)


def use_everywhere(code: str) -> None:
    """Speak this language from here on, in the threads of this process too that have chosen none.

    Raises
    ------
    KamError
        If the language is not one of the two.
    """
    global _everywhere
    use_language(code)
    _everywhere = code


@contextmanager
def speaking(code: str) -> Generator[None]:
    """Speak a language within a ``with`` block only.

    Raises
    ------
    ValueError
        If the language is not one of `LANGUAGES`.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language {code!r} is not one of {', '.join(LANGUAGES)}")
    token = _current.set(code)
    try:
        yield
    finally:
        _current.reset(token)
