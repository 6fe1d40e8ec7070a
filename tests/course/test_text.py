"""What a learner is told is on the screen once, wherever the call stands in its cell."""

from __future__ import annotations

import nbformat

from kamlib.course.build import execute

OPENING = """
import kamlib as kam
from kamlib.course import check, hint, open_lesson, solution
client = kam.load("machinery")
open_lesson("0-1", client)
"""


def told(*cells: str) -> list[list[str]]:
    """What each cell shows, as text."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in (OPENING, *cells)])
    execute(notebook)
    return [[o.data["text/plain"] for o in cell.outputs] for cell in notebook.cells[1:]]


def test_a_check_a_hint_and_a_solution_show_in_the_middle_of_a_cell_and_once_at_its_end() -> None:
    middle, end, needy, later = told(
        'check("0-1.1", ...)\nhint("0-1.1")\nsolution("0-1.1")\nx = 1',
        'said = hint("0-1.1")\nsaid',
        '%%needs orders.cost\ncheck("0-1.1", ...)',
        "said",
    )
    assert [text[:13] for text in middle] == ["○ Not started", "Hint 1 of 3. ", "```python\ncus"]
    assert [text[:11] for text in end] == ["Hint 2 of 3"]
    assert [text[:13] for text in needy] == ["○ Not started"]
    assert later == end
