// Where the built files are: the folder this module was loaded from. The build puts this into offthread.js itself.

export const DIST = new URL("./", import.meta.url);

/** The URL that the page's script tag names. */
export const ENTRY = import.meta.url;
