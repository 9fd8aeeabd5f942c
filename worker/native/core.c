// The module `_offthread_core`: what CPython does for each operation of the page, in C.
//
// Proxies of page objects, the members of their classes, and commands are here, since a Python function alone takes
// longer than the page needs for what it asks for (docs/decisions/0011-native-core.md). Each member has a Python
// function beside it (worker/python/offthread/_members_cpython.py) that is called for whatever is not common, so that
// nothing here decides what a program means.
//
// JavaScript is reached through three functions in the interpreter's table (interpreters/pyodide.js): called with plain
// integers, they cost a fiftieth of what a call through a JsProxy does. Arguments and replies are msgpack.

#include "cpython.h"

// --- numbers that the rest of the bridge knows (tests/codec/test_codec.py compares them) -------------------

enum { EXTENSION_UNDEFINED = 0, EXTENSION_REFERENCE = 1 }; // EXTENSION in protocol.js
// Of the buffers here. Arguments must be shorter than COMFORTABLE_BYTES in atomics_near.js.
enum { ARGUMENTS_BYTES = 2048, REPLY_BYTES = 8192 };
#define MAX_SAFE_INTEGER 9007199254740991LL

// --- what the module has been given ----------------------------------------------------------------------------------

// Write a command that is not waited for. Returns its ticket, 0 where the bridge is broken.
static int32_t (*js_command)(int32_t word, int32_t receiver, int32_t result, int32_t count, int32_t bytes, int32_t length);
// Run an operation. Returns how many bytes of `reply` are its result, or -1 - status, and the rest is to be taken.
static int32_t (*js_request)(int32_t word, int32_t receiver, int32_t count, int32_t bytes, int32_t length, int32_t reply, int32_t room);
// Let go of an object that was introduced so often.
static void (*js_release)(int32_t id, int32_t introductions);
// The last ticket whose fate is known.
static int32_t (*js_settled)(void);

static PyObject *finish;           // finish(status): the value of a status, or what it raises
static PyObject *class_of;         // class_of(number): the class of an interface and a node's shape
static PyObject *set_attribute;    // set_attribute(self, name, value), without hurry
static PyObject *delete_attribute; // delete_attribute(self, name)
static PyObject *is_library;       // is_library(code): whether a program means its own caller
static PyObject *proxy_of_id;      // proxy_of_id(id): the proxy for an object of the page, by one trip

static int level = 1;          // 0 waits for everything, 1 for what may fail in practice, 2 for whatever has a result
static int watched = 0;        // how many want every trip to go through Python, which measures it
static int32_t last_id = 0;    // of the numbers that are given to results
static uint8_t arguments[ARGUMENTS_BYTES];
static uint8_t reply[REPLY_BYTES];

// --- proxies ---------------------------------------------------------------------------------------------------------

enum { LOOSE = 1, KNOWN = 2, ALIAS = 4 };

typedef struct {
  PyObject_HEAD
  PyObject *weak_references;
  PyObject *alias; // NULL, True where the page may know it by another number as well, or that number
  PyObject *owner; // the proxy whose part it is
  PyObject *parts; // numbers of the objects that belong to it for good, by attribute
  int32_t id;
  int32_t introductions; // how often the page has introduced it here
  int flags;             // LOOSE: a node created here and not put anywhere; KNOWN: it is in the table
                         // (ALIAS is for members: what they make may be known by another number)
} Remote;

static PyTypeObject *Remote_Type;

// Proxies by number: open addressing, at most half full.
static Remote **table;
static uint32_t table_mask;
static uint32_t table_count;

static uint32_t home(int32_t id) { return ((uint32_t)id * 2654435761u) >> 7 & table_mask; }

static Remote *find(int32_t id) {
  for (uint32_t at = home(id);; at = (at + 1) & table_mask) {
    Remote *remote = table[at];
    if (remote == NULL || remote->id == id) return remote;
  }
}

static void place(Remote *remote) {
  uint32_t at = home(remote->id);
  while (table[at] != NULL) at = (at + 1) & table_mask;
  table[at] = remote;
}

static int enter(Remote *remote) {
  if (2 * ++table_count > table_mask) {
    uint32_t old_mask = table_mask;
    Remote **old = table;
    Remote **larger = PyMem_Calloc(2 * (old_mask + 1), sizeof *larger);
    if (larger == NULL) return -1;
    table = larger;
    table_mask = 2 * old_mask + 1;
    for (uint32_t at = 0; at <= old_mask; at++)
      if (old[at] != NULL) place(old[at]);
    PyMem_Free(old);
  }
  place(remote);
  remote->flags |= KNOWN;
  return 0;
}

static void leave(Remote *remote) {
  remote->flags &= ~KNOWN;
  table_count--;
  uint32_t hole = home(remote->id);
  while (table[hole] != remote) hole = (hole + 1) & table_mask;
  // Whatever stands behind it and would no longer be found moves up.
  for (uint32_t at = (hole + 1) & table_mask; table[at] != NULL; at = (at + 1) & table_mask) {
    if (((at - home(table[at]->id)) & table_mask) >= ((at - hole) & table_mask)) {
      table[hole] = table[at];
      hole = at;
    }
  }
  table[hole] = NULL;
}

