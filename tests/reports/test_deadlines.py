"""Deadlines: days from the day of issue, on days when people work; without one, no date anywhere."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.findings import Findings, find
from kamlib.loading import load
from kamlib.reports import compose, html, parameters, pdf, results, steps, xlsx
from kamlib.reports.deadlines import Deadlines, country_of, supported
from kamlib.reports.deck import build
from kamlib.words import date, speaking

DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("country", "issued", "due"),
    [
        (None, "2025-01-15", "2025-02-14"),  # a Friday stays
        (None, "2025-01-16", "2025-02-17"),  # Saturday, to Monday
        ("CN", "2024-12-31", "2025-02-05"),  # 30 January lies in the Spring Festival, 28 January to 4 February
        ("CN", "2025-09-01", "2025-10-09"),  # 1 October: off to the 8th
        ("CN", "2026-01-16", "2026-02-24"),  # 15 February: off to the 23rd
        (
            "CN",
            "2026-01-15",
            "2026-02-24",
        ),  # Saturday 14 February was made a working day; no deadline all the same
        ("CN", "2027-01-10", "2027-02-15"),  # not announced: the eve is 5 February, seven days after it are off
        ("CN", "2027-09-05", "2027-10-08"),
        ("GB", "2025-11-25", "2025-12-29"),  # Christmas, Boxing Day, a weekend
        ("GB", "2026-03-07", "2026-04-07"),  # Easter Monday is a holiday in England, and none in Scotland
        ("US", "2026-06-03", "2026-07-06"),  # Independence Day falls on a Saturday and is kept on Friday
        ("JP", "2026-04-03", "2026-05-07"),  # the Golden Week
        ("SA", "2026-01-14", "2026-02-15"),  # Friday and Saturday are the weekend
    ],
)
def test_thirty_days_on_or_the_next_day_on_which_people_work(country: str | None, issued: str, due: str) -> None:
    assert Deadlines(DAY(issued), country).due(30) == DAY(due)


@pytest.mark.parametrize("country", [None, "CN", "GB", "US"])
def test_no_day_of_three_years_is_a_deadline_on_a_weekend_and_none_comes_early(country: str | None) -> None:
    counted = Deadlines(DAY("2025-12-01"), country)
    for days in range(0, 1000, 3):
        due = counted.due(days)
        assert due is not None
        assert due.weekday() < 5
        assert 0 <= (due - DAY("2025-12-01")).days - days <= 12


@pytest.mark.parametrize(
    ("currency", "country"),
    [("CNY", "CN"), ("GBP", "GB"), ("USD", "US"), ("JPY", "JP"), ("CHF", "CH"), ("EUR", None), ("XAF", None),
     (None, None)],
)  # fmt: skip
def test_a_currency_names_its_country_but_for_those_of_many(currency: str | None, country: str | None) -> None:
    assert country_of(currency) == country


def test_a_country_is_named_by_two_letters() -> None:
    assert supported(" de ") == "DE"
    with pytest.raises(KamError, match=r"--country Germany: give the two letters"):
        supported("Germany")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"issued": "tomorrow"}, "--issued tomorrow: use a date like 2024-12-31"),
        ({"issued": "2025-01-15", "country": "XX"}, "--country XX"),
        ({"country": "CN"}, "needs the date of issue"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(given: dict[str, str], said: str) -> None:
    with pytest.raises(KamError, match=said) as caught:
        parameters.check(given)
    assert "\n" not in str(caught.value)


@cache
def book(currency: str | None) -> Client:
    """Two years of weekly orders that end on the day before New Year's Eve."""
    days = pd.date_range("2023-01-01", "2024-12-30", freq="7D")
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{at}-{i}", "date": day, "revenue": 1000.0 / (i + 1),
         "cost": (600.0 if i % 5 else 1100.0) / (i + 1)}
        for at, day in enumerate(days)
        for i in range(12)
    ]  # fmt: skip
    return load(pd.DataFrame(rows), currency=currency, name="Probe", today="2025-06-01")


@cache
def found(language: str, currency: str | None) -> Findings:
    """What there is to say of it, whatever the day of issue."""
    with speaking(language):
        return find(book(currency))


@cache
def whole(language: str, issued: str | None = None, currency: str | None = "CNY") -> results.Results:
    """Its results."""
    asked = parameters.Parameters(issued=None if issued is None else DAY(issued), language=language)
    with speaking(language):
        return compose.results_of(book(currency), found(language, currency), asked)


