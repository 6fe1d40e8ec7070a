"""A file of invoices is spoken of in invoices: in messages, in findings and in the names of their columns."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest

import kamlib
from kamlib.findings import find
from kamlib.words import _, glossary, label, n_, speaking, speaking_of
from kamlib.words.documents import worded

CATALOGUES = Path(__file__).parents[2] / "kamlib" / "words" / "zh"
#: Words of orders that invoices have too: rules for orders, kinds of customers, ways of buying.
KEPT = {
    "en": re.compile(
        r"(?i)minimum orders?|call-off orders|web order|online ordering|in (?:their |the )?order\b|\{[^}]*\}"
        r"|--\S+ \S+|\w+_\w+"
    ),
    "zh": re.compile(r"大单客户|小单|拼单|单次大单|大单或团购|一次性大单|大单[：、]"),
}  # fmt: skip


def messages(language: str) -> list[str]:
    """Return what is said in a language, but for lessons and the command's own help."""
    from babel.messages.pofile import read_po

    found: set[str] = set()
    for file in sorted(CATALOGUES.glob("*.po")):
        if not file.stem.startswith(("course", "cli")):
            with file.open("rb") as text:
                for entry in read_po(text):
                    said = entry.id if language == "en" else entry.string
                    found |= set(said) if isinstance(said, tuple) else {said}
    named = [text for term in glossary().values() for text in
             ((term.en, term.about_en) if language == "en" else (term.zh, term.about_zh))]  # fmt: skip
    return sorted(found | set(named))


@pytest.mark.parametrize(
    ("language", "orders"), [("en", r"(?i)\border(?:s|ed)?\b"), ("zh", "订单|下单|订货|首单|末单|整单")]
)
def test_no_message_about_invoices_says_orders(language: str, orders: str) -> None:
    with speaking(language), speaking_of("invoices"):
        left = [
            text for text in map(worded, messages(language)) if re.search(orders, KEPT[language].sub("", text))
        ]
    assert left == []
    with speaking(language), speaking_of("orders"):
        assert [text for text in messages(language) if worded(text) != text] == []


def test_no_customer_writes_invoices_and_none_has_were_invoiced() -> None:
    with speaking("en"), speaking_of("invoices"):
        said = [worded(text) for text in messages("en")]
    odd = r"\bdid not invoice\b|\busually invoices\b|^invoices (?:about|again)\b|rarely invoices|\bnot were\b"
    assert [text for text in said if re.search(odd, text)] == []


def test_a_sequence_is_no_invoice() -> None:
    """What comes “in this order:” would be said to come in this invoice; nor is there a book of one invoice."""
    with speaking("en"), speaking_of("invoices"):
        said = [worded(text) for text in messages("en")]
    assert [text for text in said if re.search(r"(?i)\bin this invoice:|\binvoice book\b", text)] == []


def test_what_stands_in_a_message_is_left_as_it_is() -> None:
    with speaking_of("invoices"):
        assert _("Say {option} for the order {name}.", option="--map order_id=…", name="Order 7") == (
            "Say --map order_id=… for the invoice Order 7."
        )
        assert n_("{n} order", "{n} orders", 2) == "2 invoices"
        assert _("put in order") == "put in order"
        assert label("order_id") == "Invoice"
    assert label("order_id") == "Order"
    with speaking("zh"), speaking_of("invoices"):
        assert [label(key) for key in ("orders", "last_date")] == ["发票", "最近一次开票日期"]


def test_customers_place_orders_and_get_invoices() -> None:
    with speaking_of("invoices"):
        assert worded("silent for {days} days, usually orders every day").endswith("usually invoiced every day")
        assert worded("{n} of them have not ordered for a year") == "{n} of them have not been invoiced for a year"
        assert (
            worded("{n} of them did not order in {months} months")
            == "{n} of them got no invoice in {months} months"
        )
        assert worded("ask for the next order") == "ask for the next purchase"
        assert worded("orders again") == "is invoiced again"
        assert worded("of the 3 best customers that place them") == "of the 3 best customers that get them"
    with speaking("zh"), speaking_of("invoices"):
        assert worded("最近一年有 3 家客户下单") == "最近一年有 3 家客户有开票"


def test_there_are_two_kinds_of_documents() -> None:
    with pytest.raises(ValueError, match="receipts"), speaking_of("receipts"):
        pass


def client(number: str, day: str, days: tuple[int, ...] = (5, 15)) -> kamlib.Client:
    """Two years of ten customers, a row on each of the days of each month."""
    rows = [
        f"{year}{month:02d}{at}{k},{year}-{month:02d}-{at:02d},客户{k},{1000 + 100 * k}"
        for year in (2023, 2024)
        for month in range(1, 13)
        for at in days
        for k in range(10)
    ]
    text = "\n".join([f"{number},{day},客户名称,不含税金额", *rows])
    return kamlib.load(pd.read_csv(io.StringIO(text), dtype="str"))


@pytest.mark.parametrize(
    ("number", "day", "kind"),
    [
        ("发票号码", "开票日期", "invoices"),
        ("Invoice No", "Posting Date", "invoices"),
        ("InvoiceNo", "InvoiceDate", "invoices"),
        ("Rechnungsnummer", "Datum", "invoices"),
        ("单据编号", "开票日期", "invoices"),
        ("订单号", "开票日期", "orders"),
        ("Order No", "Invoice Date", "orders"),
        ("单据编号", "日期", "orders"),
    ],
)
def test_the_columns_say_what_the_rows_are(number: str, day: str, kind: str) -> None:
    assert client(number, day).documents == kind


def test_findings_and_figures_of_an_invoice_file_speak_of_invoices() -> None:
    with speaking("zh"):
        said = {kind: find(client(number, day), only=["yearly", "key_accounts"]) for kind, number, day in
                (("invoices", "发票号码", "开票日期"), ("orders", "订单号", "日期"))}  # fmt: skip
        text = {
            kind: "".join(f"{f.title}{f.summary}{f.notes}{f.alt}" for f in found) for kind, found in said.items()
        }
    assert "开票" in text["invoices"]
    assert "下单" not in text["invoices"]
    assert "订单" not in text["invoices"]
    assert "开票" not in text["orders"]
    assert label("order_id") == "Order"


@pytest.mark.parametrize(
    ("number", "day", "days", "warned"),
    [
        ("发票号码", "开票日期", (25, 28), True),
        ("发票号码", "开票日期", (15, 25, 28), True),
        ("发票号码", "开票日期", (15, 28), False),
        ("订单号", "日期", (25, 28), False),
    ],
)
def test_invoices_of_month_ends_are_no_rhythm(number: str, day: str, days: tuple[int, ...], warned: bool) -> None:
    found = [p for p in client(number, day, days).problems if p.code == "month-end-invoices"]
    assert [p.level for p in found] == (["warning"] if warned else [])
