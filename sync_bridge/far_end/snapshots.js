// What a call tells of its event beside the event itself, so that a handler that reads it makes no trip.

import { EVENT_FIELDS, OP } from "../protocol.js";

/** Longer text is fetched if somebody wants it. */
const MAX_TEXT = 1000;
const MAX_FILES = 16;

/** Fields of elements; all before `value` are those of events. */
const FIRST_OF_ELEMENTS = EVENT_FIELDS.indexOf("value");
const ELEMENT_FIELDS = EVENT_FIELDS.slice(FIRST_OF_ELEMENTS, EVENT_FIELDS.indexOf("files"));
const FILE_FIELDS = ["name", "size", "lastModified"];

/** Which fields an event has, by its prototype. @type {WeakMap<object, string[]>} */
const fieldsOf = new WeakMap();

/**
 * Write [how many objects, then of each: id, whether its fields never change, how many, key, value, …]. The event is the
 * first. A key is an index of EVENT_FIELDS, or text: "operation:operand".
 *
 * @param {import("../encoder.js").Encoder} encoder
 * @param {any} event that has been introduced
 * @param {EventTarget | null} target its current one, if it has been dispatched
 * @param {{ objects: import("./object_table.js").ObjectTable, values: import("./values.js").PageValues }} far
 */
export function writeSnapshot(encoder, event, target, { objects, values }) {
  /** @type {[key: number | string, value: unknown][]} */
  const fields = [];
  for (const name of eventFields(event)) {
    const value = name === "currentTarget" && target ? target : event[name];
    if (isSmall(value) || isTarget(value)) fields.push([EVENT_FIELDS.indexOf(name), value]);
  }
  /** @type {[object: object, isFixed: boolean, fields: [key: number | string, value: unknown][]][]} */
  const described = [[event, true, fields]];
  if (typeof Element === "function" && event.target instanceof Element) describeElement(described, event.target);
  encoder.writeNumber(described.length);
  for (const [object, isFixed, known] of described) {
    // Whatever is described has been introduced by what was written before it.
    encoder.writeNumber(objects.idOf(object));
    encoder.writeBoolean(isFixed);
    encoder.writeNumber(known.length);
    for (const [key, value] of known) {
      if (typeof key === "number") encoder.writeNumber(key);
      else encoder.writeString(key);
      if (!Array.isArray(value)) values.writeResult(encoder, value);
      else {
        encoder.writeArrayHeader(value.length);
        for (const item of value) values.writeResult(encoder, item);
      }
    }
  }
}

/** @param {object} event @returns {string[]} */
function eventFields(event) {
  const prototype = Object.getPrototypeOf(event);
  let fields = fieldsOf.get(prototype);
  if (!fields) {
    fields = EVENT_FIELDS.slice(0, FIRST_OF_ELEMENTS).filter((name) => name in event);
    fieldsOf.set(prototype, fields);
  }
  return fields;
}

/** @param {[object, boolean, [number | string, unknown][]][]} described @param {any} element */
function describeElement(described, element) {
  /** @type {[number | string, unknown][]} */
  const fields = [];
  described.push([element, false, fields]);
  for (const name of ELEMENT_FIELDS) {
    if (name in element && isSmall(element[name])) fields.push([EVENT_FIELDS.indexOf(name), element[name]]);
  }
  const { files } = element;
  if (typeof FileList !== "function" || !(files instanceof FileList) || files.length > MAX_FILES) return;
  const list = [...files];
  fields.push([EVENT_FIELDS.indexOf("files"), files]);
  described.push([
    files,
    false,
    [
      [EVENT_FIELDS.indexOf("length"), list.length],
      [`${OP.LENGTH}:`, list.length],
      [`${OP.ITERATE}:`, [null, list.length, ...list]],
      ...list.map((file, index) => /** @type {[string, unknown]} */ ([`${OP.INDEX}:${index}`, file])),
    ],
  ]);
  for (const file of list) {
    const known = [...FILE_FIELDS, "type"].map((name) => /** @type {any} */ ([EVENT_FIELDS.indexOf(name), Reflect.get(file, name)]));
    described.push([file, true, known]);
  }
}

/** @param {unknown} value */
function isSmall(value) {
  switch (typeof value) {
    case "string":
      return value.length <= MAX_TEXT;
    case "number":
    case "boolean":
      return true;
    default:
      return value === null;
  }
}

/** @param {unknown} value */
function isTarget(value) {
  return value instanceof EventTarget;
}
