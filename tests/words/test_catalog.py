"""Every message is said in Chinese too, with the same places to fill, and none is kept that nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import kamlib
from kamlib.words import _, n_, speaking

PACKAGE = Path(kamlib.__file__).parent
NOTEBOOK_FREE = sorted(p for p in PACKAGE.rglob("*.py") if "_shipped" not in p.parts)
KEYWORDS = {"_": None, "n_": (1, 2)}

Message = str | tuple[str, ...]


@cache
def said() -> dict[Message, str]:
    """Every message in the code → where it is said."""
    found: dict[Message, str] = {}
    for file in NOTEBOOK_FREE:
        for line, message, _comments, _context in extract_from_file("python", file, keywords=KEYWORDS):
            found.setdefault(message, f"{file.relative_to(PACKAGE)}:{line}")
    return found


@cache
def translated() -> dict[Message, Message]:
    found: dict[Message, Message] = {}
    for file in sorted((PACKAGE / "words" / "zh").glob("*.po")):
        with file.open("rb") as text:
            for entry in read_po(text, locale="zh_CN"):
                if entry.id:
                    found[entry.id] = entry.string
    return found


def places(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)", text.replace("{{", "").replace("}}", "")))


def texts(message: Message) -> Iterator[str]:
    yield from (message,) if isinstance(message, str) else message


def test_every_message_is_translated() -> None:
    missing = {m: where for m, where in said().items() if not any(texts(translated().get(m, "")))}
    assert not missing, "\n".join(f"{where}: {m!r}" for m, where in sorted(missing.items(), key=str))


def test_no_translation_outlives_its_message() -> None:
    assert sorted(set(translated()) - set(said()), key=str) == []


def test_a_message_stands_in_one_catalogue_only() -> None:
    places: dict[Message, list[str]] = {}
    for file in sorted((PACKAGE / "words" / "zh").glob("*.po")):
        with file.open("rb") as text:
            for entry in read_po(text, locale="zh_CN"):
                if entry.id:
                    places.setdefault(entry.id, []).append(file.name)
    assert {message: files for message, files in places.items() if len(files) > 1} == {}


def test_translations_fill_the_same_places() -> None:
    wrong = [
        m for m, chinese in translated().items()
        if m in said() and set().union(*map(places, texts(m))) != set().union(*map(places, texts(chinese)))
    ]  # fmt: skip
    assert wrong == []


def test_every_message_is_a_literal_that_can_be_extracted() -> None:
    wrong = []
    for file in NOTEBOOK_FREE:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
                continue
            heads = node.args[: 1 if node.func.id == "_" else 2]
            if not all(isinstance(h, ast.Constant) and isinstance(h.value, str) for h in heads):
                wrong.append(f"{file.relative_to(PACKAGE)}:{node.lineno}")
    assert wrong == []


def test_a_missing_translation_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(said(), "a message nobody translated", "here:1")
    with pytest.raises(AssertionError, match="a message nobody translated"):
        test_every_message_is_translated()


def test_chinese_is_spoken_within_its_block_only() -> None:
    message = next(m for m in said() if isinstance(m, str) and not places(m))
    with speaking("zh"):
        chinese = _(message)
    assert chinese == translated()[message] != message
    assert _(message) == message


def test_english_tells_one_from_many() -> None:
    assert n_("{n} customer", "{n} customers", 1) == "1 customer"
    assert n_("{n} customer", "{n} customers", 1200) == "1,200 customers"


@pytest.mark.parametrize(
    ("name", "amount", "chinese"),
    [
        (
            "辽南矿业",
            "1,392美元",
            "条形图：收入最大的 3 家客户的利润。其中 0 家为负，合计 0。最大的客户辽南矿业为 1,392美元。",
        ),
        (
            "Brakes and Gears",
            "9",
            "条形图：收入最大的 3 家客户的利润。其中 0 家为负，合计 0。最大的客户 Brakes and Gears 为 9。",
        ),
    ],
)
def test_chinese_sets_figures_and_latin_words_apart_and_nothing_else(name: str, amount: str, chinese: str) -> None:
    translation = (
        "条形图：收入最大的{n}家客户的{basis}。其中 {losing} 家为负，合计 {lost}。最大的客户 {name}为 {money}。"
    )
    words = {"n": "3", "basis": "利润", "losing": "0", "lost": "0", "name": name, "money": amount}
    with speaking("zh"):
        assert _(translation, **words) == chinese
