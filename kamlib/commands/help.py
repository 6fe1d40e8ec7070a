"""The words that Typer itself puts into a help text, in Chinese; the texts of our own are in the catalogues."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Generator

from kamlib.words import language

#: What Typer writes (a pattern, since a line may break within it) and how it reads in Chinese.
CHINESE = (
    (r"^( ?)Usage: ", r"\1用法："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"Show\s+this\s+message\s+and\s+exit\.", "显示本说明并退出。"),
    (r";\s+x>=(\d+)(?:\.0)?\]", r"；至少 \1]"),
    (r";\s+(\d+)<=x<=(\d+)\]", r"；\1 至 \2]"),
    (r"\[default:\s+([^\]]+)\]", r"[默认：\1]"),
    (r"\[required\]", "[必填]"),
    (r"^(  [A-Z.]\S*) +<(?:list\[str\]|str|path)>", r"\1"),  # what an argument is stands in its line of help
    (r"<str>", "文本 "),  # as wide as what it replaces, so that the column behind it stays in line
    (r"<float>", "数字   "),
    (r"<float range>", "数字         "),
    (r"<int>", "整数 "),
    (r"<int range>", "整数       "),
)


def asked_for(words: list[str]) -> bool:
    """Say whether the words ask for help."""
    return any(word in ("-h", "--help") for word in words)


@contextlib.contextmanager
def spoken() -> Generator[None]:
    """Print what is printed inside with Typer's own words in the language in use."""
    if language() != "zh":
        yield
        return
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        yield
    print(in_chinese(printed.getvalue()), end="")


def in_chinese(text: str) -> str:
    """Return a help text with Typer's own words in Chinese."""
    for pattern, chinese in CHINESE:
        text = re.sub(pattern, chinese, text, flags=re.MULTILINE)
    return text
