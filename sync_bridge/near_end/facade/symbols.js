// Symbols on both sides: well-known ones are the same, registered ones meet by their key, and every other has one
// counterpart on the other side, which stays. A symbol of the worker that the page has never been given cannot be a key
// there, so asking for it is no trip.

import { OP } from "../../protocol.js";
import { STATUS } from "../status.js";
import { PageReference } from "./outgoing.js";

/** Names of the well-known symbols, as properties of Symbol. */
const WELL_KNOWN = Object.getOwnPropertyNames(Symbol).filter((name) => typeof Reflect.get(Symbol, name) === "symbol");

export class Symbols {
  /** The worker's symbols by number. @type {Map<number, symbol>} */
  #locals = new Map();
  /** Numbers by the worker's symbols. @type {Map<symbol, number>} */
  #numbers = new Map();
  /** The page's `Symbol`. @type {any} */
  #page = null;
  /** What the next unknown number stands for. @type {symbol | null} */
  #expected = null;

  /** @param {import("./index.js").Facade} facade */
  constructor(facade) {
    this.facade = facade;
  }

  /** The worker's symbol for one of the page. @param {number} id @returns {symbol} */
  fromPage(id) {
    this.#load();
    const known = this.#locals.get(id);
    if (known) return known;
    if (this.#expected) return this.#tie(id, this.#expected);
    const { commands } = this.facade;
    const key = commands.named(OP.CALL, commands.idOf(this.#page), "keyFor", [new PageReference(id)]);
    if (typeof key === "string") return this.#tie(id, Symbol.for(key));
    const description = /** @type {string | undefined} */ (commands.ask(id, "description"));
    return this.#tie(id, Symbol(description));
  }

  /** The page's symbol for one of the worker. @param {symbol} symbol @returns {PageReference} */
  toPage(symbol) {
    this.#load();
    const known = this.#numbers.get(symbol);
    if (known !== undefined) return new PageReference(known);
    const key = Symbol.keyFor(symbol);
    this.#expected = symbol;
    try {
      if (key === undefined) Reflect.apply(this.#page, undefined, [symbol.description]);
      else this.#page.for(key);
    } finally {
      this.#expected = null;
    }
    return new PageReference(/** @type {number} */ (this.#numbers.get(symbol)));
  }

  /** Whether the page can have properties under a symbol. @param {symbol} symbol */
  isShared(symbol) {
    if (this.#numbers.has(symbol) || Symbol.keyFor(symbol) !== undefined) return true;
    return WELL_KNOWN.some((name) => Reflect.get(Symbol, name) === symbol);
  }

  /** @param {number} id @param {symbol} symbol */
  #tie(id, symbol) {
    this.#expected = null;
    this.#locals.set(id, symbol);
    this.#numbers.set(symbol, id);
    return symbol;
  }

  /** The well-known ones have to be told from others by their numbers. */
  #load() {
    if (this.#page) return;
    const { commands, port, replies } = this.facade;
    this.#page = Reflect.get(this.facade.window, "Symbol");
    const status = commands.send(OP.GATHER, commands.idOf(this.#page), 0, WELL_KNOWN);
    if (status !== STATUS.LIST) return void this.facade.incoming.finish(status);
    const count = /** @type {number} */ (port.take());
    const walk = /** @type {any} */ (port.take());
    for (let i = 0; i < count; i++) {
      // An older browser on the page than here does not exist, but a symbol may have been deleted.
      if (replies.next(walk) < STATUS.REFERENCE) continue;
      this.#tie(/** @type {number} */ (port.take()), Reflect.get(Symbol, WELL_KNOWN[i]));
    }
  }
}
