"""What a learner is shown: Markdown that a terminal shows as plain text, and how it gets to the screen."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any, TypeVar

Said = TypeVar("Said")


#: Signs that Markdown or HTML would act upon.
_SIGNS = re.compile(r"[\\`*_\[\]|~<>&$^]")

#: The beginning of a tag or a picture, which would load something.
_LOADS = re.compile(r"<(?=[A-Za-z/!?])|!(?=\[)")


@dataclass(frozen=True)
class Text:
    """Markdown for a learner; whatever it contains, nothing is loaded because of it.

    Attributes
    ----------
    markdown : str
        As a notebook shows it.
    plain : str
        As a terminal shows it; by default the Markdown without its stars.
    """

    markdown: str
    plain: str = ""

    def __repr__(self) -> str:
        return self.plain or self.markdown.replace("**", "")

    def _repr_markdown_(self) -> str:
        return _LOADS.sub(lambda found: f"&#{ord(found[0])};", self.markdown)


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it as it is: names may hold any sign.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With its signs written as numbers.
    """
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", text)


def in_page(sentence: str) -> str:
    """Return a sentence as HTML: its signs as they are, and text between backticks as code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(sentence))


def tell(thing: Said) -> Said:
    """Show something at once, wherever its call is in a cell, and return it.

    A notebook shows only the value of a cell's last line; what was shown already is not shown there again.
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
