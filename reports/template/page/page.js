// Sorting, filtering and folding. Without this script every row and every section is there, in order and open.
"use strict";
(() => {
  const words = document.body.dataset;
  const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const FILTER_FROM = 9;
  const SORT_FROM = 3;

  // A cell's value: what it states for sorting, else its text; a figure as a number.
  function valueOf(row, column, isFigure) {
    const cell = row.cells[column];
    const stated = cell.querySelector("[data-sort]");
    const text = (stated ? stated.dataset.sort : cell.textContent).trim();
    if (text === "") return null;
    if (!isFigure && !stated) return text;
    const number = Number.parseFloat(text.replace(/[,\s]/g, "").replace("\u2212", "-"));
    return Number.isNaN(number) ? text : number;
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return collator.compare(a, b);
  }

  // Ascending, descending, and back to the order in which the page came. Blanks stay last.
  function sort(table, header, original) {
    const now = header.getAttribute("aria-sort");
    const next = now === "none" ? "ascending" : now === "ascending" ? "descending" : "none";
    for (const other of table.tHead.rows[0].cells) {
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", other === header ? next : "none");
    }
    let rows = original;
    if (next !== "none") {
      const sign = next === "ascending" ? 1 : -1;
      const isFigure = header.classList.contains("number");
      const valued = original.map((row) => [row, valueOf(row, header.cellIndex, isFigure)]);
      valued.sort(([, a], [, b]) => {
        if (a === null || b === null) return (a === null) - (b === null);
        return sign * compare(a, b);
      });
      rows = valued.map(([row]) => row);
    }
    table.tBodies[0].append(...rows);
  }

  function addSorting(table, original) {
    for (const header of table.tHead.rows[0].cells) {
      const button = make("button", { type: "button" });
      button.append(...header.childNodes);
      header.append(button);
      header.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(table, header, original));
    }
  }

  function addFilter(box, rows) {
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const input = make("input", { type: "search", placeholder: words.filter, autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", words.filter);
    const count = make("output");
    const show = () => {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !wanted.every((word) => texts[index].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      const said = (number) => number.toLocaleString(document.documentElement.lang);
      count.textContent = words.rows.replace("{shown}", said(shown)).replace("{all}", said(rows.length));
    };
    input.addEventListener("input", show);
    show();
    const bar = make("div", { className: "filter" });
    bar.append(input, count);
    box.before(bar);
  }

  // On a phone a wide table's rows become cards: each cell then says which column it is of.
  function addLabels(table, rows) {
    const labels = Array.from(table.tHead.rows[0].cells, (header) => header.textContent);
    if (labels.length < 4) return;
    const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td")]) {
      part.setAttribute("role", roles[part.tagName]);
    }
    for (const header of table.tHead.rows[0].cells) header.setAttribute("role", "columnheader");
    for (const row of rows) Array.from(row.cells, (cell, index) => { cell.dataset.label = labels[index]; });
    table.parentElement.classList.add("stacks");
  }

  for (const box of document.querySelectorAll(".table")) {
    const table = box.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    const isList = [...table.tHead.rows[0].cells].every((header) => header.textContent.trim() !== "");
    if (isList) addLabels(table, rows);
    if (isList && rows.length >= SORT_FROM) addSorting(table, rows);
    if (isList && rows.length >= FILTER_FROM) addFilter(box, rows);
  }

  const folds = [];
  for (const section of document.querySelectorAll("section.fold")) {
    const heading = section.querySelector("h2");
    const body = section.querySelector(".body");
    const button = make("button", { type: "button" });
    button.append(...heading.childNodes);
    heading.append(button);
    const set = (open) => {
      button.setAttribute("aria-expanded", String(open));
      // Found all the same by the browser's search, where it can.
      if (open) body.removeAttribute("hidden");
      else body.setAttribute("hidden", "until-found");
    };
    set(true);
    button.addEventListener("click", () => set(body.hasAttribute("hidden")));
    body.addEventListener("beforematch", () => set(true));
    folds.push({ section, body, set });
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = folds.find(({ section, body }) => target && section.contains(target) && body.hasAttribute("hidden"));
    if (!fold) return;
    fold.set(true);
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  const contents = document.querySelector(".contents details");
  if (contents) {
    const all = make("button", { type: "button", className: "fold-all", textContent: words.fold });
    all.addEventListener("click", () => {
      const open = all.textContent === words.unfold;
      for (const { set } of folds) set(open);
      all.textContent = open ? words.fold : words.unfold;
    });
    if (folds.length) contents.append(all);
    if (window.matchMedia("(max-width: 64rem)").matches) contents.open = false;
  }

  // Without a font for them, different characters are drawn as the same box.
  function picture(character) {
    const canvas = make("canvas", { width: 24, height: 24 });
    const pen = canvas.getContext("2d");
    pen.font = "20px sans-serif";
    pen.fillText(character, 2, 20);
    return canvas.toDataURL();
  }
  const note = document.querySelector(".no-glyphs");
  if (note && picture("\u8bc1") === picture("\u4e66")) note.hidden = false;
})();