// A new proxy. Returns a new reference.
static PyObject *adopt(PyTypeObject *cls, int32_t id, int flags) {
  Remote *remote = (Remote *)PyType_GenericAlloc(cls, 0);
  if (remote == NULL) return NULL;
  remote->id = id;
  remote->introductions = 1;
  remote->flags = flags;
  if (enter(remote) < 0) {
    Py_DecRef((PyObject *)remote);
    return PyErr_NoMemory();
  }
  return (PyObject *)remote;
}

static void Remote_dealloc(PyObject *self) {
  Remote *remote = (Remote *)self;
  PyTypeObject *type = Py_TYPE(self);
  // First, as the weak references may run code that is given the same object by the page.
  if (remote->flags & KNOWN) {
    leave(remote);
    js_release(remote->id, remote->introductions);
  }
  if (remote->weak_references != NULL) PyObject_ClearWeakRefs(self);
  if (remote->alias != NULL) Py_DecRef(remote->alias);
  if (remote->parts != NULL) Py_DecRef(remote->parts);
  if (remote->owner != NULL) Py_DecRef(remote->owner);
  ((void (*)(void *))PyType_GetSlot(type, Py_tp_free))(self);
  Py_DecRef((PyObject *)type);
}

static int is_remote(PyObject *value) { return PyType_IsSubtype(Py_TYPE(value), Remote_Type); }

// The proxy in an argument of a function here, or NULL with an exception.
static Remote *remote_of(PyObject *value) {
  if (is_remote(value)) return (Remote *)value;
  PyErr_Format(PyExc_TypeError, "a remote object is expected, not %R", value);
  return NULL;
}

// --- where commands come from ----------------------------------------------------------------------------------------

typedef struct {
  PyObject *code;
  int32_t instruction;
  int32_t ticket;
} Place;

// A ring of the last places, by ticket. It grows while the fate of what it would overwrite is unknown.
enum { FEW_PLACES = 1 << 12, MANY_PLACES = 1 << 20 };
static Place *places;
static uint32_t places_mask;
static int32_t settled = 0;
static int places_kept = 0; // how many want places beyond the fate of their commands
static int32_t kept_from = 0;

static int is_needed(const Place *old) {
  if (old->code == NULL) return 0;
  if (places_kept && old->ticket - kept_from > 0) return 1;
  if (old->ticket - settled <= 0) return 0;
  settled = js_settled();
  return old->ticket - settled > 0;
}

static int grow_places(void) {
  uint32_t size = 2 * (places_mask + 1);
  Place *larger = PyMem_Calloc(size, sizeof *larger);
  if (larger == NULL) return -1;
  for (uint32_t at = 0; at <= places_mask; at++)
    if (places[at].code != NULL) larger[(uint32_t)places[at].ticket & (size - 1)] = places[at];
  PyMem_Free(places);
  places = larger;
  places_mask = size - 1;
  return 0;
}

// Code that was met lately, and whether it is the library's. It is held, so that its address stays its own.
enum { KNOWN_CODES = 64 };
static struct {
  PyObject *code;
  int is_ours;
} known_codes[KNOWN_CODES];

// Whether a frame is one of the library: what programs use instead of the page's own objects (pyscript.web).
static int is_ours(PyFrameObject *frame) {
  PyObject *code = PyFrame_GetCode(frame);
  uint32_t at = ((uintptr_t)code >> 4) % KNOWN_CODES;
  if (known_codes[at].code == code) {
    Py_DecRef(code);
    return known_codes[at].is_ours;
  }
  PyObject *answer = PyObject_CallFunctionObjArgs(is_library, code, NULL);
  if (answer == NULL) {
    Py_DecRef(code);
    return -1;
  }
  if (known_codes[at].code != NULL) Py_DecRef(known_codes[at].code);
  known_codes[at].code = code;
  known_codes[at].is_ours = answer == Py_True;
  Py_DecRef(answer);
  return known_codes[at].is_ours;
}

// Remember where a command was issued, so that an error which comes late can say so.
static int mark(int32_t ticket, int depth) {
  PyFrameObject *frame = PyEval_GetFrame();
  PyFrameObject *held = NULL; // PyEval_GetFrame lends, PyFrame_GetBack gives
  while (frame != NULL) {
    if (depth-- <= 0) {
      int ours = is_ours(frame);
      if (ours < 0) return -1;
      if (!ours) break;
    }
    PyFrameObject *back = PyFrame_GetBack(frame);
    if (held != NULL) Py_DecRef((PyObject *)held);
    frame = held = back;
  }
  if (frame == NULL) return 0;
  Place *at = &places[(uint32_t)ticket & places_mask];
  while (places_mask + 1 < MANY_PLACES && is_needed(at)) {
    if (grow_places() < 0) return -1;
    at = &places[(uint32_t)ticket & places_mask];
  }
  PyObject *old = at->code;
  at->code = PyFrame_GetCode(frame);
  at->instruction = PyFrame_GetLasti(frame);
  at->ticket = ticket;
  if (old != NULL) Py_DecRef(old);
  if (held != NULL) Py_DecRef((PyObject *)held);
  return 0;
}

