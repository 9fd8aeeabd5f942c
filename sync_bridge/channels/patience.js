// Waiting a little before sleeping. To be woken costs tens of microseconds, so the end that expects an answer at once
// polls for it first: bounded, and only as long as that has been paying. On a saturated machine it does not, as the
// other end needs the very core that polling would occupy; then only every sixteenth wait tries again, for longer: the
// other end may have given up as well, so that its answer comes after it has been woken.

const PROBE_EVERY = 16;
/** Below this share of successes, polling costs more than it saves. */
const WORTHWHILE = 0.5;
const PROBE_FACTOR = 4;
/** Weight of the newest outcome in the running share: a burst is noticed sooner than its end. */
const SUCCESS_WEIGHT = 0.4;
const FAILURE_WEIGHT = 0.1;
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
    const isProbe = this.successes < WORTHWHILE;
    if (isProbe && ++this.skipped % PROBE_EVERY) return Atomics.load(words, index) !== value;
    const end = Math.min(performance.now() + this.limitMs * (isProbe ? PROBE_FACTOR : 1), endMs);
    do {
      for (let i = 0; i < POLLS; i++) {
        if (Atomics.load(words, index) !== value) {
          this.successes += SUCCESS_WEIGHT * (1 - this.successes);
          return true;
        }
        pause();
      }
    } while (performance.now() < end);
    this.successes -= FAILURE_WEIGHT * this.successes;
    return false;
  }
}
