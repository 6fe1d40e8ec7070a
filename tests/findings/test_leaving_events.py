"""What precedes leaving, as a client reads it: on a client with many exits, and in words where there are none."""

from __future__ import annotations

import pytest

from kamlib.client import Client
from kamlib.findings import build
from kamlib.findings.leaving_events import given
from kamlib.loading import load
from kamlib.words import glossary, speaking
from tests.embedded import embedded


@pytest.fixture(scope="module")
def made() -> Client:
    return load("machinery-keep")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_it_names_the_planted_events_and_not_the_decoy(made: Client, code: str) -> None:
    import matplotlib.pyplot as plt

    with speaking(code):
        found = build("leaving_events")(made)
        assert found.draw is not None
        assert found.draw().has_data()
        plt.close("all")
        marked = found.evidence.loc[found.evidence["event_flagged"], "leaving_event"].tolist()
        decoy = found.evidence.loc[~found.evidence["event_flagged"], "leaving_event"].tolist()
    named = {"en": ("contact person changed", "training"), "zh": ("对接人更换", "培训")}[code]
    assert named[0] in marked
    assert decoy == [named[1]]
    assert set(found.evidence.columns) <= set(glossary())
    assert found.facts["flagged"] == 3
    assert "cause" not in found.title + found.summary


def test_what_was_said_stands_next_to_what_was_seen(made: Client) -> None:
    with speaking("en"):
        table = build("leaving_events")(made).behind["reasons_given"]
    assert set(table.columns) <= set(glossary())
    by = table.set_index("reason_given")
    # every class of reason that the tables can show is there; own process lacks its table on this client
    assert {"seen_owner_changed", "seen_price_raised", "seen_complaint_open"} <= set(by)
    assert "seen_own_process" not in by
    assert (by["nothing_seen"] <= by["exit_count"]).all()
    # a third says price and means something else: complaints without an answer are among them
    assert by.loc["Price", "seen_complaint_open"] > 5


def test_money_lost_by_reason_is_said_and_shown_in_the_language_in_use(made: Client) -> None:
    with speaking("zh"):
        found = build("leaving_events")(made)
    table = found.behind["reasons_given"]
    assert not table["reason_given"].str.contains("[a-z]").any()
    assert {"reason_lost", "reason_lost_rest", "reason_preventable"} <= set(table)
    assert (table["reason_preventable"] <= table["reason_lost"]).all()
    assert (table["reason_lost_rest"] <= table["reason_lost"]).all()
    assert f"损失最大的原因是“{table.loc[table['reason_lost'].idxmax(), 'reason_given']}”" in found.summary


def test_slow_requests_are_a_class_of_reasons_where_there_is_a_table() -> None:
    found = given(embedded())
    assert found is not None
    assert "request_slow" in found


def test_too_few_exits_are_said_in_words() -> None:
    with speaking("en"):
        found = build("leaving_events")(embedded())
    assert found.title == "Too few customers have left to say what precedes leaving"
    assert found.advice == ()
