// The body of a function that runs a program of tests/differential/ through the bridge in a worker's JavaScript; executor.js
// and executor.py there are its counterparts. The plan says in which mode, which instructions fail, and how to tell
// whose error it is.

const page = window.differential;
const program = JSON.parse(page.program);
const plan = JSON.parse(page.plan);
const failing = new Set(plan.failing);
const slots = new Array(plan.slots).fill(null);
slots[0] = page.host;
slots[1] = document;
const { bridge } = api;
const nothing = () => {};

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
const entry = (value) => (isObject(value) ? { is: slots.indexOf(value) } : (value ?? null));
const resolve = (argument) => (isObject(argument) ? slots[argument.slot] : (argument ?? undefined));
const raised = (error) => ({ throws: error.name });

/** Carry out an instruction and return its entry in the log; `done` is called before anything is stored. */
function perform([op, target, a, b, c], done) {
  const receiver = slots[target];
  let value = null;
  let into = null;
  switch (op) {
    case "call":
      value = receiver[a](...b.map(resolve));
      into = c;
      break;
    case "get":
    case "getitem":
      value = receiver[a];
      into = b;
      break;
    case "set":
    case "setitem":
      receiver[a] = b;
      break;
    case "delete":
      value = a in receiver;
      delete receiver[a];
      break;
    case "in":
      value = a in receiver;
      break;
    case "contains":
      value = [...receiver].includes(resolve(a));
      break;
    case "len":
      value = receiver.length;
      break;
    case "list":
      return [...receiver].map(entry);
    case "slice":
      return [...receiver].slice(a, b).map(entry);
    case "listcall":
      return [...receiver[a](...b)].map(entry);
    case "same":
      value = receiver === slots[a];
      break;
    case "drop":
      slots[target] = null;
  }
  done();
  const noted = entry(value);
  if (into !== null) slots[into] = value ?? null;
  return noted;
}

/** The entry of the error that is on its way, or null where none comes. */
function settled() {
  try {
    bridge.settle();
  } catch (error) {
    return raised(error);
  }
  return null;
}

/** Errors come up at once. */
function runWaiting(log) {
  for (const [index, instruction] of program.entries()) {
    try {
      log.push(perform(instruction, failing.has(index) ? bridge.settle : nothing));
    } catch (error) {
      log.push(raised(error));
    }
  }
}

/** Errors come up at a later instruction, which is repeated. No more than one is on its way at any time. */
function runLate(log) {
  let pending = null;
  for (const [index, instruction] of program.entries()) {
    const fails = failing.has(index);
    if (fails && pending !== null) {
      log[pending] = settled();
      pending = null;
    }
    const stores = ["get", "getitem", "call"].includes(instruction[0]) && instruction.at(-1) !== null;
    for (;;) {
      try {
        log.push(perform(instruction, fails && stores ? bridge.settle : nothing));
        if (fails) pending = index;
        break;
      } catch (error) {
        if (pending === null) {
          log.push(raised(error));
          break;
        }
        log[pending] = raised(error);
        pending = null;
      }
    }
  }
  if (pending !== null) log[pending] = settled();
}

const log = [];
bridge.mode = plan.mode;
if (plan.errors === "late") runLate(log);
else runWaiting(log);
const unexpected = settled();
if (unexpected) log.push(unexpected);
page.accept(log, slots);
