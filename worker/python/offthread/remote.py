"""Proxies of the page's objects: plain Python objects that cost a trip only where the page has to be asked.

Each interface of the page has a class here, made when an object of it first arrives, with the page's inheritance and a
base for its kind: RemoteArray, RemoteMapping, RemotePromise and so on. Comparing, hashing, `bool`, `repr` and
`isinstance` are local. Getting an attribute, setting one, calling a method, subscribing and `len` are one trip each,
and so is iterating over a collection. `_objects.py` and `_kinds.py` have the bases.
"""

import _offthread_port as port

from . import _values
from ._kinds import KINDS
from ._native import CPYTHON
from ._objects import RemoteObject
from ._objects import proxies as known_proxies

if CPYTHON:
    import weakref

_classes = {}


def class_of(interface):
    """Return the Python class of an interface id, made when first asked for."""
    known = _classes.get(interface)
    if known is not None:
        return known
    name, kind, above, instances, methods, attributes = port.describe(interface).split("\x1f")
    base = KINDS[int(kind)]
    parent = class_of(int(above)) if int(above) else base
    if issubclass(parent, base):
        bases = (parent,)
    elif issubclass(base, parent):
        bases = (base,)
    else:
        bases = (base, parent)
    all_methods = dict(parent._ot_methods)
    for method in methods.split("\x1e") if methods else ():
        all_methods[method] = True
    for attribute in attributes.split("\x1e") if attributes else ():
        # What hides a method of a prototype further up is no method.
        all_methods.pop(attribute, None)
    members = {
        "_ot_methods": all_methods,
        "__module__": "offthread.remote",
        "__qualname__": name,
    }
    if CPYTHON:
        members["__slots__"] = ()
    if int(instances):
        members["_ot_instances"] = int(instances)
    made = _classes[interface] = type(name, bases, members)
    return made


if CPYTHON:
    _new = object.__new__
    _set_reference = RemoteObject._ot_ref.__set__
    _set_seen = RemoteObject._ot_seen.__set__
    _get_seen = RemoteObject._ot_seen.__get__
    _ref = weakref.ref

    def _make(interface, reference):
        known = known_proxies.get(reference)
        if known is not None:
            proxy = known()
            if proxy is not None:
                _set_seen(proxy, _get_seen(proxy) + 1)
                return proxy
        proxy = _new(_classes.get(interface) or class_of(interface))
        _set_reference(proxy, reference)
        _set_seen(proxy, 1)
        known_proxies[reference] = _ref(proxy)
        return proxy

else:
    _set = object.__setattr__

    def _make(interface, reference):
        proxy = object.__new__(_classes.get(interface) or class_of(interface))
        # A token that the worker's JavaScript watches: MicroPython does not tell when an object dies.
        _set(proxy, "_ot_ref", reference)
        return proxy


_values.on_reference(_make)

window = _make(port.root_interface, port.root)


def release(*proxies):
    """Let go of page objects now, without waiting for the garbage collector. They must not be used again."""
    for proxy in proxies:
        if CPYTHON:
            port.release_now(proxy._ot_ref, _get_seen(proxy))
            _set_seen(proxy, 0)
            known_proxies.pop(proxy._ot_ref, None)
        else:
            port.release_now(proxy._ot_ref, 0)
