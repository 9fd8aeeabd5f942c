// The operations of js-framework-benchmark on its table, done from the program instead of by clicks: rows.py.

import { sample } from "./timing.js";

const ADJECTIVES = (
  "pretty large big small tall short long handsome plain quaint clean elegant easy angry crazy helpful mushy odd " +
  "unsightly adorable important inexpensive cheap expensive fancy"
).split(" ");
const COLOURS = "red yellow blue green pink brown purple brown white black orange".split(" ");
const NOUNS = "table chair house bbq desk car pony cookie sandwich burger pizza mouse keyboard".split(" ");
const UPDATES = 100;

/** @param {Document} document @returns {Record<string, (size: number) => import("./timing.js").Outcome>} */
export function rowWorks(document) {
  const body = document.getElementById("rows");
  /** @type {Row[]} */
  const rows = [];
  /** @type {Row | null} */
  let selected = null;
  let nextId = 1;
  let seed = 1;

  /** @param {string[]} words */
  function choose(words) {
    seed = (seed * 171) % 30269;
    return words[seed % words.length];
  }

  class Row {
    constructor() {
      this.id = nextId++;
      this.label = `${choose(ADJECTIVES)} ${choose(COLOURS)} ${choose(NOUNS)}`;
      this.element = document.createElement("tr");
      const number = document.createElement("td");
      number.className = "col-md-1";
      number.textContent = String(this.id);
      const name = document.createElement("td");
      name.className = "col-md-4";
      this.link = document.createElement("a");
      this.link.className = "lbl";
      this.link.textContent = this.label;
      name.append(this.link);
      const action = document.createElement("td");
      action.className = "col-md-1";
      const remover = document.createElement("a");
      remover.className = "remove";
      const icon = document.createElement("span");
      icon.className = "remove glyphicon glyphicon-remove";
      icon.setAttribute("aria-hidden", "true");
      remover.append(icon);
      action.append(remover);
      const rest = document.createElement("td");
      rest.className = "col-md-6";
      this.element.append(number, name, action, rest);
    }

    /** @param {string} label */
    rename(label) {
      this.label = label;
      this.link.textContent = label;
    }
  }

  function check(found, expected) {
    if (found !== expected) throw new Error(`The page has ${found} instead of ${expected}`);
  }

  function create(count) {
    for (let i = 0; i < count; i++) {
      const row = new Row();
      rows.push(row);
      body.append(row.element);
    }
    check(body.childElementCount, rows.length);
  }

  function clear() {
    rows.length = 0;
    selected = null;
    body.textContent = "";
    check(body.childElementCount, 0);
  }

  function replace(count) {
    clear();
    create(count);
  }

  function update(count) {
    const step = Math.floor(rows.length / count);
    for (let i = 0; i < rows.length; i += step) rows[i].rename(`${rows[i].label} !!!`);
    check(rows[0].link.textContent, rows[0].label);
  }

  function select(count) {
    for (let i = 0; i < count; i++) {
      if (selected) selected.element.className = "";
      selected = rows[(i * 7) % rows.length];
      selected.element.className = "danger";
      check(selected.element.className, "danger");
    }
  }

  function swap(count) {
    for (let i = 0; i < count; i++) {
      const first = rows[1];
      const last = rows[rows.length - 2];
      const afterLast = rows[rows.length - 1];
      body.insertBefore(last.element, rows[2].element);
      body.insertBefore(first.element, afterLast.element);
      rows[1] = last;
      rows[rows.length - 2] = first;
      check(body.childElementCount, rows.length);
    }
  }

  function remove(count) {
    for (let i = 0; i < count; i++) {
      const [row] = rows.splice(Math.floor(rows.length / 2), 1);
      row.element.remove();
      check(body.childElementCount, rows.length);
    }
  }

  function fill(count) {
    if (rows.length > count) clear();
    create(count - rows.length);
  }

  /** @param {(count: number) => void} loop @param {{ full: boolean, single?: boolean }} options */
  function work(loop, { full, single = false }) {
    return (size) => {
      if (rows.length === 0) create(Math.max(1, Math.floor(size / 20)));
      let length = full ? size : 0;
      if (loop === update && size === UPDATES) length = 10 * UPDATES;
      const count = single ? Math.max(1, Math.floor(size / 20)) : size;
      return sample(loop, count, { operations: single ? count : 1, prepare: () => fill(length) });
    };
  }

  return {
    "rows-create": work(create, { full: false }),
    "rows-create-many": work(create, { full: false }),
    "rows-replace": work(replace, { full: true }),
    "rows-update": work(update, { full: true }),
    "rows-append": work(create, { full: true }),
    "rows-clear": work(clear, { full: true }),
    "rows-select": work(select, { full: true, single: true }),
    "rows-swap": work(swap, { full: true, single: true }),
    "rows-remove": work(remove, { full: true, single: true }),
  };
}
