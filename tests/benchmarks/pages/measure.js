// Do the works in JavaScript: what measure.py does, operation by operation, on any `document`, the page's own or a
// remote one. See there for the reasons; both files must stay alike.

const LONG_ENOUGH = 100;
const SAMPLES = 3;
const PATIENCE = 3000;
const PAUSE = 2;
const CALLS_ALONE = 100;

/** @type {(milliseconds: number) => void} */
const sleep = globalThis.document
  ? (milliseconds) => {
      // A page must not wait.
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
    }
  : (milliseconds) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    };

/** @param {number} firstLine milliseconds since the epoch @param {Document} document */
export function measureAll(firstLine, document) {
  const host = document.getElementById("host");
  const table = document.getElementById("table");
  const loops = {
    title(count) {
      for (let i = 0; i < count; i++) document.title;
    },
    "by-id"(count) {
      for (let i = 0; i < count; i++) document.getElementById("host");
    },
    set(count) {
      for (let i = 0; i < count; i++) host.textContent = "x";
      host.textContent;
    },
    create(count) {
      for (let i = 0; i < count; i++) document.createElement("p");
      document.title;
    },
  };

  function iterate() {
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
    return sample(build, rows, 1, 0, () => table.replaceChildren());
  }

  measureEach(firstLine, document, (work) => {
    if (work === "alone") return measureAlone(() => document.title);
    if (work === "table") return measureTable(Number(document.body.getAttribute("data-rows")));
    return measure(work === "iterate" ? iterate() : loops[work]);
  });
}

/**
 * Do what the page asks for and publish it.
 * @param {number} firstLine @param {Document} document
 * @param {(work: string) => { seconds: number[], operations: number }} run
 */
export function measureEach(firstLine, document, run) {
  const results = document.getElementById("results");
  const found = { first_line: firstLine / 1000, works: {}, errors: {}, done: false };
  for (const work of document.body.getAttribute("data-works").split(" ").filter(Boolean)) {
    try {
      found.works[work] = run(work);
    } catch (error) {
      found.errors[work] = String(error);
    }
    results.textContent = JSON.stringify(found);
  }
  found.done = true;
  results.textContent = JSON.stringify(found);
}

/** @param {(count: number) => void} loop @param {number} count */
function millisecondsFor(loop, count) {
  const start = performance.now();
  loop(count);
  return performance.now() - start;
}

/** @param {(count: number) => void} loop */
export function measure(loop) {
  let count = 1;
  let spent = 0;
  for (;;) {
    const took = millisecondsFor(loop, count);
    spent += took;
    if (took >= LONG_ENOUGH) break;
    count = took < LONG_ENOUGH / 10 ? count * 8 : Math.floor((count * 1.2 * LONG_ENOUGH) / took) + 1;
  }
  return sample(loop, count, count, spent);
}

/** @param {() => void} call */
export function measureAlone(call) {
  const loop = (count) => {
    let total = 0;
    for (let i = 0; i < count; i++) {
      sleep(PAUSE);
      const start = performance.now();
      call();
      total += performance.now() - start;
    }
    return total;
  };
  loop(CALLS_ALONE / 10);
  const seconds = [];
  while (seconds.length < SAMPLES) seconds.push(loop(CALLS_ALONE) / CALLS_ALONE / 1000);
  return { seconds, operations: CALLS_ALONE, round_trips: null };
}

function sample(loop, argument, operations, spent, prepare = () => {}) {
  const seconds = [];
  while (seconds.length < SAMPLES && (seconds.length === 0 || spent < PATIENCE)) {
    prepare();
    const took = millisecondsFor(loop, argument);
    spent += took;
    seconds.push(took / operations / 1000);
  }
  return { seconds, operations, round_trips: null };
}
