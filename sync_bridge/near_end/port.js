// The near end as interpreters see it: flat functions over numbers and strings, none of which ever throws, unless the
// interpreter is broken. Each operation answers with a status (status.js); what belongs to the status is then taken.
// Registered in an interpreter as the module `_offthread_port`; worker/python/offthread/ is written against it. No name
// here is one by which Pyodide would take the module for an iterator, a generator or a map (next, send, get, set, has,
// keys …).
//
// An operation's arguments come either all at once, with a mask that says two bits an argument what each is, or, where
// one of them is a container, one by one between `begin` and `commit`. Operations that nobody waits for come by their form
// (unawaited.js): with bare operands (`defer_text`, `put_in`, `create` …), or, where an operand is a container, between
// `begin_form` and `issue_form`. CPython's common operations come with their arguments written (`coreFor`).

import { CALLABLE, EXTENSION, FLAG, OP, REPLY, ROOT_ID, WORKER, WRITABLE } from "../protocol.js";
import { Decoder } from "../decoder.js";
import { Encoder } from "../encoder.js";
import { EncodeError, ProtocolError } from "../errors.js";
import { INTERRUPTED, LOST, TIMED_OUT } from "../channels/atomics_near.js";
import { ARGUMENT } from "./arguments.js";
import { STATUS } from "./status.js";
import { formOf } from "./unawaited.js";

/** An operand that does not cross exactly in this way has to be put by one of the `put_…` functions. */
const INEXACT = 1;
/** What a decoder of UTF-8 leaves of a lone surrogate. */
const REPLACEMENT = "\ufffd";

/** @typedef {ReturnType<typeof createPort>} Port */

/**
 * @param {import("./index.js").NearEnd} near
 * @param {import("./replies.js").Replies} [replies] what reads the values, where that is not as the interpreter needs them
 */
