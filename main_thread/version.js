// The version, written out so that the page needs no request for it. The build fails if package.json says otherwise.

export const VERSION = "0.1.0";
