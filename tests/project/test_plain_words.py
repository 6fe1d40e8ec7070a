"""What people read is in plain, modern business English: old words, private idioms and dropped terms have no "
"hits."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Things of which there is "one per customer", not "one a customer".
THINGS = (
    "row", "line", "file", "sheet", "figure", "bar", "point", "answer", "id", "record", "entry", "page", "report",
    "process", "table", "lesson", "number", "rate", "value", "order", "cell", "module", "sentence",
                                                                                        "step", "color",
)  # fmt: skip

#: Words that no business text has used for a century.
ARCHAIC = (
    "lest", "hence", "thence", "whence", "thereof", "whereof", "hitherto", "thither", "hither", "forthwith",
    "whilst", "amongst", "albeit", "thrice", "betwixt", "yonder", "upon", "nought", "noughts",
)  # fmt: skip

#: What is not written: a part that every hit holds (small letters; found fast), the pattern, and what is better.
PATTERNS = (
    *((word, rf"\b{word}\b", "a modern word") for word in ARCHAIC),
    *((f"ne {thing} a", rf"\bone {thing} an? [a-z]", "one ... per ...") for thing in THINGS),
    ("for want of", r"for want of", "missing: ..."),
    ("ever", r"\bwho(?:so|m)?ever\b", "the customer that, anyone who"),
    ("beside", r"\bbeside\b", "next to, with, in addition to"),
    (
        "behind",
        r"\bbehind (?:it|them|him|her|this|that|these|those|each|every|the|its|a|an|which|you|us|how|their|all)\b",
        "for, of, after",
    ),
    (
        "stand",
        r"\bstands? (?:for|in|on|behind|below|above|at|there|here|where|with|under|by|as|alone|once|twice|first"
        r"|high|last|before|after|still|within|to|out|up|among|between)\b",
        "is, represents, appears",
    ),
    ("stood", r"\bstood\b(?! out)", "was, appeared"),
    ("stand", r"\b(?:as|where|how|what|which) (?:it|they|that) stands?\b", "unchanged, as given"),
    ("told", r"\b(?:is|are|was|were|be|been|being|as) told\b", "shown, known, distinguished, informed"),
    (
        "told ",
        r"\btold (?:apart|from|by|of|to|beforehand|what|whether|which|here|there)\b",
        "distinguished, judged by, announced",
    ),
    ("tell", r"\btells? (?:\w+ )?(?:apart|from)\b", "distinguish"),
    ("said", r"\b(?:is|are|was|were|be|been) said\b(?! to)", "stated, reported, shown"),
    ("said", r"\b(?:as|what|than|never|not) said\b", "as stated"),
    ("say --", r"\bsay --", "use --option"),
    ("goods", r"\bprofit on (?:the |its |their )?goods\b", "gross profit"),
    ("after serv", r"\b(?:profit|margin)s? after serv", "customer profit, customer profit margin"),
    ("product ", r"\bproduct (?:margin|profit)\b", "gross profit"),
    ("served", r"\bonce (?:it is |they are |customers are )?served\b", "after cost to serve"),
    ("goods alone", r"\bon (?:its|their|the) goods alone\b", "by gross profit alone"),
    ("of serving", r"\bcosts? of serving\b", "cost to serve"),
    ("mend", r"\bmend(?:s|ed|ing)?\b", "improve, correct"),
    ("dear", r"\bdearer\b|\b(?:is|are|too) dear\b", "expensive"),
    ("hang", r"\bhangs? (?:on|from)\b", "depends on"),
    ("against", r"\bh(?:old|olds|eld|olding) (?:\w+ )?against\b", "compared with"),
    (" back", r"\b(?:take|takes|taken|taking|took) back\b", "reversed, reduced by losses"),
    (" for ", r"\btaken? for (?:a|an|the|one|its|another|what|granted)\b", "treated as, used as"),
    (
        " no ",
        r"(?<!there )\b(?:is|are|was|were) no (?!longer|more|less|better|worse|larger|smaller|higher|lower|fewer"
        r"|matter|reason|need|one)[a-z]",
        "is not a",
    ),
    ("at the ", r"\bat the (?:most|least)\b", "at most, at least"),
    (" for", r"\b(?:but|save) for\b", "except for"),
    ("much alike", r"\bmuch alike\b", "very similar"),
    ("to be had", r"\bto be had\b", "available"),
    (" about", r"\bc(?:omes?|ame) about\b", "happen, take place"),
    ("lastingly", r"\blastingly\b", "lasting, in the long run"),
    ("occasion", r"\blives? on (?:one|a single) occasion\b", "depends on a single occasion"),
    ("leave away", r"\bleave away\b", "remove"),
    ("round", r"\bturn(?:s|ed)? (?:the \w+ )?round\b", "reverse"),
    (
        "who ",
        r"(?:^|[.:;] )who (?:is|has|had|was|were|placed|buys|bought|came|left|earns|loses|orders|costs)"
        r" [^.?:;]{3,60}? (?:is|are|counts?|has|gets|stays) ",
        "customers that",
    ),
    (
        "who ",
        r"\b(?:of|by|for|from|to|than|with) who (?:is|are|was|were|has|have|had|earns?|loses?|buys?|gets?"
        r"|stays?|orders?|leaves?)\b(?![^.]*\?)",
        "of customers that",
    ),
)


def _fenced(markdown: str) -> str:
    """The text without its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", markdown, flags=re.S | re.M))


