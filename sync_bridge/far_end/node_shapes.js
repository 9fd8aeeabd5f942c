// What never changes about a node: its type and its names. The worker is told of each combination once and of its number
// with every node, so that reading `tagName` is no trip.

const XHTML = "http://www.w3.org/1999/xhtml";

/**
 * @typedef {object} NodeShape
 * @property {number} id 1 to 32767
 * @property {[nodeType: number, nodeName: string, localName: string | null, prefix: string | null, namespaceURI: string | null]} names
 */

/** HTML elements by tag name, all others by type and names with spaces between. @type {Map<string, NodeShape>} */
const shapes = new Map();
let count = 0;

/** Nodes whose name follows from their type: text, CDATA, comment, document, fragment. */
const NAMED_BY_TYPE = new Set([3, 4, 8, 9, 11]);

/**
 * @param {any} node
 * @returns {NodeShape | null} null where its names may change or are too many to be numbered
 */
export function shapeOf(node) {
  const { nodeType } = node;
  if (nodeType !== 1) return NAMED_BY_TYPE.has(nodeType) ? known(`${nodeType} ${node.nodeName}`, node) : null;
  const { namespaceURI, tagName } = node;
  // Names that differ in case only may share a tag name.
  if (namespaceURI === XHTML && node.prefix === null && tagName.toLowerCase() === node.localName) return known(tagName, node);
  return known(`1 ${namespaceURI} ${node.prefix} ${node.localName} ${tagName}`, node);
}

/** @param {string} key @param {any} node */
function known(key, node) {
  const shape = shapes.get(key);
  if (shape) return shape;
  if (count === 0x7fff) return null;
  const { nodeType, nodeName, localName = null, prefix = null, namespaceURI = null } = node;
  /** @type {NodeShape} */
  const made = { id: ++count, names: [nodeType, nodeName, localName, prefix, namespaceURI] };
  shapes.set(key, made);
  return made;
}
