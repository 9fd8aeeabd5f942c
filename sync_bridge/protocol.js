// The protocol of the bridge: operations, memory layout, extension types and limits.
//
// Constants and typedefs only; both ends and the codec import this file and it imports nothing.
// A frame in the command ring is FRAME_HEADER_BYTES of header followed by `argc` msgpack values.
// docs/protocol.md describes the same in prose.

export const PROTOCOL_VERSION = 2;

/**
 * Operations a near end can ask of a far end. Those marked * are never waited for.
 * The comment gives the arguments that follow the header; `receiver` and `name` are header fields.
 */
export const OP = Object.freeze({
  PAD: 0, // * fills the ring up to its end
  INTERN: 1, // * text: gives `name` its meaning
  CHUNK: 2, // * receiver = bytes of all chunks, result = offset of this one, argc = its bytes, name = 0 or the number of the
  // buffer (1, 2, …) that they make; raw bytes
  RELEASE: 3, // * [id, introductions, …] of far objects
  RETURN: 4, // * receiver = call id; value
  THROW: 5, // * receiver = call id; type, message, traceback, file, line, exception id, whether it is an error of the page, that
  RESOLVE: 6, // * receiver = promise, result = settlement id
  COLLECT: 7, // receiver = offset: the next part of a reply that did not fit
  BATCH: 8, // * what follows is applied in one task of the page, up to
  END_BATCH: 9, // *
  HEARD: 10, // * receiver = index of the last failure that the worker has learned of from a message
  LATER: 11, // * receiver = call id: the worker's function is a coroutine, so the call's value is a promise
  GIVE_UP: 12, // * receiver = sequence number of an AWAIT: nobody waits for it any more

  GET: 16, // name
  SET: 17, // name, value
  DELETE: 18, // name
  HAS: 19, // name
  CALL: 20, // name, ...args: get and call fused, `this` is the receiver
  APPLY: 21, // this, ...args: the receiver is the function
  CONSTRUCT: 22, // ...args
  INDEX: 23, // integer or key: subscription
  SET_INDEX: 24, // key, value
  DELETE_INDEX: 25, // key
  SLICE: 26, // start, stop, step (null where absent)
  LENGTH: 27,
  CONTAINS: 28, // value
  ITERATE: 29, // [iterator if more is to come, length in all if it has one, …first items]; with true, of what gives pairs:
  // [iterator, whether the pairs are flat, …]
  NEXT: 30, // how many, or none for as many as nobody can notice: the next items of an iterator; and whether these are pairs
  INSTANCE_OF: 32, // constructor
  DESCRIBE: 33, // own and inherited property names
  KEYS: 34, // 0 keys, 1 values, 2 entries of own enumerable properties, 3 all own ones, or those of these keys
  // (far_end/own_properties.js)
  COPY: 35, // a deep copy by value
  TEXT: 36, // String(receiver)
  WRITE_BYTES: 37, // bytes copied into a typed array or buffer
  SYNC: 38, // nothing: every earlier command has been executed
  CANONICAL: 39, // the number under which the page introduces the receiver
  GATHER: 40, // ...names: the values of several properties
  ASSIGN: 41, // name, value, …: sets several properties
  QUERY: 42, // ...names and indexes, one after the other: the end of a path
  MAP: 43, // the steps of a recording, then what they refer to: the results for each item (far_end/recording.js)
  AWAIT: 44, // whether calls are answered meanwhile, what waits: the reply comes when the promise has settled
  SERVICE: 45, // name: a function that the page offers beside its global object
  URGENT: 46, // nothing: the page makes the calls that could not wait until the worker is free
});

/** In REPLY_SEQUENCE: what lies in the reply area is a call. Sequence numbers stay below it. */
export const CALLED = 0x40000000;

/** Header flags of a frame. */
export const FLAG = Object.freeze({
  WAITS: 1, // the near end waits for a reply to this command
  FORGET: 2, // the reply to the previous waiting command was abandoned: take back its introductions
  CHUNKED: 4, // the arguments came in the CHUNK frames before this one
  RETURNS_FIRST: 8, // the near end goes on as if the first argument had been returned
  RETURNS_SECOND: 16, // likewise the second
});

// Frame header, in 32-bit words: length in bytes (padded to 8), op | flags << 8 | name << 16, receiver, result,
// sequence number, argc. `length` covers header and padding. `result` is the number, a positive one, that the near end
// has given to the result of a command that it does not wait for. `sequence` counts, in two rows, the commands that wait
// and those that do not; the latter's is their ticket, by which a failure is reported.
export const FRAME_HEADER_BYTES = 24;
export const FRAME = Object.freeze({ LENGTH: 0, OPERATION: 1, RECEIVER: 2, RESULT: 3, SEQUENCE: 4, ARGC: 5 });

/** A name id of 0 means that the first argument is the property key (a number, a symbol, or a name beyond the table). */
export const MAX_NAMES = 0xffff;

