"""However small or odd a book is, no sentence is empty, absurd or ungrammatical, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.client import Client
from kamlib.findings import Finding, Findings, find
from kamlib.words import speaking
from tests.findings.unchanged import changed

#: What no sentence holds: holes, a dash where a figure should be, one of something in the plural, -0.
ODD = re.compile(
    r"  | \.|: ?\.|\(\)|\bnan\b|\bNone\b(?! of)|\binf\b|^$|[{}]|the 1 |\b[Aa]ll 1 "
    r"|(?<![\w.,])1 (customers|orders|visits|years|periods|places|candidates|of them are|of them lose)\b"
    r"|(?<!Found )(?<!Flagged )(?<!to develop )–(?![0-9])|-0(\.0)?%|-0(\.0+)?(?![.,0-9])"
)

#: What no Chinese sentence holds: western stops, a space within Chinese, a figure without a space about it.
ODD_IN_CHINESE = re.compile(
    r"[一-鿿][,;:!?]|[一-鿿] [一-鿿]|[一-鿿、，。][.]|[一-鿿](?=[0-9])|[0-9%](?=[一-鿿])|、。|：。|（）|，，|。。"
)

#: Days and amounts, within which figures and Chinese stand together.
_TOGETHER = re.compile(r"\d{4}年(\d+月\d+日(至\d+月\d+日)?|第\d季度)|[0-9][0-9,.]*(?=[万亿元美英欧年])")


def texts(finding: Finding) -> Iterator[str]:
    """Every sentence of a finding."""
    yield from (finding.title, finding.summary, *finding.notes, *(advice.text for advice in finding.advice))
    if finding.draw:
        yield finding.alt


def said_of(client: Client, lang: str) -> tuple[Findings, list[tuple[str, str]]]:
    """All findings in a language, and each sentence with the finding that says it."""
    with speaking(lang):
        found = find(client)
        return found, [(finding.id, text) for finding in found for text in texts(finding)]


@cache
def of(which: str, lang: str) -> tuple[Findings, list[tuple[str, str]]]:
    """The same of one of the books below."""
    return said_of(BOOKS[which], lang)


def oddities(said: list[tuple[str, str]], lang: str) -> list[tuple[str, str]]:
    wrong = [(id_, text) for id_, text in said if ODD.search(text)]
    if lang == "zh":
        wrong += [(id_, text) for id_, text in said if ODD_IN_CHINESE.search(_TOGETHER.sub("¤", text))]
    return wrong


def book(
    customers: int, orders: int, *, days: int = 1000, cost: float | None = 0.7, revenue: float = 1000.0,
    alike: bool = False, giant: float = 1.0,
) -> Client:  # fmt: skip
    """So many customers with so many orders each, spread over the days; the first one larger by a factor."""
    rows = []
    for who in range(customers):
        for k in range(orders):
            day = pd.Timestamp("2021-03-01") + pd.Timedelta(days=(k * days) // orders + (0 if alike else who % 5))
            size = 1.0 if alike else (1.0 + 0.37 * who + 0.11 * k) * (giant if not who else 1.0)
            rows.append((f"C{who:02}", f"{who}-{k}", day, round(revenue * size, 2)))
    table = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    if cost is not None:
        own = 1.0 if alike else 1.0 + 0.01 * table["customer_id"].str[1:].astype(int)
        table["cost"] = (table["revenue"].abs() * cost * own).round(2)
    return Client(table)


BOOKS = {
    "one customer": book(1, 6),
    "one customer, revenue only": book(1, 6, cost=None),
    "one order": book(1, 1),
    "two orders": book(2, 1, cost=1.05),
    "three customers": book(3, 8),
    "four customers, revenue only": book(4, 12, cost=None),
    "seven customers": book(7, 12),
    "seven customers, revenue only": book(7, 12, cost=None),
    "all equal": book(20, 6, alike=True),
    "all equal, revenue only": book(20, 6, alike=True, cost=None),
    "all lose": book(20, 8, cost=1.4),
    "one giant": book(20, 8, giant=2000.0),
    "the giant loses": book(20, 8, giant=2000.0, cost=1.001),
    "one month": book(20, 4, days=25),
    "one day": book(20, 2, days=1, alike=True),
    "one order each": book(20, 1),
    "twenty years": book(11, 40, days=7300),
    "all returns": book(12, 8, revenue=-900.0),
    "all returns, revenue only": book(12, 8, revenue=-900.0, cost=None),
    "nothing charged": book(12, 8, revenue=0.0),
    "nothing charged, revenue only": book(12, 8, revenue=0.0, cost=None),
    "cents": book(12, 8, revenue=0.03),
    "thousands of billions": book(12, 8, revenue=1e12),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("which", BOOKS)
def test_no_sentence_on_an_odd_book_is_odd(which: str, lang: str) -> None:
    assert oddities(of(which, lang)[1], lang) == []


@pytest.mark.parametrize("which", BOOKS)
def test_no_figure_of_an_odd_book_changes_unseen(which: str) -> None:
    assert changed(which.replace(" ", "_").replace(",", ""), list(of(which, "en")[0])) == []


@settings(max_examples=12)
@given(
    amounts=st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 800), st.integers(-3000, 90000), st.floats(0.2, 1.5)),
        min_size=1, max_size=40,
    ),
    with_cost=st.booleans(), lang=st.sampled_from(["en", "zh"]),
)  # fmt: skip
def test_no_sentence_on_any_small_book_is_odd(
    amounts: list[tuple[int, int, int, float]], with_cost: bool, lang: str
) -> None:
    rows = [
        (f"C{who}", str(n), pd.Timestamp("2022-01-01") + pd.Timedelta(days=day), cents / 100, cents * part / 100)
        for n, (who, day, cents, part) in enumerate(amounts)
    ]
    table = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"])
    client = Client(table if with_cost else table.drop(columns="cost"))
    assert oddities(said_of(client, lang)[1], lang) == []


@pytest.mark.parametrize(
    "text",
    ["", "1 customers lose", "bring: .", "The nan", "gold from –", "margin -0.0%", "客户 亏损", "共3 家", "甲,乙"],
)
def test_the_gate_can_fail(text: str) -> None:
    assert ODD.search(text) or ODD_IN_CHINESE.search(text)


@pytest.mark.parametrize("which", ["one customer", "two orders", "three customers"])
def test_what_so_few_customers_do_not_tell_gives_no_advice_and_names_what_it_takes(which: str) -> None:
    found, _said = of(which, "en")
    for id_ in ("tiers", "key_accounts", "scorecard"):
        if id_ in found.missing:
            continue
        assert found[id_].advice == ()
        assert found[id_].evidence.empty
    assert "at least 5 customers" in found["tiers"].summary


@pytest.mark.parametrize("which", [name for name in BOOKS if "revenue only" in name])
def test_without_cost_no_sentence_speaks_of_profit(which: str) -> None:
    assert not any("利润" in text for _id, text in of(which, "zh")[1])
    words = " ".join(text for _id, text in of(which, "en")[1])
    assert "profit" not in words
    assert "margin" not in words
