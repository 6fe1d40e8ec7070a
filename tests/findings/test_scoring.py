"""The scorecard: who no longer buys is not hidden behind an old score."""

from __future__ import annotations

import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings import scoring


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load("machinery")


def test_who_has_not_bought_for_a_year_is_marked_on_the_scorecard(client: Client) -> None:
    found = scoring.scorecard(client)
    quiet = client.accounts.set_index("customer_id")["recency_days"] > scoring.QUIET_DAYS
    assert "last_date" in found.evidence
    assert found.facts["quiet"] <= quiet.sum()
    assert ("not bought for over a year" in found.summary) == bool(found.facts["quiet"])
