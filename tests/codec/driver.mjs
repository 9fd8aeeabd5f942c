// Drives the codec for test_codec.py: reads [operation, data] as a line of JSON, writes { value } or { error }.

import { createInterface } from "node:readline";
import { decode, encode } from "../../sync_bridge/codec.js";
import { Decoder } from "../../sync_bridge/decoder.js";
import { Encoder } from "../../sync_bridge/encoder.js";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const unhex = (text) => new Uint8Array(Buffer.from(text, "hex"));

/** Decode from shared memory and encode into it, as the bridge does. */
function recodeShared(bytes) {
  const source = new Uint8Array(new SharedArrayBuffer(bytes.length + 7), 7);
  source.set(bytes);
  const decoder = new Decoder();
  decoder.aim(source, new DataView(source.buffer, 7), 0, source.length);
  const target = new Uint8Array(new SharedArrayBuffer(64));
  const encoder = new Encoder();
  encoder.aim(target, new DataView(target.buffer), 3, 64);
  encoder.writeCopy(decoder.read());
  return encoder.written();
}

function describe(value) {
  if (typeof value === "bigint") return { bigint: String(value) };
  if (typeof value === "string") return { string: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
  if (value instanceof Uint8Array) return { bytes: value.length };
  return { type: Object.prototype.toString.call(value) };
}

const operations = {
  recode: (data) => hex(encode(decode(unhex(data)))),
  "recode-shared": (data) => hex(recodeShared(unhex(data))),
  describe: (data) => describe(decode(unhex(data))),
  encode: (expression) => hex(encode((0, eval)(expression))),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [operation, data] = JSON.parse(line);
  let result;
  try {
    result = { value: operations[operation](data) };
  } catch (error) {
    result = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
