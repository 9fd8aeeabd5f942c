// The worker's half of the ping-pong: it counts up, and waits until the page has counted as far.

import { measureEach } from "./measure.js";
import { measure, measureAlone } from "./timing.js";
import { PING, PONG } from "./ping_pong_words.js";

const firstLine = Date.now();

onmessage = ({ data: { words, works } }) => {
  let sent = 0;

  function trip() {
    const before = sent++;
    Atomics.store(words, PING, sent);
    Atomics.notify(words, PING);
    while (Atomics.load(words, PONG) !== sent) Atomics.wait(words, PONG, before);
  }

  function trips(count) {
    for (let i = 0; i < count; i++) trip();
  }

  const results = {
    set textContent(text) {
      postMessage(text);
    },
  };
  const page = { body: { getAttribute: () => works }, getElementById: () => results };
  measureEach(firstLine, page, (work) => (work === "trip" ? measure(trips) : measureAlone(trip, () => {})));
};
