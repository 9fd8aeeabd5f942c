// Python's `input(prompt)` on the page: a line with a text field, where the script's output goes. Python waits for the
// answer and the page goes on. Loaded by services.js when Python asks for the first time.
//
// A line that was answered stays as text, as in a console; one that was cancelled goes.

import { linkStylesheet } from "./stylesheet.js";

/** @typedef {Promise<string | null> & { cancel(): void }} Answer what was typed, or null where that was cancelled */

/** Resolves when the style sheet is there. @type {Promise<void> | null} */
let styled = null;

/**
 * Ask for a line.
 *
 * @param {string} prompt
 * @param {() => Element} place finds where the script's output goes
 * @param {string} stylesheet added to the page unless it is there
 * @returns {Answer} with `cancel()`, which removes the field
 */
export function askForInput(prompt, place, stylesheet) {
  const line = /** @type {InputLine} */ (document.createElement(InputLine.TAG));
  /** @type {Promise<string | null>} */
  const text = new Promise((resolve) => {
    line.settle = resolve;
    // Shown before its style sheet is there, the field would change its size.
    styled ??= linkStylesheet(stylesheet);
    styled.then(() => line.ask(prompt, place()));
  });
  return Object.assign(text, { cancel: () => line.end(null) });
}

/** The lines that wait for an answer, the oldest first. @type {Set<InputLine>} */
const waiting = new Set();

/** What had the focus before the first of them took it. @type {Element | null} */
let focusedBefore = null;

/** One question: an element of its own, as that hears of it when whoever it belongs to removes it from the page. */
class InputLine extends HTMLElement {
  static TAG = "offthread-input";

  #form = create("form", "offthread-input-form");
  #prompt = create("span", "offthread-input-prompt");
  #field = create("input", "offthread-input-field");
  #isOver = false;
  /** Gets the answer. @type {(text: string | null) => void} */
  settle = () => {};

  /** Show the question, unless it has been taken back. @param {string} prompt @param {Element} place */
  ask(prompt, place) {
    if (this.#isOver) return;
    this.className = "offthread-input";
    this.#build(prompt);
    place.append(this);
    // Only a change of what is there already is read out; the field's name says it again to whoever moves to the field.
    this.#prompt.textContent = prompt;
    const before = innermostFocus();
    // A person who is answering another question is not to be interrupted.
    const isAnswering = [...waiting].some((line) => line.contains(before));
    if (!waiting.size) focusedBefore = before;
    waiting.add(this);
    if (!isAnswering) this.#field.focus();
  }

  /** End the question with an answer, or with null. @param {string | null} text */
  end(text) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.settle(text);
    if (!waiting.delete(this)) return;
    const focus = innermostFocus();
    // Safari's buttons do not take the focus when they are clicked: then nothing has it.
    const hadFocus = this.contains(focus) || focus === document.body;
    const prompt = this.#prompt.textContent ?? "";
    if (text !== null && prompt + text) this.#echo(prompt, text);
    else this.remove();
    if (hadFocus) passFocusOn();
    if (!waiting.size) focusedBefore = null;
  }

  disconnectedCallback() {
    // Whoever moves it puts it back at once.
    queueMicrotask(() => this.isConnected || this.end(null));
  }

  focusField() {
    this.#field.focus();
  }

  /** @param {string} prompt */
  #build(prompt) {
    const form = this.#form;
    form.setAttribute("role", "group");
    form.setAttribute("aria-label", "Input for Python");
    const label = create("label", "offthread-input-label");
    this.#prompt.setAttribute("aria-live", "polite");
    const field = this.#field;
    field.type = "text";
    field.autocomplete = "off";
    field.autocapitalize = "off";
    field.spellcheck = false;
    field.enterKeyHint = "send";
    if (!prompt.trim()) field.setAttribute("aria-label", "Input for Python");
    const ok = create("button", "offthread-input-button");
    ok.textContent = "OK";
    const cancel = create("button", "offthread-input-button");
    cancel.type = "button";
    cancel.textContent = "Cancel";
    cancel.addEventListener("click", () => this.end(null));
    form.addEventListener("submit", (event) => {
      // If this is within a form of the page, that one is not being sent.
      event.stopPropagation();
      event.preventDefault();
      this.end(field.value);
    });
    form.addEventListener("keydown", (event) => {
      // While a word is being composed, Escape belongs to the input method.
      if (event.key !== "Escape" || event.isComposing) return;
      // A dialog that this is in is to stay open.
      event.preventDefault();
      this.end(null);
    });
    label.append(this.#prompt, field);
    form.append(label, ok, cancel);
    this.append(form);
  }

  /** @param {string} prompt @param {string} text */
  #echo(prompt, text) {
    const answer = create("span", "offthread-input-answer");
    answer.textContent = text;
    this.className = "offthread-input offthread-input-answered";
    this.replaceChildren(prompt, answer);
  }
}

customElements.get(InputLine.TAG) ?? customElements.define(InputLine.TAG, InputLine);

/** Move the focus to the next question, or back to where it was before the first. */
function passFocusOn() {
  const [next] = waiting;
  if (next) next.focusField();
  else if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus({ preventScroll: true });
}

/** The element that has the focus, wherever it is. @returns {Element | null} */
function innermostFocus() {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {string} className
 * @returns {HTMLElementTagNameMap[Name]}
 */
function create(name, className) {
  const created = document.createElement(name);
  created.className = className;
  return created;
}
