// What a function of a part (index.js) returns where it has bytes.

export class WithBytes {
  /** @param {any} value a primitive @param {Uint8Array} bytes */
  constructor(value, bytes) {
    this.value = value;
    this.bytes = bytes;
  }
}
