// Single operations, in a row and each by itself, iteration, and a table that is built of them: operations.py.

import { measure, measureAlone, sample } from "./timing.js";

/** @param {Document} document @returns {Record<string, (size: number) => import("./timing.js").Outcome>} */
export function operationWorks(document) {
  const host = document.getElementById("host");
  const table = document.getElementById("table");

  function title(count) {
    for (let i = 0; i < count; i++) document.title;
  }

  function byId(count) {
    for (let i = 0; i < count; i++) document.getElementById("host");
  }

  function setText(count) {
    for (let i = 0; i < count; i++) host.textContent = "x";
    host.textContent;
  }

  function call(count) {
    for (let i = 0; i < count; i++) host.setAttribute("a", "b");
    host.textContent;
  }

  function create(count) {
    for (let i = 0; i < count; i++) document.createElement("p");
    document.title;
  }

  const titleOnce = () => {
    document.title;
  };
  const byIdOnce = () => {
    document.getElementById("host");
  };
  const setTextOnce = () => {
    host.textContent = "x";
  };
  const callOnce = () => {
    host.setAttribute("a", "b");
  };
  const createOnce = () => {
    document.createElement("p");
  };

  function makeIterate() {
    const parent = document.createElement("div");
    for (let i = 0; i < 50; i++) parent.append(document.createElement("i"));
    if (Array.from(parent.children, (element) => element.tagName).length !== 50) {
      throw new Error("Iterating does not give the 50 elements");
    }
    return (count) => {
      const children = parent.children;
      for (let i = 0; i < count; i++) for (const element of children) element.tagName;
    };
  }

  function build(rows) {
    const body = document.createElement("tbody");
    table.append(body);
    for (let i = 0; i < rows; i++) {
      const row = document.createElement("tr");
      const cell = document.createElement("td");
      cell.className = "name";
      const link = document.createElement("a");
      link.textContent = `Row ${i}`;
      link.setAttribute("href", "#host");
      cell.append(link);
      row.append(cell);
      body.append(row);
    }
    const made = body.childElementCount;
    if (made !== rows) throw new Error(`The table has ${made} rows instead of ${rows}`);
  }

  function measureTable(rows) {
    build(rows / 20);
    const result = sample(build, rows, { prepare: () => table.replaceChildren() });
    table.replaceChildren();
    return result;
  }

  return {
    title: () => measure(title),
    "by-id": () => measure(byId),
    set: () => measure(setText),
    call: () => measure(call),
    create: () => measure(create),
    "title-alone": () => measureAlone(titleOnce, titleOnce),
    "by-id-alone": () => measureAlone(byIdOnce, titleOnce),
    "set-alone": () => measureAlone(setTextOnce, titleOnce),
    "call-alone": () => measureAlone(callOnce, titleOnce),
    "create-alone": () => measureAlone(createOnce, titleOnce),
    iterate: () => measure(makeIterate()),
    table: measureTable,
  };
}
