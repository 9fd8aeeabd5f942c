// The page's half of `js_modules.main`: modules that Python uses, with their style sheets, and of `js_import`. Loaded by
// services.js when the first is asked for. The browser loads every module once, whoever asks.

/** @typedef {import("../worker/messages.js").JsModule} JsModule */

/**
 * @param {string} name
 * @param {JsModule[]} modules
 * @param {(code: string, facts: import("./errors.js").Facts) => Promise<Error>} explain makes the error
 * @returns {Promise<object>}
 */
export async function loadModule(name, modules, explain) {
  const own = modules.filter((module) => module.name === name);
  const isStyle = (/** @type {JsModule} */ { url }) => /\.css$/i.test(new URL(url).pathname);
  // One without a name belongs to none in particular.
  const styles = modules.filter((module) => isStyle(module) && (module.name === name || !module.name));
  // What a module measures depends on its style.
  await Promise.all(styles.map(({ url }) => link(url)));
  const { url } = /** @type {JsModule} */ (own.find((module) => !isStyle(module)));
  try {
    return await import(/* @vite-ignore */ url);
  } catch (error) {
    throw await explain("OT508", { url, reason: String(error) });
  }
}

/** Import modules by URLs that are relative to the page's. @param {string[]} urls @returns {Promise<object[]>} */
export function importModules(urls) {
  return Promise.all(urls.map((url) => import(/* @vite-ignore */ new URL(url, document.baseURI).href)));
}

/** @param {string} url @returns {Promise<void>} resolves when it is there; without it a module works as well */
function link(url) {
  if ([...document.querySelectorAll("link")].some(({ href }) => href === url)) return Promise.resolve();
  const element = document.createElement("link");
  Object.assign(element, { rel: "stylesheet", href: url });
  return new Promise((resolve) => {
    element.onload = () => resolve();
    element.onerror = () => {
      console.warn(`The style sheet ${url} of \`js_modules\` could not be loaded`);
      resolve();
    };
    document.head.append(element);
  });
}
