// Waiting a little before sleeping. To be woken costs tens of microseconds, so the end that expects an answer at once
// polls for it first: bounded, and only as long as that has been paying. On a saturated machine it does not, as the
// other end needs the very core that polling would occupy; then only every sixteenth wait tries again.

const PROBE_EVERY = 16;
/** Below this share of successes, polling costs more than it saves. */
const WORTHWHILE = 0.5;
/** Weight of the newest outcome in the running share. */
const WEIGHT = 0.1;
/** Polls between two looks at the clock. */
const POLLS = 8;

// Tells the processor that this is a spin loop; younger than some engines.
const pause = typeof (/** @type {any} */ (Atomics).pause) === "function" ? /** @type {any} */ (Atomics).pause : () => {};

export class Patience {
  /** @param {number} limitMs longest time to poll */
  constructor(limitMs) {
    this.limitMs = limitMs;
    this.successes = 1;
    this.skipped = 0;
  }

  /**
   * Poll until a word is no longer what it was.
   * @param {Int32Array} words @param {number} index @param {number} value
   * @param {number} [endMs] on the clock of performance.now()
   * @returns {boolean} false where it still is
   */
  poll(words, index, value, endMs = Infinity) {
    if (this.successes < WORTHWHILE && ++this.skipped % PROBE_EVERY) return Atomics.load(words, index) !== value;
    const end = Math.min(performance.now() + this.limitMs, endMs);
    do {
      for (let i = 0; i < POLLS; i++) {
        if (Atomics.load(words, index) !== value) return this.#learn(1);
        pause();
      }
    } while (performance.now() < end);
    return this.#learn(0);
  }

  /** @param {0 | 1} outcome */
  #learn(outcome) {
    this.successes += WEIGHT * (outcome - this.successes);
    return outcome === 1;
  }
}
