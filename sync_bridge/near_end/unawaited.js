// Commands that nobody waits for, as interpreters give them: by a number for what is done and the bare operands, so that
// as little as possible crosses from the interpreter for each.

/** What is done, apart from the operands, in one integer: the frame's word of that name. @param {number} op @param {number} name @param {number} flags */
export function formOf(op, name, flags) {
  return op | (flags << 8) | (name << 16);
}

export class Unawaited {
  /** @param {import("./index.js").NearEnd} near */
  constructor(near) {
    this.near = near;
    this.channel = near.channel;
  }

  /** Open the frame of a command. @param {number} form @param {number} receiver @param {number} [result] */
  begin(form, receiver, result) {
    this.near.begin(form & 0xff, receiver, form >>> 16, result);
  }

  /**
   * Close it.
   * @param {number} form @param {number} argc
   */
  commit(form, argc) {
    this.near.keepIntroductions();
    this.channel.commitUnawaited(argc, (form >> 8) & 0xff);
    this.channel.announce();
    this.near.poll();
  }

  /**
   * A whole command, its arguments in msgpack.
   * @param {number} form @param {number} receiver @param {number} result @param {number} argc
   * @param {Uint8Array} bytes where the arguments are, less than COMFORTABLE_BYTES of them @param {number} start @param {number} length
   * @returns {number} its ticket
   */
  write(form, receiver, result, argc, bytes, start, length) {
    const { near, channel } = this;
    near.prepare();
    // A frame is open where garbage collection runs code of the program while a value is being put. It gives way.
    if (near.isOpen) channel.encoder.moveOut();
    const ticket = channel.writeUnawaited(form, receiver, result, argc, bytes, start, length);
    channel.announce();
    return ticket;
  }
}