// --- arguments -------------------------------------------------------------------------------------------------------

typedef struct {
  uint8_t *at;
  uint8_t *end;
} Writer;

static void put_word(uint8_t *at, uint32_t value) {
  at[0] = value >> 24;
  at[1] = value >> 16;
  at[2] = value >> 8;
  at[3] = value;
}

static void put_long_word(uint8_t *at, uint64_t value) {
  put_word(at, value >> 32);
  put_word(at + 4, (uint32_t)value);
}

// Each of these returns 1, 0 where the value has to go another way, or -1 with an exception.

static int put_text(Writer *out, PyObject *value) {
  Py_ssize_t size;
  const char *text = PyUnicode_AsUTF8AndSize(value, &size);
  if (text == NULL) {
    PyErr_Clear(); // a lone surrogate
    return 0;
  }
  if (size + 3 > out->end - out->at) return 0;
  if (size < 32) *out->at++ = 0xa0 | size;
  else if (size < 256) {
    *out->at++ = 0xd9;
    *out->at++ = size;
  } else {
    *out->at++ = 0xda;
    *out->at++ = size >> 8;
    *out->at++ = size;
  }
  memcpy(out->at, text, size);
  out->at += size;
  return 1;
}

static int put_integer(Writer *out, PyObject *value) {
  int overflow;
  long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
  if (overflow || number > MAX_SAFE_INTEGER || number < -MAX_SAFE_INTEGER) return 0;
  if (number >= -32 && number < 128) *out->at++ = (uint8_t)number;
  else if (number >= 0 && number <= 0xffffffffLL) {
    *out->at = 0xce;
    put_word(out->at + 1, (uint32_t)number);
    out->at += 5;
  } else {
    *out->at = 0xd3;
    put_long_word(out->at + 1, (uint64_t)number);
    out->at += 9;
  }
  return 1;
}

static void put_float(Writer *out, double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  *out->at = 0xcb;
  put_long_word(out->at + 1, bits);
  out->at += 9;
}

static void put_reference(Writer *out, int32_t id) {
  *out->at++ = 0xd6;
  *out->at++ = EXTENSION_REFERENCE;
  put_word(out->at, (uint32_t)id);
  out->at += 4;
}

// Text, numbers, None and proxies. `null` says whether None is null or undefined.
static int put(Writer *out, PyObject *value, int null) {
  PyTypeObject *type = Py_TYPE(value);
  if (type == &PyUnicode_Type) return put_text(out, value);
  if (out->end - out->at < 9) return 0;
  if (type == &PyLong_Type) return put_integer(out, value);
  if (type == &PyFloat_Type) {
    put_float(out, PyFloat_AsDouble(value));
    return 1;
  }
  if (type == &PyBool_Type) {
    *out->at++ = value == Py_True ? 0xc3 : 0xc2;
    return 1;
  }
  if (value == Py_None) {
    if (null) *out->at++ = 0xc0;
    else {
      *out->at++ = 0xd4;
      *out->at++ = EXTENSION_UNDEFINED;
      *out->at++ = 0;
    }
    return 1;
  }
  if (!is_remote(value)) return 0;
  put_reference(out, ((Remote *)value)->id);
  return 1;
}

static int is_plain(PyObject *value) {
  PyTypeObject *type = Py_TYPE(value);
  return type == &PyUnicode_Type || type == &PyLong_Type || type == &PyFloat_Type || type == &PyBool_Type ||
         value == Py_None;
}

// --- commands and requests -------------------------------------------------------------------------------------------

// Write a command with the arguments up to `end`. Returns 1, or -1 with an exception.
static int command(int32_t word, int32_t receiver, int32_t result, int count, uint8_t *end, int depth) {
  int32_t ticket = js_command(word, receiver, result, count, (int32_t)arguments, end - arguments);
  if (ticket == 0) {
    PyErr_Format(PyExc_RuntimeError, "the bridge to the page is broken; the worker's console says why");
    return -1;
  }
  return mark(ticket, depth) < 0 ? -1 : 1;
}

// A command with any arguments. Returns 1, 0 where they have to go another way, or -1 with an exception.
static int issue(int32_t word, int32_t receiver, PyObject *const *args, int count, int null, int32_t result, int depth) {
  Writer out = {arguments, arguments + ARGUMENTS_BYTES};
  for (int i = 0; i < count; i++) {
    int done = put(&out, args[i], null);
    if (done <= 0) return done;
  }
  return command(word, receiver, result, count, out.at, depth);
}

