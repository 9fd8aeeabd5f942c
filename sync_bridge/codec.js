// msgpack for the bridge. Both ends use encoder.js and decoder.js, which know values, not objects: references, callables
// and everything else that has an identity is written by the two ends themselves. Here are the two as functions.
//
// For the values both know, the bytes are those of Python's `msgpack` package (tests/codec proves it). What msgpack
// lacks travels in the extension types of protocol.js.

import { Decoder } from "./decoder.js";
import { Encoder } from "./encoder.js";
import { ProtocolError } from "./errors.js";

/**
 * Encode a value by copy.
 * @param {unknown} value
 * @param {Readonly<import("./protocol.js").Limits>} [limits]
 * @returns {Uint8Array}
 */
export function encode(value, limits) {
  const encoder = new Encoder(limits);
  encoder.aimPrivately();
  encoder.writeCopy(value);
  return encoder.written().slice();
}

/**
 * Decode one value that fills the bytes.
 * @param {Uint8Array} bytes
 * @returns {unknown}
 */
export function decode(bytes) {
  const decoder = new Decoder();
  decoder.aimAt(bytes);
  const value = decoder.read();
  if (decoder.offset !== decoder.end) throw new ProtocolError(`${decoder.end - decoder.offset} bytes follow the value`);
  return value;
}
