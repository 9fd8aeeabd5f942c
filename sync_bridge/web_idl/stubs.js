// Build step: writes what editors and type checkers know of `js` in Python, from Web IDL: build/stubs/js-stubs/__init__.pyi.
//
//   node sync_bridge/web_idl/stubs.js FOLDER
//
// Interfaces are classes, dictionaries are TypedDicts whose keys may be keyword arguments, members of Window are names of the
// module. What is no part of Web IDL, as `Array` and `Promise`, is written by hand in the file before it, stubs_head.pyi.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LEFT_OUT } from "./overrides.js";
import { Types, isKeyword, pythonName } from "./python_types.js";
import { extended } from "./rules.js";

const load = createRequire(import.meta.url);
const idl = load("@webref/idl");
const elements = load("@webref/elements");
const HEAD = fileURLToPath(new URL("stubs_head.pyi", import.meta.url));

/** Members whose types say more than those of IDL, by interface. @type {Record<string, Record<string, string[]>>} */
const BETTER = {
  Node: {
    appendChild: ["def appendChild(self, node: _N, /) -> _N: ..."],
    insertBefore: ["def insertBefore(self, node: _N, child: Node | None, /) -> _N: ..."],
    removeChild: ["def removeChild(self, child: _N, /) -> _N: ..."],
    cloneNode: ["def cloneNode(self, subtree: bool = ..., /) -> Self: ..."],
    parentNode: ["@property", "def parentNode(self) -> AnyElement | Any: ..."],
  },
  Event: {
    target: ["@property", "def target(self) -> AnyElement: ..."],
    currentTarget: ["@property", "def currentTarget(self) -> AnyElement: ..."],
  },
  NodeList: {
    item: ["def item(self, index: float, /) -> AnyElement | Any: ..."],
    "": [
      "def __iter__(self) -> Iterator[AnyElement]: ...",
      "@overload",
      "def __getitem__(self, key: int, /) -> AnyElement: ...",
      "@overload",
      "def __getitem__(self, key: slice, /) -> list[AnyElement]: ...",
    ],
  },
  HTMLCanvasElement: { getContext: contexts() },
  OffscreenCanvas: { getContext: contexts() },
  CSSStyleDeclaration: {
    "": ["def __getattr__(self, name: str, /) -> str: ...", "def __setattr__(self, name: str, value: str | float | None, /) -> None: ..."],
  },
  DOMStringMap: {
    "": ["def __getattr__(self, name: str, /) -> str: ...", "def __setattr__(self, name: str, value: object, /) -> None: ..."],
  },
};

/** What `getContext` gives for each name. */
function contexts() {
  const known = { "2d": "CanvasRenderingContext2D", webgl: "WebGLRenderingContext", webgl2: "WebGL2RenderingContext" };
  const lines = Object.entries({ ...known, bitmaprenderer: "ImageBitmapRenderingContext" }).flatMap(([name, type]) => [
    "@overload",
    `def getContext(self, contextId: Literal["${name}"], options: Any = ..., /, **keywords: Any) -> ${type}: ...`,
  ]);
  return [...lines, "@overload", "def getContext(self, contextId: str, options: Any = ..., /, **keywords: Any) -> Any: ..."];
}

/** @param {any} node @param {boolean} otherwise where nothing is said */
function isOnWindow(node, otherwise) {
  const rhs = extended(node, "Exposed")?.rhs;
  if (!rhs) return otherwise;
  if (rhs.type === "*") return true;
  return rhs.type === "identifier" ? rhs.value === "Window" : rhs.value.some((/** @type {any} */ item) => item.value === "Window");
}

