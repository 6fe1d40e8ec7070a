"""The course: lessons as data and text, exercises with instant feedback, progress, what-if sliders.

What a lesson calls is here: ``open_lesson``, ``check``, ``hint``, ``solution``, ``guess``, ``reveal``, ``quiz``,
``show``, ``whatif``, ``crib``.
"""

import kamlib._addresses  # noqa: F401  # before nbformat
from kamlib._lazy import modules
from kamlib.course.cribs import crib
from kamlib.course.session import check, guess, hint, open_lesson, quiz, reveal, solution
from kamlib.course.show import show
from kamlib.course.widgets import whatif

__all__ = [
    "check", "crib", "guess", "hint", "open_lesson", "quiz", "reveal", "show", "solution", "whatif",
]  # fmt: skip

__getattr__, __dir__ = modules(__name__, __path__, __all__)
