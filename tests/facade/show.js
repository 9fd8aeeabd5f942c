// What a value is, as data that can be compared: the same text for a value of the page and for what stands for it in a
// worker.

/** @param {any} value */
export function show(value) {
  switch (typeof value) {
    case "undefined":
      return "(undefined)";
    case "function":
      return "(function)";
    case "bigint":
      return `${value}n`;
    case "symbol":
      return value.toString();
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : `(${Object.is(value, -0) ? "-0" : value})`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error || value instanceof DOMException) {
    return { error: value.constructor.name, name: value.name, message: value.message };
  }
  if (Array.isArray(value)) return [...value].map(show);
  const tag = Object.prototype.toString.call(value);
  if (tag !== "[object Object]") return tag;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item)]));
}
