"""Proxies of the page's objects: plain Python objects that cost a trip only where the page has to be asked.

Each interface of the page has a class here, made when an object of it first arrives, with the page's inheritance, a
base for its kind (RemoteArray, RemoteMapping, RemotePromise …) and, where the browser made it, the members that Web IDL
lists, as methods and properties. Nodes have a class for each name, which knows `tagName` and its like without asking.
"""

import _offthread_port as port

from . import _values
from ._kinds import KINDS, RemoteBuffer
from ._native import CPYTHON
from ._objects import KEYWORDS, delete_attribute

if CPYTHON:
    import _offthread_core as core

    from . import _members_cpython as members
else:
    from . import _members_micropython as members

# Classes by number: of an interface, and of a node's shape times 65,536.
_classes = {}
_variants = {}
_SHAPE_NAMES = ("nodeType", "nodeName", "localName", "prefix", "namespaceURI")


def class_of(number):
    """Return the Python class of an interface and a node's shape, made when first asked for."""
    known = _classes.get(number)
    if known is not None:
        return known
    shape = number >> 16
    if shape:
        fields = [None if field == "\x1c" else field for field in port.describe_shape(shape).split("\x1f")]
        made = variant_of(class_of(number & 0xFFFF), (int(fields[0]), fields[1], fields[2], fields[3], fields[4]))
    else:
        made = _make_class(number)
    _classes[number] = made
    return made


def variant_of(cls, names):
    """Return the class of nodes of a type, name, local name, prefix and namespace."""
    known = _variants.get((cls, names))
    if known is None:
        constants = dict(zip(_SHAPE_NAMES, names))
        if names[0] == 1:
            constants["tagName"] = names[1]
        else:
            # Only elements have these; what else they mean for a kind of node, the page knows.
            for name in ("localName", "prefix", "namespaceURI"):
                del constants[name]
        constants["__module__"] = "offthread.remote"
        constants["__qualname__"] = cls.__name__
        constants.update(members.class_constants(cls))
        known = _variants[(cls, names)] = type(cls.__name__, (cls,), constants)
    return known


members.on_variant(variant_of)


def _transfer_canvas(canvas):
    """Hand the canvas over to this worker; to be awaited."""
    from ._canvases import transfer

    return transfer(canvas)


def _entries(text):
    return [entry.split("\x1d") for entry in text.split("\x1e")] if text else []


def _current_script(document):
    # Of scripts of ours the browser knows nothing; of those in other documents, neither do we.
    if document != window.document:
        return None
    from ._script import current_script

    return current_script()


def _make_class(interface):
    name, kind, above, instances, own, methods, attributes = port.describe(interface).split("\x1f")
    base = KINDS[int(kind)]
    parent = class_of(int(above)) if int(above) else base
    if issubclass(parent, base):
        bases = (parent,)
    elif issubclass(base, parent):
        bases = (base,)
    else:
        bases = (base, parent)
    all_methods = dict(parent._ot_methods)
    rules = dict(parent._ot_rules)
    # MicroPython looks a member up in one class after the other, so a class has there what its parents have.
    found = {} if CPYTHON else dict(getattr(parent, "_ot_members", None) or {})
    for method, rule, signature in _entries(methods):
        all_methods[method] = True
        rules[method] = rule
        if rule or signature:
            found[method] = members.method(method, rule, signature)
        else:
            found.pop(method, None)
            if hasattr(parent, method) and not hasattr(base, method):
                # What hides a parent's member is asked for.
                found[method] = members.method(method, "", "")
    wildcard = ""
    for attribute, rule, signature in _entries(attributes):
        # What hides a method of a prototype further up is no method.
        all_methods.pop(attribute, None)
        rules[attribute] = rule
        if attribute == "*":
            wildcard = rule
        elif rule[:1] == "=":
            found[attribute] = int(rule[1:], 0)
        elif rule or attribute in parent._ot_rules:
            found[attribute] = members.property_of(attribute, rule, signature)
    if own == "1" and name == "Document":
        found["currentScript"] = property(_current_script)
    for member in [member for member in found if member in KEYWORDS]:
        found[member + "_"] = found[member]
    made_members = dict(found)
    made_members["_ot_members"] = None if CPYTHON else found
    made_members["_ot_methods"] = all_methods
    made_members["_ot_rules"] = rules
    made_members["_ot_setters"] = {}
    made_members["__module__"] = "offthread.remote"
    made_members["__qualname__"] = name
    if wildcard or parent._ot_wildcard:
        made_members["_ot_wildcard"] = wildcard or parent._ot_wildcard
    if own == "1" and name == "HTMLDocument" and rules.get("createElement") == "Nt":
        made_members["createElement"] = members.creating("createElement")
    if issubclass(base, RemoteBuffer) and name.endswith("Array"):
        made_members["_js_type_flags"] = ("IS_BUFFER", "IS_TYPEDARRAY")
    if own == "1" and name == "HTMLCanvasElement":
        made_members["transferControlToOffscreen"] = _transfer_canvas
    if int(instances):
        made_members["_ot_instances"] = int(instances)
    made_members.update(members.class_constants(parent))
    made = type(name, bases, made_members)
    if own == "1" and name not in members.own_classes:
        members.own_classes[name] = made
    return made


def reference_of(value):
    """Return the number by which the page knows what a proxy stands for; 0 for any other value."""
    return value._ot_ref if isinstance(value, _values.RemoteBase) else 0


def proxy_of(reference):
    """Return the proxy for an object that the JavaScript of this worker holds, by its number: one trip."""
    return window if reference == port.root else _values.finish(_values.operate(port.op.QUERY, reference, ""))


if CPYTHON:
    _folder = __file__.rpartition("/")[0].rpartition("/")[0]
    _web = _folder + "/pyscript/web/"

    def _is_library(code):
        """Tell whether what code does is meant to be its caller's: an element's attributes, appending to it."""
        return code.co_filename.startswith(_web)

    core.use(_values.finish, class_of, members.set_attribute, delete_attribute, _is_library, proxy_of)
    _make = core.introduce
else:
    _set = object.__setattr__

    def _make(number, reference):
        proxy = object.__new__(_classes.get(number) or class_of(number))
        # A token that the worker's JavaScript watches: MicroPython does not tell when an object dies.
        _set(proxy, "_ot_ref", reference)
        return proxy


_values.on_reference(_make)

window = _make(port.root_interface, port.root)


def release(*proxies):
    """Let go of page objects now, without waiting for the garbage collector. They must not be used again."""
    for proxy in proxies:
        if CPYTHON:
            port.release_now(proxy._ot_ref, core.forget(proxy))
        else:
            port.release_now(proxy._ot_ref, 0)
