"""One glossary: every term has both names, and none is without use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from kamlib import datasets
from kamlib.words import glossary, label, speaking, terms


def test_every_term_has_two_different_languages() -> None:
    same = [t.key for t in glossary().values() if not any("一" <= c <= "鿿" for c in t.zh) and len(t.zh) > 6]
    assert same == []


def test_a_meaning_is_given_in_both_languages_or_in_none() -> None:
    assert [t.key for t in glossary().values() if bool(t.about_en) != bool(t.about_zh)] == []


def test_labels_follow_the_language() -> None:
    assert label("revenue") == "Revenue"
    with speaking("zh"):
        assert label("revenue") == "销售收入"


def test_a_key_that_is_the_same_as_another_has_its_words() -> None:
    one, other = glossary()["customer_profit"], glossary()["profit_after_serving"]
    assert (one.en, one.zh, one.kind, one.about_en) == (other.en, other.zh, other.kind, other.about_en)
    assert one.key != other.key


def test_a_key_in_two_chapters_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for chapter in ("a", "b"):
        (tmp_path / f"{chapter}.toml").write_text('[gini]\nen = "Gini"\nzh = "基尼系数"\n', "utf-8")
    monkeypatch.setattr(terms, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="also defined"):
        terms.glossary.__wrapped__()


#: How code begins a key that it puts together (``f"tier_{one}"``, ``"kind_"``), and how it ends one.
_BEGINNING = re.compile(r"\"([a-z]+(?:[_-][a-z]+)*[_-])(?:\{|\")")
_END = re.compile(r"\}(_[a-z_]+)\"")


def unused(keys: Iterable[str]) -> list[str]:
    """Return the keys that stand in no code, lesson or table, neither whole nor put together of two parts."""
    package = Path(terms.__file__).parents[1]
    files = [p for p in package.rglob("*") if p.suffix in (".py", ".md", ".toml") and p.parent != terms.FOLDER]
    text = "\n".join(p.read_text("utf-8") for p in files)
    words = {*re.findall(r"[\w-]+", text), *re.findall(r"\w+", text)}
    parts = {*words, *re.findall(r"\"([\w -]+)\"", text), *datasets.names()}
    begins, ends = set(_BEGINNING.findall(text)), set(_END.findall(text))

    def joined(key: str) -> bool:
        return any(key.startswith(one) and key.removeprefix(one) in parts for one in begins) or any(
            key.endswith(one) and key.removesuffix(one) in parts for one in ends
        )

    return [key for key in keys if key not in words and not joined(key)]


def test_every_term_is_used() -> None:
    assert unused(glossary()) == []
    assert unused(["hats_worn", "tier_of_hats", "platinum"]) == ["hats_worn", "tier_of_hats"]
