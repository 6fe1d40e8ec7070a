"""One glossary: every term has both names, and every column of the nine tables is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_a_key_in_two_chapters_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for chapter in ("a", "b"):
        (tmp_path / f"{chapter}.toml").write_text('[gini]\nen = "Gini"\nzh = "基尼系数"\n', "utf-8")
    monkeypatch.setattr(terms, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="also defined"):
        terms.glossary.__wrapped__()
