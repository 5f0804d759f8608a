// Forms used by keyboard alone: Enter and the arrows go from field to field; the last field leads to the button, which Enter presses.
// And a sentence as long as what is typed cannot be saved. Without this file everything works, with Tab.
"use strict";
(() => {
  const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]):not(:disabled),textarea,button")];

  const go = (from, by) => {
    const all = fields(from.form);
    const next = all[all.indexOf(from) + by];
    if (!next) return;
    next.focus();
    if (next.select && next.type !== "checkbox" && next.type !== "radio") next.select();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.form || !("keys" in field.form.dataset) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (field.tagName !== "INPUT") return;
    const isRadio = field.type === "radio";
    if (event.key === "Enter" || (event.key === "ArrowDown" && !isRadio)) go(field, event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowUp" && !isRadio) go(field, -1);
    else return;
    event.preventDefault();
  });

  const saved = (isSaved) => {
    const sentence = document.getElementById("unsaved");
    if (sentence) sentence.hidden = isSaved;
  };
  for (const problem of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(problem, () => saved(false));
  document.addEventListener("htmx:afterSwap", () => saved(true));
})();
