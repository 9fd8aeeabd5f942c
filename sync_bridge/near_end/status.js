// What an operation came to, as a small integer: that is all that crosses into an interpreter at first. What belongs
// to it waits to be taken. No status costs a probe, and none is an exception (a JavaScript exception that crosses
// MicroPython cannot be caught and ruins it).
//
// worker/python/offthread/_status.py has the same numbers; tests/codec compares the two.

export const STATUS = Object.freeze({
  NULL: 0,
  UNDEFINED: 1,
  VALUE: 2, // take() is the value: bool, int, float, str
  INTEGER: 3, // take() is hexadecimal text: an int that the interpreter's own conversion would bend
  BIGINT: 4, // take() is hexadecimal text of a BigInt
  FLOAT: 5, // take() is text: -0.0, or a float that is integral
  BYTES: 6, // take_bytes()
  TYPED_ARRAY: 7, // take() is the type code, then take_bytes()
  LIST: 8, // take() is the length; where it is the whole result, take() again is the walk
  DICT: 9, // likewise; keys and values alternate
  MAP: 10, // likewise, with keys of any type
  SET: 11, // likewise
  DATE: 12, // take() is text: milliseconds since 1970
  CALLABLE: 13, // take() is the id of an object of this interpreter
  EXCEPTION: 14, // an Error by value: name, message and stack follow in the walk
  THROWN: 15, // take() is a walk over name, message, stack, thrown value
  MISSING: 16,
  INTERRUPTED: 17,
  TEXT: 18, // take() is UTF-16 code units in hexadecimal: a str that the interpreter's own conversion would bend
  FAILED: 19, // take() is a count, take() again the walk: commands before this one failed (NearEnd.readFailures)
  TIMED_OUT: 20,
  REFERENCE: 32, // plus the interface id, plus the node shape × 65,536; take() is the reference
});
