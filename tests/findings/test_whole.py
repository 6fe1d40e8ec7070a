"""Every finding is whole: words, evidence, a figure and its text, in both languages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kamlib.client import Client
from kamlib.findings import IDS, Finding, build
from kamlib.findings.registry import of_tables_not_brought
from kamlib.words import glossary, speaking
from tests.embedded import embedded
from tests.findings.test_pipeline import deals
from tests.findings.unchanged import changed

#: Whose exhibit is the table itself.
TABLES = {
    "key_accounts", "image_accounts", "five_times", "routines", "account_files", "new_customers",
    "renumbered",
}  # fmt: skip

#: Whose table this client does not have; it has tests of its own (see tests of maturity).
NOT_BROUGHT = {"maturity"}

#: Who has no figure on this client: of its customers too few have left to compare rates of exit (see
#: test_leaving_events).
NOT_HERE = {"leaving_events"}


@pytest.fixture(scope="module")
def client() -> Client:
    return with_deals()


@cache
def with_deals() -> Client:
    return replace(embedded(), deals=deals())


@cache
def made(id_: str, code: str) -> Finding:
    with speaking(code):
        return build(id_)(with_deals())


def test_all_tables_but_one_are_brought(client: Client) -> None:
    assert set(of_tables_not_brought(client)) == NOT_BROUGHT


@pytest.mark.parametrize("id_", [id_ for id_ in IDS if id_ not in NOT_BROUGHT])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_each_finding_is_whole(client: Client, id_: str, code: str) -> None:
    import matplotlib.pyplot as plt

    with speaking(code):
        found = made(id_, code)
        assert found.title
        assert found.summary
        if id_ not in TABLES | NOT_HERE:
            axes = found.draw()
            assert axes.has_data()
            assert len(found.alt) > 20
            plt.close(axes.figure)
    assert set(found.evidence.columns) <= set(glossary())
    title = found.title
    for name in client.customers["owner"]:  # people keep their names in any language
        title = title.replace(name, "")
    assert any("一" <= letter <= "鿿" for letter in title) is (code == "zh")


def test_no_figure_of_the_embedded_client_changes_unseen(client: Client) -> None:
    brought = [id_ for id_ in IDS if id_ not in NOT_BROUGHT]
    assert changed("embedded", [made(id_, "en") for id_ in brought]) == []
