// Whose turn it is to use the folder /persist: one of an origin's tabs at a time has it, and keeps it until another asks.

const NAME = "offthread persist";
/** How often to ask: who has it may only just have got it. */
const ASKING_MS = 50;

export class Turn {
  #channel = new BroadcastChannel(NAME);
  #isOurs = false;
  #isBusy = false;
  #isWanted = false;
  #release = () => {};

  /**
   * @param {object} events
   * @param {() => Promise<void>} events.taken now it is ours
   * @param {() => Promise<void>} events.given another has asked for it
   * @param {() => void} events.changed another has changed the folder
   */
  constructor(events) {
    this.events = events;
    this.#channel.onmessage = ({ data }) => {
      if (data === "changed") events.changed();
      else if (this.#isOurs) {
        this.#isWanted = true;
        if (!this.#isBusy) this.#give();
      }
    };
  }

  /** Do something while it is ours. @template T @param {() => Promise<T>} action @returns {Promise<T>} */
  async use(action) {
    this.#isBusy = true;
    try {
      if (!this.#isOurs) await this.#take();
      return await action();
    } finally {
      this.#isBusy = false;
      if (this.#isWanted) await this.#give();
    }
  }

  /** Tell the others that the folder is another. */
  tellChange() {
    this.#channel.postMessage("changed");
  }

  async #take() {
    const ask = () => this.#channel.postMessage("wanted");
    const asking = setInterval(ask, ASKING_MS);
    ask();
    await new Promise((resolve, reject) => {
      navigator.locks
        .request(NAME, () => {
          resolve(undefined);
          return new Promise((release) => (this.#release = () => release(undefined)));
        })
        .catch(reject);
    }).finally(() => clearInterval(asking));
    this.#isOurs = true;
    this.#isWanted = false;
    try {
      await this.events.taken();
    } catch (error) {
      this.#isOurs = false;
      this.#release();
      throw error;
    }
  }

  async #give() {
    this.#isOurs = this.#isWanted = false;
    await this.events.given().finally(() => this.#release());
  }
}
