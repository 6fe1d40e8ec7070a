"""The maturity check: levels worked out by hand, contradictions first, and planted companies told apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from kamlib import Client, findings
from kamlib.book import Book
from kamlib.cli import main
from kamlib.figures.maturity import maturity_map, maturity_map_alt
from kamlib.loading import load
from kamlib.manage import maturity
from kamlib.manage.maturity.proofs import proofs, visits_of_fifths
from kamlib.manage.maturity.statements import BASICS, FAILURES, statements
from kamlib.manage.year import year_of
from kamlib.words import speaking
from kamlib.world import make
from tests.embedded import embedded


def firm(visits: list[int], *, known: str = "Li; Max", months: int = 12) -> Book:
    """Ten customers that contribute 1, 2 … 10 times as much, with so many visits each in the last year."""
    ids = [f"C{n:02d}" for n in range(1, 11)]
    days = pd.date_range("2024-01-31", periods=months, freq="ME")
    orders = pd.DataFrame([
        {"customer_id": id_, "date": day, "revenue": 100.0 * n, "cost": 50.0 * n, "order_id": f"{id_}{day:%m}",
         "discount": 10.0}
        for n, id_ in enumerate(ids, 1) for day in days
    ])  # fmt: skip
    diary = pd.DataFrame([
        {"customer_id": id_, "date": pd.Timestamp("2024-06-01"), "kind": "visit", "level": "business",
         "employee": "Li"}
        for id_, n in zip(ids, visits, strict=True) for _ in range(n)
    ], columns=["customer_id", "date", "kind", "level", "employee"])  # fmt: skip
    contacts = pd.DataFrame({"customer_id": ids, "contact_id": [f"K{n}" for n in range(10)], "role": "decider",
                             "known_by": known})  # fmt: skip
    customers = pd.DataFrame({"customer_id": ids, "owner": "Li"})
    return Book(orders, customers=customers, contacts=contacts, activities=diary)


def everybody(score: float, *, role: str = "leader", who: str = "Li") -> pd.DataFrame:
    ids = statements()["statement"]
    return pd.DataFrame({"statement": ids, "score": score, "respondent": who, "role": role})


def level(of: maturity.Maturity, failure: str, basic: str, column: str = "proven") -> float:
    table = of.table
    return float(table.loc[(table["failure"] == failure) & (table["basic"] == basic), column].iloc[0])


def test_there_are_24_statements_each_with_a_proof_in_both_languages() -> None:
    table = statements()
    assert table["statement"].tolist() == [f"{letter}{n}" for letter in "ABCD" for n in range(1, 7)]
    assert table.groupby(["basic", "failure"]).size().tolist() == [2] * 12
    assert (table["proof"].str.len() > 5).all()
    with speaking("zh"):
        assert not set(statements()["text"]) & set(table["text"])


def test_visits_that_follow_contribution_prove_five_and_visits_by_habit_one() -> None:
    same = maturity.assess(None, firm(list(range(1, 11))))
    assert level(same, "objects", "visits") == 5.0
    against = maturity.assess(None, firm(list(range(10, 0, -1))))
    assert level(against, "objects", "visits") == 1.0
    # visits 2 1 4 3 6 5 8 7 10 9: nine of ten ranks are off by one, sum of squares 10, rank correlation 1 − 60/990
    near = maturity.assess(None, firm([2, 1, 4, 3, 6, 5, 8, 7, 10, 9]))
    assert level(near, "objects", "visits", "figure") == pytest.approx(1 - 60 / 990)
    # equal visits prove nothing about order
    assert np.isnan(level(maturity.assess(None, firm([3] * 10)), "objects", "visits"))
    assert visits_of_fifths(firm([2, 1, 4, 3, 6, 5, 8, 7, 10, 9])) == (9.5, 1.5)


def test_knowledge_in_one_head_is_the_share_of_contribution_that_more_than_one_know() -> None:
    assert level(maturity.assess(None, firm([1] * 10)), "method", "files") == 5.0
    assert level(maturity.assess(None, firm([1] * 10, known="Li")), "method", "files") == 1.0


def test_nothing_is_scored_that_no_table_proves() -> None:
    found = maturity.assess(everybody(5), firm([1] * 10))
    cells = found.table.set_index(["failure", "basic"])
    for cell in (("awareness", "policy"), ("objects", "list")):
        assert np.isnan(cells.loc[cell, "proven"])
        assert np.isnan(cells.loc[cell, "level"])
        assert not cells.loc[cell, "contradicted"]
    bare = Book(firm([1] * 10).orders[["customer_id", "date", "revenue", "order_id"]])
    assert maturity.assess(everybody(5), bare).table["proven"].notna().sum() <= 1
    few = firm([1] * 10)
    assert proofs(Book(few.orders[few.orders["customer_id"] < "C05"])) == ()


def test_the_level_is_the_lower_of_the_two_and_contradictions_come_first() -> None:
    habit = firm(list(range(10, 0, -1)))
    high, low = maturity.assess(everybody(5), habit), maturity.assess(everybody(1), habit)
    assert level(high, "objects", "visits", "level") == 1.0
    assert high.contradictions["basic"].iloc[0] in ("visits", "list")
    assert ("objects", "visits") in high.steps
    assert len(low.contradictions) == 0  # who claims nothing is contradicted by nothing
    assert low.table["level"].dropna().eq(1.0).all()
    assert len(high.steps) == 3


def test_leaders_and_sellers_are_compared_and_the_last_answer_counts() -> None:
    answers = pd.concat([
        everybody(5), everybody(2, role="seller", who="Max"), everybody(3, role="seller", who="Max"),
        pd.DataFrame({"statement": ["Z9", "A1"], "score": [3, 9], "respondent": "Eva", "role": "other"}),
    ], ignore_index=True)  # fmt: skip
    found = maturity.assess(answers, firm([1] * 10))
    assert found.spread[["leader", "seller", "gap"]].to_numpy().tolist() == [[5.0, 3.0, 2.0]] * 4
    assert found.unused == 26
    turned = maturity.assess(answers.iloc[::-1].iloc[26:], firm([1] * 10))
    assert turned.spread["leader"].tolist() == [5.0] * 4


def test_the_finding_says_what_is_not_borne_out() -> None:
    client = replace(embedded(), answers=everybody(4))
    finding = findings.build("maturity")(client)
    assert finding.facts["contradicted"] == 2
    assert finding.title.startswith("2 of 10")
    assert finding.evidence["maturity_shown"].iloc[-1] != ""
    assert (finding.evidence["maturity_shown"] == "cannot be seen").sum() == 2
    assert len(finding.advice) == 3
    assert "single respondent" in " ".join(finding.notes)
    assert "maturity" not in findings.possible(embedded())
    with speaking("zh"):
        assert "不符" in findings.build("maturity")(client).title
    assert maturity_map_alt(maturity.assess(None, client).table).count(";") == 11


def test_a_map_without_answers_says_what_is_proven_and_nothing_of_answers() -> None:
    cell = {"failure": "awareness", "basic": "list", "stated": float("nan"), "proven": 3.0, "contradicted": False}
    unseen = cell | {"basic": "visits", "proven": float("nan")}
    answered = cell | {"basic": "files", "stated": 4.0}
    alone = maturity_map(pd.DataFrame([cell, unseen]))
    assert [text.get_text() for text in alone.texts] == ["tables 3.0", "cannot be seen"]
    # where somebody answered one cell, the others say that nobody answered them
    some = maturity_map(pd.DataFrame([cell, unseen, answered]))
    assert [text.get_text() for text in some.texts] == [
        "answers –\ntables 3.0", "answers –\ncannot be seen", "answers 4.0\ntables 3.0",
    ]  # fmt: skip
    assert "answers" not in maturity_map_alt(pd.DataFrame([cell, unseen]))
    plt.close("all")


def test_answers_are_read_under_the_names_of_clients_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    firm([1] * 10).orders.to_csv("orders.csv", index=False)
    Path("answers.csv").write_text(
        "题号,得分,填写人,身份\na1,4,李娜,业务员\nC3,5,王总,总经理\nX7,3,王总,总经理\nC3,4,王总,总经理\n", "utf-8"
    )
    client = load("orders.csv", answers="answers.csv")
    assert client.answers is not None
    assert client.answers["role"].tolist() == ["seller", "leader", "leader", "leader"]
    found = maturity.assess(client.answers, client)
    assert level(found, "objects", "visits", "stated") == 4.0
    assert found.unused == 2
    assert main(["check", "orders.csv", "--answers", "answers.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "A1 to D6" in said
    assert "given again" in said


@pytest.mark.slow
def test_planted_companies_are_told_apart() -> None:
    """Three companies that answer alike: visits by habit, one-person knowledge, and one that does as it says."""
    seeds = range(20)
    right = {"habit": 0, "head": 0, "honest": 0}
    for seed in seeds:
        world = make(seed=seed, lines=2500)
        plain = Client(**world.tables)
        rank = year_of(plain).contribution.rank(pct=True)
        rng = np.random.default_rng(seed)
        ids = rank.index.to_numpy()
        weights = (rank.to_numpy() ** 2) / (rank.to_numpy() ** 2).sum()
        diary = plain.activities
        follows = diary.assign(customer_id=rng.choice(ids, len(diary), p=weights))
        habit = diary.assign(customer_id=rng.choice(ids, len(diary)))
        alone = plain.contacts.assign(known_by=plain.contacts["customer_id"].map(
            plain.customers.set_index("customer_id")["owner"]))  # fmt: skip
        firms = {
            "habit": replace(plain, activities=habit), "head": replace(plain, activities=follows, contacts=alone),
            "honest": replace(plain, activities=follows),
        }  # fmt: skip
        for name, client in firms.items():
            wrong = maturity.assess(everybody(5), client).contradictions
            cells = set(zip(wrong["failure"], wrong["basic"], strict=True))
            seen = {("objects", "visits"): "habit", ("method", "files"): "head"}
            said = {seen[cell] for cell in cells if cell in seen} or {"honest"}
            right[name] += said == {name}
    assert min(right.values()) >= 0.95 * len(seeds), right


def test_every_cell_of_the_map_has_a_name_in_both_languages() -> None:
    from kamlib.words import glossary

    keys = {f"basic_{basic}" for basic in BASICS.values()} | {f"failure_{failure}" for failure in FAILURES}
    assert keys <= set(glossary())


@pytest.mark.parametrize(
    ("language", "few", "nothing"),
    [
        (
            "en",
            "takes at least 10 customers that bought in the last 12 months",
            "No table shows what these answers",
        ),
        ("zh", "近 12 个月至少有 10 家客户采购，才能与数据对照", "现有数据看不出自评所涉及的内容"),
    ],
)
def test_an_answer_that_nothing_is_compared_with_says_why(language: str, few: str, nothing: str) -> None:
    def said(customers: int) -> str:
        orders = pd.DataFrame([
            {"customer_id": f"c{i}", "order_id": f"{i}-{day:%m}", "date": day, "revenue": 100.0}
            for i in range(customers) for day in pd.date_range("2024-01-01", "2024-12-01", freq="MS")
        ])  # fmt: skip
        with speaking(language):
            return findings.find(Client(orders, answers=everybody(5)[:2]), only=["maturity"])["maturity"].summary

    assert few in said(9)
    assert few not in said(10)
    assert nothing in said(10)


def test_who_gave_no_answer_that_counts_did_not_answer() -> None:
    answers = pd.concat([everybody(4), everybody(4, who="Max").assign(score=9), everybody(4, who="Eva")[:1]])
    assert maturity.assess(answers, embedded()).people == 2