static uint32_t get_word(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static uint64_t get_long_word(const uint8_t *at) { return (uint64_t)get_word(at) << 32 | get_word(at + 4); }

static PyObject *new_reference(PyObject *value) {
  Py_IncRef(value);
  return value;
}

// Classes by number, the last ones that were used. They live as long as the interpreter does.
enum { CACHED_CLASSES = 64 };
static struct {
  int32_t number;
  PyObject *cls;
} class_cache[CACHED_CLASSES];

static PyObject *find_class(int32_t number) {
  uint32_t at = ((uint32_t)number * 2654435761u) >> 26;
  if (class_cache[at].cls != NULL && class_cache[at].number == number) return class_cache[at].cls;
  PyObject *argument = PyLong_FromLong(number);
  if (argument == NULL) return NULL;
  PyObject *cls = PyObject_CallFunctionObjArgs(class_of, argument, NULL);
  Py_DecRef(argument);
  if (cls == NULL) return NULL;
  Py_DecRef(cls); // held by Python's table of classes
  class_cache[at].number = number;
  class_cache[at].cls = cls;
  return cls;
}

// The proxy for an object that the page introduces. Returns a new reference.
static PyObject *introduce(int32_t number, int32_t id) {
  Remote *known = find(id);
  if (known != NULL) {
    known->introductions++;
    return new_reference((PyObject *)known);
  }
  PyObject *cls = find_class(number);
  if (cls == NULL) return NULL;
  return adopt((PyTypeObject *)cls, id, 0);
}

// The value of a reply of `length` bytes that JavaScript has found to be a simple one.
static PyObject *read_reply(int length) {
  const uint8_t *at = reply;
  uint8_t head = *at++;
  if (head < 0x80) return PyLong_FromLong(head);
  if (head >= 0xe0) return PyLong_FromLong((int8_t)head);
  if (head >= 0xa0 && head < 0xc0) return PyUnicode_DecodeUTF8((const char *)at, head & 31, NULL);
  switch (head) {
    case 0xc2: return new_reference(Py_False);
    case 0xc3: return new_reference(Py_True);
    case 0xcb: {
      uint64_t bits = get_long_word(at);
      double number;
      memcpy(&number, &bits, sizeof number);
      return PyFloat_FromDouble(number);
    }
    case 0xcc: return PyLong_FromLong(at[0]);
    case 0xcd: return PyLong_FromLong(at[0] << 8 | at[1]);
    case 0xce: return PyLong_FromUnsignedLongLong(get_word(at));
    case 0xcf: return PyLong_FromUnsignedLongLong(get_long_word(at));
    case 0xd0: return PyLong_FromLong((int8_t)at[0]);
    case 0xd1: return PyLong_FromLong((int16_t)(at[0] << 8 | at[1]));
    case 0xd2: return PyLong_FromLong((int32_t)get_word(at));
    case 0xd3: return PyLong_FromLongLong((int64_t)get_long_word(at));
    case 0xd9: return PyUnicode_DecodeUTF8((const char *)at + 1, length - 2, NULL);
    case 0xda: return PyUnicode_DecodeUTF8((const char *)at + 2, length - 3, NULL);
    case 0xd7: // a reference: the extension's type, the id, the interface, the node's shape
      return introduce(at[5] << 8 | at[6] | (int32_t)(at[7] << 8 | at[8]) << 16, (int32_t)get_word(at + 1));
    default: return new_reference(Py_None); // null and undefined
  }
}

// Run an operation with the arguments up to `end`. `missing` is called with `self` where the page does not have it.
static PyObject *request(int32_t word, int32_t receiver, int count, uint8_t *end) {
  int32_t length = js_request(word, receiver, count, (int32_t)arguments, end - arguments, (int32_t)reply, REPLY_BYTES);
  if (length >= 0) return read_reply(length);
  PyObject *status = PyLong_FromLong(-1 - length);
  if (status == NULL) return NULL;
  PyObject *value = PyObject_CallFunctionObjArgs(finish, status, NULL);
  Py_DecRef(status);
  return value;
}

// --- members ---------------------------------------------------------------------------------------------------------

// What a member does where nothing is uncommon about it. Anything else is for its Python function.
enum {
  WAITS = 0,     // asks the page
  GETS = 1,      // asks for an attribute
  PART = 2,      // an attribute that is the same object for good
  IGNORES = 3,   // has no result
  ADDS = 4,      // takes a loose node
  RETURNS = 5,   // takes a loose node and returns it
  CREATES = 6,   // createElement
  MAKES = 7,     // has a new object as its result
  CLONES = 8,    // has one of its own class as its result
};

typedef struct {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  PyObject *function; // the Python function for all that is not common
  PyObject *name;
  PyObject *valid;    // a set that the first argument must be in, unless it is NULL
  int every;          // whether all arguments must be
  PyObject *made;     // class of the result, or a dict of classes by the first argument
  int kind;
  int need;           // level at which it is not waited for
  int32_t word;       // operation | flags << 8 | name << 16, 0 before it is first used
  int flags;          // of the proxies it makes
} Member;

static PyTypeObject *Member_Type;

// A loose node that is put somewhere, or NULL.
static Remote *take_loose(PyObject *value) {
  if (!is_remote(value)) return NULL;
  Remote *remote = (Remote *)value;
  if (!(remote->flags & LOOSE)) return NULL;
  remote->flags &= ~LOOSE;
  return remote;
}

static int are_plain(PyObject *const *args, int count) {
  for (int i = 0; i < count; i++)
    if (!is_plain(args[i])) return 0;
  return 1;
}

// Whether plain arguments are among the values that are known to be valid.
static int are_valid(Member *member, PyObject *const *args, int count) {
  if (member->valid == NULL) return 1;
  if (count == 0) return 0;
  for (int i = 0; i < count && (i == 0 || member->every); i++)
    if (PySet_Contains(member->valid, args[i]) != 1) return 0;
  return 1;
}

static PyObject *get_part(Member *member, Remote *self) {
  if (self->parts != NULL) {
    PyObject *number = PyDict_GetItemWithError(self->parts, member->name);
    if (number != NULL) {
      Remote *part = find((int32_t)PyLong_AsLong(number));
      if (part != NULL) return new_reference((PyObject *)part);
    }
  }
  if (level == 0 || member->made == NULL || !(self->flags & KNOWN)) return NULL;
  if (self->parts == NULL && (self->parts = PyDict_New()) == NULL) return NULL;
  int32_t id = ++last_id;
  if (command(member->word, self->id, id, 0, arguments, 0) < 0) return NULL;
  PyObject *part = adopt((PyTypeObject *)member->made, id, 0);
  if (part == NULL) return NULL;
  ((Remote *)part)->alias = new_reference(Py_True);
  ((Remote *)part)->owner = new_reference((PyObject *)self);
  PyObject *number = PyLong_FromLong(id);
  if (number == NULL || PyDict_SetItem(self->parts, member->name, number) < 0) {
    Py_DecRef(part);
    part = NULL;
  }
  if (number != NULL) Py_DecRef(number);
  return part;
}

// Do what is common. Returns NULL without an exception where the Python function has to see to it.
static PyObject *act(Member *member, Remote *self, PyObject *const *args, int count) {
  if (member->word == 0) return NULL;
  switch (member->kind) {
    case GETS:
      if (count || watched) return NULL;
      return request(member->word, self->id, 0, arguments);
    case WAITS: {
      if (watched) return NULL;
      Writer out = {arguments, arguments + ARGUMENTS_BYTES};
      for (int i = 0; i < count; i++)
        if (put(&out, args[i], 0) <= 0) return NULL;
      return request(member->word, self->id, count, out.at);
    }
    case PART: return count ? NULL : get_part(member, self);
  }
  if (level < member->need) return NULL;
  switch (member->kind) {
    case IGNORES: {
      if (level < 2 && !are_plain(args, count)) return NULL;
      if (level < 2 && !are_valid(member, args, count)) return NULL;
      return issue(member->word, self->id, args, count, 0, 0, 0) > 0 ? new_reference(Py_None) : NULL;
    }
    case ADDS:
    case RETURNS: {
      Remote *added = count == 1 ? take_loose(args[0]) : NULL;
      if (added == NULL) return NULL;
      Writer out = {arguments, arguments + ARGUMENTS_BYTES};
      put_reference(&out, added->id);
      if (command(member->word, self->id, 0, 1, out.at, 0) < 0) return NULL;
      return new_reference(member->kind == ADDS ? Py_None : (PyObject *)added);
    }
    case CREATES:
    case MAKES:
    case CLONES: {
      PyObject *made = member->made;
      if (member->kind == CLONES) made = (PyObject *)Py_TYPE(self);
      if (made == NULL) return NULL;
      if (member->kind == CREATES) {
        if (count != 1 || Py_TYPE(args[0]) != &PyUnicode_Type) return NULL;
        made = PyDict_GetItemWithError(made, args[0]);
        if (made == NULL) return NULL;
      }
      if (!are_plain(args, count) || !are_valid(member, args, count)) return NULL;
      int32_t id = ++last_id;
      if (issue(member->word, self->id, args, count, 0, id, 0) <= 0) return NULL;
      PyObject *result = adopt((PyTypeObject *)made, id, member->flags & LOOSE);
      if (result != NULL && member->flags & ALIAS) ((Remote *)result)->alias = new_reference(Py_True);
      return result;
    }
  }
  return NULL;
}

static PyObject *Member_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
  Member *member = (Member *)callable;
  Py_ssize_t count = PyVectorcall_NARGS(nargsf);
  if (kwnames == NULL && count > 0 && is_remote(args[0])) {
    PyObject *result = act(member, (Remote *)args[0], args + 1, count - 1);
    if (result != NULL || PyErr_Occurred()) return result;
  }
  return PyObject_Vectorcall(member->function, args, nargsf, kwnames);
}

