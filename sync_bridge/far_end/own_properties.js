// The own properties of an object, as JavaScript in a worker asks for them: all at once, with their values.

/** What a property is; near_end/facade/own_properties.js has the same. */
const BITS = Object.freeze({ ENUMERABLE: 1, WRITABLE: 2, ACCESSOR: 4, UNTOLD: 8 });

/** Of an object with more properties than these, such as the global one, objects that are values are not told. */
const MANY = 256;

/**
 * @param {object} receiver @param {PropertyKey[]} [wanted] only these
 * @returns {unknown[]} key and bits of each property, and its value where the bits say neither ACCESSOR nor UNTOLD
 */
export function ownProperties(receiver, wanted = []) {
  const keys = wanted.length ? wanted : Reflect.ownKeys(receiver);
  const found = [];
  for (const key of keys) {
    const property = Reflect.getOwnPropertyDescriptor(receiver, key);
    if (!property) continue;
    const { value, enumerable, writable } = property;
    const bits = (enumerable ? BITS.ENUMERABLE : 0) | (writable ? BITS.WRITABLE : 0);
    if (property.get || property.set) found.push(key, bits | BITS.ACCESSOR);
    else if (keys.length > MANY && Object(value) === value) found.push(key, bits | BITS.UNTOLD);
    else found.push(key, bits, value);
  }
  return found;
}
