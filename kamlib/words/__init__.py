"""Words for people: one glossary, message catalogues, and numbers, money and dates by locale."""

from kamlib.words.catalog import _, n_
from kamlib.words.documents import speaking_of
from kamlib.words.formats import (
    count,
    currency_name,
    date,
    money,
    number,
    percent,
    percents,
    period,
    span,
    written,
    year_to,
)
from kamlib.words.language import LANGUAGES, language, speaking, use_language
from kamlib.words.terms import Term, glossary, label, term

__all__ = [
    "LANGUAGES", "Term", "_", "count", "currency_name", "date", "glossary", "label", "language", "money", "n_",
    "number", "percent", "percents", "period", "span", "speaking", "speaking_of", "term", "use_language",
    "written", "year_to",
]  # fmt: skip
