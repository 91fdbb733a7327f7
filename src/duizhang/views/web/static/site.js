// The site works without this file. It adds keys and drafts to the review queue, shows the evidence of a
// figure beside the text, and drops files on the form that adds them.
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
// What was typed and not sent yet stays in this window, so that a reload loses nothing.
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = "duizhang:" + form.dataset.draft;
  const fields = Array.from(form.elements).filter((e) => e.name && e.type !== "hidden" && e.type !== "submit");
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
    for (const field of fields) if (field.name in kept) field.value = kept[field.name];
    form.addEventListener("input", () =>
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((f) => [f.name, f.value])))));
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
  } catch (error) { /* no storage: the form works without */ }
})();
// A figure of a document: its evidence opens beside the text instead of on a page of its own.
(() => {
  const article = document.querySelector(".reading article");
  if (!article || location.protocol === "file:") return;
  let panel, shown, turn = 0;
  const close = () => {
    turn += 1;  // what is still being fetched is not wanted any more
    if (!panel) return;
    panel.remove(); panel = null;
    document.body.classList.remove("paneled");
    if (shown) { shown.classList.remove("shown"); shown.focus(); }
  };
  article.addEventListener("click", async (event) => {
    const door = event.target.closest("a.f");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!door || !plain || window.innerWidth < 1024) return;
    event.preventDefault();
    const mine = ++turn;
    let told;
    try {
      const answer = await fetch(door.href);
      if (!answer.ok) throw new Error(answer.statusText);
      told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    } catch (error) { location.href = door.href; return; }
    if (mine !== turn) return;
    if (shown) shown.classList.remove("shown");
    if (panel) panel.remove();
    shown = door; door.classList.add("shown");
    panel = document.createElement("aside");
    panel.className = "panel"; panel.tabIndex = -1;
    panel.setAttribute("aria-label", article.dataset.label);
    const button = document.createElement("button");
    button.type = "button"; button.className = "close"; button.textContent = article.dataset.close;
    button.addEventListener("click", close);
    panel.append(button, ...told.childNodes);
    document.body.append(panel);
    document.body.classList.add("paneled");
    door.scrollIntoView({ block: "nearest" });
    panel.focus({ preventScroll: true });
    if (door.id) history.replaceState(null, "", "#" + door.id);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
})();
// Two documents side by side: what is shown in one is looked up in the other.
(() => {
  if (!document.querySelector(".beside")) return;
  const pair = () => {
    document.querySelectorAll(".paired").forEach((e) => e.classList.remove("paired"));
    const id = location.hash.slice(1);
    const door = id && document.querySelector('.margin a[data-of="' + CSS.escape(id) + '"]');
    const back = id && document.querySelector('.margin a[href="#' + CSS.escape(id) + '"]');
    const other = door ? door.getAttribute("href").slice(1) : back ? back.dataset.of : "";
    const place = other && document.getElementById(other);
    if (!place) return;
    place.classList.add("paired");
    const pane = place.closest("article");
    pane.scrollTop = place.offsetTop - pane.clientHeight / 3;
  };
  window.addEventListener("hashchange", pair);
  pair();
})();
