"""What is printed reaches any terminal, file or pipe, whatever letters its encoding has."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

#: What stands in for signs that an encoding lacks, the best first.
_INSTEAD = {
    "¥": ("￥", "CNY "), "€": ("EUR ",), "£": ("GBP ",), "→": ("->",), "·": ("-",), "•": ("-",), "✗": ("x",),
    "–": ("-",), "—": ("-",), "…": ("...",), "“": ('"',), "”": ('"',), "‘": ("'",), "’": ("'",), "×": ("x",),
    "−": ("-",), "≥": (">=",), "≤": ("<=",), "\u00a0": (" ",), "\u202f": (" ",), "\u2009": (" ",),
}  # fmt: skip

_NAME = "kamlib.instead"


def hold_open() -> None:
    """Point standard streams that were closed nowhere, here and in what this process becomes or starts.

    Else the next file or pipe that is opened takes the number of one of them, and is mistaken for it.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  (as long as the process runs)
            setattr(sys, name, stream)
            if stream.fileno() == number:
                os.set_inheritable(number, True)


def make_lenient() -> None:
    """Let standard output and error take any text: a sign that their encoding lacks is written otherwise."""
    codecs.register_error(_NAME, _instead)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def print_json(facts: Any, **more: Any) -> None:
    """Print one JSON object; in an encoding that lacks letters it is all ASCII, and so the same object."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").replace("-", "").lower()
    print(json.dumps(facts, ensure_ascii=not encoding.startswith("utf"), **more))


def _instead(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding lacks with what it has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_one(sign, error.encoding) for sign in lacking), error.end


def _one(sign: str, encoding: str) -> str:
    for other in _INSTEAD.get(sign, ()):
        try:
            other.encode(encoding)
        except UnicodeEncodeError:
            continue
        return other
    return "?"
