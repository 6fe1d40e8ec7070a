"""The step of the list of warnings counts what can still be kept; who is to be won back is left to that step."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import leaving, watch
from kamlib.findings.finding import Advice
from kamlib.words import speaking

LISTED = pd.DataFrame({
    "customer_id": ["A", "B", "C"], "name": ["A", "B", "C"], "year": [1000.0, 600.0, 400.0],
    "chance": [0.9, 0.2, 0.3], "ahead": [0.02, 0.1, 0.05],
})  # fmt: skip


def step(
    monkeypatch: pytest.MonkeyPatch, *, won_back: list[str], once: str = "", tested: bool = True
) -> tuple[Advice, ...]:
    """Return the step about `LISTED`, of a book in which C alone ordered, 50 a month for two years."""
    days = pd.date_range("2023-01-15", "2024-12-15", freq="MS")
    lines = pd.DataFrame({"customer_id": "C", "date": days, "order_id": days.astype("str"), "revenue": 50.0})
    seen = type("Seen", (), {"warnings": object() if tested else None})()
    monkeypatch.setattr(leaving, "watch", lambda client: seen)
    monkeypatch.setattr(leaving, "gone_quiet", lambda client: frozenset(won_back))
    monkeypatch.setattr(leaving, "_projects", lambda client: frozenset(once))
    table = LISTED if tested else LISTED.tail(1).assign(chance=float("nan"), ahead=float("nan"))
    with speaking("en"):
        return leaving._advice(Client(lines, as_of=pd.Timestamp("2024-12-31")), table)


def test_a_customer_that_has_probably_left_counts_by_what_is_still_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """0.02 × 1,000 + 0.1 × 600 + 0.05 × 400; by those as high that left it would be 1,140."""
    (one,) = step(monkeypatch, won_back=[])
    assert one.worth is not None
    assert one.worth.high == 100.0
    assert one.customers[0] == "B"  # 60 of the 100
    assert one.worth.at_most


def test_what_can_still_be_lost_with_each_is_what_is_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 × 0.02, 600 × 0.1, 400 × 0.05; without a tested rule nobody knows."""
    seen = type("Seen", (), {"warnings": object()})()
    monkeypatch.setattr(watch, "watch", lambda client: seen)
    monkeypatch.setattr(watch, "warned", lambda client: LISTED)
    assert watch.warned_money(None) == {"A": 20.0, "B": 60.0, "C": 20.0}
    seen.warnings = None
    assert watch.warned_money(None) == {}


def test_who_is_won_back_is_called_in_no_second_step(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = step(monkeypatch, won_back=["B", "Z"])
    assert (one.customers, one.money_a_year) == (("A", "C"), 40.0)
    assert one.text.endswith("1 more is covered under “Key-account list”.")
    assert step(monkeypatch, won_back=["A", "B", "C"]) == ()


def test_who_bought_on_a_single_occasion_is_served_as_a_project_and_not_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (one,) = step(monkeypatch, won_back=["B"], once="AB")
    assert (one.customers, one.money_a_year) == (("C",), 20.0)
    assert one.text.endswith("under “Key-account list”. 1 more is covered under “Three misconceptions about key "
                             "accounts”.")  # fmt: skip


def test_without_a_tested_rule_it_is_what_the_customer_brought_up_to_its_last_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The months from January to December 2024, of which the last order is on the first."""
    (one,) = step(monkeypatch, won_back=[], tested=False)
    assert one.money_a_year == 12 * 50.0


def test_where_all_on_the_list_are_won_back_the_summary_says_where_their_step_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaving, "gone_quiet", lambda client: frozenset("ABC"))
    with speaking("en"):
        assert leaving._won_back(None, LISTED) == "The steps for them are under “Key-account list”."
        assert leaving._won_back(None, LISTED.head(1)) == "The step for it is under “Key-account list”."
        assert leaving._won_back(None, LISTED.head(0)) == ""
    monkeypatch.setattr(leaving, "gone_quiet", lambda client: frozenset("AC"))
    assert leaving._won_back(None, LISTED) == ""
