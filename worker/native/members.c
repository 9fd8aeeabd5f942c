// The members of interface classes in MicroPython whose operations nobody waits for, as far as nothing about them is
// uncommon: setting an attribute to text, putting a node in, making an element, calling with texts or numbers. For anything
// else they call the function of _members_micropython.py that they stand for, and so need to know nothing of exceptions.
//
// MicroPython exports its memory, its table of functions and `malloc`, and nothing of what is in them. The layouts below are
// those of the version that is shipped; interpreters/micropython_members.js makes these objects, tries them out, and does
// without them if anything is not as expected. Nothing here keeps a state, and no variable needs a place in memory, so that the
// module needs neither data nor a stack of its own. Built by build.py.

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

typedef struct type type;
/** An object, or a value that stands for itself: xx1 a whole number, 010 an interned text, by its number. */
typedef u32 value;

struct object {
    type *type;
};

static struct object *object_at(value v) {
    return (struct object *)v;
}

// --- MicroPython's (py/obj.h, py/map.h, py/objtype.h, ports/webassembly/objjsproxy.c) --------------------------------

typedef value call_function(value self, u32 n_args, u32 n_kw, value *args);
typedef struct {
    u8 *bytes;
    u32 length;
    u32 code;
} buffer_info;
typedef u32 buffer_function(value self, buffer_info *info, u32 flags);

struct type {
    struct object base;
    u16 flags;
    u16 name;
    u8 make_new, print, call, unary_op, binary_op, attr, subscr, iter, buffer, protocol, parent, locals;
    void *slots[];
};

struct entry {
    value key, value;
};

struct instance {
    struct object base;
    u32 flags_and_used;
    u32 alloc;
    struct entry *table;
};

struct js_proxy {
    struct object base;
    u32 reference;
};

/** A function with so many parameters, as `object.__new__` and `object.__setattr__` are. */
struct function_1 {
    struct object base;
    value (*call)(value);
};
struct function_3 {
    struct object base;
    value (*call)(value, value, value);
};

// --- ours: micropython_members.js has the offsets of what it sets ----------------------------------------------------

/** In the order in which micropython_members.js lists them. */
enum kind { SET_TEXT, ADD, CALL_WITH_TEXTS, CALL_WITH_NUMBERS, MAKE_ELEMENT, READY, KNOW, SET_LEVEL, MAKE };

#define MOST_KNOWN 12
/** What fits into a command without a look at the room for it, at most. */
#define ROOM 3072

struct state {
    u32 level;
    type *text;
    type *js_proxy;
    void *instance_attr;
    value attribute; // the name of the attribute with the token
    value none;
    struct function_1 *new_instance;
    struct function_3 *set_attribute;
    value take; // what gives the token of the node that was made last
    u8 *free, *end; // where natives and what they know are made
    buffer_info info;
    u8 *room;
    u32 used;
};

struct known {
    value text, class;
};

/** It begins as a closure of its name does that has closed over nothing, so that it is printed as one. */
struct native {
    struct object base;
    value name;
    u32 closed; // none
    struct state *state;
    value slow; // what is called instead
    u32 kind;
    int form; // of one that makes others, their kind
    u32 count;
    struct known *known;
};

// The worker's JavaScript: each answers with 0 if it has done it, and none throws.
__attribute__((import_name("issue"))) extern u32 issue(int form, u32 receiver, u32 argc, u8 *start, u32 length);
__attribute__((import_name("put_in"))) extern u32 put_in(int form, u32 receiver, u32 node);
__attribute__((import_name("create"))) extern u32 create(int form, u32 receiver, u8 *start, u32 length);
/** MicroPython knows the token of the node that was made last by this number. */
__attribute__((import_name("hold"))) extern void hold(u32 reference);
/** Make room from `state->free` to `state->end`. */
__attribute__((import_name("more"))) extern u32 more(struct state *state);

#define NO_REFERENCE 0xffffffff

static int is_object(value v) {
    return (v & 3) == 0 && v != 0;
}

static int is_interned(value v) {
    return (v & 7) == 2;
}

static value call_object(value function, u32 n_args, u32 n_kw, value *args) {
    type *its = object_at(function)->type;
    return ((call_function *)its->slots[its->call - 1])(function, n_args, n_kw, args);
}