/** @param {Record<string, any[]>} specifications */
function collect(specifications) {
  for (const name of LEFT_OUT.specifications.trim().split(/\s+/)) delete specifications[name];
  const nodes = Object.values(specifications).flat();
  const named = (/** @type {string} */ type) => new Map(nodes.filter((node) => node.type === type && !node.partial).map((node) => [node.name, node]));
  const [interfaces, mixins, namespaces] = [named("interface"), named("interface mixin"), named("namespace")];
  for (const [name, node] of interfaces) {
    if (!isOnWindow(node, false) || extended(node, "LegacyNoInterfaceObject")) interfaces.delete(name);
  }
  const dictionaries = named("dictionary");
  /** Members by the name of their container. @type {Map<string, any[]>} */
  const members = new Map();
  /** @type {Map<string, string[]>} */
  const included = new Map();
  for (const node of nodes) {
    if (node.type === "includes") included.set(node.target, [...(included.get(node.target) ?? []), node.includes]);
    if (!node.members || !isOnWindow(node, true)) continue;
    members.set(node.name, [...(members.get(node.name) ?? []), ...node.members.filter((/** @type {any} */ one) => isOnWindow(one, true))]);
  }
  const membersOf = (/** @type {string} */ name) =>
    [name, ...(included.get(name) ?? []).filter((mixin) => mixins.has(mixin))].flatMap((one) => members.get(one) ?? []);
  const typedefs = new Map(nodes.filter(({ type }) => type === "typedef").map(({ name, idlType }) => [name, idlType]));
  const callbacks = new Set(nodes.filter(({ type }) => type === "callback" || type === "callback interface").map(({ name }) => name));
  const known = { typedefs, enums: named("enum"), callbacks, dictionaries, interfaces: new Set(interfaces.keys()) };
  return { interfaces, namespaces, dictionaries, membersOf, types: new Types(known) };
}

/** @typedef {ReturnType<typeof collect>} World */

/** The parameters of an operation, after `self` or alone. @param {World} world @param {any[]} args @param {string[]} first */
function parameters({ types, dictionaries }, args, first) {
  const written = [...first];
  let last = "";
  let variadic = "";
  const required = args.findLastIndex(({ optional, variadic }) => !optional && !variadic);
  for (const [index, { name, idlType, variadic: isVariadic }] of args.entries()) {
    const type = types.argument(idlType);
    if (isVariadic) variadic = `*${pythonName(name)}: ${type}`;
    else written.push(`${pythonName(name)}: ${type}${index > required ? " = ..." : ""}`);
    last = isVariadic ? "" : types.dictionary(idlType);
  }
  if (written.length) written.push("/");
  if (variadic) written.push(variadic);
  const isFree = last && !dictionaries.get(last)?.members.some((/** @type {any} */ { required, name }) => required || isKeyword(name));
  if (last) written.push(`**keywords: ${isFree ? `Unpack[${last}]` : "Any"}`);
  return written.join(", ");
}

/** @param {World} world @param {any[]} overloads of one name @param {string} name @param {string} prefix decorators @param {string[]} first parameters @param {string} [result] */
function functions(world, overloads, name, prefix, first, result) {
  const lines = [];
  for (const node of overloads) {
    if (overloads.length > 1) lines.push("@overload");
    if (prefix) lines.push(prefix);
    const gives = result ?? world.types.result(node.idlType);
    lines.push(`def ${pythonName(name)}(${parameters(world, node.arguments, first)}) -> ${gives}: ...`);
  }
  return lines;
}

/** @param {any[]} members @returns {Map<string, any[]>} operations by name */
function operations(members) {
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const member of members) {
    if (member.type !== "operation" || !member.name) continue;
    found.set(member.name, [...(found.get(member.name) ?? []), member]);
  }
  return found;
}

/** @param {World} world @param {any} member @returns {string[]} */
function attribute({ types }, member) {
  const name = pythonName(member.name);
  const type = types.result(member.idlType);
  if (!member.readonly) return [`${name}: ${member.idlType.nullable && type !== "Any" ? `${type.replace(/ \| Any$/, "")} | Any` : type}`];
  const lines = ["@property", `def ${name}(self) -> ${type}: ...`];
  if (extended(member, "PutForwards")) lines.push(`@${name}.setter`, `def ${name}(self, value: Any) -> None: ...`);
  return lines;
}

