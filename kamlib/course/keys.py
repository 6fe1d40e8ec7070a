"""Arrow keys in quizzes: the buttons of one question are one group, as a browser expects of them.

ipywidgets gives the buttons of a question no common name; without one each is a stop of its own for the Tab key,
and arrow keys do nothing. A few lines of the page give them one, also to questions that are shown later.
"""

from __future__ import annotations

_SCRIPT = """(() => {
  if (window.kamlibKeys) return;
  let groups = 0;
  const group = () => document.querySelectorAll(".widget-radio-box").forEach((box) => {
    box.dataset.kamlib ??= String(++groups);
    box.querySelectorAll("input[type=radio]:not([name])").forEach((one) => {
      one.name = "kamlib-" + box.dataset.kamlib;
    });
  });
  window.kamlibKeys = new MutationObserver(group);
  window.kamlibKeys.observe(document.body, { childList: true, subtree: true });
  group();
})();"""


def group_buttons() -> None:
    """Let the page of a notebook group the buttons of each question."""
    from IPython.display import display

    from kamlib.course.show import Bundle

    display(Bundle({"application/javascript": _SCRIPT, "text/plain": ""}))