static value call_slowly(struct native *self, u32 n_args, u32 n_kw, value *args) {
    return call_object(self->slow, n_args, n_kw, args);
}

/** The number that MicroPython has given to the token of a proxy. */
static u32 reference_of(struct state *state, value object) {
    if (!is_object(object)) return NO_REFERENCE;
    type *its = object_at(object)->type;
    if (!its->attr || its->slots[its->attr - 1] != state->instance_attr) return NO_REFERENCE;
    struct instance *instance = (struct instance *)object;
    for (u32 i = 0; i < instance->alloc; i++) {
        if (instance->table[i].key != state->attribute) continue;
        value token = instance->table[i].value;
        if (!is_object(token) || object_at(token)->type != state->js_proxy) return NO_REFERENCE;
        return ((struct js_proxy *)token)->reference;
    }
    return NO_REFERENCE;
}

/** Write text behind what is in the room. Returns 0 if it is no text, or not of ASCII alone, or too long. */
static int write_text(struct state *state, value v) {
    if (!is_interned(v) && !(is_object(v) && object_at(v)->type == state->text)) return 0;
    type *text = state->text;
    if (((buffer_function *)text->slots[text->buffer - 1])(v, &state->info, 1)) return 0;
    u32 length = state->info.length;
    u8 *bytes = state->info.bytes;
    if (length + 3 > ROOM - state->used) return 0;
    u8 *to = state->room + state->used;
    if (length < 32) {
        *to++ = 0xa0 | length;
    } else if (length < 256) {
        *to++ = 0xd9;
        *to++ = length;
    } else {
        *to++ = 0xda;
        *to++ = length >> 8;
        *to++ = length;
    }
    u8 all = 0;
    for (u32 i = 0; i < length; i++) all |= to[i] = bytes[i];
    if (all & 0x80) return 0;
    state->used = to + length - state->room;
    return 1;
}

/** Write a whole number behind what is in the room. Returns 0 if it is none of those that stand for themselves. */
static int write_number(struct state *state, value v) {
    if (!(v & 1) || state->used + 5 > ROOM) return 0;
    int number = (int)v >> 1;
    u8 *to = state->room + state->used;
    if (number >= 0 && number < 128) {
        *to = number;
        state->used += 1;
        return 1;
    }
    *to++ = 0xd2;
    for (int shift = 24; shift >= 0; shift -= 8) *to++ = number >> shift;
    state->used += 5;
    return 1;
}

/** Issue a command with what was written since `start`, which then is free again. Returns 0 where that is left undone. */
static int issue_written(struct native *self, u32 receiver, u32 argc, u32 start) {
    struct state *state = self->state;
    // What the page calls meanwhile writes behind it.
    u32 failed = issue(self->form, receiver, argc, state->room + start, state->used - start);
    state->used = start;
    return !failed;
}

static struct known *find(struct native *self, value text) {
    for (u32 i = 0; i < self->count; i++) {
        if (self->known[i].text == text) return &self->known[i];
    }
    return 0;
}

static void *allocate(struct state *state, u32 size) {
    if ((u32)(state->end - state->free) < size && more(state)) return 0;
    u8 *start = state->free;
    state->free += size;
    return start;
}

static int is_ready(struct native *self, u32 n_kw) {
    return self->state->level && self->form >= 0 && !n_kw;
}

/** `element.className = "x"` */
static value set_text(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct state *state = self->state;
    if (n_args == 2 && is_ready(self, n_kw)) {
        u32 receiver = reference_of(state, args[0]);
        u32 start = state->used;
        if (receiver != NO_REFERENCE && write_text(state, args[1]) && issue_written(self, receiver, 1, start)) return state->none;
        state->used = start;
    }
    return call_slowly(self, n_args, n_kw, args);
}

/** `element.append(node)` */
static value add(struct native *self, u32 n_args, u32 n_kw, value *args) {
    if (n_args == 2 && is_ready(self, n_kw)) {
        u32 receiver = reference_of(self->state, args[0]);
        u32 node = reference_of(self->state, args[1]);
        if (receiver != NO_REFERENCE && node != NO_REFERENCE && !put_in(self->form, receiver, node)) return self->state->none;
    }
    return call_slowly(self, n_args, n_kw, args);
}

