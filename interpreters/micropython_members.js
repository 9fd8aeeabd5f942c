// The compiled members of interface classes in MicroPython (worker/native/members.c), made and tried out: the objects that
// Python calls, the memory they share, and the commands they issue. worker/python/offthread/_members_micropython.py says
// which member is of which kind.
//
// An element of the page is an object of a Python class here, which holds a token: an object of JavaScript, which
// MicroPython knows by a number. So that the tokens need not cross with every operation they are kept by that number.

import { EXTENSION } from "../sync_bridge/protocol.js";
import { Token } from "../sync_bridge/near_end/index.js";

/** Kinds of members.c, which Python can make and tell something. */
const KIND = Object.freeze({
  SET_TEXT: 0,
  ADD: 1,
  CALL_WITH_TEXTS: 2,
  CALL_WITH_NUMBERS: 3,
  MAKE_ELEMENT: 4,
  READY: 5,
  KNOW: 6,
  SET_LEVEL: 7,
  MAKE: 8,
});
/** What Python gets, in this order: what makes the five kinds, and what tells them. @type {[kind: number, makes: number][]} */
const NATIVES = [
  [KIND.MAKE, KIND.SET_TEXT],
  [KIND.MAKE, KIND.ADD],
  [KIND.MAKE, KIND.CALL_WITH_TEXTS],
  [KIND.MAKE, KIND.CALL_WITH_NUMBERS],
  [KIND.MAKE, KIND.MAKE_ELEMENT],
  [KIND.READY, 0],
  [KIND.KNOW, 0],
  [KIND.SET_LEVEL, 0],
];
/** How MicroPython's compiler has laid out its types: see members.c. */
const TYPE = Object.freeze({ FLAGS: 4, PRINT: 9, CALL: 10, ATTR: 13, BUFFER: 16, SLOTS: 20 });
const BINDS_SELF = 0x20;
const LIST = Object.freeze({ LENGTH: 8, ITEMS: 12 });
const MEMBERS = Object.freeze({ ALLOCATED: 8, TABLE: 12 });
const STATE_WORDS = 16;
/** Room for what is written of the operands of one command, and of the few in between which another one is made. */
const ROOM_BYTES = 3072;
const NATIVE_WORDS = 9;
const CHUNK_BYTES = 8192;

/**
 * @typedef {object} Wasm
 * @property {WebAssembly.Instance} instance MicroPython's
 * @property {any} imports what it was made with
 */

/**
 * Watch which tokens MicroPython lets go of. To be called before it is made.
 *
 * @param {any} imports
 */
export function watchTokens(imports) {
  /** By MicroPython's number. @type {(Token | undefined)[]} */
  const tokens = [];
  const { proxy_js_free_obj: free } = imports.env;
  imports.env.proxy_js_free_obj = (/** @type {number} */ reference) => {
    if (reference < tokens.length) tokens[reference] = undefined;
    free(reference);
  };
  return tokens;
}

/**
 * @param {WebAssembly.Module} module of members.c
 * @param {Wasm & { tokens: (Token | undefined)[] }} micropython
 * @param {import("../sync_bridge/near_end/index.js").NearEnd} near
 */
