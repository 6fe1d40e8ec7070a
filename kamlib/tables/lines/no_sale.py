"""Rows that say by their kind of document, their state or a flag that they are not sales: deposits, tests."""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.tables.columns.matching import Match
from kamlib.tables.lines.status import NO, YES
from kamlib.tables.lines.wanted import Wanted
from kamlib.tables.values.ids import clean_ids
from kamlib.tables.vocabulary import concepts, fold, meaning, words

#: What a column of each kind may say: in a remark, a deposit may be one that was paid.
_MAY_SAY: Mapping[str, frozenset[str]] = {
    "customer": frozenset({"internal", "test"}),
    "document": frozenset({"deposit", "opening", "internal", "test"}),
    "remark": frozenset({"opening", "internal", "test"}),
}
#: Words that are plain of a customer only: elsewhere they are a colleague, a partner's web site, a new building.
OF_CUSTOMERS_ONLY = frozenset({"internal", "intern", "内部", "affiliate", "affiliates", "affiliated", "verbunden"})
_OF_STATES_ONLY = frozenset({"创建", "新建"})
#: Our columns that hold other things than kinds and flags, whatever their headers.
_ELSE = frozenset({
    "customer_id", "name", "order_id", "date", "revenue", "revenue_with_tax", "tax", "quantity", "unit_price",
    "cost", "unit_cost", "profit", "product", "product_name", "owner", "currency", "due_date", "paid_date",
    "paid_amount",
})  # fmt: skip
#: What may follow a word without changing it: ``Deposit invoice 30 %``, ``Test 2``, 定金（30%）.
_COUNTED = re.compile(r"[(（\[].*?[)）\]]|(?:\bno\b|\bnr\b|#|第)?\W*\d[\d.,]*\s*[%％]?")
#: Headers of flags that may ask whether a sale was paid in advance.
_PAID = frozenset({
    "deposit", "prepayment", "down payment", "downpayment", "定金", "订金", "押金", "预付款", "anzahlung",
    "vorauszahlung", "abschlag",
})  # fmt: skip
#: A longer text is no word for a kind; of more different ones, only those are looked at that begin as a word does.
_LONGEST, _MANY = 40, 2_000


@dataclass(frozen=True)
class Said:
    """Rows of one concept, and the headers of the columns that say so."""

    rows: np.ndarray
    columns: tuple[str, ...]


def says(text: object) -> str | None:
    """Return which kind of row other than a sale a text names, also with a number or a share; None for others."""
    return meaning("no_sale", text) or meaning("no_sale", bare(text))


def bare(text: object) -> str:
    """Return a text without numbers, shares and text in brackets."""
    return _COUNTED.sub(" ", str(text))


def find(
    found: Match, rows: pd.DataFrame, frame: pd.DataFrame, states: Mapping[str, pd.Series], wanted: Wanted
) -> dict[str, Said]:
    """Return the rows of each concept of ``no_sale``; a row that several name belongs to the first of them."""
    masks = {concept: np.zeros(len(rows), dtype=bool) for concept in concepts("no_sale")}
    columns: dict[str, list[str]] = {concept: [] for concept in masks}
    done = np.zeros(len(rows), dtype=bool)
    for header, marked in _marked(found, rows, frame, states, wanted):
        for concept, mask in marked.items():
            new = mask & ~done
            if new.any():
                masks[concept] |= new
                columns[concept].append(" ".join(header.split()))
                done |= new
    return {name: Said(mask, tuple(columns[name])) for name, mask in masks.items() if mask.any()}


def flags(found: Match, rows: pd.DataFrame) -> dict[Hashable, str]:
    """Return the columns of yes and no with a header for rows that are not sales, each with its concept."""
    named = {name: meaning("no_sale", name) for name in _others(found, rows, _ELSE) if fold(name) not in _PAID}
    return {name: concept for name, concept in named.items() if concept and _is_flag(rows[name])}


def _others(found: Match, rows: pd.DataFrame, ours: Container[str]) -> list[Hashable]:
    """Return their columns that were taken for none of some of ours."""
    taken = {choice.source_column for name, choice in found.chosen.items() if name in ours}
    return [name for name in rows.columns if name not in taken]


def _marked(
    found: Match, rows: pd.DataFrame, frame: pd.DataFrame, states: Mapping[str, pd.Series], wanted: Wanted
) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    every = frozenset(concepts("no_sale"))
    for name, concept in flags(found, rows).items():
        yield str(name), {concept: yes(rows[name])}
    if "order_type" in frame:
        yield str(found.source_column("order_type")), by_words(frame["order_type"], every, _OF_STATES_ONLY)
    for header, texts in states.items():
        yield header, by_words(texts, every - {"draft"})
    for name, kind in kind_columns(found, rows, wanted).items():
        not_these = frozenset() if kind == "customer" else OF_CUSTOMERS_ONLY
        yield str(name), by_words(clean_ids(rows[name]), _MAY_SAY[kind], not_these)
    for ours in (name for name in ("customer_id", "name") if name in frame):
        yield str(found.source_column(ours)), by_words(frame[ours], _MAY_SAY["customer"])


def kind_columns(found: Match, rows: pd.DataFrame, wanted: Wanted) -> dict[Hashable, str]:
    """Return the columns of kinds of customers and of documents, and of remarks, each with what it is."""
    named = {name: meaning("kind_column", name) for name in _others(found, rows, {*_ELSE, "order_type", "status"})}
    aside = {"document"} if "order_type" in wanted.aside else set()
    return {name: kind for name, kind in named.items() if kind and kind not in aside}


def by_words(
    texts: pd.Series, allowed: Container[str], others: frozenset[str] = frozenset()
) -> dict[str, np.ndarray]:
    """Return the rows of each concept that is allowed; words of `others` name none."""
    by_concept: dict[str, list[str]] = {}
    for text in _likely(texts):
        concept = says(text)
        if concept is not None and concept in allowed and fold(text) not in others:
            by_concept.setdefault(concept, []).append(text)
    return {concept: texts.isin(words).to_numpy(bool, na_value=False) for concept, words in by_concept.items()}


def _likely(texts: pd.Series) -> list[str]:
    """Return the different texts of a column that may be words of the vocabulary: a million pass quickly."""
    cells = pa.array(texts, from_pandas=True)
    different = (cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells).unique()
    if not pa.types.is_string(different.type) and not pa.types.is_large_string(different.type):
        return []
    if len(different) > _MANY:
        different = different.filter(pc.match_substring_regex(different, _beginnings(), ignore_case=True))
    return [text for text in different.to_pylist() if text and len(text) <= _LONGEST]


@cache
def _beginnings() -> str:
    first = {word.split()[0] for word in words("no_sale")}
    kept = {word for word in first if not any(word != other and word.startswith(other) for other in first)}
    return r"^[^\pL]*(?:" + "|".join(sorted(map(re.escape, kept))) + ")"


def _is_flag(cells: pd.Series) -> bool:
    """Whether a column holds only words for yes and no, and some yes."""
    told = {_word(cell) for cell in cells.dropna().unique()[:10]}
    return bool(told & YES) and told <= YES | NO | {""}


def yes(cells: pd.Series) -> np.ndarray:
    """Return the rows that say yes."""
    yes = [cell for cell in cells.dropna().unique() if _word(cell) in YES]
    return cells.isin(yes).to_numpy(bool, na_value=False)


def _word(cell: object) -> str:
    text = str(cell).strip().casefold()
    return text.removesuffix(".0") if text in ("1.0", "0.0") else text