/** `element.setAttribute("a", "b")`, with names that are known to be valid */
static value call_with_texts(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct state *state = self->state;
    if (n_args == 3 && is_ready(self, n_kw) && find(self, args[1])) {
        u32 receiver = reference_of(state, args[0]);
        u32 start = state->used;
        if (receiver != NO_REFERENCE && write_text(state, args[1]) && write_text(state, args[2]) &&
            issue_written(self, receiver, 2, start))
            return state->none;
        state->used = start;
    }
    return call_slowly(self, n_args, n_kw, args);
}

/** `context.fillRect(1, 2, 3, 4)`; `count` is the number of its parameters */
static value call_with_numbers(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct state *state = self->state;
    if (n_args > 1 && is_ready(self, n_kw)) {
        u32 receiver = reference_of(state, args[0]);
        u32 start = state->used;
        u32 i = 1;
        if (receiver != NO_REFERENCE) {
            while (i < n_args && write_number(state, args[i])) i++;
            if (i == n_args && issue_written(self, receiver, n_args - 1, start)) return state->none;
        }
        state->used = start;
    }
    return call_slowly(self, n_args, n_kw, args);
}

/** `document.createElement("p")`, of tags whose class is known */
static value make_element(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct state *state = self->state;
    struct known *known = n_args == 2 && is_ready(self, n_kw) ? find(self, args[1]) : 0;
    if (known) {
        u32 receiver = reference_of(state, args[0]);
        u32 start = state->used;
        value class = known->class;
        if (receiver != NO_REFERENCE && write_text(state, args[1])) {
            u32 failed = create(self->form, receiver, state->room + start, state->used - start);
            state->used = start;
            if (!failed) {
                value token = call_object(state->take, 0, 0, args);
                hold(((struct js_proxy *)token)->reference);
                value made = state->new_instance->call(class);
                state->set_attribute->call(made, state->attribute, token);
                return made;
            }
        }
        state->used = start;
    }
    return call_slowly(self, n_args, n_kw, args);
}

// --- what Python makes and tells them with ---------------------------------------------------------------------------

/** Make one of a kind: `kind(slow, name)`. `slow` is called instead where there is no room. */
static value make(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct state *state = self->state;
    struct native *made = allocate(state, sizeof *made);
    if (!made) return args[0];
    made->base.type = self->base.type;
    made->state = state;
    made->kind = self->form;
    made->slow = args[0];
    made->name = args[1];
    made->closed = 0;
    made->form = -1;
    made->count = 0;
    made->known = 0;
    return (value)made;
}

/** `ready(native, form)`: from now on it knows what to do. */
static value ready(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct native *native = (struct native *)args[0];
    // It is the slow function itself where there was no room.
    if (native->state == self->state) native->form = (int)args[1] >> 1;
    return self->state->none;
}

/** `know(native, text, class)`: a text that is valid, and what is made of it. */
static value know(struct native *self, u32 n_args, u32 n_kw, value *args) {
    struct native *native = (struct native *)args[0];
    struct state *state = self->state;
    // The number of an interned text is never given to another.
    if (native->state != state || !is_interned(args[1]) || native->count == MOST_KNOWN || find(native, args[1])) return state->none;
    if (!native->known) native->known = allocate(state, MOST_KNOWN * sizeof *native->known);
    if (native->known) native->known[native->count++] = (struct known){args[1], args[2]};
    return state->none;
}

/** `set_level(number)`: as _members_micropython.py has it. */
static value set_level(struct native *self, u32 n_args, u32 n_kw, value *args) {
    self->state->level = args[0] >> 1;
    return self->state->none;
}

/** What calling any of them calls: MicroPython's table of functions has room for one more. */
__attribute__((export_name("call"))) value call(struct native *self, u32 n_args, u32 n_kw, value *args) {
    switch (self->kind) {
        case SET_TEXT: return set_text(self, n_args, n_kw, args);
        case ADD: return add(self, n_args, n_kw, args);
        case CALL_WITH_TEXTS: return call_with_texts(self, n_args, n_kw, args);
        case CALL_WITH_NUMBERS: return call_with_numbers(self, n_args, n_kw, args);
        case MAKE_ELEMENT: return make_element(self, n_args, n_kw, args);
        case READY: return ready(self, n_args, n_kw, args);
        case KNOW: return know(self, n_args, n_kw, args);
        case SET_LEVEL: return set_level(self, n_args, n_kw, args);
        default: return make(self, n_args, n_kw, args);
    }
}
