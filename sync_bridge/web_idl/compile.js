// Build step: compiles Web IDL (@webref/idl, parsed by webidl2) into the table that the worker reads. `npm run build`
// writes it to dist/interfaces.json; near_end/interface_table.js is its only reader and has to know its encoding.
//
// It is columns of text, one line for each interface and then one for each mixin, which compresses far better than one
// object for each member:
//
//   interfaces   "Name:Parent Mixin Mixin"        the parent and mixins where there are any; a mixin's name alone
//   attributes   "Ws DOMString:id slot|r Node:x"  groups of one rule and type, separated by "|"
//   operations   "V:remove();after(T a):Type"     groups of one rule; name, arguments, return type if not undefined
//   constants    "NAME 1 NEXT OTHER 5"            a value that is not written is one more than the last
//
// Names that are repeated in a group are overloads.

import { createRequire } from "node:module";
import { GROUPS, LEFT_OUT, TAGS, WILDCARDS } from "./overrides.js";
import { READ, constant, extended, ruleOf } from "./rules.js";

/** @typedef {import("./rules.js").Member} Member */
/** @typedef {import("./rules.js").Node} Node */
/** @typedef {import("./rules.js").Type} Type */
/** @typedef {import("./rules.js").ExtendedAttribute} ExtendedAttribute */

/** @typedef {import("../near_end/interface_table.js").Table} Table */

/** @typedef {Member & { rule: string }} Entry a member with its rule */

/**
 * @typedef {object} Container an interface, a namespace or a mixin
 * @property {string} parent
 * @property {boolean} mixin
 * @property {Set<string>} mixins
 * @property {Map<string, Entry>} members
 */

// Not named `require`: tsc would look for types in packages that have none.
const load = createRequire(import.meta.url);
const idl = load("@webref/idl");
const elements = load("@webref/elements");

const HERE = "sync_bridge/web_idl";
const CONTAINERS = new Set(["interface", "interface mixin", "namespace", "callback interface"]);
const KINDS = new Set(["attribute", "operation", "const"]);

/** @returns {Promise<Table>} */
export async function compileTable() {
  const world = collect(wanted(await idl.parseAll()));
  for (const container of world.containers.values()) {
    for (const member of container.members.values()) member.rule = ruleOf(member, world.definitions);
  }
  const { html } = await elements.listAll();
  override(world);
  return encode(world, tagInterfaces(html.elements, world));
}

/** @param {Record<string, any[]>} specifications */
function wanted(specifications) {
  for (const name of READ) {
    if (!specifications[name]) throw new Error(`${HERE}/rules.js: READ names ${name}, which does not exist`);
  }
  for (const name of LEFT_OUT.specifications.trim().split(/\s+/)) {
    if (!specifications[name]) throw new Error(`${HERE}/overrides.js: LEFT_OUT names ${name}, which does not exist`);
    delete specifications[name];
  }
  return specifications;
}

/** @typedef {ReturnType<typeof collect>} World */

/**
 * Merge partial definitions, note which mixins belong where, and leave out what a page does not have.
 * @param {Record<string, any[]>} specifications definitions by the short name of their document
 */
function collect(specifications) {
  const all = Object.entries(specifications).flatMap(([name, nodes]) => nodes.map((node) => ({ name, node })));
  const definitions = {
    /** @type {Map<string, Type>} */
    typedefs: new Map(),
    /** @type {Set<string>} */
    enums: new Set(),
    /** @type {Set<string>} */
    callbacks: new Set(),
    /** @type {Set<string>} */
    interfaces: new Set(),
    /** @type {Set<string>} */
    inherited: new Set(),
  };
  /** @type {Map<string, Container>} */
  const containers = new Map();
  for (const { node } of all) {
    if (node.type === "typedef") definitions.typedefs.set(node.name, node.idlType);
    else if (node.type === "enum") definitions.enums.add(node.name);
    else if (node.type === "callback") definitions.callbacks.add(node.name);
    else if (CONTAINERS.has(node.type) && !node.partial) {
      const mixin = node.type === "interface mixin";
      if (!mixin && !isOnWindow(node.extAttrs, false)) continue;
      // WebGL's extensions: no page knows them by these names.
      if (extended(node, "LegacyNoInterfaceObject")) continue;
      containers.set(node.name, { parent: node.inheritance ?? "", mixin, mixins: new Set(), members: new Map() });
      if (node.type !== "interface") continue;
      definitions.interfaces.add(node.name);
      if (node.inheritance) definitions.inherited.add(node.inheritance);
    }
  }
  for (const { name, node } of all) {
    if (node.type === "includes") containers.get(node.target)?.mixins.add(node.includes);
    const container = CONTAINERS.has(node.type) && containers.get(node.name);
    if (!container || !isOnWindow(node.extAttrs, true)) continue;
    for (const member of node.members) {
      if (!KINDS.has(member.type) || !member.name || member.special === "static") continue;
      if (isOnWindow(member.extAttrs, true)) addMember(container, node.name, member, name);
    }
  }
  return { definitions, containers };
}