/** What makes a class a collection. @param {World} world @param {any[]} members @param {boolean} hasLength */
function protocol({ types }, members, hasLength) {
  const lines = [];
  const iterable = members.find(({ type }) => type === "iterable" || type === "maplike" || type === "setlike");
  const getter = members.find(({ type, special }) => type === "operation" && special === "getter");
  const length = hasLength || (iterable && iterable.type !== "iterable");
  if (length) lines.push("def __len__(self) -> int: ...");
  const index = getter && types.argument(getter.arguments[0].idlType) === "float" ? "int" : "str";
  if (getter) lines.push(`def __getitem__(self, key: ${index === "int" ? "Any" : "str"}, /) -> ${types.result(getter.idlType)}: ...`);
  const pairs = iterable && iterable.idlType.length === 2;
  const item = iterable ? types.result(iterable.idlType[pairs ? 0 : iterable.idlType.length - 1]) : getter && index === "int" && length ? types.result(getter.idlType) : "";
  if (item) lines.push(`def __iter__(self) -> Iterator[${item.replace(/ \| Any$/, "")}]: ...`);
  if (!iterable || iterable.type === "iterable") return pairs && !getter ? [...lines, `def __getitem__(self, key: str, /) -> Any: ...`] : lines;
  const value = types.result(iterable.idlType[iterable.idlType.length - 1]);
  lines.push("@property", "def size(self) -> int: ...", "def has(self, key: Any, /) -> bool: ...", "def __contains__(self, key: object, /) -> bool: ...");
  if (iterable.type === "maplike") lines.push(`def get(self, key: Any, /) -> ${value} | Any: ...`, `def __getitem__(self, key: Any, /) -> ${value}: ...`);
  if (!iterable.readonly) lines.push("def clear(self) -> None: ...", "def delete(self, key: Any, /) -> bool: ...");
  if (!iterable.readonly && iterable.type === "setlike") lines.push(`def add(self, value: ${value}, /) -> Self: ...`);
  if (!iterable.readonly && iterable.type === "maplike") lines.push(`def set(self, key: Any, value: ${value}, /) -> Self: ...`);
  return lines;
}

/** @param {World} world @param {string} name @param {any[]} members @param {string} parent @param {string[]} own lines of overrides */
function classOf(world, name, members, parent, own) {
  const better = Object.assign(Object.create(null), BETTER[name]);
  const lines = [...own];
  const seen = new Set(own.length ? ["createElement"] : []);
  const constructors = members.filter(({ type }) => type === "constructor");
  lines.push(...functions(world, constructors, "new", "@staticmethod", [], name));
  for (const member of members) {
    if (member.type === "const") lines.push(`${member.name}: Final[${world.types.result(member.idlType)}]`);
    // What has a dash can be no name in Python: it is got by subscription.
    if (member.type !== "attribute" || seen.has(member.name) || member.name.includes("-")) continue;
    seen.add(member.name);
    lines.push(...(better[member.name] ?? attribute(world, member)));
  }
  for (const [operation, overloads] of operations(members)) {
    if (seen.has(operation)) continue;
    const isStatic = overloads[0].special === "static";
    lines.push(...(better[operation] ?? functions(world, overloads, operation, isStatic ? "@staticmethod" : "", isStatic ? [] : ["self"])));
  }
  const collection = protocol(world, members, members.some((member) => member.type === "attribute" && member.name === "length"));
  lines.push(...(better[""] ? [...collection.filter((line) => line.includes("__len__")), ...better[""]] : collection));
  return block(`class ${name}(${parent || "JsObject"}):`, lines);
}

/** @param {string} head @param {string[]} lines */
function block(head, lines) {
  return `${head}\n${lines.length ? lines.map((line) => `    ${line}`).join("\n") : "    pass"}\n`;
}