static PyObject *Member_get(PyObject *self, PyObject *object, PyObject *type) {
  if (object == NULL || object == Py_None) return new_reference(self);
  return PyMethod_New(self, object);
}

// Whatever Python expects of a function, the Python function has.
static PyObject *Member_getattro(PyObject *self, PyObject *name) {
  PyObject *function = ((Member *)self)->function;
  // These every type has itself.
  if (PyUnicode_CompareWithASCIIString(name, "__doc__") == 0) return PyObject_GetAttr(function, name);
  if (PyUnicode_CompareWithASCIIString(name, "__module__") == 0) return PyObject_GetAttr(function, name);
  PyObject *value = PyObject_GenericGetAttr(self, name);
  if (value != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) return value;
  PyErr_Clear();
  return PyObject_GetAttr(function, name);
}

static PyObject *Member_repr(PyObject *self) {
  return PyUnicode_FromFormat("<method %U of objects of the page>", ((Member *)self)->name);
}

static void Member_dealloc(PyObject *self) {
  Member *member = (Member *)self;
  PyTypeObject *type = Py_TYPE(self);
  PyObject *held[] = {member->function, member->name, member->valid, member->made};
  for (int i = 0; i < 4; i++)
    if (held[i] != NULL) Py_DecRef(held[i]);
  ((void (*)(void *))PyType_GetSlot(type, Py_tp_free))(self);
  Py_DecRef((PyObject *)type);
}

