// The page's half of the ping-pong: it wakes in Atomics.waitAsync, answers, and sleeps again.

import { PING, PONG } from "./ping_pong_words.js";

const words = new Int32Array(new SharedArrayBuffer(128));
const worker = new Worker("./ping_pong_worker.js", { type: "module" });
// The worker has no page to read this from.
worker.postMessage({ words, works: document.body.dataset.works });
worker.onmessage = ({ data }) => {
  document.getElementById("results").textContent = data;
};

for (let answered = 0; ; ) {
  const { async, value } = Atomics.waitAsync(words, PING, answered);
  if (async) await value;
  // What was answered, not what has arrived since: the next ping may be there already.
  answered = Atomics.load(words, PING);
  Atomics.store(words, PONG, answered);
  Atomics.notify(words, PONG);
}
