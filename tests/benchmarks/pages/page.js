// The limit of all: the page's own JavaScript, with no bridge to cross.

import { measureAll } from "./measure.js";

measureAll(Date.now(), window);
