// WebSockets of Python, which live in the worker itself: what is sent and what comes does not touch the page. Python asks
// for one event after the other (worker/python/pyscript/websocket.py), so that they stay in order and nothing of JavaScript
// calls into an interpreter.

import { WithBytes } from "./with_bytes.js";

/** @typedef {{ socket: WebSocket, events: unknown[], waiting: ((event: unknown) => void) | null }} Connection */

/** @param {import("./index.js").Context} context */
export function open({ baseURL }) {
  /** @type {Map<number, Connection>} */
  const connections = new Map();
  let next = 1;

  /** @param {number} id */
  const find = (id) => /** @type {Connection} */ (connections.get(id));

  return {
    /**
     * Begin to connect.
     * @param {string} url may be relative to the page's @param {string} protocols JSON of a list
     * @returns {number} the connection's number
     */
    connect(url, protocols) {
      const absolute = new URL(JSON.parse(url), baseURL);
      // As newer browsers do themselves.
      absolute.protocol = absolute.protocol.replace(/^http/, "ws");
      const socket = new WebSocket(absolute, JSON.parse(protocols));
      socket.binaryType = "arraybuffer";
      /** @type {Connection} */
      const connection = { socket, events: [], waiting: null };
      /** @param {unknown} event */
      const tell = (event) => {
        const { waiting } = connection;
        connection.waiting = null;
        if (waiting) waiting(event);
        else connection.events.push(event);
      };
      socket.onopen = () => tell("open");
      socket.onerror = () => tell("error");
      socket.onmessage = ({ data }) => tell(typeof data === "string" ? `text${data}` : new WithBytes("bytes", new Uint8Array(data)));
      socket.onclose = ({ code, reason, wasClean }) => tell(`close${JSON.stringify([code, reason, wasClean])}`);
      connections.set(next, connection);
      return next++;
    },

    /** The next event: "open", "error", "text" and the text, "bytes", "close" and JSON. @param {number} id */
    take(id) {
      const connection = find(id);
      if (connection.events.length) return connection.events.shift();
      return new Promise((resolve) => {
        connection.waiting = resolve;
      });
    },

    /** @param {number} id @param {string} text */
    send_text: (id, text) => find(id).socket.send(text),
    /** Text that does not cross as it is, in UTF-8. @param {number} id @param {Uint8Array<ArrayBuffer>} bytes */
    send_utf_8: (id, bytes) => find(id).socket.send(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)),
    /** @param {number} id @param {Uint8Array<ArrayBuffer>} bytes */
    send_bytes: (id, bytes) => find(id).socket.send(bytes),

    /** @param {number} id @param {number} code 0 for none @param {string} reason JSON */
    close: (id, code, reason) => (code ? find(id).socket.close(code, JSON.parse(reason)) : find(id).socket.close()),
    /** Nothing more will be asked of it. @param {number} id */
    forget: (id) => void connections.delete(id),

    /** @param {number} id @returns {string} JSON */
    describe(id) {
      const { readyState, bufferedAmount, protocol, extensions, url } = find(id).socket;
      return JSON.stringify({ readyState, bufferedAmount, protocol, extensions, url });
    },
  };
}
