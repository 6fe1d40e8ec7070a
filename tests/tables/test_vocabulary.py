"""The vocabulary: whole words, beginnings, words inside, in three languages."""

from __future__ import annotations

import pytest

from kamlib.tables import vocabulary


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Down payment invoice", "deposit"),
        ("DOWN-PAYMENT  INVOICE", "deposit"),
        ("Anzahlungsrechnung", "deposit"),
        ("訂金", "deposit"),
        ("IsOpening", "opening"),
        ("是否内部客户", "internal"),
        ("ＴＥＳＴ", "test"),
        ("Testo", None),
        ("opening night", None),
    ],
)
def test_a_text_means_a_concept_or_nothing(text: str, concept: str | None) -> None:
    assert vocabulary.meaning("no_sale", text) == concept


def test_patterns_match_beginnings_and_whole_words_inside() -> None:
    assert vocabulary._pattern("credit*").search("credit note")
    assert not vocabulary._pattern("credit*").search("credits")
    assert vocabulary._pattern("*void*").search("order void today")
    assert not vocabulary._pattern("*void*").search("avoid")
    assert vocabulary._pattern("*作废*").search("发票已作废处理")
    assert vocabulary._pattern("*ship**").search("was shipped today")
    assert not vocabulary._pattern("*ship**").search("reship")
    assert vocabulary._pattern("**storn**").search("teilstorniert")
    assert not vocabulary._pattern("cancel**").search("not cancelled")


def test_no_word_of_a_section_has_two_meanings() -> None:
    for section, entries in vocabulary._entries().items():
        seen: dict[str, str] = {}
        for concept, by_language in entries.items():
            for word in (w for words in by_language.values() for w in words):
                assert seen.setdefault(vocabulary.fold(word) or word, concept) == concept, (section, word)
