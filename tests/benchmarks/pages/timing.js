// Clocks and samples: what timing.py has, in JavaScript. See there for the reasons.

const LONG_ENOUGH = 100;
const SAMPLES = 3;
const PATIENCE = 3000;
const PAUSE = 2;
const REST = 150;
const CALLS_ALONE = 100;

/** @typedef {{ seconds: number[], operations: number, round_trips: null }} Outcome */

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

/** @param {(count: number) => void} loop @param {number} count */
function millisecondsFor(loop, count) {
  const start = performance.now();
  loop(count);
  return performance.now() - start;
}

/** @param {(count: number) => void} loop @returns {Outcome} */
export function measure(loop) {
  let count = 1;
  let spent = 0;
  for (;;) {
    const took = millisecondsFor(loop, count);
    spent += took;
    if (took >= LONG_ENOUGH) break;
    count = took < LONG_ENOUGH / 10 ? count * 8 : Math.floor((count * 1.2 * LONG_ENOUGH) / took) + 1;
  }
  return sample(loop, count, { operations: count, spent });
}

/** @param {() => void} call @param {() => void} settle @returns {Outcome} */
export function measureAlone(call, settle) {
  const loop = (count) => {
    let total = 0;
    for (let i = 0; i < count; i++) {
      sleep(PAUSE);
      const start = performance.now();
      call();
      total += performance.now() - start;
      settle();
    }
    return total;
  };
  const seconds = [];
  let spent = loop(CALLS_ALONE / 10);
  while (seconds.length < SAMPLES && (seconds.length === 0 || spent < PATIENCE)) {
    const took = loop(CALLS_ALONE);
    spent += took;
    seconds.push(took / CALLS_ALONE / 1000);
  }
  return { seconds, operations: CALLS_ALONE, round_trips: null };
}

/**
 * @param {(argument: number) => void} loop @param {number} argument
 * @param {{ operations?: number, prepare?: () => void, spent?: number }} [options]
 * @returns {Outcome}
 */
export function sample(loop, argument, { operations = 1, prepare, spent = 0 } = {}) {
  const seconds = [];
  while (seconds.length < SAMPLES && (seconds.length === 0 || spent < PATIENCE)) {
    if (prepare) {
      const start = performance.now();
      prepare();
      sleep(REST);
      spent += performance.now() - start;
    }
    const took = millisecondsFor(loop, argument);
    spent += took;
    seconds.push(took / operations / 1000);
  }
  return { seconds, operations, round_trips: null };
}
