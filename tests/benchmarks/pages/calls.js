// Measures on the page what a person at it notices: how long a listener in Python holds up the event it decides about,
// whether the page keeps its pace beside Python that computes, and what Python costs that only waits. calls.py listens.
//
// Of the CPU only the runner knows: it is told when something begins and ends whose cost counts.

const DISPATCHES = 100;
const WARM_UP = 10;
/** Between two dispatches, in which the worker goes to sleep. */
const PAUSE_MS = 20;
/** As long as calls.py computes and sleeps. */
const LASTING_MS = 3000;
/** Until what came before has surely ended: late events, writes that nobody waits for, paint. */
const REST_MS = 500;

const field = /** @type {HTMLInputElement} */ (document.getElementById("field"));
const shown = document.getElementById("shown");
const answer = document.getElementById("answer");
const results = document.getElementById("results");

/** @typedef {{ seconds: number[], operations: number, round_trips: null, in_time?: number }} Outcome */

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {number[]} seconds @param {number} [operations] @returns {Outcome} */
const outcome = (seconds, operations = 1) => ({ seconds, operations, round_trips: null });

/** Resolves with what Python answers next. @returns {Promise<any>} */
function nextAnswer() {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!answer.textContent) return;
      observer.disconnect();
      resolve(JSON.parse(answer.textContent));
    });
    observer.observe(answer, { childList: true, characterData: true, subtree: true });
  });
}

/** Have Python do something that takes a while, and return what it answers. @param {string} type */
function ask(type) {
  const answered = nextAnswer();
  field.dispatchEvent(new Event(type));
  return answered;
}

/**
 * Time dispatches of an event, each in a task of its own, while Python is idle.
 * @param {string} type
 * @param {(value: string) => boolean} isDone whether all that the listener does was done when the dispatch returned
 * @returns {Promise<Outcome>}
 */
async function dispatch(type, isDone) {
  const seconds = [];
  let inTime = 0;
  for (let i = -WARM_UP; i < DISPATCHES; i++) {
    const value = `${type} ${i}`;
    field.value = value;
    await pause(PAUSE_MS);
    const event = new Event(type, { cancelable: true });
    const start = performance.now();
    field.dispatchEvent(event);
    const took = performance.now() - start;
    if (i < 0) continue;
    seconds.push(took / 1000);
    if (event.defaultPrevented && isDone(value)) inTime++;
  }
  return { ...outcome(seconds), in_time: inTime };
}

/**
 * The longest time between two turns of a loop, until `isOver` says that it was the last.
 * @param {(turn: () => void) => void} next @param {() => boolean} isOver
 * @returns {Promise<number>} in seconds
 */
function longestGap(next, isOver) {
  return new Promise((resolve) => {
    let longest = 0;
    let before = performance.now();
    const turn = () => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
      if (isOver()) resolve(longest / 1000);
      else next(turn);
    };
    next(turn);
  });
}

/**
 * Watch the page's timers and frames while something lasts. A timer that is due at once, time after time, is called
 * every 4 ms: often enough to find whatever else the page does, and no load by itself.
 * @param {string} suffix of the works @param {() => Promise<any>} action
 * @returns {Promise<Record<string, Outcome>>}
 */
async function watch(suffix, action) {
  let isOver = false;
  const gaps = Promise.all([
    longestGap((turn) => setTimeout(turn), () => isOver),
    longestGap(requestAnimationFrame, () => isOver),
  ]);
  await pause(REST_MS);
  const operations = Number(await action());
  isOver = true;
  const [timers, frames] = await gaps;
  return { [`timers-${suffix}`]: outcome([timers], operations), [`frames-${suffix}`]: outcome([frames], operations) };
}

/** @param {string} work @param {() => Promise<any>} action whose CPU time the runner is to measure */
async function cost(work, action) {
  await pause(REST_MS);
  console.info(`benchmark-cpu begin ${work}`);
  await action();
  console.info(`benchmark-cpu end ${work}`);
  // What this has found is the runner's.
  return {};
}

/** Let Python wait for a line, and type it when that is measured: what the field costs once is not. */
async function costOfQuestion() {
  const answered = ask("ask");
  await cost("cpu-input", () => pause(LASTING_MS));
  const line = /** @type {HTMLInputElement} */ (document.querySelector("offthread-input input"));
  line.value = "typed";
  line.form.requestSubmit();
  if ((await answered) !== "typed") throw new Error("What was typed has not arrived");
  return {};
}

/** Each with the works it finds something out about. @type {[string[], () => Promise<Record<string, Outcome>>][]} */
const STEPS = [
  [["decide"], async () => ({ decide: await dispatch("decide", () => true) })],
  [
    ["decide-and-show"],
    async () => ({ "decide-and-show": await dispatch("decide-and-show", (value) => shown.textContent === value) }),
  ],
  [["timers-idle", "frames-idle"], () => watch("idle", async () => (await pause(LASTING_MS), 1))],
  [["timers-busy", "frames-busy"], () => watch("busy", () => ask("compute"))],
  [["timers-flood", "frames-flood"], () => watch("flood", () => ask("flood"))],
  [["cpu-idle"], () => cost("cpu-idle", () => pause(LASTING_MS))],
  [["cpu-sleep"], () => cost("cpu-sleep", () => ask("sleep"))],
  [["cpu-input"], costOfQuestion],
  [["nap"], async () => ({ nap: outcome(await ask("nap")) })],
];

if (!answer.textContent) await nextAnswer();
const asked = document.body.dataset.works.split(" ");
const found = { works: {}, errors: {}, done: false };
for (const [works, step] of STEPS) {
  if (!works.some((work) => asked.includes(work))) continue;
  try {
    await pause(REST_MS);
    Object.assign(found.works, await step());
  } catch (error) {
    for (const work of works) found.errors[work] = String(error);
  }
  results.textContent = JSON.stringify(found);
}
found.done = true;
results.textContent = JSON.stringify(found);
