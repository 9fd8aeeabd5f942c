// Declared events: `<button py-click="greet">` calls the function `greet` of the page's Python, wherever that runs.
//
// declared_attributes.js loads this with the first such attribute and says which elements to look at, as often as it
// likes. An attribute is told to the worker of its type and environment when that can run code, again when another
// takes its place, and is taken back when it is changed or removed. Until a handler can be called, its control is disabled.

import { Mistake, parse, split } from "./declared_attribute.js";
import { Handlers } from "./declared_handlers.js";

/**
 * @typedef {import("./worker_registry.js").Environment} Environment
 * @typedef {import("./declared_attribute.js").Declared} Declared
 * @typedef {import("./declared_handlers.js").Declaration} Declaration
 * @typedef {import("./interpreter_worker.js").InterpreterWorker} InterpreterWorker
 */

/**
 * @typedef {object} Tools what the page's script lends: it must not be imported, or the browser would run a second one
 * @property {() => readonly string[]} types
 * @property {{ find(type: string, env: string): Environment[], onChange(listener: () => void): void }} environments
 * @property {import("./declared_controls.js").Controls} controls
 * @property {(code: string, facts: import("./errors.js").Facts) => unknown} fail makes a Failure
 * @property {(failure: unknown) => Promise<Error>} explain
 * @property {(thrown: unknown, origin: { target?: Element, type: string, worker: boolean }) => Promise<void>} report
 */

/**
 * @typedef {object} Wanted an attribute as it is now
 * @property {string} value
 * @property {Declared} declared
 * @property {Environment | undefined} environment of its handler, if there is one
 * @property {unknown} failure why there will be none, as far as that is known
 */

/** More elements than this are gone through for some that have left the page. */
const MANY = 256;

export class DeclaredEvents {
  #tools;
  #controls;
  /** What is declared for each element, by the attribute. @type {WeakMap<Element, Map<string, Declaration>>} */
  #declarations = new WeakMap();
  /** Why elements cannot be used. @type {WeakMap<Element, unknown>} */
  #reasons = new WeakMap();
  /** Elements on the page with such attributes. @type {Set<Element>} */
  #present = new Set();
  #limit = MANY;
  /** @type {WeakMap<InterpreterWorker, Handlers>} */
  #handlers = new WeakMap();
  /** What has something to tell to its worker. @type {Set<Handlers>} */
  #sending = new Set();
  /** What was reported, by its text, each once. @type {Set<string>} */
  #reported = new Set();
  /** Mistakes are reported once of each element. @type {WeakMap<Element, Set<string>>} */
  #mistakes = new WeakMap();
  #isDue = false;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    this.#controls = tools.controls;
    tools.environments.onChange(() => this.#updateSoon());
    window.addEventListener("load", () => this.#updateSoon(), { once: true });
  }

  /**
   * Look at elements whose attributes may be new, or others than before.
   *
   * @param {Iterable<Element>} elements
   * @param {boolean} [isAll] whether no others on the page have such attributes
   */
  update(elements, isAll = false) {
    for (const element of isAll ? new Set([...elements, ...this.#present]) : elements) this.#look(element);
    if (isAll || this.#present.size > this.#limit) {
      for (const element of this.#present) if (!element.isConnected) this.#present.delete(element);
      this.#limit = Math.max(MANY, 2 * this.#present.size);
    }
    for (const handlers of this.#sending) {
      handlers.send().catch((error) => this.#onFailure(handlers.worker, error));
    }
    this.#sending.clear();
  }

  /** Look at all elements again, as what is known of workers and handlers has changed. */
  #updateSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.update([...this.#present].filter(({ isConnected }) => isConnected));
    });
  }

  /** @param {Element} element */
  #look(element) {
    const wanted = this.#read(element);
    const known = this.#declarations.get(element) ?? new Map();
    for (const [attribute, declaration] of known) {
      const now = wanted.get(attribute);
      if (now && now.value === declaration.value && workerOf(now) === declaration.handlers.worker) continue;
      declaration.controller.abort();
      known.delete(attribute);
    }
    for (const [attribute, { value, declared, environment }] of wanted) {
      if (!environment?.worker || !environment.isReady || environment.failure) continue;
      const handlers = this.#handlersOf(environment);
      if (known.has(attribute)) continue;
      /** @type {Declaration} */
      const declaration = { element, attribute, value, declared, handlers, controller: new AbortController(), isListening: false };
      known.set(attribute, declaration);
      handlers.add(declaration);
      this.#sending.add(handlers);
    }
    this.#declarations.set(element, known);
    if (wanted.size) this.#present.add(element);
    else this.#present.delete(element);
    this.#control(element, wanted, known);
  }

  /** Disable or enable an element. @param {Element} element @param {Map<string, Wanted>} wanted @param {Map<string, Declaration>} known */
  #control(element, wanted, known) {
    const waiting = [...wanted].filter(([attribute, now]) => !isUsable(now, known.get(attribute)));
    if (waiting.length === 0) {
      this.#reasons.delete(element);
      this.#controls.letGo(element);
      return;
    }
    this.#controls.hold(element);
    const failure = waiting.map(([, now]) => now.failure).find(Boolean) ?? null;
    this.#reasons.set(element, failure);
    if (!failure) return this.#controls.explain(element, null);
    this.#tools.explain(failure).then(({ message }) => {
      // By now it may be otherwise.
      if (this.#reasons.get(element) === failure) this.#controls.explain(element, `This cannot be used. ${message}`);
    });
  }

