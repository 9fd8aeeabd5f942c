// The limit of a decision: a worker that sleeps in its event loop is woken with a message and does nothing but answer,
// and the page's listener stands still until it has.

const words = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker("./calls_echo_worker.js", { type: "module" });
const field = document.getElementById("field");
let asked = 0;

worker.onmessage = () => {
  field.addEventListener("decide", (event) => {
    asked++;
    worker.postMessage(asked);
    while (Atomics.load(words, 0) !== asked);
    event.preventDefault();
  });
  document.getElementById("answer").textContent = JSON.stringify("ready");
};
worker.postMessage(words);