/** @param {ExtendedAttribute[]} extAttrs @param {boolean} otherwise where nothing is said */
function isOnWindow(extAttrs, otherwise) {
  const exposed = extAttrs.find(({ name }) => name === "Exposed");
  if (!exposed?.rhs) return otherwise;
  const { type, value } = exposed.rhs;
  if (type === "*") return true;
  return type === "identifier" ? value === "Window" : value.some((/** @type {any} */ item) => item.value === "Window");
}

/** @param {Container} container @param {string} owner @param {Node} node @param {string} specification */
function addMember(container, owner, node, specification) {
  const { name, type: kind } = node;
  const known = container.members.get(name);
  if (!known) container.members.set(name, { name, kind, specification, nodes: [node], rule: "" });
  else if (kind === "operation" && known.kind === kind) known.nodes.push(node);
  else throw new Error(`@webref/idl has ${owner}.${name} twice`);
}

/** Give members the rules of overrides.js. @param {World} world */
function override({ containers }) {
  /** @type {Set<string>} */
  const done = new Set();
  for (const { rule, reason, members, shadow } of GROUPS) {
    for (const [owner, names] of Object.entries(members)) {
      const container = containers.get(owner);
      for (const name of names.split(" ")) {
        /** @param {string} problem @returns {never} */
        const fail = (problem) => {
          throw new Error(`${HERE}/overrides.js: ${owner}.${name} (${rule || "wait"}: ${reason}) ${problem}`);
        };
        if (!container) return fail("names an interface that IDL does not have");
        if (done.has(`${owner}.${name}`)) fail("is there twice");
        done.add(`${owner}.${name}`);
        const own = container.members.get(name);
        if (own && shadow) fail("is not inherited: `shadow` is wrong");
        const member = own ?? (shadow && inherited(container, name, containers));
        if (!member) return fail("names a member that IDL does not have");
        if (member.rule === rule) fail("says what IDL says already: remove it");
        container.members.set(name, { ...member, rule });
      }
    }
  }
}

/**
 * A member of a mixin or of an ancestor.
 * @param {Container} container @param {string} name @param {Map<string, Container>} containers
 */
