"""Choices: written into one file, read by the report, and named in it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.chosen import read
from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.findings.judgement import judged
from kamlib.findings.registry import specs
from kamlib.findings.scorecard import scored
from kamlib.reports import compose, parameters
from kamlib.reports.assumptions import assumptions
from kamlib.reports.results import Assumption
from tests.embedded import embedded

RULES = pd.DataFrame({
    "rule": ["large", "small"], "field": "revenue", "at_least": [1000.0, None], "below": [None, 1000.0],
    "grants": "discount", "amount": [0.03, 0.01],
})  # fmt: skip
PROMISES = pd.DataFrame({
    "customer_id": ["C001", "C003"], "level": "business", "every_weeks": [4, 8], "hours": 2.0,
    "person": ["Li Na", "Max \"Maxi\" Weber"], "value": [1000, 50],
})  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "choices.toml"


def test_what_is_chosen_is_written_and_read_back_and_stays_when_more_is_chosen(file: Path) -> None:
    kam.choices(file, weights={"revenue": 0.75, "influence": 0.25}, promises=PROMISES)
    held = kam.choices(file, tiers={"platinum": 0.3}, rules=RULES, minimum_order=500)
    assert list(held) == ["weights", "promises", "tiers", "minimum_order", "rules"]
    assert read(file) == held
    assert held["tiers"] == {"platinum": 0.3, "gold": 0.8}
    assert held["promises"][1]["person"] == 'Max "Maxi" Weber'
    assert held["rules"] == [
        {"rule": "large", "field": "revenue", "at_least": 1000.0, "grants": "discount", "amount": 0.03},
        {"rule": "small", "field": "revenue", "below": 1000.0, "grants": "discount", "amount": 0.01},
    ]
    assert kam.choices(file, rules=None).get("rules") is None
    assert "rules" not in read(file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[weight]\nrevenue = 1\n", "weights"),
        ("[weights]\nrevenu = 1\n", "revenue"),
        ("[weights]\nrevenue = 0\n", "0"),
        ("[weights]\nrevenue = -1\n", "weights.revenue"),
        ("weights = 3\n", "weights"),
        ("[tiers]\nplatinum = 0.9\ngold = 0.4\n", "0.5"),
        ("[tiers]\nplatin = 0.9\n", "platinum"),
        ("[keep_plan]\nbudgt = 1\n", "budget"),
        ("[keep_plan]\nhours = -1\n", "keep_plan.hours"),
        ("keep_plan = 500\n", "budget"),
        ("minimum_order = \"much\"\n", "minimum_order"),
        ("minimum_order = 0\n", "above 0"),
        ("[[promises]]\ncustomer_id = \"A\"\nlevl = \"business\"\n", "level"),
        ("[[promises]]\ncustomer_id = \"A\"\n", "level"),
        ("rules = 4\n", "rules"),
        ("weights = [\n", "TOML"),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_stops_in_one_line_that_names_the_file(
    file: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    file.write_text(text, "utf-8")
    assert main(["report", "--choices", str(file), "--out", str(file.parent / "out")]) == 2
    said = capsys.readouterr().err
    assert (said.count("\n"), "choices.toml" in said, says in said) == (1, True, True)
    assert not (file.parent / "out").exists()


def test_a_file_that_is_not_there_and_an_unknown_choice_are_refused(file: Path) -> None:
    with pytest.raises(kam.KamError, match="not found"):
        read(file)
    with pytest.raises(kam.KamError, match="weights"):
        kam.choices(file, wieghts={"revenue": 1})
    assert not file.exists()


def chosen(file: Path, **more: object) -> tuple[kam.Client, parameters.Parameters]:
    asked = parameters.check({"orders": "machinery", "choices": str(file), "language": "en", **more})
    return compose.client_of(asked), asked


def test_the_report_s_client_follows_the_choices(file: Path, tmp_path: Path) -> None:
    kam.choices(file, weights={"revenue": 3, "influence": 1}, tiers={"platinum": 0.2, "gold": 0.4},
                promises=PROMISES, rules=RULES, minimum_order=500, promised_visits={"platinum": 12},
                keep_plan={"budget": 20_000, "hours": 40})  # fmt: skip
    client, asked = chosen(file)
    plain = embedded()
    assert scored(client).weights == {"revenue": 0.75, "influence": 0.25}
    ours, theirs = (judged(one).tiers.table["tier"].eq("platinum").sum() for one in (client, plain))
    assert 0 < ours < theirs
    assert client.promises is not None and client.promises["person"].tolist() == PROMISES["person"].tolist()  # noqa: PT018
    assert client.rules is not None and len(client.rules) == 2  # noqa: PT018
    assert client.choices is not None
    assert client.choices["keep_plan"] == {"budget": 20_000.0, "hours": 40.0}
    assert (client.minimum_order, client.promised_visits) == (500.0, {"platinum": 12.0})
    named = [line.label for line in stated(client) if line.source == "chosen"]
    assert [label for label in named if "cumulative share" in label] == [
        f"{tier}: up to this cumulative share of contribution" for tier in ("Platinum", "Gold", "Iron")
    ]
    assert sum(label.startswith("Scorecard: weight of") for label in named) == 2
    assert named[-2:] == ["Chosen: Promised visits", "Chosen: Rules of the sales policy"]
    assert not [line for line in stated(plain) if line.source == "chosen"]
    assert json.loads(json.dumps(asked.printable()))["choices"]["weights"] == {"revenue": 3.0, "influence": 1.0}
    # an option goes before the file
    other = tmp_path / "promises.csv"
    PROMISES.head(1).to_csv(other, index=False)
    client, _asked = chosen(file, promises=str(other), minimum_order=9.0)
    assert client.promises is not None and len(client.promises) == 1  # noqa: PT018
    assert client.minimum_order == 9.0


def stated(client: kam.Client) -> list[Assumption]:
    return list(assumptions(client, [specs()["tiers"], specs()["scorecard"]]))


def test_anonymised_nobody_is_named_by_the_choices(file: Path) -> None:
    kam.choices(file, weights={"revenue": 1}, promises=PROMISES)
    client, asked = chosen(file, anonymise=True)
    assert client.choices == {"weights": {"revenue": 1.0}}
    assert client.promises is not None
    assert "Li Na" not in client.promises.to_csv()
    assert set(client.promises["customer_id"]) <= set(client.orders["customer_id"])
    assert asked.printable()["choices"] == {"weights": {"revenue": 1.0}, "promises": 2}


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('every_weeks = "x"', "every_weeks = x: a number is needed"),
        ("every_weeks = true", "every_weeks = True: a number is needed"),
        ("every_weeks = 1e300", "every_weeks = 1e+300: a number is needed"),
        ("hours = nan", "hours = nan: a number is needed"),
        ("customer_id = {a = 1}", "a text is needed"),
        ("every_weeks = 6.5", ""),
    ],
)
def test_a_cell_of_a_chosen_table_that_does_not_fit_is_refused(tmp_path: Path, cell: str, says: str) -> None:
    row = {"customer_id": '"K1"', "level": '"business"', "every_weeks": "6", "hours": "2", "person": '"Li Na"'}
    name, _sign, value = cell.partition(" = ")
    file = tmp_path / "choices.toml"
    file.write_text("promises = [{" + ", ".join(f"{k} = {v}" for k, v in (row | {name: value}).items()) + "}]")
    if not says:
        assert read(file)["promises"][0]["every_weeks"] == 6.5
        return
    with pytest.raises(KamError, match=r"choices\.toml, promises, 1: ") as refused:
        read(file)
    assert says in str(refused.value)
