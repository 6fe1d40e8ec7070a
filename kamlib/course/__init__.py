"""The course: lessons as data and text, exercises with instant feedback, progress, what-if sliders.

What a lesson calls is here: ``open_lesson``, ``check``, ``hint``, ``solution``, ``quiz``, ``show``, ``whatif``.
"""

import kamlib._addresses  # noqa: F401  # before nbformat
from kamlib._lazy import modules
from kamlib.course.session import check, hint, open_lesson, quiz, solution
from kamlib.course.show import show
from kamlib.course.widgets import whatif

__all__ = ["check", "hint", "open_lesson", "quiz", "show", "solution", "whatif"]

__getattr__, __dir__ = modules(__name__, __path__, __all__)