// --- setting attributes ----------------------------------------------------------------------------------------------

// What it may be set to without waiting; _members_cpython.py has the same numbers.
enum { PLAIN = 0, TEXT = 1, FINITE = 2 };

// Word of the command and what is allowed (<< 32), by class and name.
static PyObject *setters;

// The last ones that were used. A class lives as long as the interpreter does, a name as long as it is here.
enum { CACHED_SETTERS = 256 };
static struct {
  PyTypeObject *type;
  PyObject *name;
  int32_t word;
  int allowed;
} setter_cache[CACHED_SETTERS];

static int is_allowed(int allowed, PyObject *value) {
  PyTypeObject *type = Py_TYPE(value);
  if (allowed == TEXT) return type == &PyUnicode_Type;
  if (allowed == PLAIN) return is_plain(value);
  if (type == &PyLong_Type) return 1;
  if (type != &PyFloat_Type) return 0;
  double number = PyFloat_AsDouble(value);
  return number - number == 0;
}

// The word for setting an attribute to a value, or 0 where only Python knows.
static int32_t find_setter(PyTypeObject *type, PyObject *name, PyObject *value) {
  uint32_t at = (((uintptr_t)type >> 3) ^ ((uintptr_t)name >> 3) * 31) % CACHED_SETTERS;
  if (setter_cache[at].type != type || setter_cache[at].name != name) {
    PyObject *names = PyDict_GetItemWithError(setters, (PyObject *)type);
    PyObject *known = names == NULL ? NULL : PyDict_GetItemWithError(names, name);
    if (known == NULL) return 0;
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(known, &overflow);
    if (setter_cache[at].name != NULL) Py_DecRef(setter_cache[at].name);
    setter_cache[at].type = type;
    setter_cache[at].name = new_reference(name);
    setter_cache[at].word = (int32_t)number;
    setter_cache[at].allowed = (int)(number >> 32);
  }
  return is_allowed(setter_cache[at].allowed, value) ? setter_cache[at].word : 0;
}

static int Remote_setattro(PyObject *self, PyObject *name, PyObject *value) {
  if (value != NULL && level > 0) {
    int32_t word = find_setter(Py_TYPE(self), name, value);
    if (word != 0) {
      int done = issue(word, ((Remote *)self)->id, &value, 1, 1, 0, 0);
      if (done) return done > 0 ? 0 : -1;
    }
  }
  if (PyErr_Occurred()) return -1;
  PyObject *result = value == NULL ? PyObject_CallFunctionObjArgs(delete_attribute, self, name, NULL)
                                   : PyObject_CallFunctionObjArgs(set_attribute, self, name, value, NULL);
  if (result == NULL) return -1;
  Py_DecRef(result);
  return 0;
}

// --- the module's functions ------------------------------------------------------------------------------------------

static int32_t integer(PyObject *value) { return (int32_t)PyLong_AsUnsignedLongMask(value); }

// The number of a proxy; 0 for any other object, and for a proxy that was let go.
static int32_t id_of(PyObject *object) { return is_remote(object) ? ((Remote *)object)->id : 0; }

// The proxy for an object of the page, or NULL with an exception set.
static PyObject *proxy_of(int32_t id) {
  Remote *known = find(id);
  if (known != NULL) return new_reference((PyObject *)known);
  PyObject *number = PyLong_FromLong(id);
  PyObject *proxy = PyObject_CallFunctionObjArgs(proxy_of_id, number, NULL);
  Py_DecRef(number);
  return proxy;
}

// Returns the places of the two functions above.
static PyObject *core_connect(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 4) return PyErr_Format(PyExc_TypeError, "connect takes four functions' places in the table");
  js_command = (void *)integer(args[0]);
  js_request = (void *)integer(args[1]);
  js_release = (void *)integer(args[2]);
  js_settled = (void *)integer(args[3]);
  PyObject *places = PyTuple_New(2);
  PyTuple_SetItem(places, 0, PyLong_FromLong((long)id_of));
  PyTuple_SetItem(places, 1, PyLong_FromLong((long)proxy_of));
  return places;
}

