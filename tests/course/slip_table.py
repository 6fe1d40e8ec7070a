"""Slips made from right code: each solution with one thing wrong, what its sentence must name, and the cure.

A slip is made in every solution where it can be made: a quote, a bracket, a sign of a Chinese keyboard, a label
for a name, a capital letter, one equals sign for two, two for one, ``and`` for ``&``, a per cent sign, 万, a call
without brackets.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from kamlib.course.exercise import Exercise
from kamlib.words import LANGUAGES, glossary

#: Half-width signs and what a Chinese keyboard types.
WIDE = {"(": "（", ")": "）", "[": "【", "]": "】", ",": "，", ":": "：", ">": "＞", "<": "＜", "=": "＝"}


@dataclass(frozen=True)
class Made:
    """A slip: its kind, the code, and what the sentence must hold: the wrong thing and the cure."""

    kind: str
    code: str
    token: str
    cure: str


def slips(exercise: Exercise) -> Iterator[Made]:
    """Make every slip that a solution allows; alike ones of a kind once."""
    seen = set()
    for made in (*texts(exercise), *keyboard(exercise), *names(exercise), *operators(exercise)):
        if made.code != exercise.solution and (made.kind, made.code) not in seen:
            seen.add((made.kind, made.code))
            yield made


def tokens(code: str) -> list[tuple[int, int, str, int]]:
    """Return start, end, text and kind of each token."""
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        (row, column), (last, end) = token.start, token.end
        found.append((starts[row - 1] + column, starts[last - 1] + end, token.string, token.type))
    return [t for t in found if t[2].strip()]


def put(code: str, start: int, end: int, by: str) -> str:
    return code[:start] + by + code[end:]


def texts(exercise: Exercise) -> Iterator[Made]:
    code = exercise.solution
    for start, end, written, kind in tokens(code):
        word = written.strip("\"'")
        if kind != tokenize.STRING or not re.fullmatch(r"\w+", word):
            continue
        yield Made("opening quote", put(code, start, end, word + '"'), word, f'"{word}"')
        yield Made("closing quote", put(code, start, end, '"' + word), word, f'"{word}"')
        yield Made("no quotes", put(code, start, end, word), word, f'"{word}"')
        yield Made("Chinese quotes", put(code, start, end, f"“{word}”"), "“", '"')
        yield Made("half Chinese", put(code, start, end, f'"{word}”'), "”", '"')
        for lang in LANGUAGES if word in glossary() else ():
            label = getattr(glossary()[word], lang)
            if label.casefold() != word and '"' not in label:
                yield Made("label", put(code, start, end, f'"{label}"'), label, f'"{word}"')
                if label.isidentifier():
                    yield Made("label, no quotes", put(code, start, end, label), label, f'"{word}"')
        capital = word.capitalize()
        yield Made("capital in a text", put(code, start, end, f'"{capital}"'), capital, f'"{word}"')


def keyboard(exercise: Exercise) -> Iterator[Made]:
    code = exercise.solution
    seen = set()
    for start, end, written, kind in tokens(code):
        if written in WIDE and written not in seen:
            seen.add(written)
            yield Made("full width", put(code, start, end, WIDE[written]), WIDE[written], written)
        if written in "()[]" and len(written) == 1:
            yield Made("bracket dropped", put(code, start, end, ""), "", written)
        if kind == tokenize.NUMBER and "." in written:
            per_cent = f"{float(written) * 100:g}%"
            for sign in (per_cent, per_cent.replace("%", "％")):
                yield Made("per cent", put(code, start, end, sign), sign, f"{float(written):g}")
        if kind == tokenize.NUMBER and written.isdigit():
            yield Made("wan", put(code, start, end, f"{written}万"), f"{written}万", f"{written}0000")


def names(exercise: Exercise) -> Iterator[Made]:
    code, tree = exercise.solution, ast.parse(exercise.solution)
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)} - stored
    answer = exercise.variable
    capital = answer.capitalize()
    yield Made("capital stored", re.sub(rf"^{answer}\b", capital, code, flags=re.M), capital, answer)
    yield Made("compared", re.sub(rf"^{answer} =", f"{answer} ==", code, flags=re.M), "==", "=")
    for name in sorted(used):
        wrong = name.capitalize()
        yield Made("capital used", re.sub(rf"(?<![\w.\"]){name}\b(?!\")", wrong, code), wrong, name)
        if len(name) > 4:
            typed = name[:-2] + name[-1]
            yield Made("letter left out", re.sub(rf"(?<![\w.\"]){name}\b(?!\")", typed, code), typed, name)
    for name in sorted({n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}):
        wrong = name.capitalize()
        yield Made("capital after a point", re.sub(rf"\.{name}\b", f".{wrong}", code), wrong, name)


def operators(exercise: Exercise) -> Iterator[Made]:
    code = exercise.solution
    if "==" in code:
        yield Made("one equals sign", code.replace("==", "=", 1), "=", "==")
    if "&" in code:
        yield Made("and", code.replace("&", "and", 1), "and", "&")
    if ") & (" in code:
        bare = re.sub(r"\((rows\[[^()]*)\) & \(([^()]*)\)", r"\1 & \2", code)
        yield Made("bare comparisons", bare, "brackets", "(a > 0) & (b < 0)")
    for name in ("sum", "mean", "cumsum", "max"):
        if f".{name}()" in code:
            yield Made("no call", code.replace(f".{name}()", f".{name}"), f".{name}", "(")
