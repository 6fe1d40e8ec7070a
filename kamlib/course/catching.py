"""In a notebook, an error is shown as one sentence, with its full text folded away.

As an extension of IPython (the lessons' kernel starts with it) it also works before the first cell has run.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from kamlib.course import state
from kamlib.course.feedback import SYMBOLS, chip
from kamlib.course.text import in_page
from kamlib.words import _

#: How terminals are told colours.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Slip:
    """One sentence for an error, and the error's full text."""

    sentence: str
    full: str

    def __repr__(self) -> str:
        return f"✗ {self.sentence}"

    def _repr_html_(self) -> str:
        colour, folded = SYMBOLS["wrong"][1], _("Full text of the error")
        said = in_page(self.sentence)
        return (
            f'<div role="alert" style="border-left:4px solid {colour};padding:.3em .8em">'
            f"{chip('✗', colour)} {said}"
            f"<details><summary>{html.escape(folded)}</summary>"
            f"<pre>{html.escape(self.full)}</pre></details></div>"
        )


def install(shell: Any) -> None:
    """Let a shell show errors as one sentence, and remember the cell that runs.

    Parameters
    ----------
    shell : InteractiveShell
        Of the notebook.
    """
    shell.set_custom_exc((Exception,), _show)
    if not getattr(shell, "kamlib_remembers", False):
        shell.events.register("pre_run_cell", _remember)
        shell.kamlib_remembers = True


def load_ipython_extension(shell: Any) -> None:
    """Install this in a kernel that starts: ``--ext=kamlib.course.catching``."""
    install(shell)


def _remember(info: Any) -> None:
    state.cell = str(info.raw_cell or "")


def _show(shell: Any, kind: type, error: BaseException, trace: Any, tb_offset: int | None = None) -> None:
    """Show the sentence; the reply of the kernel carries the full text, as it would without this."""
    from IPython.display import display

    from kamlib.course.slips import explain

    syntax = isinstance(error, SyntaxError)
    formatter = shell.SyntaxTB if syntax else shell.InteractiveTB
    full = formatter.structured_traceback(kind, error, [] if syntax else trace, tb_offset=tb_offset)
    shell._last_traceback = full
    if getattr(error, "kamlib_shown", False):
        return  # a cell within ``%%needs`` has shown it already
    vars(error)["kamlib_shown"] = True
    lesson = next(reversed(state.open_clients), "")
    said = explain(error, state.cell, shell.user_ns, lesson)
    display(Slip(said, _COLOURS.sub("", "\n".join(full))))
