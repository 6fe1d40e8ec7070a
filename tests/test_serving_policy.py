"""Rates that a client states: read, proven, and followed by the measure and the finding as data would be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib import serving_policy
from kamlib._paths import shipped
from kamlib.client import Client
from kamlib.contribution import prospects
from kamlib.errors import KamError
from kamlib.findings import find
from kamlib.reports import parameters as asked
from kamlib.value.serving_rates import ServingRates


def small(*, policy: ServingRates | None = None, cost: bool = False) -> Client:
    """Two customers with visits whose hours are known for one; C never buys."""
    orders = pd.DataFrame({
        "customer_id": ["A", "A", "B"], "order_id": ["1", "2", "3"], "channel": ["dealer", "direct", "direct"],
        "date": pd.to_datetime(["2023-01-10", "2024-12-20", "2023-06-01"]),
        "revenue": [100.0, 100.0, 50.0], "cost": [60.0, 60.0, 40.0],
    })  # fmt: skip
    calls = pd.DataFrame({
        "customer_id": ["A", "B", "C"], "date": pd.to_datetime(["2023-02-01", "2024-05-01", "2024-05-02"]),
        "hours": [2.0, None, 3.0],
    })  # fmt: skip
    if cost:
        calls["cost"] = [5.0, None, None]
    return Client(orders, activities=calls, policy=policy)


@pytest.fixture
def written(tmp_path: Path):
    def _written(text: str) -> Path:
        file = tmp_path / "rates.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return _written


def test_the_example_of_the_how_to_states_every_rate_that_there_is(written) -> None:
    page = (shipped("docs") / "how-to" / "cost-policy.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    found = serving_policy.read(written(example.group(1)))
    assert set(found) == set(serving_policy.names())
    assert found["channel_fees"] == {"dealer": 0.05, "online": 0.03}
    assert serving_policy.policy(found) == ServingRates(**found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cost_per_vist = 3", "Unknown rate cost_per_vist. Did you mean cost_per_visit?"),
        ("zzz = 3", "Unknown rate zzz. Available: cost_per_order"),
        ("cost_per_visit = -3", "zero or positive"),
        ("cost_per_visit = inf", "zero or positive"),
        ("cost_per_visit = true", "enter a number"),
        ('cost_per_visit = "3"', "enter a number"),
        ("freight_rate = 8", "write 8 per cent as 0.08"),
        ("channel_fees = 0.1", "is a table by channel"),
        ("[channel_fees]\ndealer = 5", "channel_fees.dealer = 5"),
        ("cost_per_visit = ", "is not valid TOML"),
    ],
)
def test_what_is_no_rate_is_refused_in_one_line(written, text: str, said: str) -> None:
    file = written(text)
    with pytest.raises(KamError, match=re.escape(said)) as caught:
        serving_policy.read(file)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("rates.toml")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="file not found"):
        kam.load("machinery", policy=tmp_path / "none.toml")


def test_the_command_refuses_before_a_kernel_starts_with_status_2(written, tmp_path: Path, capsys) -> None:
    from kamlib import cli

    file = written("hourly_cots = 3")
    assert cli.main(["report", "--policy", str(file), "--out", str(tmp_path / "out")]) == 2
    assert "Did you mean hourly_cost?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("policy", [ServingRates(cost_per_visit=7), ServingRates(hourly_cost=7)])
def test_a_rate_for_visits_makes_profit_after_serving_the_measure(policy: ServingRates) -> None:
    assert small().basis == "profit"
    assert small(policy=policy).basis == "profit_after_serving"
    assert replace(small(policy=policy), activities=None).basis == "profit"


def test_an_hour_has_no_price_where_no_hours_are_known() -> None:
    client = small(policy=ServingRates(hourly_cost=7))
    assert client.activities is not None
    assert replace(client, activities=client.activities.drop(columns="hours")).basis == "profit"


def test_a_rate_that_is_the_same_for_all_allows_the_measure_but_does_not_set_it() -> None:
    client = small(policy=ServingRates(cost_per_order=4))
    assert client.basis == "profit"
    assert client.measured_by("profit_after_serving").accounts["profit_after_serving"].tolist() == [72.0, 6.0]
    with pytest.raises(KamError, match="or a rate by --policy"):
        small().measured_by("profit_after_serving")


def test_rates_fill_gaps_and_leave_data_alone_by_hand() -> None:
    """A: 80 − 5 (data); B: 10 − 11 (no hours: by the piece); C, who never bought: 3 h × 7."""
    client = small(policy=ServingRates(hourly_cost=7, cost_per_visit=11), cost=True)
    assert client.accounts["profit_after_serving"].tolist() == [75.0, -1.0]
    assert prospects(client) == (1, 21.0)


def test_accounts_periods_windows_and_the_finding_follow_the_same_rates() -> None:
    policy = ServingRates(hourly_cost=7, cost_per_visit=11, cost_per_order=2, channel_fees={"dealer": 0.1})
    client = small(policy=policy)
    total = client.accounts["profit_after_serving"].sum()
    assert total == pytest.approx(90 - 14 - 11 - 6 - 10)
    assert client.accounts_by("year")["profit_after_serving"].sum() == pytest.approx(total)
    found = find(client, only=["cost_to_serve", "whale"])
    assert found["cost_to_serve"].facts["profit_after_serving"] == pytest.approx(total)
    assert found["whale"].facts["total"] == pytest.approx(total)
    assert client.accounts_trailing().query("period == period.max()")[
        "profit_after_serving"
    ].sum() == pytest.approx(
        40 - 2 - 11  # A's order, and the visit to B
    )


def test_the_rates_are_a_parameter_of_the_report_not_the_file(written) -> None:
    file = written("cost_per_visit = 300\n[channel_fees]\ndealer = 0.05\n")
    made = asked.check({"policy": str(file)})
    assert made.policy == {"cost_per_visit": 300.0, "channel_fees": {"dealer": 0.05}}
    assert made.printable()["policy"] == made.policy
    assert "rates.toml" not in made.model_dump_json()
