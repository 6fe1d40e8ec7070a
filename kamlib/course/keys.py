"""Keys in quizzes: the buttons of one question are one group, and keys on them are not commands of the notebook.

ipywidgets gives the buttons of a question no common name; without one each is a stop of its own for the Tab key,
and arrow keys do nothing. JupyterLab takes arrow keys and Enter for itself, to choose another cell or to edit this
one. A few lines of the page change both, also for questions that are shown later.
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
  const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter", " "];
  const ours = ".jupyter-widgets :is(button, input[type=radio], input[type=checkbox]), button.jupyter-widgets";
  window.addEventListener("keydown", (event) => {
    const plain = !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey);
    if (plain && keys.includes(event.key) && event.target.matches?.(ours)) event.stopPropagation();
  }, true);
})();"""


def group_buttons() -> None:
    """Let the page of a notebook group the buttons of each question."""
    from IPython.display import display

    from kamlib.course.show import Bundle

    display(Bundle({"application/javascript": _SCRIPT, "text/plain": ""}))
