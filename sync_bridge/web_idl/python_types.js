// Types of Web IDL as Python's type checkers know them, for stubs.js.
//
// What comes from the page and may be null is `X | Any`: a checker then knows the members of X and complains of no missing
// look for None, as typeshed does it for `re.match`. What goes to the page is exact.

/** @typedef {import("./rules.js").Type} Type */
/** @typedef {import("./rules.js").Node} Node */

const NUMBERS = new Set(["byte", "octet", "short", "unsigned short", "long", "unsigned long", "long long", "unsigned long long"]);
const FLOATS = new Set(["float", "unrestricted float", "double", "unrestricted double"]);
const STRINGS = new Set(["DOMString", "USVString", "ByteString", "CSSOMString"]);
const BUFFERS = new Set(["BufferSource", "ArrayBufferView", "AllowSharedBufferSource", "ArrayBuffer", "SharedArrayBuffer"]);
/** A found element is of any of the interfaces, and only the program knows of which. */
const ANY_ELEMENT = new Set(["Element", "HTMLElement"]);
const KEYWORDS = new Set(
  ("False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield").split(" "),
);

/** @param {string} name of JavaScript @returns {string} as Python has to write it */
export function pythonName(name) {
  return KEYWORDS.has(name) ? `${name}_` : name;
}

/** @param {string} name */
export function isKeyword(name) {
  return KEYWORDS.has(name);
}

export class Types {
  /** @param {{ typedefs: Map<string, Type>, enums: Map<string, any>, callbacks: Set<string>, dictionaries: Map<string, any>, interfaces: Set<string> }} known */
  constructor(known) {
    this.known = known;
  }

  /** What Python gets. @param {Type} type @returns {string} */
  result(type) {
    const found = this.#type(type, false);
    return type.nullable && found !== "Any" && found !== "None" ? `${found} | Any` : found;
  }

  /** What Python gives. @param {Type} type @returns {string} */
  argument(type) {
    const found = this.#type(type, true);
    return type.nullable && found !== "Any" && !found.endsWith("| None") ? `${found} | None` : found;
  }

  /** The dictionary that a type is or may be: its name, or "". @param {Type} type @returns {string} */
  dictionary(type) {
    const { typedefs, dictionaries } = this.known;
    if (type.union) return /** @type {Type[]} */ (type.idlType).map((one) => this.dictionary(one)).find(Boolean) ?? "";
    if (typeof type.idlType !== "string") return "";
    if (dictionaries.has(type.idlType)) return type.idlType;
    const typedef = typedefs.get(type.idlType);
    return typedef ? this.dictionary(typedef) : "";
  }

  /** @param {Type} type @param {boolean} given @returns {string} */
  #type(type, given) {
    const one = (/** @type {Type} */ inner) => (given ? this.argument(inner) : this.result(inner));
    if (type.union) {
      const parts = /** @type {Type[]} */ (type.idlType).flatMap((inner) => one(inner).split(/ \| (?![^[]*\])/));
      // Of several interfaces, only the program knows which one it has got.
      const isUnclear = parts.filter((part) => this.known.interfaces.has(part)).length > 1 || parts.includes("Any");
      return isUnclear && !given ? "Any" : [...new Set(parts)].join(" | ");
    }
    if (type.generic) {
      const parts = /** @type {Type[]} */ (type.idlType);
      const last = parts[parts.length - 1];
      if (type.generic === "Promise") return given ? "Any" : `Promise[${one(last)}]`;
      if (type.generic === "record") return given ? `Mapping[str, ${one(last)}]` : "Any";
      return given ? `Iterable[${one(last)}]` : `JsArray[${one(last)}]`;
    }
    return this.#named(String(type.idlType), given);
  }

  /** @param {string} name @param {boolean} given */
  #named(name, given) {
    const { typedefs, enums, callbacks, dictionaries, interfaces } = this.known;
    if (name === "undefined") return "None";
    if (name === "boolean") return "bool";
    if (name === "bigint" || NUMBERS.has(name)) return given ? "float" : "int";
    if (FLOATS.has(name)) return "float";
    if (STRINGS.has(name)) return "str";
    if (given && BUFFERS.has(name)) return "Buffer";
    const enumeration = enums.get(name);
    if (enumeration) return `Literal[${enumeration.values.map((/** @type {any} */ { value }) => JSON.stringify(value)).join(", ")}]`;
    const typedef = typedefs.get(name);
    if (typedef) return given ? this.argument(typedef) : this.result(typedef);
    if (callbacks.has(name)) return given ? "Callable[..., Any]" : "Any";
    if (dictionaries.has(name)) return given ? name : "Any";
    if (!given && ANY_ELEMENT.has(name)) return "AnyElement";
    return interfaces.has(name) ? name : "Any";
  }
}