static PyObject *core_use(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 6) return PyErr_Format(PyExc_TypeError, "use takes six functions");
  finish = new_reference(args[0]);
  class_of = new_reference(args[1]);
  set_attribute = new_reference(args[2]);
  delete_attribute = new_reference(args[3]);
  is_library = new_reference(args[4]);
  proxy_of_id = new_reference(args[5]);
  return new_reference(Py_None);
}

static PyObject *core_set_level(PyObject *module, PyObject *value) {
  level = integer(value);
  return new_reference(Py_None);
}

static PyObject *core_get_level(PyObject *module, PyObject *nothing) { return PyLong_FromLong(level); }

static PyObject *core_watch(PyObject *module, PyObject *value) {
  watched += integer(value);
  return new_reference(Py_None);
}

static PyObject *core_member(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 7) return PyErr_Format(PyExc_TypeError, "member takes kind, name, function, need, flags, valid and every");
  Member *member = (Member *)PyType_GenericAlloc(Member_Type, 0);
  if (member == NULL) return NULL;
  member->vectorcall = Member_vectorcall;
  member->kind = integer(args[0]);
  member->name = new_reference(args[1]);
  member->function = new_reference(args[2]);
  member->need = integer(args[3]);
  member->flags = integer(args[4]);
  member->valid = args[5] == Py_None ? NULL : new_reference(args[5]);
  member->every = args[6] == Py_True;
  return (PyObject *)member;
}

static PyObject *core_enable(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 3 || Py_TYPE(args[0]) != Member_Type) return PyErr_Format(PyExc_TypeError, "enable takes a member, a word, a class");
  Member *member = (Member *)args[0];
  PyObject *old = member->made;
  member->word = integer(args[1]);
  member->made = args[2] == Py_None ? NULL : new_reference(args[2]);
  if (old != NULL) Py_DecRef(old);
  return new_reference(Py_None);
}

static PyObject *core_issue(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 6) return PyErr_Format(PyExc_TypeError, "issue takes word, receiver, arguments, null, result and depth");
  PyObject *values[16];
  Py_ssize_t size = PyTuple_Size(args[2]);
  if (size < 0) return NULL;
  if (size > 16) return new_reference(Py_False);
  for (Py_ssize_t i = 0; i < size; i++) values[i] = PyTuple_GetItem(args[2], i);
  int done = issue(integer(args[0]), integer(args[1]), values, size, args[3] == Py_True, integer(args[4]), integer(args[5]));
  return done < 0 ? NULL : new_reference(done ? Py_True : Py_False);
}

static PyObject *core_next_id(PyObject *module, PyObject *nothing) { return PyLong_FromLong(++last_id); }

static PyObject *core_adopt(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 3) return PyErr_Format(PyExc_TypeError, "adopt takes class, number and whether the node is loose");
  return adopt((PyTypeObject *)args[0], integer(args[1]), args[2] == Py_True ? LOOSE : 0);
}

static PyObject *core_introduce(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 2) return PyErr_Format(PyExc_TypeError, "introduce takes the number of a class and that of an object");
  return introduce(integer(args[0]), integer(args[1]));
}

static PyObject *core_forget(PyObject *module, PyObject *value) {
  Remote *remote = remote_of(value);
  if (remote == NULL) return NULL;
  if (!(remote->flags & KNOWN)) return PyLong_FromLong(0);
  leave(remote);
  remote->flags &= ~LOOSE;
  return PyLong_FromLong(remote->introductions);
}

static PyObject *core_is_loose(PyObject *module, PyObject *value) {
  return new_reference(is_remote(value) && ((Remote *)value)->flags & LOOSE ? Py_True : Py_False);
}

static PyObject *core_set_loose(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  Remote *remote = count == 2 ? remote_of(args[0]) : NULL;
  if (remote == NULL) return NULL;
  if (args[1] == Py_True) remote->flags |= LOOSE;
  else remote->flags &= ~LOOSE;
  return new_reference(Py_None);
}

static PyObject *core_alias(PyObject *module, PyObject *value) {
  Remote *remote = remote_of(value);
  if (remote == NULL) return NULL;
  return new_reference(remote->alias == NULL ? Py_False : remote->alias);
}

static PyObject *core_set_alias(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  Remote *remote = count == 2 ? remote_of(args[0]) : NULL;
  if (remote == NULL) return NULL;
  PyObject *old = remote->alias;
  remote->alias = new_reference(args[1]);
  if (old != NULL) Py_DecRef(old);
  return new_reference(Py_None);
}

