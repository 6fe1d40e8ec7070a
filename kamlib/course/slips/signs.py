"""Slips that Python cannot read: full-width signs, quotes, brackets, ``85%``, ``120万``, ``=`` for ``==``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from kamlib.words import _

#: Signs of a Chinese keyboard that have no half-width form of their own, and what to type.
_OWN = {"“": '"', "”": '"', "‘": "'", "’": "'", "【": "[", "】": "]", "。": ".", "、": ",", "《": "<", "》": ">"}

#: What people write behind a number, and by what it multiplies.
_TIMES = {"%": 0.01, "％": 0.01, "万": 1e4, "亿": 1e8}

#: What brackets close.
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def explain(error: SyntaxError, code: str) -> str:
    """Say which sign is wrong, and what to type.

    Parameters
    ----------
    error : SyntaxError
        What Python raised.
    code : str
        The cell's Python.

    Returns
    -------
    str
        In the language in use.
    """
    steps: tuple[Callable[[SyntaxError, str], str], ...] = (
        _number, _full_width, _number_first, _unquoted_id, _quote, _bracket, _equals, _colon, _indent,
    )  # fmt: skip
    said = next(filter(None, (step(error, code) for step in steps)), "")
    return said or _(
        "Python cannot read `{line}`: check its brackets, quotes and commas.", line=_line(error, code)
    )


def _line(error: SyntaxError, code: str) -> str:
    lines = code.splitlines()
    at = (error.lineno or 1) - 1
    line = lines[at].strip() if 0 <= at < len(lines) else (error.text or "").strip()
    return line if len(line) <= 40 else line[:40] + "…"


def half_width(sign: str) -> str:
    """Return what to type for a full-width sign; empty for any other.

    Parameters
    ----------
    sign : str
        One sign.

    Returns
    -------
    str
        The sign of an English keyboard.
    """
    if sign in _OWN:
        return _OWN[sign]
    plain = unicodedata.normalize("NFKC", sign)
    wide = unicodedata.east_asian_width(sign) in "FWA"
    return plain if wide and plain != sign and plain.isascii() else ""


def _outside(code: str) -> Iterator[tuple[int, str]]:
    """Yield each sign that is in no text and no comment, with its place."""
    quote = ""
    at = 0
    while at < len(code):
        sign = code[at]
        if quote:
            if sign == "\\":
                at += 1
            elif sign in (quote, "\n"):
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign == "#":
            at = code.find("\n", at)
            if at < 0:
                return
        else:
            yield at, sign
        at += 1


def _full_width(_error: SyntaxError, code: str) -> str:
    found = next((sign for _at, sign in _outside(code) if half_width(sign)), "")
    if not found:  # a text that begins with " and ends with ”
        unclosed = [line for line in code.splitlines() if _odd(line)]
        found = next((sign for line in unclosed for sign in line if sign in _OWN or half_width(sign)), "")
    if not found:
        return ""
    cure = half_width(found)
    if cure == " ":
        return _("There is a Chinese blank: switch the keyboard to English and type an ordinary blank.")
    return _(
        "`{sign}` is a Chinese sign: switch the keyboard to English and type `{cure}`.", sign=found, cure=cure
    )


def _number(_error: SyntaxError, code: str) -> str:
    """Find a number as people write it: ``85%``, ``120万``."""
    plain = "".join(sign for _at, sign in _outside(code))
    found = re.search(r"(?<!\w)(\d+(?:\.\d+)?)[ \t]*(?:([%％])(?![ \t]*[\w(])|([万亿]))", plain)
    if not found:
        return ""
    value = float(found[1]) * _TIMES[found[2] or found[3]]
    return _("`{written}` is not a number for Python: write `{cure}`.", written=found[0],
             cure=f"{round(value)}" if found[3] else f"{value:g}")  # fmt: skip


def _number_first(_error: SyntaxError, code: str) -> str:
    """Find a comparison without brackets before ``.sum()``: ``a > 365.sum()``."""
    found = re.search(r"[<>=]\s*\d+\.([a-z]\w*)\(", code)
    return brackets_first(found[1], code) if found else ""


def brackets_first(name: str, code: str) -> str:
    """Say that a comparison needs brackets before something is done with it; empty where there is no comparison.

    Parameters
    ----------
    name : str
        What is done: ``sum``.
    code : str
        The cell's Python.

    Returns
    -------
    str
        In the language in use.
    """
    found = re.search(rf"[=!<>]=?\s*[\"']?[\w.]+[\"']?\.{re.escape(name)}\b", code)
    return _("Put round brackets around the comparison first: `(…).{name}()`.", name=name) if found else ""


def _unquoted_id(_error: SyntaxError, code: str) -> str:
    found = unquoted(code)
    return _("Put quotes around the number: `{call}`.", call=found) if found else ""


def unquoted(code: str) -> str:
    """Return the call that a learner meant with ``hint(1-2.1)``; empty where there is none.

    Parameters
    ----------
    code : str
        The cell's Python.

    Returns
    -------
    str
        Such as ``hint("1-2.1")``.
    """
    found = re.search(r"\b(check|hint|solution|quiz|guess|reveal)\(\s*[\"']?(\d-\d\.[qg]?\d+)(?![\"'\d])", code)
    return f'{found[1]}("{found[2]}"{", …" if found[1] in ("check", "guess") else ""})' if found else ""


def _odd(line: str) -> bool:
    """Whether a text that begins in this line does not end in it."""
    quote = ""
    at = 0
    while at < len(line):
        sign = line[at]
        if quote and sign == "\\":
            at += 1
        elif quote and sign == quote:
            quote = ""
        elif not quote and sign in "\"'":
            quote = sign
        elif not quote and sign == "#":
            break
        at += 1
    return bool(quote)


def _quote(_error: SyntaxError, code: str) -> str:
    line = next((line for line in code.splitlines() if _odd(line)), "")
    if not line:
        return ""
    closing = re.search(r"(?<![\w\"'])(\w+)[\"'](?=\s*(?:[\]),:]|$))", line)
    opening = re.search(r"(?<=[\[(,=\s])[\"']([\w.]+)(?=[\]),\s]|$)", line)
    found = closing or opening
    if not found:
        return _('A quote is missing in `{line}`: a text needs `"` on both sides.', line=line.strip()[:40])
    return _('A quote is missing: write `"{word}"`, with `"` on both sides.', word=found[1])


def _equals(error: SyntaxError, code: str) -> str:
    hinted = "'=='" in str(error.msg)
    return _("`=` stores a value. To compare two values, write `==`.") if hinted or _compares(code) else ""


def _compares(code: str) -> bool:
    """Whether a single ``=`` is used to compare: in square brackets, or after something else than a plain name."""
    opened: list[int] = []
    for at, sign in _outside(code):
        if sign in _PAIRS:
            opened.append(at)
        elif sign in _PAIRS.values() and opened:
            opened.pop()
        elif sign == "=" and opened and code[at - 1] not in "=!<>" and code[at + 1 : at + 2] != "=":
            before = code[opened[-1] + 1 : at].rpartition(",")[2].strip()
            if code[opened[-1]] == "[" or not before.isidentifier():
                return True
    return False


def _bracket(error: SyntaxError, code: str) -> str:
    opened: list[str] = []
    for _at, sign in _outside(code):
        if sign in _PAIRS:
            opened.append(sign)
        elif sign in _PAIRS.values():
            opens = next(a for a, b in _PAIRS.items() if b == sign)
            if not opened:
                return _("`{sign}` closes nothing: add `{open}` before it, or remove it.", sign=sign, open=opens)
            if (last := opened.pop()) != opens:
                return _("`{sign}` does not fit `{last}`: add `{open}` before it, or close with `{cure}` first.",
                         sign=sign, last=last, open=opens, cure=_PAIRS[last])  # fmt: skip
    if opened:
        return _("`{sign}` is never closed: add `{cure}`.", sign=opened[-1], cure=_PAIRS[opened[-1]])
    if "comma" in str(error.msg):
        line = _line(error, code)
        return _("A sign is missing in `{line}`: put `,` or an operator between two values.", line=line)
    return ""


def _colon(error: SyntaxError, code: str) -> str:
    if "expected ':'" not in str(error.msg):
        return ""
    return _("`{line}` needs `:` at its end.", line=_line(error, code))


def _indent(error: SyntaxError, code: str) -> str:
    if not isinstance(error, IndentationError):
        return ""
    if "expected an indented block" in str(error.msg):
        return _("Move `{line}` four blanks to the right: it belongs to the line above.", line=_line(error, code))
    return _("Remove the blanks before `{line}`.", line=_line(error, code))