// Shared memory: 1 KiB of words, each on a cache line of its own so that polling one never slows the writer of
// another, then the command ring, then the reply area.
const LINE = 16; // 32-bit words in a cache line of 64 bytes
export const WORD = Object.freeze({
  VERSION: 0,
  HEAD: 1 * LINE, // bytes ever published by the near end, modulo 2³²: the page executes these at once
  TAIL: 2 * LINE, // bytes ever consumed by the far end, modulo 2³²
  REPLY_SEQUENCE: 3 * LINE, // sequence number of the last reply, or CALLED | number of the last call; never a 0/1 flag
  REPLY_STATUS: 4 * LINE, // one of REPLY
  REPLY_LENGTH: 5 * LINE, // bytes of the reply (of the whole, where it comes in parts)
  PAGE_STATE: 6 * LINE, // one of PAGE
  WORKER_STATE: 7 * LINE, // one of WORKER: whom the page has to notify
  INTERRUPT: 8 * LINE, // signal number to raise in the worker, 0 for none
  WRITTEN: 9 * LINE, // bytes ever written by the near end: the page executes these when they are AGE_MS old
  ANNOUNCED: 10 * LINE, // 1 where the page knows that there is something written
  BELL: 11 * LINE, // counts the wake-ups of the page, which sleeps on it
  TAKEN: 12 * LINE, // id of the last call that an idle worker has taken up
  QUEUED: 13 * LINE, // 1 where the page has calls for a worker that becomes free
  STANDING: 14 * LINE, // id of the call for whose result the page stands still, 0 for none
});
export const HEADER_BYTES = 1024;
export const RING_BYTES = 256 * 1024; // a power of two, so that counters may wrap
export const REPLY_BYTES = 256 * 1024;
export const BUFFER_BYTES = HEADER_BYTES + RING_BYTES + REPLY_BYTES;
/** A larger command travels as CHUNK frames, so that no frame needs more than a quarter of the ring. */
export const MAX_FRAME_BYTES = RING_BYTES / 4;
/** A larger buffer travels apart from its command, to be copied once on each side. */
export const LARGE_BUFFER_BYTES = 32 * 1024;

export const PAGE = Object.freeze({ SERVING: 0, ARMED: 1, ARMED_FOR_MESSAGE: 2, GONE: 3 });
/**
 * RUNNING includes the time before the first turn. A worker that is WAITING_FOR_REPLY, AWAITING a promise or ASLEEP takes
 * calls out of the reply area: the page makes one only after it has set CLAIMED in place of these, as the worker may be
 * about to go on by itself. An IDLE one is in its event loop and gets a message.
 */
export const WORKER = Object.freeze({
  RUNNING: 0,
  WAITING_FOR_REPLY: 1,
  WAITING_FOR_ROOM: 2,
  IDLE: 3,
  AWAITING: 4,
  ASLEEP: 5,
  CLAIMED: 6,
});
/** A command that nobody waits for is executed no later than this. */
export const AGE_MS = 2;
/** The worker waits in slices of this, so that a missed wake-up or an interrupt costs no more. */
export const WAIT_SLICE_MS = 50;

/** Set in a typed array's code: the sender's buffer is writable, so what the callee does to it is copied back. */
export const WRITABLE = 0x80;

/** What a reply carries. */
export const REPLY = Object.freeze({
  VALUE: 0, // one value
  MISSING: 1, // the property does not exist
  THROWN: 2, // [name, message, stack, thrown value]
  CALL: 4, // no reply, but a call that the worker has to answer meanwhile: call id, callable, arguments
  FAILED: 3, // commands before this one failed, so it was not performed: [index, ticket, operation, name, message, stack, thrown value, …]
  PARTS: 8, // flag: too large for the reply area, REPLY_LENGTH bytes wait to be collected
  DESCRIPTIONS: 16, // flag: an array of interface descriptions and one of node shapes follow the value
  BUFFERS: 32, // flag: then an array of [index, bytes] of the writable buffers that the call has changed
  SNAPSHOT: 64, // flag of a call: then what is known of its event (far_end/snapshots.js)
});

/** msgpack extension types. The payloads are big-endian, as msgpack is. */
export const EXTENSION = Object.freeze({
  UNDEFINED: 0, // 1 byte, 0
  REFERENCE: 1, // far object. To the worker: int32 id, uint16 interface, uint16 node shape or 0; to the page: int32 id
  CALLABLE: 2, // near object: int32 id | flags of CALLABLE
  BIGINT: 3, // 1 byte sign (0 or 1), then the magnitude, most significant byte first
  DATE: 4, // float64, milliseconds since 1970; NaN is an invalid date
  TYPED_ARRAY: 5, // uint8 index into TYPED_ARRAYS (| WRITABLE), then the bytes in little-endian order
  ILL_FORMED_STRING: 6, // UTF-16 code units, big-endian: a string with a lone surrogate has no UTF-8
  SET: 7, // msgpack array
  MAP: 8, // msgpack map whose keys may be anything
  ERROR: 9, // msgpack array [name, message, stack]
  BUFFER: 11, // uint8 index into TYPED_ARRAYS (| WRITABLE), uint8 number of the buffer that came in chunks before
  FIELDS: 12, // in snapshots only: msgpack: key, value, …
  METHOD: 10, // int32 owner, then msgpack name: `owner[name]` bound to its owner
});