def told(made: results.Results, folder: Path) -> dict[str, str]:
    """Return the text of every format, and of the parts that the brief of a report names."""
    drawn = made.model_copy(update={"findings": [f.model_copy(update={"figure": None}) for f in made.findings]})
    html.write(drawn, folder, folder / "report.html")
    book = openpyxl.load_workbook(xlsx.write(drawn, folder, folder / "report.xlsx"))
    sheets = [book[name] for name in book.sheetnames[:4]]
    cells = [str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row if c.value is not None]
    return {
        "html": (folder / "report.html").read_text("utf-8"),
        "pdf": str(pdf.document(build(drawn), folder)),
        "xlsx": "\n".join(cells),
        "json": results.dumps(drawn),
    }


@pytest.mark.parametrize(("language", "said"), [("en", "within 30 days"), ("zh", "报告送达后 30 天内")])
def test_without_a_day_of_issue_no_deadline_is_a_date(language: str, said: str, tmp_path: Path) -> None:
    made = whole(language)
    assert len(made.advice) > 3
    assert all(line.due is None for line in [*made.advice, *made.summary.answer])
    with speaking(language):
        as_dates = {date(DAY("2024-12-24") + dt.timedelta(days=line.within_days)) for line in made.advice}
        for name, text in told(made, tmp_path).items():
            assert not [day for day in as_dates if day in text], name
            assert not re.search(r"202[5-9]-\d\d-\d\d|202[5-9]年|\b[A-Z][a-z]{2} 202[5-9]", text), name
            assert (said in text) == (name != "json")
        title = next(s.title for s in build(made).sections if s.id == "recommendations")
    assert said in title


@pytest.mark.parametrize(
    ("language", "by", "counted", "calendar"),
    [
        ("en", "by 5 Feb 2025", "31 Dec 2024", "weekends and public holidays (China)"),
        ("zh", "2025年2月5日前", "2024年12月31日", "周末及中国法定节假日"),
    ],
)
def test_with_a_day_of_issue_every_deadline_is_a_working_day_and_said_so(
    language: str, by: str, counted: str, calendar: str, tmp_path: Path
) -> None:
    made = whole(language, "2024-12-31")
    assert {line.due for line in made.advice if line.within_days == 30} == {"2025-02-05"}
    assert all(line.due for line in made.summary.answer)
    assert made.client.issued == "2024-12-31"
    written = [line.written for line in made.assumptions]
    assert counted in written
    assert calendar in written
    with speaking(language):
        assert by in [steps.by(line) for line in made.advice]
        texts = told(made, tmp_path)
    assert all(by in texts[name] for name in ("html", "pdf"))
    assert "报告送达" not in "".join(texts.values())
    assert '"due": "2025-02-05"' in texts["json"]
    assert "2025-02-05" in texts["xlsx"]


@pytest.mark.parametrize(
    ("issued", "currency", "said"),
    [
        (None, "CNY", ["the day on which the report is delivered"]),
        ("2025-03-03", None, ["3 Mar 2025",
                              "weekends; public holidays are unknown because no country is set"]),
        ("2026-12-01", "CNY", ["1 Dec 2026", "weekends and public holidays (China)",
                               "the eve of the Chinese New Year and seven days after it, 1 to 7 October"]),
    ],
)  # fmt: skip
def test_the_assumptions_say_from_which_day_and_by_which_calendar(
    issued: str | None, currency: str | None, said: list[str]
) -> None:
    made = whole("en", issued, currency)
    assert [line.written for line in made.assumptions if line.label.startswith("Deadlines")] == said


def test_the_same_day_of_issue_gives_the_same_bytes() -> None:
    dumped = {results.dumps(whole.__wrapped__("en", "2025-01-15")) for _ in range(2)}
    assert len(dumped) == 1


def test_the_country_asked_for_goes_before_the_one_of_the_currency() -> None:
    client = Client(pd.DataFrame({"customer_id": ["a"], "order_id": ["1"], "date": [pd.Timestamp("2024-12-31")],
                                  "revenue": [1.0]}), currency="CNY")  # fmt: skip
    given = parameters.check({"issued": "2024-12-31", "country": "gb"})
    until = compose.deadlines_of(client, given)
    assert (until.country, until.due(30)) == ("GB", DAY("2025-01-30"))
    assert [line.source for line in until.assumptions([])] == ["stated", "stated"]
