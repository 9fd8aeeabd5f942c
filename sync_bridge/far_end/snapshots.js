// What a call tells of its event beside the event itself, so that a handler that reads it makes no trip.

import { EVENT_FIELDS, EXTENSION, OP } from "../protocol.js";

/** Longer text is fetched if somebody wants it. */
const MAX_TEXT = 1000;
const MAX_FILES = 16;

/** @typedef {[index: number, name: string]} Field */

/** @param {string} names */
const fieldsNamed = (names) => names.split(" ").map((name) => /** @type {Field} */ ([EVENT_FIELDS.indexOf(name), name]));

/** Fields of elements; all before `value` are those of events. */
const FIRST_OF_ELEMENTS = EVENT_FIELDS.indexOf("value");
const EVENT = fieldsNamed(EVENT_FIELDS.slice(0, FIRST_OF_ELEMENTS).join(" "));
const ELEMENT = fieldsNamed(EVENT_FIELDS.slice(FIRST_OF_ELEMENTS, EVENT_FIELDS.indexOf("files")).join(" "));
const FILE = fieldsNamed("name size lastModified type");
const FILES = EVENT_FIELDS.indexOf("files");
const LENGTH = EVENT_FIELDS.indexOf("length");

/** Which fields objects have, by their prototype: events and elements. @type {WeakMap<object, Field[]>} */
const known = new WeakMap();

/**
 * Write how many objects, then of each: id, whether its fields never change, and the fields as an extension of key, value, …;
 * then the ids of all objects that are values of fields. The event is the first. A key is an index of EVENT_FIELDS, or text:
 * "operation:operand".
 *
 * @param {import("../encoder.js").Encoder} encoder
 * @param {any} event that has been introduced
 * @param {EventTarget | null} target its current one, if it has been dispatched
 * @param {{ objects: import("./object_table.js").ObjectTable, values: import("./values.js").PageValues }} far
 */
export function writeSnapshot(encoder, event, target, { objects, values }) {
  /** @type {number[]} */
  const held = [];
  /** @param {object} object */
  const writeReference = (object) => {
    values.writeResult(encoder, object);
    held.push(objects.idOf(object));
  };
  /** @param {any} object @param {Field[]} fields @param {EventTarget | null} current */
  const writeFields = (object, fields, current) => {
    for (const [index, name] of fields) {
      const value = name === "currentTarget" && current ? current : object[name];
      if (isSmall(value)) {
        encoder.writeNumber(index);
        encoder.writeCopy(value);
      } else if (value instanceof EventTarget) {
        encoder.writeNumber(index);
        writeReference(value);
      }
    }
  };
  /** @param {object} object @param {boolean} isFixed @param {() => void} write */
  const describe = (object, isFixed, write) => {
    // Whatever is described has been introduced by what was written before it.
    encoder.writeNumber(objects.idOf(object));
    encoder.writeBoolean(isFixed);
    const mark = encoder.beginExtension(EXTENSION.FIELDS);
    write();
    encoder.endExtension(mark);
  };

  const element = typeof Element === "function" && event.target instanceof Element ? /** @type {any} */ (event.target) : null;
  const files = element ? filesOf(element) : null;
  encoder.writeNumber(1 + (element ? 1 : 0) + (files ? 1 + files.length : 0));
  describe(event, true, () => writeFields(event, fieldsOf(event, EVENT), target));
  if (element) {
    describe(element, false, () => {
      writeFields(element, fieldsOf(element, ELEMENT), null);
      if (!files) return;
      encoder.writeNumber(FILES);
      writeReference(element.files);
    });
  }
  if (files) {
    describe(element.files, false, () => {
      encoder.writeNumber(LENGTH);
      encoder.writeNumber(files.length);
      encoder.writeString(`${OP.LENGTH}:`);
      encoder.writeNumber(files.length);
      encoder.writeString(`${OP.ITERATE}:`);
      encoder.writeArrayHeader(2 + files.length);
      encoder.writeNil();
      encoder.writeNumber(files.length);
      files.forEach(writeReference);
      files.forEach((file, index) => {
        encoder.writeString(`${OP.INDEX}:${index}`);
        writeReference(file);
      });
    });
    for (const file of files) describe(file, true, () => writeFields(file, FILE, null));
  }
  encoder.writeArrayHeader(held.length);
  for (const id of held) encoder.writeNumber(id);
}

/** Those of some fields that an object has. @param {object} object @param {Field[]} fields */
function fieldsOf(object, fields) {
  const prototype = Object.getPrototypeOf(object);
  let found = known.get(prototype);
  if (!found) known.set(prototype, (found = fields.filter(([, name]) => name in object)));
  return found;
}

/** @param {any} element @returns {File[] | null} */
function filesOf({ files }) {
  if (!files || typeof FileList !== "function" || !(files instanceof FileList) || files.length > MAX_FILES) return null;
  return [...files];
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
