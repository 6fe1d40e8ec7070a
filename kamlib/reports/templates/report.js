"use strict";
document.querySelectorAll("table[data-sortable]").forEach(function (table) {
  var body = table.tBodies[0];
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var status = document.getElementById("sorted");
  var collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  heads.forEach(function (head, at) {
    var numeric = head.classList.contains("n");
    var button = document.createElement("button");
    button.type = "button";
    button.title = table.dataset.sortable;
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click", function () {
      var was = head.getAttribute("aria-sort");
      var down = was ? was === "ascending" : numeric;
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var value = function (row) {
        var raw = row.cells[at].dataset.v;
        return raw === "" ? null : numeric ? Number(raw) : raw;
      };
      Array.prototype.slice.call(body.rows)
        .map(function (row, place) { return { row: row, place: place, value: value(row) }; })
        .sort(function (a, b) {
          if (a.value === null || b.value === null) {
            return (a.value === null) - (b.value === null) || a.place - b.place;
          }
          var order = numeric ? a.value - b.value : collator.compare(a.value, b.value);
          return (down ? -order : order) || a.place - b.place;
        })
        .forEach(function (entry) { body.appendChild(entry.row); });
      if (status) status.textContent = button.textContent + " " + (down ? "↓" : "↑");
    });
  });
});
function reachable() {
  document.querySelectorAll(".wide, .picture").forEach(function (box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
}
window.addEventListener("resize", reachable);
reachable();