def _catalogues() -> Iterator[tuple[str, str]]:
    """English messages of the catalogues."""
    for file in sorted((ROOT / "kamlib/words/zh").glob("*.po")):
        entries = re.findall(r'^msgid(?:_plural)? ((?:".*"\n)+)', file.read_text("utf-8"), re.M)
        yield file.name, "\n".join("".join(line[1:-1] for line in entry.splitlines()) for entry in entries)


def _glossary() -> Iterator[tuple[str, str]]:
    """English names and meanings of the glossary."""
    for file in sorted((ROOT / "kamlib/words/glossary").glob("*.toml")):
        entries = [one for one in tomllib.loads(file.read_text("utf-8")).values() if "same" not in one]
        yield file.name, "\n".join(f"{entry['en']}\n{entry.get('about', {}).get('en', '')}" for entry in entries)


def _pages() -> Iterator[tuple[str, str]]:
    """README, docs, and the texts of the lessons."""
    files = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("kamlib/course/lessons/*.md")]
    for file in sorted(files):
        yield str(file.relative_to(ROOT)), _fenced(file.read_text("utf-8"))


def _notebooks() -> Iterator[tuple[str, str]]:
    """Markdown cells of the notebooks."""
    for file in sorted(ROOT.glob("notebooks/**/*.ipynb")):
        cells = json.loads(file.read_text("utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        yield str(file.relative_to(ROOT)), _fenced("\n".join(texts))


def _docstrings() -> Iterator[tuple[str, str]]:
    """Docstrings of the package, without the code in them."""
    for file in sorted((ROOT / "kamlib").glob("**/*.py")):
        found = re.findall(r'^ *r?"""(.*?)"""', file.read_text("utf-8"), re.S | re.M)
        yield str(file.relative_to(ROOT)), re.sub(r"``[^`]*``", "", "\n".join(found))


READ = {
    "messages": _catalogues, "glossary": _glossary, "pages": _pages, "notebooks": _notebooks,
    "docstrings": _docstrings,
}  # fmt: skip


def hits(text: str) -> Iterator[str]:
    """Yield each old word with the words around it, and what is better."""
    small = text.lower()
    for part, pattern, better in PATTERNS:
        at, seen = small.find(part), -1
        while at >= 0:
            start = max(0, small.rfind("\n\n", 0, at), at - 80)
            for hit in re.finditer(pattern, small[start : at + 120], re.M):
                if hit.start() + start <= at < hit.end() + start and hit.start() + start > seen:
                    seen = hit.start() + start
                    around = " ".join(text[max(0, seen - 40) : seen + 60].split())
                    yield f"{around} ({better})"
            at = small.find(part, at + 1)


#: A word that is there twice in a row, as an exchange of words leaves it; "that that" and "had had" are grammar,
#: ``orders orders.xlsx`` is a command.
TWICE = re.compile(r"\b(?!that\b|had\b)([a-z]{2,}) \1\b(?!\.[a-z])", re.I)


@pytest.mark.parametrize("kind", READ)
def test_no_word_is_there_twice_in_a_row(kind: str) -> None:
    assert [f"{place}: {hit.group(0)}" for place, text in READ[kind]() for hit in TWICE.finditer(text)] == []


@pytest.mark.parametrize("kind", READ)
def test_nothing_that_people_read_has_old_words(kind: str) -> None:
    assert [f"{place}: {hit}" for place, text in READ[kind]() for hit in hits(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A rate is nought or more.", 1), ("Not measured, for want of data.", 1),
        ("The figure stands beside it.", 1), ("One row a customer.", 1), ("One row per customer.", 0),
        ("Whoever left is not counted.", 1), ("Whatever its tier, a customer counts.", 0),
        ("The customer is told.", 1), ("It is said in the appendix.", 1),
        ("The profit after serving and the product margin.", 2),
        ("A visit is no order.", 1), ("There is no order.", 0), ("It is no longer a customer.", 0),
        ("Understand the standard.", 0), ("Recommend it.", 0), ("Mend the terms.", 1),
    ],
)  # fmt: skip
def test_an_old_word_is_seen_and_a_like_one_is_not(text: str, found: int) -> None:
    assert len(list(hits(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("each of the three types types", 1), ("The the list", 1), ("-p orders orders.xlsx", 0),
        ("Who had had it", 0), ("this is", 0),
    ],
)  # fmt: skip
def test_a_word_twice_in_a_row_is_seen(text: str, found: int) -> None:
    assert len(TWICE.findall(text)) == found
