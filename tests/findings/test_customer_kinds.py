"""The kinds of customers: no more is said than was observed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kamlib.client import Client
from kamlib.findings import customer_kinds
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


def test_without_activities_the_kinds_are_only_what_they_seem(client: Client) -> None:
    found = customer_kinds.customer_kinds(replace(client, activities=None))
    assert "alone" in found.title
    assert "seem" in found.title
    assert found.advice == ()
