"""What can be refused before a kernel starts: files that lack what their tables need, or do not fit together."""

from __future__ import annotations

from kamlib.reports.parameters import Parameters
from kamlib.tables import glance

#: Bytes of all files together up to which they are read as the report will read them.
SMALL = 2_000_000


def refuse(parameters: Parameters) -> None:
    """Refuse what the report would fail on, in the time that a kernel takes to start.

    Raises
    ------
    KamError
        What is missing, all at once, or what does not fit together.
    """
    files = parameters.local_files()
    if not files:
        return
    for role, file in files.items():
        glance.refuse_lacking(file, role, parameters.reading() if role == "orders" else {})
    if sum(file.stat().st_size for file in files.values()) <= SMALL:
        from kamlib.reports import compose  # which loads the findings

        compose.client_of(parameters)
