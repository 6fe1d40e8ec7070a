"""The twelve rules: planted people found, figures that tie, nobody ranked, silent without a table."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib._paths import shipped
from kamlib.findings import build, possible
from kamlib.findings.golden_rules import assessed, waited
from kamlib.manage import golden_rules as wing
from kamlib.manage import relationship
from kamlib.words import money, speaking
from tests.embedded import embedded

TRUTH = json.loads((shipped("datasets") / "machinery" / "truth.json").read_text("utf-8"))


def test_the_planted_people_are_found_and_nobody_else() -> None:
    roles, times = TRUTH["roles"], assessed(embedded()).replies
    assert times is not None
    table = times.table.set_index("person")
    found = table.loc[table["differs"] != "", "differs"].to_dict()
    assert found == {
        roles["erratic_seller"]: "wide", roles["friendly_seller"]: "wide", roles["steady_seller"]: "narrow",
    }  # fmt: skip
    erratic, steady = table.loc[roles["erratic_seller"]], table.loc[roles["steady_seller"]]
    assert erratic["mean"] == pytest.approx(steady["mean"], abs=0.1)
    assert erratic["within"] < steady["within"] == 1.0
    for person, hours in TRUTH["reply_mean_hours"].items():
        assert table.loc[person, "mean"] == pytest.approx(hours, abs=0.006)


def test_the_planted_brokers_are_found_and_no_others() -> None:
    found = relationship.gateways(embedded())
    assert dict(zip(found["customer_id"], found["person"], strict=True)) == TRUTH["brokers"]
    assert (found["claimed"] > 1).all()  # known_by claims more than the one
    for who, person, loses in zip(found["customer_id"], found["person"], found["loses"], strict=True):
        people = relationship.network(embedded(), who).people
        near = people[(people["side"] == "theirs") & (people["steps"] == 1)]
        assert near[["person", "loses"]].to_numpy().tolist() == [[person, loses]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_tie_and_who_differs_comes_first(language: str) -> None:
    with speaking(language):
        found = build("golden_rules")(embedded())
    roles = TRUTH["roles"]
    first = sorted({roles["erratic_seller"], roles["friendly_seller"], roles["steady_seller"]})
    people = found.evidence["person"].tolist()
    assert people == first + sorted(set(people) - set(first))  # who differs stands on the page
    assert roles["erratic_seller"] in found.title
    late = waited(embedded())
    assert late["money"].sum() == pytest.approx(found.facts["money"], abs=0.01)
    assert found.advice[0].worth is None  # nobody knows how much of it would go
    with speaking(language):
        assert money(float(late["money"].sum()), embedded().currency) in found.advice[0].unvalued
    assert len(found.behind["rule_behaviours"]) == 24
    assert found.draw is not None
    assert found.draw().has_data()


def small(requests: pd.DataFrame) -> kam.Client:
    """Return a client with few orders and these requests."""
    return kam.Client(embedded().orders.tail(300), requests=requests)


def test_silent_without_requests_and_steady_people_are_not_named() -> None:
    client = embedded()
    assert "golden_rules" in possible(client)
    assert "golden_rules" not in possible(kam.Client(client.orders.tail(300), activities=client.activities))
    assert client.requests is not None
    alike = client.requests.assign(reply_hours=[6.0 + k % 5 for k in range(len(client.requests))])
    found = build("golden_rules")(small(alike))
    assert "equally steady" in found.title
    assert found.advice == ()


def test_few_replies_compare_nobody() -> None:
    client = embedded()
    assert client.requests is not None
    found = build("golden_rules")(small(client.requests.head(12)))
    assert found.title.startswith("Nobody has 20 replies")
    assert found.evidence.empty
    assert found.draw is None


def test_ratings_are_read_from_a_file_and_those_off_the_scale_are_named(tmp_path: Path) -> None:
    file, orders = tmp_path / "评分.csv", shipped("datasets") / "machinery" / "orders.csv"
    rows = [f"{a},{b},9,{5 if a == b else 3}" for a in ("李娜", "赵强", "Max") for b in ("李娜", "赵强", "Max")]
    file.write_text("\n".join(["被评人,评分人,法则序号,评分", *rows, "李娜,Max,13,4", "李娜,Max,2,7"]), "utf-8")
    client = kam.load(orders, ratings=file)
    assert [p.code for p in client.problems if p.table == "ratings"] == ["off-scale", "off-scale"]
    found = wing.assess(client)
    assert found.refused == 2
    row = found.rules.set_index("rule").loc[9]
    assert (row["own"], row["others"], row["rated"]) == (5.0, 3.0, 3)
    assert 0 < row["gap_low"] < 2.0 < row["gap_high"]  # equal gaps of whole scores are not without doubt


def test_ratings_get_a_sheet_and_gaps_a_sentence() -> None:
    from kamlib.findings import golden_rules as module

    rows = [(p, r, 9, 5 if p == r else 2 + (k % 2)) for k, p in enumerate("ABCD") for r in "ABCD"]
    rated = pd.DataFrame(rows, columns=["person", "respondent", "rule", "score"])
    found = module.wing.assess(embedded(), rated)
    assert "rule 9 (own 5.0, colleagues 2.5)" in module._gaps(found)
    assert "rule_ratings" in module._behind(embedded(), found, waited(embedded()))


def test_where_one_is_steadier_than_all_others_they_are_not_equally_steady() -> None:
    """Five reply after 4 and 20 hours in turn, one after 11 and 13: of 60 each, spreads of 8.07 and 1.01 hours."""
    rows = [
        (f"R{who}-{at}", "C001", pd.Timestamp("2024-01-05") + pd.Timedelta(days=5 * at), f"P{who}",
         12.0 + (1 if who == 0 else 8) * (-1) ** at)
        for who in range(6) for at in range(60)
    ]  # fmt: skip
    columns = ["request_id", "customer_id", "date", "person", "reply_hours"]
    client = small(pd.DataFrame(rows, columns=columns))
    with speaking("en"):
        title = build("golden_rules")(client).title
    assert title == "P0 replies more steadily than the others, with a spread of 1.0 hours (usual spread: 8.1)"
    with speaking("zh"):
        assert build("golden_rules")(client).title.startswith("P0 的答复比其他人更稳定")
