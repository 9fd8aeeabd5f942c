// How the rule of a member follows from its Web IDL. A rule says whether an operation on the page needs an answer;
// docs/web_idl.md explains the letters. What IDL cannot express is not here but in overrides.js. compile.js calls this.

/**
 * @typedef {object} Type a type as webidl2 parses it
 * @property {string | Type[]} idlType
 * @property {string} generic
 * @property {boolean} nullable
 * @property {boolean} union
 */

/**
 * @typedef {object} Node a member as webidl2 parses it
 * @property {"attribute" | "operation" | "const"} type
 * @property {string} name
 * @property {string} special
 * @property {boolean} readonly
 * @property {Type} idlType
 * @property {Argument[]} arguments
 * @property {{ type: string, value: any, negative?: boolean }} value
 * @property {ExtendedAttribute[]} extAttrs
 */

/** @typedef {{ name: string, idlType: Type, optional: boolean, variadic: boolean, default: any }} Argument */
/** @typedef {{ name: string, rhs: { type: string, value: any } | null }} ExtendedAttribute */

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {"attribute" | "operation" | "const"} kind
 * @property {string} specification short name of the document that defines it
 * @property {Node[]} nodes one, or the overloads of an operation
 */

/**
 * @typedef {object} Definitions what member types refer to
 * @property {Map<string, Type>} typedefs
 * @property {Set<string>} enums
 * @property {Set<string>} callbacks
 * @property {Set<string>} interfaces those that exist on the page
 * @property {Set<string>} inherited interfaces that others inherit from
 */

/**
 * Specifications whose attributes and factories have been gone through one by one: what is known to throw there is in
 * overrides.js. Those of others wait.
 */
export const READ = new Set(
  (
    "SVG css-animations css-conditional css-fonts css-nesting css-shadow cssom cssom-view dom fetch geometry html " +
    "pointerevents uievents url wai-aria webgl1 webgl2 xhr"
  ).split(" "),
);

/** Specifications whose errors go to `getError()`, and which throw for arguments of a wrong type only. */
const WEBGL = /^webgl[12]$/;

/**
 * Interfaces that others inherit from, but which an attribute or a factory of these specifications returns
 * only as themselves: `childNodes` is never a RadioNodeList, and `form.elements` is declared as what it is.
 */
const EXACT = new Set(["HTMLCollection", "NodeList"]);

/** Buffers and the views of them. */
const BUFFERS = /^(U?[Ii]nt(8|16|32)|BigU?[Ii]nt64|Uint8Clamped|Float(16|32|64))Array$|ArrayBuffer$|^DataView$/;

const STRINGS = new Set(["DOMString", "USVString", "ByteString", "CSSOMString"]);
const INTEGERS = new Set([
  "byte", "octet", "short", "unsigned short", "long", "unsigned long", "long long", "unsigned long long",
]);
const FLOATS = new Set(["float", "double"]);
const UNRESTRICTED = new Set(["unrestricted float", "unrestricted double"]);

/** @param {Node} node @param {string} name @returns {ExtendedAttribute | undefined} */
export function extended(node, name) {
  return node.extAttrs.find((attribute) => attribute.name === name);
}

/** A type without its typedefs. @param {Type} type @param {Definitions} definitions @returns {Type} */
export function resolve(type, definitions) {
  if (typeof type.idlType !== "string") return type;
  const meant = definitions.typedefs.get(type.idlType);
  if (!meant) return type;
  const resolved = resolve(meant, definitions);
  // webidl2's types are classes with getters, which spreading would lose.
  const { idlType, generic, union } = resolved;
  return { idlType, generic, union, nullable: resolved.nullable || type.nullable };
}

/**
 * The interface of an object that need not be looked at to know it, or nothing.
 * @param {Type} type @param {Definitions} definitions
 */
export function exactInterface(type, definitions) {
  const { idlType, generic, nullable } = resolve(type, definitions);
  if (generic || nullable || typeof idlType !== "string" || !definitions.interfaces.has(idlType)) return "";
  return definitions.inherited.has(idlType) && !EXACT.has(idlType) ? "" : idlType;
}