export function createPort(near, replies = near.replies) {
  const { channel, unawaited } = near;
  const { encoder } = channel;
  const { pending } = replies;
  const source = new Decoder(); // over the reply area, reused
  /** Extensions whose end is still open. @type {number[]} */
  let marks = [];
  /** Buffers that the last call has changed. @type {[index: number, bytes: Uint8Array][]} */
  let changes = [];

  /** @param {number} op @param {any} receiver @param {number} name @param {number} [result] */
  function begin(op, receiver, name, result) {
    near.begin(op, near.idOf(receiver), name, result);
    near.isOpen = true;
    if (marks.length) marks = [];
  }

  /** @param {any} value a primitive */
  function put(value) {
    switch (typeof value) {
      case "string":
        return encoder.writeString(value);
      case "number":
        return encoder.writeNumber(value);
      case "boolean":
        return encoder.writeBoolean(value);
      case "bigint":
        // Pyodide makes a BigInt of 2**53 - 1 already, which is still a safe number.
        if (value >= -MAX_SAFE && value <= MAX_SAFE) return encoder.writeNumber(Number(value));
        return encoder.writeBigInt(value);
      case "undefined":
        return encoder.writeUndefined();
      case "object":
        // MicroPython's None is null here and Pyodide's is undefined: in both it stands for an absent argument.
        if (value === null) return encoder.writeUndefined();
    }
    throw new EncodeError(`A ${typeof value} of the worker's own JavaScript cannot be sent to the page`);
  }

  /** @param {number} mask @param {any[]} args */
  function putAll(mask, args) {
    for (let i = 0; i < args.length; i++) {
      switch ((mask >> (2 * i)) & 3) {
        case ARGUMENT.REFERENCE:
          encoder.writeIntegerExtension(EXTENSION.REFERENCE, near.idOf(args[i]));
          break;
        case ARGUMENT.CALLABLE:
          near.putCallable(args[i]);
          break;
        case ARGUMENT.NULL:
          encoder.writeNil();
          break;
        default:
          put(args[i]);
      }
    }
  }

  /** Close the open frame without waiting. @param {number} argc */
  function send(argc) {
    channel.commit(argc);
    near.keepIntroductions();
    near.closed();
  }

  /** Close the open frame, wait, and read what comes. @param {number} argc */
  function request(argc) {
    near.keepIntroductions();
    near.closed();
    const status = channel.request(argc);
    near.poll();
    return finishRequest(status);
  }

  /** The value of an operation, if the page has told it with an event: its status, or UNKNOWN. @param {number} op @param {any} receiver @param {string | number} name */
  function recall(op, receiver, name) {
    const bytes = near.snapshots.find(op, near.idOf(receiver), name);
    return bytes ? readKnown(bytes) : UNKNOWN;
  }

  /** Read a reply. @param {number} status of the channel's */
  function finishRequest(status) {
    if (status === INTERRUPTED) return STATUS.INTERRUPTED;
    if (status === TIMED_OUT) return STATUS.TIMED_OUT;
    if (status === LOST) return fail(new ProtocolError(channel.isGone() ? "The page has ended the connection" : "The page's answer was lost"));
    if (status === REPLY.VALUE) {
      source.aim(channel.replyBytes, channel.replyView, 0, channel.replyLength);
      return result();
    }
    if (status === REPLY.MISSING) return STATUS.MISSING;
    return readUncommon(status);
  }

  /**
   * An operation whose arguments are written and whose result is wanted as it was written, if it is a simple one.
   * @param {number} form @param {number} receiver @param {number} argc
   * @param {{ HEAPU8: Uint8Array }} memory of the interpreter; it moves when it grows
   * @param {number} start of the arguments @param {number} length
   * @param {number} target where the result goes @param {number} room for it
   * @returns {number} length of the result, or -1 - status
   */
  function requestWritten(form, receiver, argc, memory, start, length, target, room) {
    try {
      if (near.snapshots.byId.size && form === (OP.GET | (form & NAME_BITS))) {
        const known = near.snapshots.find(OP.GET, receiver, near.named[form >>> 16]);
        if (known) return known.length <= room && isSimple(known) ? copyTo(memory, target, known, known.length) : -1 - readKnown(known);
      }
      if (argc === 0 && (form & 0xff) === OP.CALL && near.decide(receiver, form >>> 16)) return -1 - STATUS.UNDEFINED;
      near.begin(form & 0xff, receiver, form >>> 16);
      // They fit, as the room is COMFORTABLE_BYTES at least.
      if (length) encoder.bytes.set(memory.HEAPU8.subarray(start, start + length), encoder.offset);
      encoder.offset += length;
      const status = channel.request(argc);
      if (status !== REPLY.VALUE) return -1 - finishRequest(status);
      const { replyBytes, replyLength } = channel;
      if (replyLength > room || !isSimple(replyBytes)) return -1 - finishRequest(status);
      return copyTo(memory, target, replyBytes, replyLength);
    } catch (error) {
      return -1 - fail(error);
    }
  }

  /** @param {Uint8Array} bytes */
  function readKnown(bytes) {
    source.aimAt(bytes);
    return result();
  }

  // The status of a result that `source` is aimed at.
  function result() {
    if (!isContainer()) return replies.read(source);
    // More than one value: what runs between reading them must not find its own reply there.
    return readWhole(replies.walk(source.bytes.slice(source.offset, source.end)));
  }

  function isContainer() {
    const head = source.bytes[source.offset];
    if (head >= 0x80 && head < 0xa0) return true;
    if (head >= 0xdc && head <= 0xdf) return true;
    if (head !== 0xc9) return false;
    const type = source.bytes[source.offset + 5];
    return type === EXTENSION.SET || type === EXTENSION.MAP || type === EXTENSION.ERROR;
  }

  /** The first value of a walk as a whole result. @param {import("./replies.js").Walk} walk */
  function readWhole(walk) {
    const at = pending.length;
    const status = replies.next(walk);
    switch (status) {
      case STATUS.LIST:
      case STATUS.DICT:
      case STATUS.MAP:
      case STATUS.SET:
      case STATUS.EXCEPTION:
        pending.splice(at, 0, walk);
    }
    return status;
  }

  /** Replies with parts, descriptions, changed buffers, or an error. @param {number} status */
  function readUncommon(status) {
    if (status & REPLY.PARTS) {
      const whole = channel.collect();
      if (whole === INTERRUPTED) return STATUS.INTERRUPTED;
      source.aimAt(/** @type {Uint8Array} */ (whole));
    } else source.aim(channel.replyBytes, channel.replyView, 0, channel.replyLength);
    const kind = status & 7;
    const start = source.offset;
    if (status & (REPLY.DESCRIPTIONS | REPLY.BUFFERS)) {
      if (kind !== REPLY.MISSING) replies.skip(source);
      const end = source.offset;
      source.offset = end;
      if (status & REPLY.DESCRIPTIONS) replies.readDescriptions(source);
      if (status & REPLY.BUFFERS) readChanges();
      source.offset = start;
      source.end = end;
    }
    if (kind === REPLY.MISSING) return STATUS.MISSING;
    if (kind === REPLY.VALUE) return result();
    if (kind === REPLY.FAILED) {
      const walk = replies.walk(source.bytes.slice(source.offset, source.end));
      const count = near.readFailures(walk);
      pending.push(walk, count);
      return STATUS.FAILED;
    }
    pending.push(replies.walk(source.bytes.slice(source.offset + 1, source.end)));
    return STATUS.THROWN;
  }

  function readChanges() {
    source.extension = Decoder.plainExtension;
    const flat = /** @type {any[]} */ (source.read());
    for (let i = 0; i < flat.length; i += 2) changes.push([flat[i], flat[i + 1]]);
  }

  /** An error of this end, given to the interpreter as one of the page would be. @param {unknown} error @returns {number} */
  function fail(error) {
    // There is nobody left to whom a status could be given.
    if (near.broken !== undefined) throw near.broken;
    abort();
    const { name, message, stack } = /** @type {Error} */ (error);
    const local = new Encoder();
    local.aimPrivately();
    for (const text of [name, message, stack ?? ""]) local.writeString(text);
    local.writeNil();
    pending.push(replies.walk(local.written().slice()));
    return STATUS.THROWN;
  }

  function abort() {
    if (!near.isOpen) return;
    near.takeBackIntroductions();
    near.closed();
  }

  /**
   * A part of a command between `begin` and `commit`: returns 0, or THROWN.
   * @param {(...args: any[]) => unknown} action
   * @returns {(...args: any[]) => number}
   */
  function step(action) {
    return (...args) => {
      try {
        action(...args);
        return 0;
      } catch (error) {
        return fail(error);
      }
    };
  }

  /**
   * An operation with all its arguments at once.
   * @param {number} op @param {any} receiver @param {number} name @param {number} mask @param {any[]} args
   * @returns {number} status
   */
  function operate(op, receiver, name, mask, ...args) {
    try {
      if (near.snapshots.byId.size && RECALLED.has(op) && args.length < 2) {
        const status = recall(op, receiver, op === OP.GET ? near.named[name] : (args[0] ?? ""));
        if (status !== UNKNOWN) return status;
      }
      if (op === OP.CALL && args.length === 0 && near.decide(near.idOf(receiver), name)) return STATUS.UNDEFINED;
      begin(op, receiver, name);
      putAll(mask, args);
      return request(args.length);
    } catch (error) {
      return fail(error);
    }
  }

  return {
    root: ROOT_ID,
    root_interface: near.rootInterface,
    op: OP,

    operate,
    request_written: requestWritten,
    /** @param {any} receiver @param {number} name */
    get_member(receiver, name) {
      try {
        if (near.snapshots.byId.size) {
          const status = recall(OP.GET, receiver, near.named[name]);
          if (status !== UNKNOWN) return status;
        }
        begin(OP.GET, receiver, name);
        return request(0);
      } catch (error) {
        return fail(error);
      }
    },

    /** A call without arguments. @param {any} receiver @param {number} name */
    call(receiver, name) {
      try {
        if (near.decide(near.idOf(receiver), name)) return STATUS.UNDEFINED;
        begin(OP.CALL, receiver, name);
        return request(0);
      } catch (error) {
        return fail(error);
      }
    },
    /** A call with one argument that is text; -1 where it does not cross exactly. @param {any} receiver @param {number} name @param {any} text */
    call_with_text(receiver, name, text) {
      if (typeof text !== "string" || text.includes(REPLACEMENT)) return -1;
      try {
        begin(OP.CALL, receiver, name);
        encoder.writeString(text);
        return request(1);
      } catch (error) {
        return fail(error);
      }
    },

    begin: step(begin),
    put: step(put),
    put_null: step(() => encoder.writeNil()),
    /** @param {any} reference */
    put_reference: step((reference) => encoder.writeIntegerExtension(EXTENSION.REFERENCE, near.idOf(reference))),
    put_callable: step((id) => near.putCallable(id)),
    /** The id of an exception, which the page's error will stand for. @param {number} id */
    put_exception: step((id) => {
      near.introduce(id);
      encoder.writeNumber(id);
    }),
    /** An integer beyond what crosses exactly. @param {string} digits hexadecimal @param {boolean} negative @param {boolean} big a BigInt whatever its size */
    put_integer: step((digits, negative, big) => {
      const magnitude = BigInt(`0x${digits}`);
      const value = negative ? -magnitude : magnitude;
      if (!big && value >= -MAX_SAFE && value <= MAX_SAFE) encoder.writeNumber(Number(value));
      else encoder.writeBigInt(value);
    }),
    /** A string that does not cross exactly, as UTF-16 code units in hexadecimal. @param {string} units */
    put_text: step((units) => encoder.writeString(textFromUnits(units))),
    /** @param {Uint8Array} bytes @param {number} code of TYPED_ARRAYS @param {boolean} writable */
    put_buffer: step((bytes, code, writable) => channel.writeBuffer(writable ? code | WRITABLE : code, bytes)),
    put_date: step((milliseconds) => encoder.writeDate(milliseconds)),
    /** @param {any} owner @param {string} name */
    put_method: step((owner, name) => {
      marks.push(encoder.beginExtension(EXTENSION.METHOD));
      encoder.reserve(4);
      encoder.view.setInt32(encoder.offset, near.idOf(owner));
      encoder.offset += 4;
      encoder.writeString(name);
      close();
    }),
    put_error: step((name, message, stack) => encoder.writeError(name, message, stack)),
    open_list: step((length) => encoder.writeArrayHeader(length)),
    open_dict: step((length) => encoder.writeMapHeader(length)),
    open_map: step((length) => {
      marks.push(encoder.beginExtension(EXTENSION.MAP));
      encoder.writeMapHeader(length);
    }),
    open_set: step((length) => {
      marks.push(encoder.beginExtension(EXTENSION.SET));
      encoder.writeArrayHeader(length);
    }),
    /** Ends a map or a set. */
    end: step(close),
    /** @param {number} argc @returns {number} status */
    commit(argc) {
      try {
        return request(argc);
      } catch (error) {
        return fail(error);
      }
    },
    /** Close a command of the protocol itself. @param {number} argc */
    issue: step(send),
    /** Answer a call with undefined, which is what most handlers return: one crossing instead of three. @param {number} call */
    answer: step((call) => {
      begin(OP.RETURN, call, 0);
      encoder.writeUndefined();
      send(1);
    }),
    /** What commands do that nobody waits for, as a number. @param {number} op @param {number} name @param {number} flags */
    form: (op, name, flags) => formOf(op, name, flags),
    /** Open the frame of such a command. @param {number} form @param {any} receiver @param {any} result number or token, 0 for none */
    begin_form: step((form, receiver, result) => {
      unawaited.begin(form, near.idOf(receiver), near.idOf(result));
      near.isOpen = true;
      marks = [];
    }),
    /** @param {number} form @param {number} argc */
    issue_form: step((form, argc) => {
      unawaited.commit(form, argc);
      near.closed();
    }),
    /** The last ticket whose fate the worker knows. */
    synced: () => channel.synced,
    /** Whether there are commands whose fate it does not know. */
    unsettled: () => channel.ticket !== channel.synced,
    /** With one operand that is text, or INEXACT. @param {number} form @param {any} receiver @param {any} text */
    defer_text(form, receiver, text) {
      try {
        if (typeof text !== "string" || text.includes(REPLACEMENT)) return INEXACT;
        unawaited.begin(form, near.idOf(receiver), 0);
        encoder.writeString(text);
        unawaited.commit(form, 1);
        return 0;
      } catch (error) {
        return fail(error);
      }
    },
    /** With two operands that are text, or INEXACT. @param {number} form @param {any} receiver @param {any} a @param {any} b */
    defer_texts(form, receiver, a, b) {
      try {
        if (typeof a !== "string" || typeof b !== "string" || b.includes(REPLACEMENT)) return INEXACT;
        unawaited.begin(form, near.idOf(receiver), 0);
        encoder.writeString(a);
        encoder.writeString(b);
        unawaited.commit(form, 2);
        return 0;
      } catch (error) {
        return fail(error);
      }
    },
    /** With operands that are numbers, or INEXACT. @param {number} form @param {any} receiver @param {any[]} numbers */
    defer_numbers(form, receiver, ...numbers) {
      if (!numbers.every((number) => typeof number === "number")) return INEXACT;
      unawaited.begin(form, near.idOf(receiver), 0);
      for (const number of numbers) encoder.writeNumber(number);
      unawaited.commit(form, numbers.length);
      return 0;
    },
    /** A node, which is loose. @param {number} form @param {any} receiver @param {string} name */
    create(form, receiver, name) {
      const token = near.allocate();
      token.loose = true;
      unawaited.begin(form, near.idOf(receiver), token.id);
      encoder.writeString(name);
      unawaited.commit(form, 1);
      return token;
    },
    /**
     * A node with what it is to have: a form and a text set an attribute, a text or the token of a node alone is appended.
     * Null where a text does not cross exactly: `length` is that of all texts, in code points, where none does more than
     * lose some on its way. A status where it fails.
     *
     * @param {number} form @param {any} receiver @param {string} name
     * @param {number} append what appends
     * @param {number} length
     * @param {any[]} parts
     */
    build(form, receiver, name, append, length, ...parts) {
      for (const part of parts) {
        if (typeof part !== "string") continue;
        length -= part.length;
        if (part.includes(REPLACEMENT)) return null;
      }
      if (length) return null;
      try {
        const token = near.allocate();
        token.loose = true;
        unawaited.begin(form, near.idOf(receiver), token.id);
        encoder.writeString(name);
        unawaited.commit(form, 1);
        for (let i = 0; i < parts.length; i++) {
          let part = parts[i];
          const isAttribute = typeof part === "number";
          const what = isAttribute ? part : append;
          if (isAttribute) part = parts[++i];
          unawaited.begin(what, token.id, 0);
          if (typeof part === "string") encoder.writeString(part);
          else {
            part.loose = false;
            encoder.writeIntegerExtension(EXTENSION.REFERENCE, part.id);
          }
          unawaited.commit(what, 1);
        }
        return token;
      } catch (error) {
        return fail(error);
      }
    },
    /** @param {number} form @param {any} receiver @param {any} a a node, which has to be loose and then is not */
    put_in(form, receiver, a) {
      if (!a.loose) return INEXACT;
      a.loose = false;
      unawaited.begin(form, near.idOf(receiver), 0);
      encoder.writeIntegerExtension(EXTENSION.REFERENCE, a.id);
      unawaited.commit(form, 1);
      return 0;
    },
    /** @param {any} token */
    take_loose(token) {
      token.loose = false;
    },
    /** @param {any} token */
    is_loose: (token) => Boolean(token.loose),
    /** @param {any} token */
    set_loose(token) {
      token.loose = true;
    },
    /** A token for a result whose command is put in parts. @param {boolean} alias */
    allocate(alias) {
      const token = near.allocate();
      token.alias = alias;
      return token;
    },
    /** An object that belongs to another for good. @param {number} form @param {any} owner */
    part(form, owner) {
      if (typeof owner === "number") return INEXACT;
      const known = owner.parts?.get(form);
      if (known && !known.isReleased) return known;
      const token = near.allocate();
      token.alias = true;
      unawaited.begin(form, owner.id, token.id);
      unawaited.commit(form, 0);
      (owner.parts ??= new Map()).set(form, token);
      return token;
    },
    /** Whether two tokens stand for one object: 1 yes, 0 no, 2 that the page has to be asked. @param {any} a @param {any} b */
    compare: (a, b) => (near.idOf(a) === near.idOf(b) ? 1 : a.alias || b.alias ? 2 : 0),
    /** @param {any} token */
    is_alias: (token) => Boolean(token.alias),
    begin_batch: () => channel.beginBatch(),
    end_batch: () => channel.endBatch(),
    /** Give up the open frame. */
    abort,

    /** What belongs to the last status. */
    take: () => pending.pop(),
    /** The bytes that belong to the last status. @returns {Uint8Array} */
    take_bytes: () => /** @type {Uint8Array} */ (pending.pop()),
    /** @param {import("./replies.js").Walk} walk @returns {number} status */
    advance(walk) {
      try {
        return replies.next(walk);
      } catch (error) {
        return fail(error);
      }
    },
    /** How many writable buffers the last call has changed. */
    changes: () => changes.length,
    /** The index of one of them; its bytes are then taken. */
    change() {
      const [index, bytes] = /** @type {[number, Uint8Array]} */ (changes.pop());
      pending.push(bytes);
      return index;
    },

    intern: (/** @type {string} */ name) => near.intern(name),
    describe: (/** @type {number} */ id) => replies.describe(id),
    describe_shape: (/** @type {number} */ id) => replies.describeShape(id),
    tag_interface: (/** @type {string} */ tag) => replies.tagInterface(tag),
    /** @param {number} id @param {number} introductions */
    release: (id, introductions) => near.release(id, introductions),
    /** @param {any} reference @param {number} introductions */
    release_now: (reference, introductions) => near.releaseNow(reference, introductions),
    /** @param {object} token */
    id_of: (token) => near.idOf(token),
    flush: () => near.flush(),

    /**
     * How a promise of the page ends.
     * @param {any} reference
     * @returns {Promise<import("./replies.js").Walk & { thrown: boolean, interrupted: boolean }>}
     */
    settled(reference) {
      const id = near.nextSettlement++;
      return new Promise((resolve) => {
        near.settlements.set(id, /** @type {any} */ (resolve));
        begin(OP.RESOLVE, reference, 0, id);
        send(0);
        // Whoever awaits is about to give way, but a task that polls may not be: the page should know by then.
        near.flush();
      });
    },

    /**
     * Block until a promise of the page has settled.
     * @param {any} reference @param {number} seconds below 0 for as long as it takes @param {boolean} serves whether calls
     *   of the page are answered meanwhile @param {string} stack who waits, for the message of a deadlock
     */
    await_promise(reference, seconds, serves, stack) {
      try {
        near.takeSignal();
        begin(OP.AWAIT, reference, 0);
        encoder.writeBoolean(serves);
        encoder.writeString(stack);
        near.keepIntroductions();
        near.closed();
        const until = seconds < 0 ? Infinity : performance.now() + seconds * 1000;
        return finishRequest(channel.request(2, serves ? WORKER.AWAITING : WORKER.RUNNING, until));
      } catch (error) {
        return fail(error);
      }
    },
    /** Let time pass. Returns whether no interrupt came. @param {number} seconds @param {boolean} serves */
    sleep(seconds, serves) {
      near.takeSignal();
      near.flush();
      return channel.sleep(seconds * 1000, serves);
    },
    /** The interpreter's event loop begins to run something. */
    enter: () => channel.enter(),
    leave: () => channel.leave(),
    /** Make the urgent calls that the page has asked for. */
    serve_urgent: () => near.serveUrgent(),
    /** What a callable is worth to the page. @param {number} id @param {boolean} decides @param {boolean} answers */
    describe_callable(id, decides, answers) {
      near.callableFlags.set(id, (decides ? CALLABLE.DECIDES : 0) | (answers ? CALLABLE.ANSWERS : 0));
    },

    stats: () => JSON.stringify(near.stats()),
    round_trips: () => channel.counters.roundTrips,
    commands: () => channel.counters.commands,
    /** How many commands nobody has waited for. */
    unawaited: () => channel.ticket,
    flags: FLAG,
    max_depth: near.limits.depth,
    max_bigint_bytes: near.limits.bigintBytes,
  };

  function close() {
    encoder.endExtension(/** @type {number} */ (marks.pop()));
  }
}

