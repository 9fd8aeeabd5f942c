// Which elements are scripts of ours, by the table of types. discovery.js looks for them, tag.js reads them.

import { types } from "./types.js";

/** Matches every element that is a script of ours. */
export function selector() {
  return [...types.values()]
    .flatMap(({ name, element, needsWorker }) => [
      `script[type="${CSS.escape(name)}"]${needsWorker ? "[worker]" : ""}`,
      ...(element ? [element] : []),
    ])
    .join();
}

/** The type of an element that matches `selector()`. @param {Element} element @returns {import("./types.js").Type | undefined} */
export function typeOf({ localName, attributes }) {
  if (localName === "script") return types.get((attributes.getNamedItem("type")?.value ?? "").trim().toLowerCase());
  for (const type of types.values()) if (type.element === localName) return type;
  return undefined;
}