function inherited(container, name, containers) {
  for (let at = /** @type {Container | undefined} */ (container); at; at = containers.get(at.parent)) {
    for (const source of [at, ...[...at.mixins].map((mixin) => containers.get(mixin))]) {
      const found = source?.members.get(name);
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * Tag names by interface.
 * @param {{ name: string, interface?: string }[]} list @param {World} world
 * @returns {Record<string, string>}
 */
function tagInterfaces(list, { definitions }) {
  const uncertain = new Set(TAGS.names.split(" "));
  /** @type {Record<string, string[]>} */
  const tags = {};
  for (const { name, interface: made } of list) {
    if (!made || uncertain.delete(name)) continue;
    if (!definitions.interfaces.has(made)) throw new Error(`@webref/idl has no ${made}, as <${name}> should be`);
    (tags[made] ??= []).push(name);
  }
  if (uncertain.size) throw new Error(`${HERE}/overrides.js: TAGS names ${[...uncertain]}, which do not exist`);
  return Object.fromEntries(Object.entries(tags).map(([made, names]) => [made, names.join(" ")]));
}

/** @param {World} world @param {Record<string, string>} tags @returns {Table} */
function encode({ containers, definitions }, tags) {
  const wildcards = new Set(WILDCARDS.interfaces.split(" "));
  /** @type {Set<string>} */
  const used = new Set();
  const lines = [];
  for (const [name, container] of containers) {
    if (container.mixin) continue;
    const mixins = [...container.mixins].filter((mixin) => containers.get(mixin)?.members.size);
    for (const mixin of mixins) used.add(mixin);
    const columns = encodeMembers(container, definitions);
    if (wildcards.delete(name)) columns.attributes.push(`${WILDCARDS.rule} ${WILDCARDS.type}:*`);
    lines.push({ head: [container.parent ? `${name}:${container.parent}` : name, ...mixins].join(" "), ...columns });
  }
  if (wildcards.size) throw new Error(`${HERE}/overrides.js: WILDCARDS names ${[...wildcards]}, which do not exist`);
  for (const name of used) {
    const mixin = /** @type {Container} */ (containers.get(name));
    lines.push({ head: name, ...encodeMembers(mixin, definitions) });
  }
  return {
    interfaces: lines.map(({ head }) => head).join("\n"),
    mixins: used.size,
    attributes: lines.map(({ attributes }) => attributes.join("|")).join("\n"),
    operations: lines.map(({ operations }) => operations.join("|")).join("\n"),
    constants: lines.map(({ constants }) => constants.join(" ")).join("\n"),
    tags,
  };
}

/** @param {Container} container @param {World["definitions"]} definitions */
function encodeMembers({ members }, definitions) {
  /** @type {Map<string, string[]>} */
  const attributes = new Map();
  /** @type {Map<string, string[]>} */
  const operations = new Map();
  const constants = [];
  let next = NaN;
  for (const { name, kind, rule, nodes } of members.values()) {
    checkType(name, rule, nodes, definitions);
    for (const node of nodes) {
      const type = textOf(node.idlType);
      if (kind === "attribute") append(attributes, `${rule} ${type}:`, name);
      else if (kind === "operation") append(operations, `${rule}:`, operation(node, type));
      else {
        const value = constant(node);
        constants.push(Number(value) === next ? name : `${name} ${value}`);
        next = Number(value) + 1;
      }
    }
  }
  return {
    attributes: [...attributes].map(([group, names]) => group + names.join(" ")),
    operations: [...operations].map(([group, texts]) => group + texts.join(";")),
    constants,
  };
}

/** @param {Map<string, string[]>} groups @param {string} group @param {string} text */
function append(groups, group, text) {
  if (/[|;\n]|\):.*\):/.test(text)) throw new Error(`The encoding of the table has no place for ${text}`);
  const texts = groups.get(group);
  if (texts) texts.push(text);
  else groups.set(group, [text]);
}

/** @param {Node} node @param {string} type */
function operation(node, type) {
  return `${node.name}(${node.arguments.map(argument).join(", ")})${type === "undefined" ? "" : `:${type}`}`;
}

/**
 * Whoever gives a reference before the answer has to know what it refers to.
 * @param {string} name @param {string} rule @param {Node[]} nodes @param {World["definitions"]} definitions
 */
function checkType(name, rule, nodes, definitions) {
  if (rule !== "N" && rule[0] !== "s") return;
  for (const { idlType } of nodes) {
    if (idlType.nullable || !definitions.interfaces.has(textOf(idlType))) {
      throw new Error(`${name} cannot have the rule ${rule}: ${textOf(idlType)} is not an interface of the page`);
    }
  }
}

/** @param {import("./rules.js").Argument} argument */
function argument({ name, idlType, optional, variadic, default: value }) {
  const text = `${optional ? "optional " : ""}${textOf(idlType)}${variadic ? "..." : ""} ${name}`;
  // That a dictionary is empty if it is left out says "optional" again.
  return value && value.type !== "dictionary" ? `${text} = ${literal(value)}` : text;
}

/** @param {{ type: string, value: any, negative?: boolean }} value */
function literal({ type, value, negative }) {
  switch (type) {
    case "string":
      return JSON.stringify(value);
    case "sequence":
      return "[]";
    case "Infinity":
      return negative ? "-Infinity" : "Infinity";
    default:
      return value === undefined ? type : String(value);
  }
}

/** @param {Type} type @returns {string} */
function textOf({ idlType, generic, nullable, union }) {
  const inner =
    typeof idlType === "string" ? idlType
    : union ? `(${idlType.map(textOf).join(" or ")})`
    : `${generic}<${idlType.map(textOf).join(", ")}>`;
  return nullable ? `${inner}?` : inner;
}