/** @param {Member} member @param {Definitions} definitions @returns {string} */
export function ruleOf(member, definitions) {
  switch (member.kind) {
    case "const":
      return `=${constant(member.nodes[0])}`;
    case "attribute":
      return attributeRule(member, definitions);
    case "operation":
      return operationRule(member, definitions);
  }
}

/** The value of a constant, as JavaScript's Number reads it. @param {Node} node */
export function constant({ value }) {
  switch (value.type) {
    case "number":
      return String(Number(value.value));
    case "boolean":
      return String(value.value);
    default:
      throw new Error(`A constant of type ${value.type} needs a rule in sync_bridge/web_idl/rules.js`);
  }
}

/** @param {Member} member @param {Definitions} definitions */
function attributeRule({ nodes: [node], specification }, definitions) {
  const type = resolve(node.idlType, definitions);
  if (node.readonly) {
    const forwards = extended(node, "PutForwards");
    const same = READ.has(specification) && extended(node, "SameObject") && exactInterface(type, definitions);
    // What an assignment is forwarded to is text that is parsed leniently: a token list, a media query, CSS.
    if (same) return forwards ? "sW" : "s";
    return forwards ? "w" : "r";
  }
  const letter = setterLetter(node, type, definitions);
  // An event handler is stored as it is, and a reflected attribute becomes text, whichever document says so.
  if (letter && (READ.has(specification) || letter === "e" || extended(node, "Reflect"))) return `W${letter}`;
  return "w";
}

/** @param {Node} node @param {Type} type @param {Definitions} definitions */
function setterLetter(node, type, definitions) {
  const { idlType, generic } = type;
  if (generic || typeof idlType !== "string" || rangeIsEnforced(node)) return "";
  if (STRINGS.has(idlType)) return "s";
  if (idlType === "boolean") return "b";
  if (INTEGERS.has(idlType)) return "i";
  if (UNRESTRICTED.has(idlType)) return "u";
  if (FLOATS.has(idlType)) return "d";
  if (definitions.enums.has(idlType)) return "x"; // Web IDL: other values are ignored
  if (definitions.callbacks.has(idlType) && node.name.startsWith("on")) return "e";
  return "";
}

/** Setters that throw for a number out of range. @param {Node} node */
function rangeIsEnforced(node) {
  const typed = /** @type {{ extAttrs?: ExtendedAttribute[] }} */ (node.idlType).extAttrs ?? [];
  if ([...node.extAttrs, ...typed].some(({ name }) => name === "EnforceRange")) return true;
  // A number that is limited to those below or above throws; a floating-point one is ignored (HTML, "reflect").
  const limited = extended(node, "ReflectNonNegative") ?? extended(node, "ReflectPositive");
  return limited !== undefined && INTEGERS.has(/** @type {string} */ (node.idlType.idlType));
}

/** @param {Member} member @param {Definitions} definitions */
function operationRule({ nodes, specification }, definitions) {
  const types = nodes.map((node) => node.idlType);
  if (types.every(({ generic }) => generic === "Promise")) return "P";
  if (types.every(({ idlType }) => idlType === "undefined")) {
    const all = nodes.flatMap((node) => node.arguments);
    return WEBGL.test(specification) && all.every(({ idlType }) => isData(idlType, definitions)) ? "V" : "v";
  }
  const fresh = nodes.every((node) => extended(node, "NewObject") && exactInterface(node.idlType, definitions));
  if (fresh && nodes.length === 1) return READ.has(specification) ? "N" : "n";
  return "";
}

/**
 * Whether an argument is a number, text, a list or a buffer of numbers, or one of WebGL's own objects, so that there is
 * nothing about it that WebGL could refuse with an exception (as it refuses images of other origins).
 * @param {Type} type @param {Definitions} definitions @returns {boolean}
 */
function isData(type, definitions) {
  const { idlType, generic } = resolve(type, definitions);
  if (typeof idlType !== "string") return idlType.every((part) => isData(part, definitions));
  if (generic) return false;
  if (STRINGS.has(idlType) || INTEGERS.has(idlType) || FLOATS.has(idlType) || UNRESTRICTED.has(idlType)) return true;
  return idlType === "boolean" || idlType.startsWith("WebGL") || BUFFERS.test(idlType);
}
