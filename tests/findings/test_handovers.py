"""What is lost when a customer's one person goes: by earlier changes of person, by hand, or by assumption."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import handovers
from kamlib.keep.events import EventStudy

COLUMNS = ["event", "events", "exits", "expected", "low", "high"]


def after(monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, int, int, float, float, float]) -> handovers.Handover:
    """Return what the study of these events says of a book with a person on each line."""
    found = EventStudy(pd.DataFrame(rows, columns=COLUMNS), 6, 30)
    monkeypatch.setattr(handovers, "studied", lambda client: found)
    day = pd.to_datetime(["2024-01-31"])
    lines = pd.DataFrame({"customer_id": "A", "date": day, "order_id": "1", "revenue": 1.0, "owner": "Li"})
    return handovers.handover(Client(lines, as_of=day[0]))


def test_those_that_would_have_left_anyway_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 50 changes 12 were followed by an exit, 2 would have been without one: 10 of 50.

    Three to twelve times as many as the usual 4 of 100 are 8 to 44 of 100 more.
    """
    found = after(monkeypatch, ("price_raised", 9, 9, 0.0, 1.0, 2.0), ("owner_changed", 50, 12, 2.0, 3.0, 12.0))
    assert found == handovers.Handover(0.2, measured=True, low=pytest.approx(0.08), high=pytest.approx(0.44))


def test_where_fewer_left_than_usual_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    found = after(monkeypatch, ("owner_changed", 50, 5, 8.0, 0.25, 1.5))
    assert found == handovers.Handover(0.0, measured=True, low=0.0, high=pytest.approx(0.08))


def test_one_change_and_one_exit_after_it_measure_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One customer that left after its only change of person would make all money go with people."""
    found = after(monkeypatch, ("owner_changed", 1, 1, 0.02, 7.0, 300.0), ("price_raised", 50, 12, 2.0, 3.0, 9.0))
    assert found == handovers.Handover(0.176, measured=False)
    assert after(monkeypatch, ("owner_changed", 0, 0, 0.0, 0.0, 0.0)) == found
    assert (found.low, found.high) == (0.132, 0.176)


def test_other_events_say_nothing_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    assert after(monkeypatch, ("price_raised", 50, 12, 2.0, 3.0, 9.0)) == handovers.Handover(0.176, measured=False)
