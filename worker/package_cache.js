// What packages by name are made of, as far as it is kept for the next visit: pages of indexes by their URL, files by the hash
// of their content. Called by interpreters/micropip.js and mip.js.
//
//   mode           kept   an index is asked whether its pages have changed
//   null           yes    yes; where it cannot be reached, what is kept counts
//   "all"          yes    no
//   "passthrough"  no     as the browser's own cache sees fit
//   "never"        no     always; and what was kept before is forgotten
//
// A file whose hash is known is never taken for another: not from here, and not from a server.

import { messageOf, WorkerFailure } from "./failure.js";

const STORE = "offthread-packages";
/** Keys of the store must look like URLs; nothing is ever fetched from there. */
const KEYS = new URL("./kept-packages/", import.meta.url);

/** A server could not be reached. */
export class Unreachable extends Error {}
/** A server has answered that it has no such thing. */
export class Refused extends Error {}

export class PackageCache {
  #mode;
  /** @type {Promise<Cache | null>} */
  #store;

  /** @param {import("./messages.js").WorkerConfig["packagesCache"]} mode */
  constructor(mode) {
    this.#mode = mode;
    this.#store = this.#open();
  }

  /** Whether anything is kept. */
  get keeps() {
    return this.#mode === null || this.#mode === "all";
  }

  /**
   * A page of an index, or another file of which nobody says a hash.
   *
   * @param {string} url
   * @param {Record<string, string>} [headers]
   * @returns {Promise<{ bytes: Uint8Array, type: string }>} rejects with Unreachable or Refused
   */
  async page(url, headers = {}) {
    const known = this.#mode === "all" ? await this.#kept(url) : null;
    if (known) return read(known);
    /** @type {RequestCache} */
    const cache = this.#mode === "never" ? "no-store" : this.keeps ? "no-cache" : "default";
    try {
      const response = await request(url, { cache, headers });
      await this.#keep(url, response.clone());
      return await read(response);
    } catch (error) {
      const before = error instanceof Unreachable ? await this.#kept(url) : null;
      if (before) return read(before);
      throw error;
    }
  }

  /**
   * A file by its hash.
   *
   * @param {string} url
   * @param {string} hash the first digits of its SHA-256, or all
   * @returns {Promise<Uint8Array>} rejects with Unreachable or Refused, or the failure of a file that is another one
   */
  async file(url, hash) {
    const key = `sha256-${hash}`;
    const kept = await this.#kept(key);
    if (kept) {
      const { bytes } = await read(kept);
      if ((await sha256(bytes)).startsWith(hash)) return bytes;
    }
    // What the browser has of it may be older than the index.
    for (const cache of /** @type {RequestCache[]} */ (["default", "reload"])) {
      const { bytes } = await read(await request(url, { cache: this.#mode === "never" ? "no-store" : cache }));
      if (!(await sha256(bytes)).startsWith(hash)) continue;
      await this.#keep(key, new Response(/** @type {any} */ (bytes)));
      return bytes;
    }
    throw new WorkerFailure("OT523", { url, hash });
  }

  /** Keep a file that has come in another way. @param {Uint8Array} bytes @returns {Promise<string>} its hash */
  async add(bytes) {
    const hash = await sha256(bytes);
    await this.#keep(`sha256-${hash}`, new Response(/** @type {any} */ (bytes)));
    return hash;
  }

  /** What was noted under a name. @param {string} name @returns {Promise<any>} null where there is nothing */
  async noted(name) {
    const found = await this.#kept(`note?${name}`);
    // What is damaged is as good as nothing: it is made anew.
    return found ? found.json().catch(() => null) : null;
  }

  /** @param {string} name @param {unknown} value that JSON can say */
  async note(name, value) {
    await this.#keep(`note?${name}`, Response.json(value));
  }

  async #open() {
    try {
      if (this.keeps) return await caches.open(STORE);
      if (this.#mode === "never") await caches.delete(STORE);
    } catch {
      // The browser has no storage for this page: then nothing is kept.
    }
    return null;
  }

  /** @param {string} key */
  async #kept(key) {
    const store = await this.#store;
    return (await store?.match(new URL(key, KEYS), { ignoreVary: true }).catch(() => undefined)) ?? null;
  }

  /** @param {string} key @param {Response} response */
  async #keep(key, response) {
    const store = await this.#store;
    try {
      await store?.put(new URL(key, KEYS), response);
    } catch (error) {
      console.info(`The browser did not keep ${key} for the next visit: ${messageOf(error)}`);
    }
  }
}

/** @param {string} url @param {RequestInit} options @returns {Promise<Response>} */
async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw new Unreachable(`${url} could not be reached: ${messageOf(error)}`);
  }
  if (!response.ok) throw new Refused(`${url}: the server answered ${response.status} ${response.statusText}`.trim());
  return response;
}

/** @param {Response} response */
async function read(response) {
  return { bytes: new Uint8Array(await response.arrayBuffer()), type: response.headers.get("Content-Type") ?? "" };
}

/** @param {Uint8Array} bytes @returns {Promise<string>} its digits */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {any} */ (bytes)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