/** Kinds of typed array by their number on the wire; Python's `array` and `struct` codes beside them. */
export const TYPED_ARRAYS = Object.freeze([
  "ArrayBuffer",
  "Uint8Array", // B
  "Int8Array", // b
  "Uint8ClampedArray",
  "Uint16Array", // H
  "Int16Array", // h
  "Uint32Array", // I
  "Int32Array", // i
  "Float32Array", // f
  "Float64Array", // d
  "BigUint64Array", // Q
  "BigInt64Array", // q
  "DataView",
]);

/** What an object is to Python: chosen on the page, so that no probe ever crosses. */
export const KIND = Object.freeze({
  OBJECT: 0,
  FUNCTION: 1,
  CLASS: 2, // a function with a `prototype`: called with `new`
  ARRAY: 3, // a real Array
  ARRAY_LIKE: 4, // iterable with a length
  MAP_LIKE: 5, // get, has, keys
  SET_LIKE: 6, // has, values, no get
  ITERATOR: 7,
  PROMISE: 8,
  TYPED_ARRAY: 9, // typed arrays, ArrayBuffer and DataView
  ERROR: 10,
  DATE: 11,
  SYMBOL: 12,
  ITERABLE: 13, // nothing but Symbol.iterator
});

/** In a callable's number: what it is worth to the page to wait for it. */
export const CALLABLE = Object.freeze({
  ID: 0x1fffffff, // mask
  DECIDES: 0x40000000, // handles events and does what is only possible while they are dispatched
  ANSWERS: 0x20000000, // returns a value
});

/** Functions that every worker has, under numbers that no other gets: the page calls them without having been given them. */
export const BUILTIN = Object.freeze({
  DECLARED: 0, // (verb, …): events declared in attributes (worker/python/offthread/_declared.py)
});

/** The page's global object is known to both ends from the start. Ids the page gives are negative, the worker's positive. */
export const ROOT_ID = -1;

/** Messages beside the shared memory; every one is `{ offthread: <name>, … }`. */
export const MESSAGE = Object.freeze({
  HELLO: "bridge:hello", // worker → page: the near end listens
  CONNECT: "bridge:connect", // page → worker: { buffer, limits, payload (the root's description) }
  CONNECTED: "bridge:connected", // worker → page
  WAKE: "bridge:wake", // worker → page, where Atomics.waitAsync is missing
  CALL: "bridge:call", // page → worker: { id, wanted, flags, payload: msgpack callable, args }
  OVERRUN: "bridge:overrun", // page → worker: { callable, milliseconds }: the page waited for it in vain
  INTERRUPT: "bridge:interrupt", // page → worker: what it awaits in its event loop is interrupted
  SETTLE: "bridge:settle", // page → worker: { id, status, payload }
  FORGET: "bridge:forget", // page → worker: { callables: [id, introductions, …] }
  FAILED: "bridge:failed", // page → worker: { status, payload }: commands that nobody waited for failed
});

/**
 * @typedef {object} Limits
 * @property {number} payloadBytes largest single command or reply
 * @property {number} depth deepest nesting of containers
 * @property {number} bigintBytes largest magnitude of a big integer
 */

/** @type {Readonly<Limits>} */
export const DEFAULT_LIMITS = Object.freeze({
  payloadBytes: 256 * 1024 * 1024,
  depth: 64,
  bigintBytes: 1024 * 1024,
});

/** The signal of an interrupt: Python raises KeyboardInterrupt. */
export const SIGINT = 2;
/** The signal of urgent calls. */
export const SIGUSR1 = 10;

/**
 * Fields of events, and of the elements they happen to, that travel with a call; the wire has their indexes.
 */
export const EVENT_FIELDS = Object.freeze([
  ..."type target currentTarget timeStamp isTrusted bubbles cancelable detail key code repeat isComposing location".split(" "),
  ..."altKey ctrlKey metaKey shiftKey clientX clientY screenX screenY pageX pageY offsetX offsetY movementX".split(" "),
  ..."movementY button buttons relatedTarget pointerId pointerType pressure isPrimary deltaX deltaY deltaZ".split(" "),
  ..."deltaMode data inputType submitter newState oldState propertyName animationName elapsedTime value checked".split(" "),
  ..."id name selectedIndex files size lastModified length".split(" "),
]);