export function createMembers(module, { instance, imports, tokens }, near) {
  const { memory, malloc, __indirect_function_table: table } = /** @type {any} */ (instance.exports);
  let bytes = new Uint8Array(memory.buffer);
  let words = new Uint32Array(memory.buffer);
  /** The node that was made last. @type {Token | null} */
  let made = null;

  /** Memory moves when it grows. */
  function look() {
    if (bytes.buffer === memory.buffer) return;
    bytes = new Uint8Array(memory.buffer);
    words = new Uint32Array(memory.buffer);
  }

  /** @param {number} address */
  const word = (address) => words[address >> 2];

  /** @param {number} address @param {number[]} values */
  const store = (address, ...values) => words.set(values, address >> 2);

  const ask = malloc(32);
  look();
  bytes.set(new TextEncoder().encode("held\0"), ask + 16);
  /** What `find` is after. @type {Token | undefined} */
  let held;
  Object.defineProperty(Token.prototype, "held", {
    get() {
      held = this;
      return 0;
    },
  });

  /** The token that MicroPython knows by a number, if it is one. @param {number} reference */
  function find(reference) {
    held = undefined;
    imports.env.lookup_attr(reference, ask + 16, ask);
    return (tokens[reference] = held);
  }

  /** @param {number} form @param {number} receiver @param {number} result @param {number} argc @param {number} start @param {number} length */
  function write(form, receiver, result, argc, start, length) {
    look();
    near.unawaited.write(form, receiver, result, argc, bytes, start, length);
  }

  const exports = /** @type {Record<string, Function>} */ (
    new WebAssembly.Instance(module, {
      env: {
        memory,
        __indirect_function_table: table,
        /** @param {number} form @param {number} receiver @param {number} argc @param {number} start @param {number} length */
        issue(form, receiver, argc, start, length) {
          const token = tokens[receiver] ?? find(receiver);
          if (!token) return 1;
          try {
            write(form, token.id, 0, argc, start, length);
          } catch {
            return 1; // What is called instead fails likewise, and says so.
          }
          near.poll();
          return 0;
        },
        /** @param {number} form @param {number} receiver @param {number} node */
        put_in(form, receiver, node) {
          const token = tokens[receiver] ?? find(receiver);
          const child = tokens[node] ?? find(node);
          if (!token || !child?.loose) return 1;
          try {
            near.unawaited.begin(form, token.id, 0);
            near.channel.encoder.writeIntegerExtension(EXTENSION.REFERENCE, child.id);
            near.unawaited.commit(form, 1);
          } catch {
            return 1;
          }
          child.loose = false;
          return 0;
        },
        /** @param {number} form @param {number} receiver @param {number} start @param {number} length */
        create(form, receiver, start, length) {
          const token = tokens[receiver] ?? find(receiver);
          if (!token) return 1;
          const node = near.allocate();
          try {
            write(form, token.id, node.id, 1, start, length);
          } catch {
            return 1;
          }
          near.poll();
          node.loose = true;
          made = node;
          return 0;
        },
        /** @param {number} reference */
        hold(reference) {
          tokens[reference] = /** @type {Token} */ (made);
          made = null;
        },
        /** @param {number} state */
        more(state) {
          const chunk = malloc(CHUNK_BYTES);
          look();
          if (!chunk) return 1;
          store(state + 36, chunk, chunk + CHUNK_BYTES);
          return 0;
        },
      },
    }).exports
  );

  const exampleToken = new Token(0);
  return {
    token_example: exampleToken,
    /** The token of the node that was made last. */
    take_made: () => made,

    /**
     * Put what Python calls into a list, if MicroPython is laid out as expected.
     *
     * The addresses, or values that stand for themselves, of: the list, which has a None for each; `str`; a closure; an object
     * that has nothing but the attribute of the next name, which is `token_example`; `take_made`; None; `object.__new__`;
     * `object.__setattr__`.
     *
     * @param {number} list @param {number} text @param {number} closure @param {number} object @param {number} attribute
     * @param {number} token @param {number} take @param {number} none @param {number} create @param {number} setAttribute
     */
    attach_members(list, text, closure, object, attribute, token, take, none, create, setAttribute) {
      look();
      const type = word(text);
      const closureType = word(closure);
      const print = bytes[closureType + TYPE.PRINT];
      const attr = bytes[word(object) + TYPE.ATTR];
      const attributes = word(object + MEMBERS.TABLE);
      const at = Array.from({ length: word(object + MEMBERS.ALLOCATED) }, (_, i) => attributes + 8 * i);
      const isAsExpected =
        word(list + LIST.LENGTH) === NATIVES.length &&
        word(word(list + LIST.ITEMS)) === none &&
        word(closureType) === type &&
        word(word(object)) === type &&
        Boolean(words[(closureType + TYPE.FLAGS) >> 2] & BINDS_SELF) &&
        attr > 0 &&
        print > 0 &&
        bytes[text + TYPE.BUFFER] > 0 &&
        at.length < 16 &&
        at.some((entry) => word(entry) === attribute && word(entry + 4) === token) &&
        find(word(token + 4)) === exampleToken &&
        // The place of the null pointer, which C never calls, and the only free one of a table that cannot grow.
        table.get(0) === null &&
        table.get(word(create + 4))?.length === 1 &&
        table.get(word(setAttribute + 4))?.length === 3;
      if (!isAsExpected) {
        console.warn("This MicroPython is not laid out as Offthread expects, so that writing to the page is slower than it could be");
        return false;
      }

      const ours = malloc(TYPE.SLOTS + 8);
      const state = malloc(4 * STATE_WORDS + ROOM_BYTES);
      const natives = malloc(4 * NATIVE_WORDS * NATIVES.length);
      look();
      table.set(0, exports.call);
      bytes.fill(0, ours, ours + TYPE.SLOTS + 8);
      store(ours, type, word(closureType + TYPE.FLAGS));
      bytes[ours + TYPE.CALL] = 1;
      bytes[ours + TYPE.PRINT] = 2;
      store(ours + TYPE.SLOTS, 0, word(closureType + TYPE.SLOTS + 4 * (print - 1)));
      const instanceAttr = word(word(object) + TYPE.SLOTS + 4 * (attr - 1));
      store(state, 1, text, word(token), instanceAttr, attribute, none, create, setAttribute, take, 0, 0, 0, 0, 0);
      store(state + 56, state + 4 * STATE_WORDS, 0);
      NATIVES.forEach(([kind, makes], index) => {
        const native = natives + 4 * NATIVE_WORDS * index;
        store(native, ours, none, 0, state, none, kind, makes, 0, 0);
        store(word(list + LIST.ITEMS) + 4 * index, native);
      });
      return true;
    },
  };
}