static PyObject *core_set_part(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  Remote *owner = count == 3 ? remote_of(args[0]) : NULL;
  Remote *part = owner == NULL ? NULL : remote_of(args[2]);
  if (part == NULL) return NULL;
  if (owner->parts == NULL && (owner->parts = PyDict_New()) == NULL) return NULL;
  PyObject *number = PyLong_FromLong(part->id);
  if (number == NULL || PyDict_SetItem(owner->parts, args[1], number) < 0) return NULL;
  Py_DecRef(number);
  // The owner lives as long as the part. What is its own part, or its owner's owner, lives on its own.
  if (part->owner == NULL && part != owner && (Remote *)owner->owner != part) part->owner = new_reference(args[0]);
  return new_reference(Py_None);
}

static PyObject *core_mark(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 2) return PyErr_Format(PyExc_TypeError, "mark takes a ticket and a depth");
  return mark(integer(args[0]), integer(args[1])) < 0 ? PyErr_NoMemory() : new_reference(Py_None);
}

static PyObject *describe_place(int32_t ticket) {
  Place *at = &places[(uint32_t)ticket & places_mask];
  if (at->code == NULL || at->ticket != ticket) return new_reference(Py_None);
  PyObject *pair = PyTuple_New(2);
  if (pair == NULL) return NULL;
  PyTuple_SetItem(pair, 0, new_reference(at->code));
  PyTuple_SetItem(pair, 1, PyLong_FromLong(at->instruction));
  return pair;
}

static PyObject *core_place_of(PyObject *module, PyObject *ticket) { return describe_place(integer(ticket)); }

static PyObject *core_keep_places(PyObject *module, PyObject *const *args, Py_ssize_t count) {
  if (count != 2) return PyErr_Format(PyExc_TypeError, "keep_places takes whether, and the ticket after which");
  if (args[0] == Py_True) {
    if (places_kept++ == 0) kept_from = integer(args[1]);
  } else places_kept--;
  return new_reference(Py_None);
}

#define FAST(name) {#name, (PyCFunction)(void *)core_##name, METH_FASTCALL, NULL}
#define ONE(name) {#name, core_##name, METH_O, NULL}
#define NONE(name) {#name, core_##name, METH_NOARGS, NULL}
static PyMethodDef functions[] = {
  FAST(connect), FAST(use), ONE(set_level), NONE(get_level), ONE(watch), FAST(member), FAST(enable), FAST(issue),
  NONE(next_id), FAST(adopt), FAST(introduce), ONE(forget), ONE(is_loose), FAST(set_loose), ONE(alias),
  FAST(set_alias), FAST(set_part), FAST(mark), ONE(place_of), FAST(keep_places), {NULL},
};

static PyModuleDef definition = {
  .base = {.ob_base = {1, NULL}},
  .name = "_offthread_core",
  .doc = "Operations of the page, as far as they are common.",
  .size = -1,
  .methods = functions,
};

static PyMemberDef remote_members[] = {
  {"_ot_ref", Py_T_INT, offsetof(Remote, id), Py_READONLY, NULL},
  {"__weaklistoffset__", Py_T_PYSSIZET, offsetof(Remote, weak_references), Py_READONLY, NULL},
  {NULL},
};
static PyType_Slot remote_slots[] = {
  {Py_tp_dealloc, (void *)Remote_dealloc},
  {Py_tp_setattro, (void *)Remote_setattro},
  {Py_tp_members, remote_members},
  {0, NULL},
};
static PyType_Spec remote_spec = {"offthread.RemoteBase", sizeof(Remote), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, remote_slots};

static PyMemberDef member_members[] = {
  {"__vectorcalloffset__", Py_T_PYSSIZET, offsetof(Member, vectorcall), Py_READONLY, NULL},
  {"__wrapped__", Py_T_OBJECT_EX, offsetof(Member, function), Py_READONLY, NULL},
  {NULL},
};
static PyType_Slot member_slots[] = {
  {Py_tp_dealloc, (void *)Member_dealloc},
  {Py_tp_call, (void *)PyVectorcall_Call},
  {Py_tp_descr_get, (void *)Member_get},
  {Py_tp_getattro, (void *)Member_getattro},
  {Py_tp_repr, (void *)Member_repr},
  {Py_tp_members, member_members},
  {0, NULL},
};
// Immutable, or the interpreter would not learn to call its objects without making a bound method each time.
static PyType_Spec member_spec = {
  "offthread.Member", sizeof(Member), 0,
  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR, member_slots,
};

__attribute__((visibility("default"))) PyObject *PyInit__offthread_core(void) {
  PyObject *module = PyModule_Create2(&definition, 3);
  Remote_Type = (PyTypeObject *)PyType_FromSpec(&remote_spec);
  Member_Type = (PyTypeObject *)PyType_FromSpec(&member_spec);
  setters = PyDict_New();
  table_mask = 255;
  table = PyMem_Calloc(table_mask + 1, sizeof *table);
  places_mask = FEW_PLACES - 1;
  places = PyMem_Calloc(FEW_PLACES, sizeof *places);
  if (!module || !Remote_Type || !Member_Type || !setters || !table || !places) return NULL;
  if (PyModule_AddObjectRef(module, "Remote", (PyObject *)Remote_Type) < 0) return NULL;
  if (PyModule_AddObjectRef(module, "setters", setters) < 0) return NULL;
  return module;
}
