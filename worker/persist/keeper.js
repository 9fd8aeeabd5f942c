// The keeper of /persist: dist/keeper.js, one worker of a page, which answers all others. They stand still meanwhile, so
// that it waits for nothing of theirs. It owns the files, since a file of the private file system is open in one place only
// and is opened asynchronously, which a worker that runs Python cannot wait for.

import { Folder } from "./folder.js";
import { ANSWER, ERRNO, PersistError, SHARED, STATE } from "./protocol.js";
import { Turn } from "./turn.js";

const CHANGES = new Set(["write", "mkdir", "rmdir", "remove", "rename"]);
/** What the browser throws, and what that is to a program. @type {Record<string, number>} */
const ERRNOS = { QuotaExceededError: ERRNO.NO_SPACE, NotFoundError: ERRNO.MISSING, TypeMismatchError: ERRNO.NO_FOLDER, SecurityError: ERRNO.UNSUPPORTED, NotAllowedError: ERRNO.UNSUPPORTED };

const folder = new Folder();
/** What each worker is told changes by. @type {Set<Int32Array>} */
const clients = new Set();
const turn = new Turn({ taken: () => folder.open(), given: () => folder.close(), changed: () => tellChange(null) });
/** One after the other. @type {Promise<void>} */
let queue = Promise.resolve();

addEventListener("message", ({ data: { port, shared } }) => {
  const client = new Int32Array(shared);
  clients.add(client);
  port.onmessage = (/** @type {MessageEvent} */ { data }) => {
    queue = queue.then(() => serve(data, client));
  };
  // Browsers that do not tell of it leave eight bytes behind.
  port.addEventListener("close", () => clients.delete(client));
});

/** @param {import("./protocol.js").Question & Record<string, any>} question @param {Int32Array} client */
async function serve({ answer, op, ...question }, client) {
  try {
    if (!navigator.storage?.getDirectory) throw new PersistError(ERRNO.UNSUPPORTED, "this browser has no private file system");
    const result = await turn.use(async () => {
      await folder.finish();
      const result = await /** @type {any} */ (folder)[op](question);
      if (CHANGES.has(op)) {
        tellChange(client);
        turn.tellChange();
      }
      return result;
    });
    const bytes = result instanceof Uint8Array ? result : new TextEncoder().encode(JSON.stringify(result ?? null));
    reply(answer, STATE.DONE, 0, bytes);
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    const errno = error instanceof PersistError ? error.errno : (ERRNOS[name] ?? ERRNO.IO);
    reply(answer, STATE.FAILED, errno, new TextEncoder().encode(error instanceof PersistError ? message : `${name}: ${message}`));
  }
}

/** @param {Int32Array | null} source who knows it already */
function tellChange(source) {
  for (const client of clients) if (client !== source) Atomics.add(client, SHARED.GENERATION, 1);
}

/** @param {SharedArrayBuffer} answer @param {number} state @param {number} errno @param {Uint8Array} bytes */
function reply(answer, state, errno, bytes) {
  const words = new Int32Array(answer, 0, ANSWER.BYTES / 4);
  const fits = bytes.length <= answer.byteLength - ANSWER.BYTES;
  if (fits) new Uint8Array(answer, ANSWER.BYTES).set(bytes);
  words[ANSWER.LENGTH] = bytes.length;
  words[ANSWER.ERRNO] = errno;
  Atomics.store(words, ANSWER.STATE, fits ? state : STATE.ROOM);
  Atomics.notify(words, ANSWER.STATE);
}