/** What else a snapshot knows than attributes. @type {Set<number>} */
const RECALLED = new Set([OP.GET, OP.ITERATE, OP.LENGTH, OP.INDEX]);
/** No status: nothing is known. */
const UNKNOWN = -1;
/** Where a form has its name. */
const NAME_BITS = ~0xffff;

/**
 * @param {{ HEAPU8: Uint8Array }} memory @param {number} target
 * @param {Uint8Array} from @param {number} length
 */
function copyTo({ HEAPU8: bytes }, target, from, length) {
  for (let i = 0; i < length; i++) bytes[target + i] = from[i];
  return length;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Whether a reply is a number, a boolean, text, nothing or a reference, and is all there. @param {Uint8Array} bytes */
function isSimple(bytes) {
  const head = bytes[0];
  if (head < 0x80 || head >= 0xe0 || (head >= 0xa0 && head < 0xc0)) return true;
  if (head >= 0xc0 && head <= 0xc3) return true;
  if (head >= 0xcb && head <= 0xd3) return true;
  if (head === 0xd9 || head === 0xda) return true;
  return (head === 0xd7 && bytes[1] === EXTENSION.REFERENCE) || (head === 0xd4 && bytes[1] === EXTENSION.UNDEFINED);
}

/** @param {string} units four hexadecimal digits each */
function textFromUnits(units) {
  let text = "";
  for (let i = 0; i < units.length; i += 4) text += String.fromCharCode(parseInt(units.slice(i, i + 4), 16));
  return text;
}
