// Drives the reading of configs and the unpacking of archives for driver.py: reads [operation, data] as a line of JSON, writes
// { value } or { error, said }.

import { createInterface } from "node:readline";
import { loadConfig } from "../../main_thread/config/load.js";
import { SCHEMA } from "../../main_thread/config/schema.js";
import { create } from "../../main_thread/errors.js";
import { unpack } from "../../worker/archives/unpack.js";

/** What the console was told since the last request. */
let said = [];
for (const level of ["info", "warn"]) console[level] = (text) => said.push(`${level}: ${text}`);

/** A web of texts by URL. */
function fetcher(files) {
  return async (url, fail) => {
    if (!(url in files)) throw fail("the server answered 404 Not Found");
    return files[url];
  };
}

const operations = {
  load({ written, interpreter, files }) {
    const options = { interpreter, fail: create, fetchText: fetcher(files) };
    return loadConfig({ name: "the test", baseURL: "http://page/folder/", ...written }, options);
  },
  async unpack(base64) {
    const files = await unpack(new Uint8Array(Buffer.from(base64, "base64")));
    return files.map(({ path, content }) => [path, Buffer.from(content).toString("base64")]);
  },
  keys: () => keysOf(SCHEMA),
};

/** Every key, with those of the tables in it as `table.key`. */
function keysOf(schema, prefix = "") {
  return Object.entries(schema).flatMap(([name, { keys = {} }]) => [
    prefix + name,
    ...keysOf(keys, `${prefix}${name}.`),
  ]);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [operation, data] = JSON.parse(line);
  let result;
  said = [];
  try {
    result = { value: await operations[operation](data), said };
  } catch (error) {
    result = { error: `${error.name}: ${error.message}`, said };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
