"""The scorecard: who no longer buys is not hidden behind an old score."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.classify import scorecard as cards
from kamlib.client import Client
from kamlib.findings import key_accounts, scorecard
from kamlib.findings.judgement import judged
from kamlib.words import label, speaking
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


def test_who_has_not_bought_for_a_year_is_marked_on_the_scorecard(client: Client) -> None:
    found = scorecard.scorecard(client)
    quiet = client.accounts.set_index("customer_id")["recency_days"] > scorecard.QUIET_DAYS
    assert "last_date" in found.evidence
    assert found.facts["quiet"] <= quiet.sum()
    assert ("not bought for over a year" in found.summary) == bool(found.facts["quiet"])


def test_the_score_is_of_those_in_question_for_the_key_account_list_and_as_long_as_it(client: Client) -> None:
    found, known = scorecard.scorecard(client), judged(client).keys
    asked = known.table[known.table["verdict"].isin(["key", "candidate"])]
    assert found.facts["scored"] == len(asked)
    assert found.facts["listed"] == len(known.listed())
    assert set(found.evidence["customer_id"]) <= set(asked["customer_id"])
    assert f"The {len(asked)} customers eligible for the list are scored" in found.summary
    assert f"of the {len(known.listed())} places on the key-account list" in found.title


def test_the_scores_are_those_among_all_customers(client: Client) -> None:
    margins = client.accounts.set_index("customer_id")["profit_after_serving"]
    margins = margins / client.accounts.set_index("customer_id")["revenue"]
    whole = cards.score(cards.criteria(client.orders, client.customers, as_of=client.as_of, margins=margins)).table
    shown = scorecard.scorecard(client).evidence.set_index("customer_id")["score"]
    assert shown.to_dict() == whole.set_index("customer_id")["score"].loc[shown.index].to_dict()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_verdicts_are_those_of_the_list(client: Client, code: str) -> None:
    with speaking(code):
        found, known = scorecard.scorecard(client), judged(client).keys.table.set_index("customer_id")
        for row in found.evidence.to_dict("records"):
            on = known.loc[row["customer_id"]]
            verdict = "in_reserve" if on["verdict"] == "key" and not on["on_list"] else on["verdict"]
            assert row["verdict"] == label(verdict)


def test_who_has_to_mend_its_terms_first_is_no_close_case() -> None:
    sold = embedded().measured_by("revenue")
    sold = replace(sold, orders=sold.orders.drop(columns="cost"))
    shown = scorecard.scorecard(sold).advice[0].text
    flagged = judged(sold).misconceptions.table
    harsh = flagged.loc[flagged["misconception"] == "harsh_terms", "name"]
    assert not any(name in shown for name in harsh)
    assert "on harsh terms wait" in shown


def test_customers_much_alike_are_told_apart_neither_by_a_list_nor_by_points() -> None:
    days = pd.date_range("2022-01-03", "2024-12-30", freq="14D")
    rows = [
        {"customer_id": f"K{k:02d}", "order_id": f"{k}-{i}", "date": day, "revenue": 100.0 + i % 3}
        for k in range(30) for i, day in enumerate(days) if i >= k  # some order a little more often
    ]  # fmt: skip
    level = Client(pd.DataFrame(rows))
    assert judged(level).even
    assert "No key-account structure here" in key_accounts.key_accounts(level).title
    found = scorecard.scorecard(level)
    assert found.title == "The 30 customers are too similar for a score"
    assert (found.advice, found.unknown) == ((), False)


@pytest.mark.parametrize(
    ("places", "language", "title"),
    [
        (1, "en", "The score does not confirm the one place on the key-account list"),
        (2, "en", "The score confirms none of the 2 places on the key-account list"),
        (2, "zh", "大客户名单的 2 家均未得到评分印证"),
    ],
)
def test_a_score_that_confirms_nobody_says_so(client: Client, places: int, language: str, title: str) -> None:
    with speaking(language):
        assert scorecard._title(scorecard.scored(client), places, 0, 0) == title
