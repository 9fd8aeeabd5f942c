// Runs programs of generator.py on the page in plain JavaScript, which is what the bridge is compared with, and shows
// what a run has left. harness.py evaluates this file on the page; executor.py is its counterpart in the worker.
//
// Every instruction leaves one entry in the log: the value it read, `{ is: slot }` for an object (the first slot that
// holds the same one, or -1), `{ throws: name }`, or SKIPPED where it was not carried out, because a slot was empty or
// it would have grown too large a tree or touched the page around the host. harness.py leaves those out and runs the
// rest again, so that executor.py needs no such rules.

"use strict";

window.differential = (() => {
  const MOST_NODES = 300;
  const MOST_CLONED = 40;
  const SKIPPED = { skipped: true };
  const BESIDE = new Set(["remove", "before", "after", "replaceWith", "outerHTML", "nextSibling", "previousSibling"]);
  for (const name of ["nextElementSibling", "previousElementSibling", "parentNode", "parentElement"]) BESIDE.add(name);
  const GROWING = /^(append|prepend|insert|replace|before|after|inner|outer|split|textContent)/;

  /** @type {HTMLElement} */
  let host;
  /** @type {any[]} */
  let slots;

  /** Begin anew: an empty host on the page. */
  function prepare() {
    host?.remove();
    host = document.createElement("div");
    document.body.append(host);
    slots = [host, document];
  }

  /** @param {any} value */
  const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
  /** @param {any} value @returns {unknown} its entry in the log */
  const entry = (value) => (isObject(value) ? { is: slots.indexOf(value) } : (value ?? null));
  /** @param {any} node */
  const isOutside = (node) => node instanceof Node && node.isConnected && !host.contains(node);
  /** @param {any} argument `None` given to a function is `undefined` */
  const resolve = (argument) => (isObject(argument) ? slots[argument.slot] : (argument ?? undefined));

  /** @param {Node} node */
  function size(node) {
    let nodes = 1;
    for (const child of node.childNodes) nodes += size(child);
    return nodes;
  }

  /** @param {any} node */
  function rootOf(node) {
    while (node.parentNode && node !== host) node = node.parentNode;
    return node;
  }

  /** Whether an instruction is not to be carried out. @param {any[]} instruction */
  function isRefused([op, target, name, given]) {
    const receiver = slots[target];
    if (op === "drop") return false;
    if (receiver == null) return true;
    if (op === "same") return slots[name] == null;
    const args = op === "call" ? given : op === "contains" ? [name] : [];
    for (const argument of args) {
      if (isObject(argument) && (slots[argument.slot] == null || slots[argument.slot] === host)) return true;
    }
    if (receiver === host) {
      if (BESIDE.has(name)) return true;
      if (op === "call" && name.startsWith("insertAdjacent") && /^(beforebegin|afterend)$/i.test(given[0])) return true;
    }
    if (!(receiver instanceof Node) || receiver === document) return false;
    // Chromium adds the attribute that a style makes when it next needs to, which a frame that is painted in between
    // may be: with an attribute that is there before, the order of attributes does not depend on it.
    if (name === "style") return !(/** @type {Element} */ (receiver).hasAttribute("style"));
    if (name === "cloneNode") return given[0] === true && size(receiver) > MOST_CLONED;
    return (op === "call" || op === "set") && GROWING.test(name) && size(rootOf(receiver)) > MOST_NODES;
  }

  /** Note a result, and store it if the instruction says where. @param {any} value @param {number | null} into */
  function keep(value, into) {
    if (isOutside(value)) return SKIPPED;
    const noted = entry(value);
    if (into !== null) slots[into] = value ?? null;
    return noted;
  }

  /** @param {any[]} instruction */
  function perform([op, target, a, b, c]) {
    const receiver = slots[target];
    switch (op) {
      case "call":
        return keep(receiver[a](.../** @type {any[]} */ (b).map(resolve)), c);
      case "get":
      case "getitem":
        return keep(receiver[a], b);
      case "set":
      case "setitem":
        receiver[a] = b;
        return null;
      case "delete": {
        const was = a in receiver;
        delete receiver[a];
        return was;
      }
      case "in":
        return a in receiver;
      case "contains":
        return [...receiver].includes(resolve(a));
      case "len":
        return receiver.length;
      case "list":
        return [...receiver].map(entry);
      case "slice":
        return [...receiver].slice(a, b).map(entry);
      case "listcall":
        return [...receiver[a](...b)].map(entry);
      case "same":
        return receiver === slots[a];
      case "drop":
        slots[target] = null;
        return null;
      default:
        throw new Error(`No instruction is called ${op}`);
    }
  }

  /** Run a program given as JSON, and return what finish() returns. @param {string} text */
  function run(text) {
    prepare();
    const log = JSON.parse(text).map((/** @type {any[]} */ instruction) => {
      if (isRefused(instruction)) return SKIPPED;
      try {
        return perform(instruction);
      } catch (error) {
        return { throws: /** @type {Error} */ (error).name };
      }
    });
    return finish(log, slots);
  }

  /** What a node is, what is in it, and which slots hold them. @param {any} node @param {any[]} held @returns {unknown} */
  function describe(node, held) {
    return {
      name: node.nodeName,
      held: [...held.keys()].filter((slot) => held[slot] === node),
      data: node.nodeType === Node.ELEMENT_NODE ? [...node.attributes].map(({ name, value }) => [name, value]) : node.data,
      children: [...node.childNodes].map((child) => describe(child, held)),
    };
  }

  /** What is in a collection, a style or a dataset. @param {any} object */
  function describeObject(object) {
    if (object instanceof CSSStyleDeclaration) return object.cssText;
    if (object instanceof DOMStringMap) return { ...object };
    return [...object].map((item) => (isObject(item) ? item.nodeName : item));
  }

  /** A log and all trees as JSON, in which nothing is lost. @param {unknown[]} log @param {any[]} held the slots */
  function finish(log, held) {
    const nodes = held.filter((value) => value instanceof Node && value !== document);
    const trees = [...new Set(nodes.map(rootOf))].map((root) => describe(root, held));
    const others = [];
    for (const [slot, value] of held.entries()) {
      if (value != null && !(value instanceof Node)) others.push([slot, describeObject(value)]);
    }
    return JSON.stringify({ log, trees, others, html: host.outerHTML });
  }

  return {
    run,
    /** Have a program ready for executor.py. @param {string} text @param {string} plan */
    offer(text, plan) {
      prepare();
      // Well-formed text: lone surrogates become escapes.
      Object.assign(this, { host, program: JSON.stringify(JSON.parse(text)), plan, outcome: "" });
    },
    /** Take what executor.py has noted. @param {unknown[]} log @param {any[]} held */
    accept(log, held) {
      this.outcome = finish(log, held);
    },
    host: /** @type {HTMLElement | null} */ (null),
    program: "",
    plan: "",
    outcome: "",
  };
})();
