"""What is printed reaches any terminal, file or pipe, whatever letters its encoding has."""

from __future__ import annotations

import codecs
import io
import json
import sys
from typing import Any

#: What stands in for signs that an encoding lacks, the best first.
_INSTEAD = {
    "¥": ("￥", "CNY "), "€": ("EUR ",), "£": ("GBP ",), "→": ("->",), "·": ("-",), "•": ("-",), "✗": ("x",),
    "–": ("-",), "—": ("-",), "…": ("...",), "“": ('"',), "”": ('"',), "‘": ("'",), "’": ("'",), "×": ("x",),
    "−": ("-",), "≥": (">=",), "≤": ("<=",), "\u00a0": (" ",), "\u202f": (" ",), "\u2009": (" ",),
}  # fmt: skip

_NAME = "kamlib.instead"


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
