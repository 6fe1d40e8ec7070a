"""Which figures are drawn: those that a document of the run, or the notebook as the report, shows."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kamlib.reports.notebook import Page
from kamlib.reports.order import Order
from kamlib.words import speaking
from tests.reports.report_sample import make


@pytest.mark.parametrize(
    ("formats", "by_hand", "drawn"),
    [
        ("html pdf xlsx", False, ["whale"]),
        ("pdf xlsx", False, ["whale"]),
        ("html", False, ["whale", "tiers"]),
        ("pdf", False, ["whale", "tiers"]),
        ("xlsx", False, []),
        ("xlsx", True, ["whale"]),
        ("", True, ["whale", "tiers"]),
    ],
)
def test_only_what_is_shown_is_drawn(formats: str, by_hand: bool, drawn: list[str], tmp_path: Path) -> None:
    """Where a workbook holds the annex, no page shows it; what found nothing is drawn nowhere."""
    whole = make("en")
    of: dict[str, dict[str, Any]] = {
        "whale": {"figure": "whale"}, "tiers": {"figure": "tiers", "annex": True},
        "key_accounts": {"figure": None}, "satisfaction": {"figure": None, "rows": [], "advice": []},
    }  # fmt: skip
    found = [whole.findings[0].model_copy(update={"id": id_, **parts}) for id_, parts in of.items()]
    asked: Any = Order(SimpleNamespace(), tuple(formats.split()), None, tmp_path, by_hand=by_hand)
    with speaking("en"):
        page = Page(whole.model_copy(update={"findings": found}), asked)
        findings: Any = [SimpleNamespace(id=id_) for id_ in of]
        assert [finding.id for finding in page.pictured(findings)] == drawn
