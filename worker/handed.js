// Objects that the page hands over to the worker for good, such as an OffscreenCanvas: they come as messages, and wait here
// until they are asked for.

/** @type {Map<number, PromiseWithResolvers<object>>} */
const places = new Map();

/** @param {number} id @returns {PromiseWithResolvers<object>} */
function placeOf(id) {
  let place = places.get(id);
  if (!place) {
    /** @type {any} */
    const parts = {};
    parts.promise = new Promise((resolve) => (parts.resolve = resolve));
    place = /** @type {PromiseWithResolvers<object>} */ (parts);
    places.set(id, place);
  }
  return place;
}

/** @param {number} id @param {object} object */
export function receive(id, object) {
  placeOf(id).resolve(object);
}

/** @param {number} id @returns {Promise<object>} when it has arrived, which is not before the worker is idle */
export async function take(id) {
  const object = await placeOf(id).promise;
  places.delete(id);
  return object;
}
