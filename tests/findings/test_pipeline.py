"""Deals in a report: what the sentences say is what the table shows, and only where deals were brought."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.findings import find, registry
from kamlib.findings.pipeline import pipeline
from kamlib.words import money, speaking


def orders() -> pd.DataFrame:
    days = pd.date_range("2023-01-05", "2024-12-28", freq="14D")
    return pd.DataFrame({
        "customer_id": [f"C{i % 8}" for i in range(len(days))], "order_id": [f"A{i}" for i in range(len(days))],
        "date": days, "revenue": 1000.0,
    })  # fmt: skip


def deals(won: int = 30, lost: int = 20, offered: int = 6) -> pd.DataFrame:
    """Won after 20, 21, … days, lost after 10; open ones of 5 days, of which two are of 200."""
    ends = ["won"] * won + ["lost"] * lost + ["offer"] * offered
    took = [20 + i for i in range(won)] + [10] * lost + [5] * (offered - 2) + [200] * 2
    last = pd.Timestamp("2024-12-28")
    closed = [last - pd.Timedelta(days=3 * i) if end != "offer" else pd.NaT for i, end in enumerate(ends)]
    opened = [(last if pd.isna(c) else c) - pd.Timedelta(days=t) for c, t in zip(closed, took, strict=True)]
    return pd.DataFrame({
        "deal_id": [f"D{i}" for i in range(len(ends))], "customer_id": [f"C{i % 8}" for i in range(len(ends))],
        "stage": ends, "opened": opened, "closed": closed, "value": 1000.0,
        "owner": [f"P{i % 3}" for i in range(len(ends))], "product": [f"G{i % 2}" for i in range(len(ends))],
    })  # fmt: skip


def client(frame: pd.DataFrame | None = None) -> kam.Client:
    return kam.Client(orders(), deals=deals() if frame is None else frame, currency="EUR")


def test_the_title_says_what_the_open_deals_may_bring_and_how_many_are_old() -> None:
    found = pipeline(client())
    facts, table = found.facts, found.evidence
    assert (facts["won"], facts["lost"], facts["open"], facts["old"]) == (30, 20, 6, 2)
    assert facts["expected"] == pytest.approx(table["expected_amount"].sum(), abs=0.01)
    assert table.loc[table["deal_old"], "win_chance"].tolist() == [0.0, 0.0]
    assert found.title.startswith("6 open deals are expected to bring sales of €")
    assert found.title.endswith("; 2 are older than nine in ten of those that were won")
    assert "Of 50 decided deals 60.0% were won (95% interval 46.2% to 72.4%)." in found.summary
    assert "they rank nobody" in found.summary
    assert "a median of 34 days, lost ones 10." in found.summary  # 34.5
    assert "older than 46 days" in found.advice[0].text
    assert found.draw is not None
    assert found.draw().get_xlabel() == "Days since the deal was opened"
    assert found.alt.startswith("Areas by the days")


def test_owners_that_differ_are_not_called_chance() -> None:
    made = deals(60, 60).assign(owner=lambda frame: np.where(frame["stage"] == "won", "P1", "P2"))
    said = pipeline(client(made)).summary
    assert "by salesperson (p = 0.00) are larger than chance" in said
    assert "rank nobody" in said  # customers and products still do


def test_a_forecast_that_was_too_high_is_corrected_and_both_sums_are_said() -> None:
    """For a year six deals in ten are won on the 30th day, then two in ten: earlier forecasts expect too much."""
    opened = pd.date_range("2023-01-01", "2024-12-30", freq="D")
    tenth, late = np.arange(len(opened)) % 10, np.arange(len(opened)) >= 365
    won, closed = tenth < np.where(late, 2, 6), opened + pd.Timedelta(days=30)
    ended = (won | (tenth >= 8)) & (closed <= opened[-1])
    frame = pd.DataFrame({
        "deal_id": [f"D{i:03d}" for i in range(len(opened))], "customer_id": "C1", "opened": opened,
        "stage": np.where(ended, np.where(won, "won", "lost"), "offer"),
        "closed": pd.Series(closed).where(ended), "value": 100.0,
    })  # fmt: skip
    found = pipeline(client(frame))
    facts, tried = found.facts, found.behind["deal_forecasts"]
    assert facts["expected"] == pytest.approx(facts["uncorrected"] * facts["factor"], abs=0.02)
    assert facts["factor"] == pytest.approx(tried["wins_seen"].sum() / tried["wins_expected"].sum())
    assert f"Chances are therefore multiplied by {facts['factor']:.2f}." in found.summary
    assert f"Uncorrected, {money(facts['uncorrected'], 'EUR')} would be expected" in found.summary
    assert any(note.startswith("The correction is what the earlier forecasts came to") for note in found.notes)
    with speaking("zh"):
        assert "赢单概率统一乘以" in pipeline(client(frame)).summary


def test_a_forecast_that_holds_is_not_corrected() -> None:
    found = pipeline(client())
    assert (found.facts["factor"], found.facts["uncorrected"]) == (1.0, found.facts["expected"])
    assert "therefore multiplied" not in found.summary


def test_too_few_decided_deals_give_no_forecast() -> None:
    found = pipeline(client(deals(5, 4)))
    assert found.title == "6 deals are open; 9 decided deals are too few for a forecast"
    assert found.draw is None
    assert "win_chance" not in found.evidence
    assert found.advice == ()


def test_a_client_without_deals_hears_nothing_of_them() -> None:
    bare = kam.Client(orders(), currency="EUR")
    assert "pipeline" not in registry.possible(bare)
    assert "pipeline" not in registry.impossible(bare)
    assert "pipeline" in registry.possible(client())
    assert "pipeline" not in {finding.id for finding in find(bare)}
    assert find(bare, only=["pipeline"]).missing == {"pipeline": ("deals.stage",)}


def test_prospects_are_named_as_their_table_does() -> None:
    made = deals()
    made.loc[made["stage"] == "offer", "customer_id"] = None
    made["prospect_id"] = np.where(made["stage"] == "offer", "T1", None)
    prospects = pd.DataFrame({"prospect_id": ["T1"], "name": ["Zeta Works"]})
    found = pipeline(kam.Client(orders(), deals=made, prospects=prospects))
    assert set(found.evidence["name"]) == {"Zeta Works"}


def test_it_is_said_in_chinese_too() -> None:
    with speaking("zh"):
        found = find(client(), only=["pipeline"])["pipeline"]
        assert found.title.startswith("6 个进行中的商机预计带来")
        assert "按业务员（p =" in found.summary
        assert found.draw is not None
        assert found.draw().get_ylabel() == "商机占比"


def test_without_deals_there_are_the_other_findings() -> None:
    without = kam.Client(orders(), currency="EUR")
    everything = find(without)
    ids = [found.id for found in everything]
    assert set(registry.possible(without)) <= set(ids)
    assert "pipeline" not in {*ids, *everything.missing}
    asked = find(without, only=["pipeline"])
    assert (len(list(asked)), asked.missing) == (0, {"pipeline": ("deals.stage",)})


def of_ends(*ends: tuple[str, str, str | None], many: int = 10) -> pd.DataFrame:
    """Return so many deals of each end: stage, day of opening and day of closing."""
    rows = [
        (f"D{at}-{i}", stage, pd.Timestamp(opened), pd.Timestamp(closed), 100.0)
        for at, (stage, opened, closed) in enumerate(ends)
        for i in range(many)
    ]
    return pd.DataFrame(rows, columns=["deal_id", "stage", "opened", "closed", "value"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_team_that_lost_every_deal_gets_its_report(lang: str) -> None:
    lost = of_ends(("lost", "2024-01-01", "2024-02-01"), ("lost", "2024-03-01", "2024-05-01"),
                   ("offer", "2024-08-01", None))  # fmt: skip
    with speaking(lang):
        found = pipeline(client(lost))
    assert (found.facts["won"], found.facts["lost"], found.facts["open"]) == (0, 20, 10)
    assert found.facts["expected"] == 0.0


def test_the_day_on_which_an_open_deal_is_hoped_to_close_is_not_the_day_of_the_report() -> None:
    """Opened 49 days before the last order, hoped to close a year later: 49 days old, and so not old."""
    rows = (("won", "2024-01-01", "2024-04-10"), ("won", "2024-02-01", "2024-04-21"), ("lost", "2024-01-01",
            "2024-02-01"), ("offer", "2024-10-31", "2025-12-31"))  # fmt: skip
    found = pipeline(client(of_ends(*rows)))
    assert set(found.evidence["deal_age"]) == {49.0}
    assert found.facts["old"] == 0
    assert found.facts == pipeline(client(of_ends(*rows[:3], ("offer", "2024-10-31", None)))).facts


def test_only_is_said_of_a_share_that_is_smaller() -> None:
    """Ten lost after 4 days, ten won after 190: of ten more, opened 79 days ago, nothing but wins is still ahead.

    Lost by then are 10 of 30, and of the others that were seen to the end all were won: 1 - 1/3.
    """
    slow = of_ends(("lost", "2024-06-01", "2024-06-05"), ("won", "2023-06-01", "2023-12-08"),
                   ("offer", "2024-10-01", None))  # fmt: skip
    found = pipeline(client(slow))
    assert found.facts["eventual"] == pytest.approx(2 / 3)
    assert "Of all that were opened 66.7% are won: more of those still open will be won" in found.summary
    assert "only" not in found.summary
    with speaking("zh"):
        assert "最终赢单的占 66.7%" in pipeline(client(slow)).summary
    every = of_ends(("won", "2024-01-01", "2024-02-01"), ("won", "2024-03-01", "2024-05-01"),
                    ("offer", "2024-12-20", None))  # fmt: skip
    assert "Of all that were opened" not in pipeline(client(every)).summary  # all are won, whoever counts


def test_one_open_deal_is_one_deal() -> None:
    one = of_ends(("won", "2024-01-01", "2024-02-01"), ("offer", "2024-08-01", None), many=1)
    assert pipeline(client(one)).title == "1 deal is open; 1 decided deal is too few for a forecast"
    with speaking("zh"):
        assert pipeline(client(one)).title == "有 1 个商机在进行中；已有结果的商机只有 1 个，不足以预测"
