// The site works without this file. It adds keys to the review queue and asks before nothing.
"use strict";
(() => {
  const form = document.getElementById("review");
  if (form) {
    const keys = { a: "accept", c: "correct", x: "reject" };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.closest("input, select, textarea");
      if (typing) { if (event.key === "Escape") typing.blur(); return; }
      const key = event.key.toLowerCase();
      const skip = document.getElementById("skip");
      if (key === "s" && skip) { skip.click(); return; }
      const button = key === "u"
        ? document.querySelector('button[value="undo"]')
        : keys[key] && form.querySelector('button[value="' + keys[key] + '"]');
      if (button && !button.disabled) { event.preventDefault(); button.click(); }
      if (key === "e") { event.preventDefault(); form.querySelector("input[name=value], select").focus(); }
    });
  }
})();
// Files may be dropped on the form that adds them.
(() => {
  const form = document.getElementById("drop");
  const input = document.getElementById("files");
  if (!form || !input || input.disabled) return;
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (e) => { e.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (e) => { e.preventDefault(); input.files = e.dataTransfer.files; form.submit(); });
})();
