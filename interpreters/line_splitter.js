// Bytes of a stream into lines of text.

export class LineSplitter {
  /** @param {(line: string) => void} emit gets each line without its end */
  constructor(emit) {
    this.emit = emit;
    this.decoder = new TextDecoder();
    this.partial = "";
  }

  /** @param {Uint8Array} bytes a character may be split between two writes */
  write(bytes) {
    const lines = (this.partial + this.decoder.decode(bytes, { stream: true })).split("\n");
    this.partial = /** @type {string} */ (lines.pop());
    for (const line of lines) this.emit(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  /** Emit what has no line end yet. */
  flush() {
    if (this.partial) this.emit(this.partial);
    this.partial = "";
  }
}
