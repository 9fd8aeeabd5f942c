// Plays a recording: what a Python function does with one item, done here for each item of a collection, so that a loop
// over the page's objects is one trip.
//
// A recording is a flat list. Each step is its code and its operands; a step gives a value, and the steps' values are
// numbered from 1, after the item itself, which is number 0. An operand that is an array of one is the number of an
// earlier value, -1 for undefined; others are constants.

import { ProtocolError } from "../errors.js";
import { callMethod } from "./subscription.js";

/** Codes of steps; worker/python/offthread/_recording.py has the same. */
const STEP = Object.freeze({
  GET: 0, // object, name
  INDEX: 1, // object, key
  CALL: 2, // object, name, how many, …arguments
  LIST: 3, // how many, …items
  DICT: 4, // how many, …key, value
});

/**
 * @param {Iterable<unknown>} receiver
 * @param {any[]} args the steps, then the operands that are the results
 * @returns {unknown[]} the results of all items, one after the other
 */
export function replay(receiver, [steps, results]) {
  if (typeof receiver[Symbol.iterator] !== "function") throw new TypeError("the object is not iterable");
  return Array.from(receiver, (item) => play(item, steps, results)).flat(1);
}

/** @param {unknown} item @param {any[]} steps @param {any[]} results */
function play(item, steps, results) {
  /** @type {any[]} */
  const values = [item];
  let at = 0;
  const operand = () => valueOf(values, steps[at++]);
  while (at < steps.length) {
    const code = steps[at++];
    switch (code) {
      case STEP.GET:
      case STEP.INDEX: {
        const object = operand();
        const key = operand();
        values.push(object[typeof key === "number" && key < 0 ? object.length + key : key]);
        break;
      }
      case STEP.CALL: {
        const object = operand();
        const name = operand();
        const args = Array.from({ length: steps[at++] }, operand);
        values.push(callMethod(object, name, args));
        break;
      }
      case STEP.LIST:
        values.push(Array.from({ length: steps[at++] }, operand));
        break;
      case STEP.DICT:
        values.push(Object.fromEntries(Array.from({ length: steps[at++] }, () => [operand(), operand()])));
        break;
      default:
        throw new ProtocolError(`Step ${code} of a recording is unknown`);
    }
  }
  return results.map((result) => valueOf(values, result));
}

/** @param {any[]} values @param {any} operand */
function valueOf(values, operand) {
  return Array.isArray(operand) ? values[operand[0]] : operand;
}