  /** @param {Environment} environment that is ready */
  #handlersOf(environment) {
    const worker = /** @type {InterpreterWorker} */ (environment.worker);
    let handlers = this.#handlers.get(worker);
    if (!handlers) {
      handlers = new Handlers(environment, () => this.#updateSoon());
      this.#handlers.set(worker, handlers);
    }
    handlers.follow().catch((error) => this.#onFailure(worker, error));
    return handlers;
  }

  /** What the attributes of an element say. @param {Element} element @returns {Map<string, Wanted>} */
  #read(element) {
    const { types, fail } = this.#tools;
    /** @type {Map<string, Wanted>} */
    const wanted = new Map();
    for (const name of element.getAttributeNames()) {
      const parts = split(name, types());
      if (!parts) continue;
      const [type, rest] = parts;
      const value = element.getAttribute(name) ?? "";
      try {
        wanted.set(name, { value, declared: parse(type, rest, value), ...this.#environmentOf(element, type, name) });
      } catch (error) {
        if (!(error instanceof Mistake)) throw error;
        const { reason } = error;
        this.#reportMistake(element, type, fail("OT321", { element: nameOf(element, name), reason }), reason);
      }
    }
    return wanted;
  }

  /** @param {Element} element @param {string} type @param {string} attribute */
  #environmentOf(element, type, attribute) {
    const { environments, fail } = this.#tools;
    const env = element.getAttribute(`${type}-env`)?.trim() ?? "";
    const found = environments.find(type, env);
    const [environment] = found;
    if (found.length === 1) return { environment, failure: environment.failure };
    const facts = { element: nameOf(element, attribute), type, env };
    if (found.length === 0) {
      this.#warnOfNone(type, env, fail("OT323", facts));
      return { environment: undefined, failure: null };
    }
    const scripts = found.map((one) => nameOf(one.element, "src")).join(", ");
    const failure = fail("OT322", { ...facts, scripts });
    this.#reportOnce(`several ${type}`, element, type, failure);
    return { environment: undefined, failure };
  }

  /** A page says it on the console only: the script may come later. @param {string} type @param {string} env @param {unknown} failure */
  #warnOfNone(type, env, failure) {
    const key = `none ${type} ${env}`;
    if (document.readyState !== "complete" || this.#reported.has(key)) return;
    this.#reported.add(key);
    // A script that was added with the element may be seen after it.
    this.#tools.explain(failure).then((error) => {
      if (this.#tools.environments.find(type, env).length) this.#reported.delete(key);
      else console.warn(`${error.name}: ${error.message}`);
    });
  }

  /** @param {string} key @param {Element} target @param {string} type @param {unknown} failure */
  #reportOnce(key, target, type, failure) {
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#tools.report(failure, { target, type, worker: false });
  }

  /** @param {Element} target @param {string} type @param {unknown} failure @param {string} reason */
  #reportMistake(target, type, failure, reason) {
    const known = this.#mistakes.get(target) ?? new Set();
    this.#mistakes.set(target, known);
    if (known.has(reason)) return;
    known.add(reason);
    this.#tools.report(failure, { target, type, worker: false });
  }

  /** @param {InterpreterWorker} worker @param {unknown} error that a call of the worker ended with */
  #onFailure(worker, error) {
    // Of a worker's end its scripts are told.
    if (worker.isLive) this.#tools.report(error, { type: worker.type, worker: worker.isOwn });
  }
}

/** @param {Wanted} wanted */
function workerOf({ environment }) {
  return environment && !environment.failure ? environment.worker : null;
}

/** Whether a declared event gets to a handler. @param {Wanted} wanted @param {Declaration | undefined} declaration */
function isUsable({ environment, declared }, declaration) {
  return Boolean(environment && declaration?.isListening && declaration.handlers.has(declared.handler));
}

/** An element as a reader of the page's source would find it. @param {Element} element @param {string} attribute that it is about */
function nameOf(element, attribute) {
  const parts = [element.localName];
  if (element.id) parts.push(`id="${element.id}"`);
  const value = element.getAttribute(attribute);
  if (value !== null) parts.push(`${attribute}="${value}"`);
  return `<${parts.join(" ")}>`;
}
