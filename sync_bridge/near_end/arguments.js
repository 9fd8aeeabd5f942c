// What two bits of a mask say of an argument: how interpreters describe the operands that they hand over bare.
// worker/python/offthread/_status.py has the same numbers.

export const ARGUMENT = Object.freeze({ VALUE: 0, REFERENCE: 1, CALLABLE: 2, NULL: 3 });
