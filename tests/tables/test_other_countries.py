"""Exports of other countries: their words for tax, their money, the bytes of their letters; figures by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(text: str, encoding: str = "utf-8", **how: object) -> Reading:
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        return read(path, today="2025-01-01", **how)

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def codes(found: Reading) -> set[str]:
    return {problem.code for problem in found.problems}


@pytest.mark.parametrize(
    ("net", "gross"),
    [
        ("Total HT", "Total TTC"), ("Montant HT", "Total TTC"), ("Total hors taxes", "Total TTC"),
        ("Total sin IVA", "Total con IVA"), ("Base imponible", "Total con IVA"), ("Imponibile", "Total"),
        ("Total s/ IVA", "Total c/ IVA"), ("Total excl. BTW", "Total incl. BTW"),
    ],
)  # fmt: skip
def test_amounts_before_tax_are_known_by_the_words_of_other_countries(reading: Read, net: str, gross: str) -> None:
    text = f"Date;Client;{gross};{net}\n03/01/2024;Alpha;1.190,00;1.000,00\n25/01/2024;Beta;238,00;200,00\n"
    found = reading(text)
    assert revenue(found) == 1200.0
    assert "tax-included" not in codes(found)


def test_a_tax_by_its_foreign_name_shows_that_the_total_holds_it(reading: Read) -> None:
    found = reading(
        "Fecha;Cliente;Factura;IVA;Total\n03/01/2024;A;1;210,00;1.210,00\n25/01/2024;B;2;420,00;2.420,00\n",
        columns={"date": "Fecha", "customer_id": "Cliente"},
    )
    assert revenue(found) == 3000.0


@pytest.mark.parametrize(
    ("amounts", "currency", "total"),
    [
        (("Rs. 1,00,000.00", "Rs.500/-"), "INR", 100500.0), (("Rs 1,23,456.50", "Rs 500"), "INR", 123956.5),
        (("1.000,50 TL", "2.000,00 TL"), "TRY", 3000.5), (("1 000,50 руб.", "20 000,00 р."), "RUB", 21000.5),
        (("RM 1,000.50", "RM20"), "MYR", 1020.5), (("Rp 1.000.000", "Rp.500"), "IDR", 1000500.0),
        (("1 234,50 SEK", "500:-"), "SEK", 1734.5), (("S/.1,500.00", "S/ 20.50"), "PEN", 1520.5),
    ],
)  # fmt: skip
def test_money_of_other_countries_is_read_by_its_words(
    reading: Read, amounts: tuple[str, str], currency: str | None, total: float
) -> None:
    found = reading(f'Date\tCustomer\tAmount\n2024-03-05\tA\t"{amounts[0]}"\n2024-03-25\tB\t"{amounts[1]}"\n')
    assert (revenue(found), found.currency, found.rows_used) == (total, currency, 2)


@pytest.mark.parametrize("header", ["EUR Net", "EUR Amount", "EUR_Amount", "€ Amount"])
def test_a_currency_may_stand_before_the_name_of_an_amount(reading: Read, header: str) -> None:
    found = reading(f"Date,Customer,{header}\n2024-03-05,A,100.50\n2024-03-25,B,50\n")
    assert (revenue(found), found.currency) == (150.5, "EUR")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2024", "2024-08-01"), ("1er janv. 2024", "2024-01-01"), ("令和6年1月5日", "2024-01-05"),
        ("令和元年5月1日", "2019-05-01"), ("平成31年4月30日", "2019-04-30"),
    ],
)  # fmt: skip
def test_first_days_and_reigns_are_dates(reading: Read, text: str, day: str) -> None:
    found = reading(f"Date,Customer,Amount\n{text},A,100\n{text},B,50\n")
    assert found.frame["date"].dt.strftime("%Y-%m-%d").tolist() == [day, day]


def test_books_in_several_local_currencies_are_not_added_up(reading: Read) -> None:
    header = "Customer\tDocument Number\tDocument Date\tAmount in local currency\tLocal Currency\n"
    text = header + "1\tR1\t03.01.2024\t1.190,00\tEUR\n2\tR2\t15.02.2024\t238.000,00\tJPY\n"
    with pytest.raises(KamError, match=r"several currencies: EUR .*JPY"):
        reading(text)
    assert (reading(text, currency="EUR").rows_used, revenue(reading(text, currency="EUR"))) == (1, 1190.0)
    alone = reading(text.replace("JPY", "EUR"))
    assert (alone.currency, revenue(alone)) == ("EUR", 239190.0)


def test_documents_in_several_currencies_are_added_up_in_the_local_one(reading: Read) -> None:
    found = reading(
        "Customer,Document Number,Document Date,Amount in doc. curr.,Document currency,Amount in local currency,"
        "Local Currency\n1,R1,2024-01-03,100,USD,92,EUR\n2,R2,2024-02-15,200,EUR,200,EUR\n"
    )
    assert revenue(found) == 292.0


def test_what_cannot_be_read_is_said_with_how_to_write_it(reading: Read) -> None:
    with pytest.raises(
        KamError, match=r"first cell: 1 234,50 kr\); write it like 12500 in the file, or use --map"
    ):
        reading("Date;Customer;Amount\n2024-03-05;A;1 234,50 kr\n2024-03-25;B;500,00 kr\n")


def test_indian_tax_returns_name_the_receiver_and_the_taxable_value(reading: Read) -> None:
    found = reading(
        "GSTIN/UIN of Recipient,Receiver Name,Invoice Number,Invoice date,Invoice Value,Rate,Taxable Value\n"
        "29A,Ganesh,1,05-Apr-23,1180,18,1000\n29B,Laxmi,2,15-May-23,2360,18,2000\n"
    )
    assert (list(found.frame["customer_id"]), revenue(found)) == (["Ganesh", "Laxmi"], 3000.0)


NAMES = {
    "cp1250": ["Spółka Wodociągi Łódź", "Żółw i Syn", "Zakład Śruba", "Piekarnia Gęś", "Dvořák"],
    "cp1254": ["Yılmaz A.Ş.", "Çelik Ltd. Şti.", "Işık Mühendislik", "Doğan Holding", "Güneş Gıda", "İstanbul"],
    "cp949": ["한국상사", "대한기계공업", "서울전자", "부산무역", "현대건설산업", "삼성물류센터"],
    "mac_roman": ["Müller GmbH", "Groß & Söhne", "Café Zürich"],
    "cp850": ["Müller GmbH", "Groß & Söhne", "Café Zürich"],
}
CASES = [
    ("cp1250", NAMES["cp1250"][:4]), ("cp1250", ["Dvořák", "Škoda Plzeň", "Železárny Třinec", "Průmysl"]),
    ("cp1250", ["Győri Keksz", "Székesfehérvári Fűtőmű", "Tűzoltó Zrt", "Közműhálózat"]),
    ("iso8859_2", NAMES["cp1250"][:4]),
    *((encoding, NAMES[encoding]) for encoding in NAMES if encoding != "cp1250"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "names"), CASES)
def test_names_are_spelt_as_the_alphabet_of_their_language_has_them(
    reading: Read, encoding: str, names: list[str]
) -> None:
    blank = "\xa0" if encoding in ("cp1250", "iso8859_2", "cp1254") else ""  # of thousands
    rows = [f"2024-03-{at + 1:02d};{name};1{blank}000,50" for at, name in enumerate(names * 2)]
    found = reading("\n".join(["Date;Customer;Amount", *rows]), encoding)
    assert revenue(found) == 1000.5 * len(rows)
    assert (set(found.frame["customer_id"]), found.encoding) == (set(names), encoding)
    assert "encoding-doubtful" in codes(found)


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["Søren Ærø", "Crème Café", "Ångström", "Müller"]),
        ("cp1252", ["Þór hf.", "Sigurður", "Fríða"]),
        ("cp1252", ["João Ações", "Construções São José", "Pão de Açúcar"]),
        ("gb18030", ["安徽电力", "合肥公安"]),
    ],
)
def test_what_is_western_or_chinese_is_so_without_doubt(reading: Read, encoding: str, names: list[str]) -> None:
    rows = [f"2024-03-{at + 1:02d};{name};100,50" for at, name in enumerate(names * 2)]
    found = reading("\n".join(["Date;Customer;Amount", *rows]), encoding)
    assert (set(found.frame["customer_id"]), found.encoding) == (set(names), encoding)
    assert "encoding-doubtful" not in codes(found)
