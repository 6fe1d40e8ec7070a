"""Who is responsible by the order lines: whom the latest line names, though another sold more often before."""

from __future__ import annotations

from pathlib import Path

import kamlib as kam
from kamlib.manage.owners import owner_of

LINES = """customer,order,date,revenue,salesperson,region
A,1,2024-01-10,100,Ann,North
A,2,2024-02-10,100,Ann,North
A,3,2024-03-10,100,Bo,South
B,4,2024-03-01,100,Cy,East
B,5,2024-03-20,100,,East
C,6,2024-03-05,100,Dee,West
C,7,2024-03-05,100,Eve,West
"""


def test_the_latest_line_says_who_is_responsible_and_most_lines_say_where(tmp_path: Path) -> None:
    head, *lines = LINES.splitlines()
    for named, rows in (("as-written", lines), ("backwards", lines[::-1])):
        file = tmp_path / f"{named}.csv"
        file.write_text("\n".join([head, *rows]), encoding="utf-8")
        client = kam.load(file)
        assert owner_of(client) == {"A": "Bo", "B": "Cy", "C": "Eve"}
        assert client.customers is not None
        regions = client.customers.set_index("customer_id")["region"].to_dict()
        assert regions == {"A": "North", "B": "East", "C": "West"}
