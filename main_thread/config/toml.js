// TOML, in a file of its own: it is loaded only when a config is written in TOML.

export { parse } from "smol-toml";
