// Bytes of a stream into lines of text. A character, a line and its end may be split between writes.

/** What stands without a line end for this long, while nothing runs, is emitted as it is. */
export const PATIENCE_MS = 1000;
/** Nor may it grow for ever. */
const LONGEST = 1024 * 1024;

export class LineSplitter {
  /** @param {(line: string) => void} emit gets each line without its end */
  constructor(emit) {
    this.emit = emit;
    this.decoder = new TextDecoder();
    this.partial = "";
    /** How often something was written. */
    this.writes = 0;
    this.isWatched = false;
  }

  /** @param {Uint8Array} bytes a character may be split between two writes */
  write(bytes) {
    const text = this.decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf("\n");
    // The earlier part has no line end, and need not be searched again.
    if (end < 0) return this.keep(this.partial + text);
    for (const line of (this.partial + text.slice(0, end)).split("\n")) this.emit(line.endsWith("\r") ? line.slice(0, -1) : line);
    this.keep(text.slice(end + 1));
  }

  /** @param {string} partial what has no line end yet */
  keep(partial) {
    this.partial = partial;
    this.writes += 1;
    if (partial.length > LONGEST) this.flush();
    else if (partial && !this.isWatched) this.watch();
  }

  /** Look again when some time has passed in an event loop that is idle: a program that runs may end the line itself. */
  watch() {
    const { writes } = this;
    this.isWatched = true;
    setTimeout(() => {
      this.isWatched = false;
      if (this.writes === writes) this.flush();
      else if (this.partial) this.watch();
    }, PATIENCE_MS);
  }

  /** Emit what has no line end yet. */
  flush() {
    const { partial } = this;
    this.keep("");
    if (partial) this.emit(partial);
  }
}
