// Rejections of promises that a worker holds. A promise is created here and awaited from a worker a moment later; to
// the browser that looks like a rejection nobody handles. So each promise that is introduced gets a handler, and one
// that is let go without anybody having asked how it ended is reported then: nothing is lost.

/** @typedef {{ asked: boolean, dropped: boolean, rejected: boolean, reason: unknown }} State */

export class HeldPromises {
  constructor() {
    /** @type {WeakMap<object, State>} */
    this.states = new WeakMap();
  }

  /** A promise goes to the worker. @param {object} value */
  hold(value) {
    if (this.states.has(value) || !(value instanceof Promise)) return;
    /** @type {State} */
    const state = { asked: false, dropped: false, rejected: false, reason: undefined };
    this.states.set(value, state);
    // The built-in `then`, as a page may have replaced the property.
    Promise.prototype.then.call(value, undefined, (reason) => {
      state.rejected = true;
      state.reason = reason;
      report(state);
    });
  }

  /** The worker awaits it, or hands it to somebody who will. @param {object} value */
  ask(value) {
    const state = this.states.get(value);
    if (state) state.asked = true;
  }

  /** The worker lets go of it. @param {object} value */
  drop(value) {
    const state = this.states.get(value);
    if (!state) return;
    state.dropped = true;
    report(state);
    // Should it be introduced again, it is watched anew.
    this.states.delete(value);
  }
}

/** Whichever comes last, the rejection or the release. @param {State} state */
function report({ asked, dropped, rejected, reason }) {
  // A rejected promise that nobody handles is how the browser gets to report it.
  if (rejected && dropped && !asked) void Promise.reject(reason);
}
