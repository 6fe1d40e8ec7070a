"""What a learner is told: Markdown that a terminal shows as plain text, and how it gets to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

Said = TypeVar("Said")


@dataclass(frozen=True)
class Text:
    """Markdown for a learner."""

    markdown: str

    def __repr__(self) -> str:
        return self.markdown.replace("**", "")

    def _repr_markdown_(self) -> str:
        return self.markdown


def tell(thing: Said) -> Said:
    """Show something at once, wherever its call stands in a cell, and return it.

    A notebook shows only the value of a cell's last line; what was told already is not shown there once more.
    Outside IPython nothing is shown: there a prompt or ``print`` does it.

    Parameters
    ----------
    thing : object
        Something with forms for a notebook that takes attributes.

    Returns
    -------
    object
        The thing given.
    """
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    shell: Any = get_ipython()
    if shell is None:
        return thing
    display(thing)
    cell = shell.execution_count

    def later() -> None:
        """Show it again only in another cell."""
        if shell.execution_count != cell:
            object.__delattr__(thing, "_ipython_display_")
            display(thing)

    object.__setattr__(thing, "_ipython_display_", later)  # also on frozen dataclasses
    return thing