/** @param {World} world @param {any} node */
function dictionary({ types, membersOf, dictionaries }, { name, inheritance }) {
  const fields = membersOf(name).map((/** @type {any} */ { name, idlType, required }) => {
    const type = types.argument(idlType);
    return { name, type: required ? `Required[${type}]` : type };
  });
  if (!fields.some(({ name }) => isKeyword(name))) {
    const parent = dictionaries.has(inheritance) ? inheritance : "TypedDict";
    return block(`class ${name}(${parent}, total=False):`, fields.map(({ name, type }) => `${name}: ${type}`));
  }
  return `${name} = TypedDict("${name}", {${fields.map(({ name, type }) => `"${name}": ${JSON.stringify(type)}`).join(", ")}}, total=False)\n`;
}

/** Names with those that they build on before them. @param {Map<string, any>} nodes @returns {any[]} */
function inOrder(nodes) {
  /** @type {Set<any>} */
  const done = new Set();
  const visit = (/** @type {any} */ node) => {
    if (!node || done.has(node)) return;
    visit(nodes.get(node.inheritance));
    done.add(node);
  };
  for (const name of [...nodes.keys()].sort()) visit(nodes.get(name));
  return [...done];
}

/** What `createElement` makes of each tag. @param {World} world @param {any[]} tags */
function createElement({ interfaces }, tags) {
  const known = tags.filter(({ interface: made }) => interfaces.has(made) && made !== "HTMLUnknownElement");
  const lines = known.flatMap(({ name, interface: made }) => [
    "@overload",
    `def createElement(self, localName: Literal["${name}"], /, **options: Any) -> ${made}: ...`,
  ]);
  return [...lines, "@overload", "def createElement(self, localName: str, /, **options: Any) -> AnyElement: ..."];
}

/** @returns {Promise<string>} the text of the stub */
export async function compileStub() {
  const world = collect(await idl.parseAll());
  const { html } = await elements.listAll();
  const { interfaces, namespaces, dictionaries, membersOf } = world;
  const parts = [await readFile(HEAD, "utf8")];
  for (const node of inOrder(dictionaries)) parts.push(dictionary(world, node));
  for (const { name, inheritance } of inOrder(interfaces)) {
    const own = name === "Document" ? createElement(world, html.elements) : [];
    parts.push(classOf(world, name, membersOf(name), interfaces.has(inheritance) ? inheritance : "", own));
  }
  for (const name of namespaces.keys()) {
    const members = membersOf(name).filter((/** @type {any} */ member) => member.special !== "static");
    parts.push(classOf(world, `_${name}`, members, "", []), `${name}: _${name}\n`);
  }
  const parents = new Set([...interfaces.values()].map(({ inheritance }) => inheritance));
  const found = [...interfaces.keys()].filter((name) => /^HTML.*Element$/.test(name) && !parents.has(name)).sort();
  parts.push(block(`class AnyElement(${found.join(", ")}):`, ['"""An element that was found: of which interface it is, only the program knows."""']));
  parts.push(...windowNames(world, [...membersOf("Window"), ...membersOf("EventTarget")]));
  for (const { name } of legacyFactories(interfaces)) parts.push(`${name}: Any\n`);
  return parts.join("\n");
}

/** Members of Window as names of the module. @param {World} world @param {any[]} members */
function windowNames(world, members) {
  const lines = [];
  for (const member of members) {
    if (member.type === "attribute" && !isKeyword(member.name)) lines.push(`${member.name}: ${world.types.result(member.idlType)}`);
  }
  for (const [name, overloads] of operations(members)) lines.push(...functions(world, overloads, name, "", []));
  return [`${[...new Set(lines)].join("\n")}\n`];
}

/** `Image`, `Audio`, `Option`. @param {Map<string, any>} interfaces @returns {{ name: string }[]} */
function legacyFactories(interfaces) {
  return [...interfaces.values()].flatMap((node) => {
    const factory = extended(node, "LegacyFactoryFunction");
    return factory ? [{ name: /** @type {any} */ (factory.rhs).value }] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.join(process.argv[2], "js-stubs");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "__init__.pyi"), await compileStub());
}
