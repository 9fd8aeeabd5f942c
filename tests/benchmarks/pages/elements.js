// The table of operations.js as `elements.py` has it built: the same operations, with a list of classes and attributes that
// are properties.

import { sample } from "./timing.js";

/** @param {Document} document @returns {Record<string, (size: number) => import("./timing.js").Outcome>} */
export function elementWorks(document) {
  const table = document.getElementById("table");

  function build(rows) {
    const body = document.createElement("tbody");
    table.append(body);
    for (let i = 0; i < rows; i++) {
      const link = document.createElement("a");
      link.textContent = `Row ${i}`;
      link.href = "#host";
      const cell = document.createElement("td");
      cell.classList.add("name");
      cell.append(link);
      const row = document.createElement("tr");
      row.append(cell);
      body.append(row);
    }
    const made = body.childElementCount;
    if (made !== rows) throw new Error(`The table has ${made} rows instead of ${rows}`);
  }

  return {
    elements: (rows) => {
      build(rows / 20);
      const result = sample(build, rows, { prepare: () => table.replaceChildren() });
      table.replaceChildren();
      return result;
    },
  };
}
