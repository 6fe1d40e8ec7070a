"""The figures of whole sets of findings, held as short digests, so that no change of a figure goes unseen.

Digests say that something changed, not what is right: right values are in the other tests. After a change that
is meant, write them again with ``KAMLIB_STAYS=write python -m pytest FILE`` for each file that uses them, and look
at which findings the difference names.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kamlib.findings import Finding

FOLDER = Path(__file__).with_name("stays")

#: Significant digits that count: the last ones differ from machine to machine. What lies between two of them is
#: moved a little, so that a tie is rounded to one side everywhere.
DIGITS, MOVED = 4, 1 + 3e-9


def changed(book: str, findings: list[Finding]) -> list[str]:
    """List the parts of findings (``whale: facts``) whose figures are not those that are held for a book."""
    file = FOLDER / f"{book}.json"
    now = {finding.id: digests(finding) for finding in findings}
    if os.environ.get("KAMLIB_STAYS") == "write":
        file.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", "utf-8")
    held = json.loads(file.read_text("utf-8"))
    return [
        f"{id_}: {part}"
        for id_ in sorted(held | now)
        for part in sorted(held.get(id_, {}) | now.get(id_, {}))
        if held.get(id_, {}).get(part) != now.get(id_, {}).get(part)
    ]


def digests(finding: Finding) -> dict[str, str]:
    """Return a digest of each part of a finding that holds figures; words are free to change."""
    steps = [
        (step.owner, step.within_days, step.stake, list(step.customers),
         step.worth and (step.worth.money_a_year, step.worth.low, step.worth.high, step.worth.confidence))
        for step in finding.advice
    ]  # fmt: skip
    parts = {"facts": finding.facts, "evidence": finding.evidence, "behind": finding.behind, "advice": steps}
    return {name: digest(part) for name, part in parts.items() if len(part)}


def digest(part: Any) -> str:
    return hashlib.sha256(json.dumps(plain(part), ensure_ascii=False).encode()).hexdigest()[:10]


def plain(value: Any) -> Any:  # one kind of value a line
    """Return figures and names as JSON has them, in an order of their own."""
    if isinstance(value, pd.DataFrame):
        return [[name, plain(value[name].tolist())] for name in value.columns]
    if isinstance(value, pd.Series):
        return [plain(value.index.tolist()), plain(value.tolist())]
    if isinstance(value, Mapping):
        return [[str(name), plain(value[name])] for name in sorted(value, key=str)]
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if value is pd.NaT or value is pd.NA:
        return None
    try:
        return (
            f"{float(value):.{DIGITS}g}".replace("-0", "0") if float(value) == 0 else f"{float(value):.{DIGITS}g}"
        )
    except (TypeError, ValueError):
        return str(value)
