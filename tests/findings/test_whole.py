"""Every finding is whole: words, evidence, a figure and its text, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kamlib.client import Client
from kamlib.findings import IDS, build
from kamlib.findings.registry import of_tables_not_brought
from kamlib.words import glossary, speaking
from tests.embedded import embedded
from tests.findings.test_pipeline import deals

#: Whose exhibit is the table itself.
TABLES = {
    "key_accounts", "image_accounts", "terms_by_size", "five_times", "routines", "account_files", "new_customers",
    "renumbered",
}  # fmt: skip

#: Who has no figure on this client: of its customers too few have left to compare rates of exit (see
#: test_leaving_events).
NOT_HERE = {"leaving_events"}


@pytest.fixture(scope="module")
def client() -> Client:
    return replace(embedded(), deals=deals())


@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_each_finding_is_whole(client: Client, id_: str, code: str) -> None:
    import matplotlib.pyplot as plt

    if id_ in of_tables_not_brought(client):
        pytest.skip(f"the embedded client has no table for {id_}, which has tests of its own")
    with speaking(code):
        found = build(id_)(client)
        assert found.title
        assert found.summary
        if id_ not in TABLES | NOT_HERE:
            axes = found.draw()  # type: ignore[misc]
            assert axes.has_data()
            assert len(found.alt) > 20
            plt.close(axes.figure)
    assert set(found.evidence.columns) <= set(glossary())
    title = found.title
    for name in client.customers["owner"]:  # type: ignore[index]  # people keep their names in any language
        title = title.replace(name, "")
    assert any("一" <= letter <= "鿿" for letter in title) is (code == "zh")
