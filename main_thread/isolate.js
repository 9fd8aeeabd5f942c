// Registers the service worker that a page names, to be isolated by the headers which that adds, and reloads the page once, as
// headers count from the next load on. Loaded by isolation.js where a page that is not isolated names one.

/** Two reloads within this time would be one after the other. */
const AGAIN_MS = 10_000;
/** What takes longer will most likely not come. */
const PATIENCE_MS = 10_000;
const RELOADED = "offthread:reloaded";

/** All scripts of a page wait for one registration. @type {Promise<{ url: string, reason: string }> | null} */
let isolating = null;

/**
 * @param {URL} url of the service worker
 * @returns {Promise<{ url: string, reason: string }>} why the page cannot be isolated so; it never settles if it is reloaded
 */
export function isolate(url) {
  return (isolating ??= register(url).then((reason) => ({ url: url.href, reason })));
}

/** @param {URL} url @returns {Promise<string>} */
async function register({ href }) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return "this browser has no service workers here";
  if (serviceWorker.controller?.scriptURL === href) return "it is in charge of the page, and adds no such headers";
  try {
    const { scope } = await serviceWorker.register(href);
    if (!location.href.startsWith(scope)) return `it is in charge of ${scope} only, and this page is not there`;
  } catch (error) {
    return `it could not be registered (${/** @type {Error} */ (error).message})`;
  }
  if (wasReloaded()) return "the page has been reloaded, and is not isolated all the same";
  // One whose installation fails is never in charge, and nothing tells.
  const isInCharge = await Promise.race([
    serviceWorker.ready.then(() => true),
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, false)),
  ]);
  if (!isInCharge) return `it was not in charge within ${PATIENCE_MS / 1000} s`;
  location.reload();
  return new Promise(() => {});
}

/** Whether that was a moment ago; from now on it is. */
function wasReloaded() {
  try {
    const last = Number(sessionStorage.getItem(RELOADED));
    sessionStorage.setItem(RELOADED, String(Date.now()));
    return Date.now() - last < AGAIN_MS;
  } catch {
    // A page that may store nothing has no service worker either.
    return false;
  }
}
