// Adds our style sheet to a page that does not link it. Called by what shows something on the page: banner.js and
// input_field.js, which are loaded on demand.

/**
 * Link a style sheet, unless the page links one of that name.
 *
 * @param {string} href
 * @returns {Promise<void>} resolves when it is there, or will not come; never rejects
 */
export async function linkStylesheet(href) {
  const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel~="stylesheet"]'));
  const { pathname } = new URL(href);
  const file = pathname.split("/").pop();
  if ([...links].some((known) => known.href.split(/[?#]/)[0].endsWith(`/${file}`))) return;
  const added = document.createElement("link");
  added.rel = "stylesheet";
  added.href = href;
  // An isolated page takes files of other origins by CORS.
  added.crossOrigin = "anonymous";
  document.head.append(added);
  await new Promise((resolve) => (added.onload = added.onerror = resolve));
}
