# mypy: ignore-errors
"""Run a program of generator.py through the bridge, in CPython and in MicroPython; executor.js is its counterpart.

harness.py appends a call of `run_program` and has the result run as a script in the worker. The plan says in which
mode, which instructions fail, and how to tell whose error it is: `wait` has the page done with everything directly
after them, `late` goes on without, so that an error comes up at some later instruction, which was then not carried out
and is repeated.
"""

import json
import sys

import offthread
from js import window

CPYTHON = sys.implementation.name == "cpython"


def entry(value, slots):
    """Return what the log says of a value: itself, or the first slot that holds the same object."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    for index in range(len(slots)):
        if slots[index] is not None and slots[index] == value:
            if hash(slots[index]) != hash(value) or (CPYTHON and slots[index] is not value):
                return {"is": index, "but": "another proxy"}
            return {"is": index}
    return {"is": -1}


def resolve(argument, slots):
    """Return the argument of a call."""
    return slots[argument["slot"]] if isinstance(argument, dict) else argument


def perform(instruction, slots, done):
    """Carry out an instruction and return its entry in the log; `done` is called before anything is stored."""
    op = instruction[0]
    target = slots[instruction[1]]
    into = None
    value = None
    if op == "call":
        arguments = [resolve(argument, slots) for argument in instruction[3]]
        value = getattr(target, instruction[2])(*arguments)
        into = instruction[4]
    elif op == "get":
        value = getattr(target, instruction[2], None)
        into = instruction[3]
    elif op == "getitem":
        try:
            value = target[instruction[2]]
        except (IndexError, KeyError):
            value = None
        into = instruction[3]
    elif op == "set":
        setattr(target, instruction[2], instruction[3])
    elif op == "setitem":
        target[instruction[2]] = instruction[3]
    elif op == "delete":
        value = instruction[2] in target
        if value:
            delattr(target, instruction[2])
    elif op == "in":
        value = instruction[2] in target
    elif op == "contains":
        value = resolve(instruction[2], slots) in target
    elif op == "len":
        value = len(target)
    elif op == "list":
        return [entry(item, slots) for item in target]
    elif op == "slice":
        return [entry(item, slots) for item in target[instruction[2] : instruction[3]]]
    elif op == "listcall":
        return [entry(item, slots) for item in getattr(target, instruction[2])(*instruction[3])]
    elif op == "same":
        value = target == slots[instruction[2]]
    elif op == "drop":
        slots[instruction[1]] = None
    done()
    noted = entry(value, slots)
    if into is not None:
        slots[into] = value
    return noted


def thrown(error):
    """Return the entry of an exception: JavaScript's name for it, where it has one."""
    return {"throws": error.name if isinstance(error, offthread.JsException) else type(error).__name__}


def nothing():
    """Do nothing."""


def run_waiting(program, failing, slots):
    """Return the log, where errors come up at once."""
    log = []
    for index in range(len(program)):
        try:
            log.append(perform(program[index], slots, offthread.sync if index in failing else nothing))
        except Exception as error:
            log.append(thrown(error))
    return log


def run_late(program, failing, slots):
    """Return the log, where errors come up at a later instruction. No more than one is on its way at any time."""
    log = []
    pending = None
    for index in range(len(program)):
        instruction = program[index]
        fails = index in failing
        if fails and pending is not None:
            log[pending] = settle()
            pending = None
        # What the result of a failed instruction is nobody can say, so that it must not be stored.
        stores = instruction[0] in ("get", "getitem", "call") and instruction[-1] is not None
        done = offthread.sync if fails and stores else nothing
        while True:
            try:
                log.append(perform(instruction, slots, done))
                if fails:
                    pending = index
                break
            except Exception as error:
                if pending is None:
                    log.append(thrown(error))
                    break
                log[pending] = thrown(error)
                pending = None
    if pending is not None:
        log[pending] = settle()
    return log


def settle():
    """Return the entry of the error that is on its way, or None where none comes."""
    try:
        offthread.sync()
    except Exception as error:
        return thrown(error)
    return None


def run_program():
    """Run what the page offers and give it the outcome."""
    page = window.differential
    program = json.loads(page.program)
    plan = json.loads(page.plan)
    slots = [None] * plan["slots"]
    slots[0] = page.host
    slots[1] = window.document
    run = run_late if plan["errors"] == "late" else run_waiting
    with getattr(offthread, plan["mode"])():
        log = run(program, set(plan["failing"]), slots)
        unexpected = settle()
    if unexpected is not None:
        log.append(unexpected)
    page.accept(log, slots)
