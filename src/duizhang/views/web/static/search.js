// The search of the published site: every paragraph stands in search-index.js, which a page opened
// from disk may load as a script (it may not fetch).
"use strict";
(() => {
  const out = document.getElementById("found");
  const index = window.DUIZHANG_INDEX;
  if (!out || !index) return;
  const MOST = 60, AROUND = 60;
  const how = document.getElementById("how");
  const field = document.getElementById("q");
  const words = (new URLSearchParams(location.search).get("q") || "").trim();
  field.value = words;
  const say = out.dataset;
  const make = (tag, text, parent) => {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    if (parent) parent.append(node);
    return node;
  };
  const door = (file, text, parent) => {
    const a = make("a", text, parent);
    a.href = say.root + file;
    return a;
  };
  const characters = Array.from(words).filter((c) => c.trim());
  if (!characters.length) { field.focus(); return; }
  document.querySelector("h1").textContent += " “" + words + "”";
  if (characters.length < 2) return;
  how.remove();
  const escaped = characters.map((c) => c.replace(/[\\^$.*+?()[\]{}|\/-]/g, "\\$&"));
  const pattern = new RegExp(escaped.join("\\s*"), "iu");

  const names = (title, rows) => {
    if (!rows.length) return;
    make("h2", title, out);
    const list = make("ul", "", out);
    list.className = "places";
    for (const [file, name] of rows) door(say.folder + file, name, make("li", "", list));
  };
  const english = document.documentElement.lang === "en";
  names(say.places, index.places.filter((p) => pattern.test(p[1])).slice(0, 20));
  names(say.indicators, index.indicators.filter((i) => pattern.test(i[1]) || pattern.test(i[2]))
    .slice(0, 20).map((i) => [i[0], english ? i[2] || i[1] : i[1]]));

  const hits = [];
  for (const [document_, start, text] of index.paragraphs) {
    const hit = pattern.exec(text);
    if (hit) hits.push([document_, start, text, hit.index, hit.index + hit[0].length]);
    if (hits.length > MOST) break;
  }
  if (hits.length) {
    make("h2", say.texts, out);
    const list = make("ul", "", out);
    list.className = "hits";
    for (const [document_, start, text, from, to] of hits.slice(0, MOST)) {
      const item = make("li", "", list);
      const line = make("p", (from > AROUND ? "…" : "") + text.slice(Math.max(0, from - AROUND), from), item);
      make("mark", text.slice(from, to), line);
      line.append(text.slice(to, to + AROUND) + (text.length > to + AROUND ? "…" : ""));
      const foot = make("p", "", item);
      foot.className = "why";
      const [file, name] = index.documents[document_];
      door(say.folder + file + "#p" + start, name, foot);
    }
    if (hits.length > MOST) make("p", say.more, out).className = "why";
  } else if (!out.children.length) {
    make("p", say.none.replace("{q}", words), out);
  }
})();
