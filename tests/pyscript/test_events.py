"""`Event` and `when` of `pyscript`, in both interpreters."""

from __future__ import annotations

from browser.page import WatchedPage

from .running import run


def test_an_event_calls_its_listeners(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
import asyncio
from pyscript import Event
from pyscript.events import Event as same, when
assert Event is same
said = []
event = Event()
def one(result):
    said.append(("one", result))
def none():
    said.append("none")
async def later(result):
    said.append(("later", result))
class Listener:
    def hear(self, result):
        said.append(("method", result))
listener = Listener()
for function in (one, one, none, later, listener.hear, listener.hear):
    event.add_listener(function)
event.trigger(5)
assert said == [("one", 5), "none", ("method", 5)], said
await asyncio.sleep(0)
await asyncio.sleep(0)
assert said[3] == ("later", 5), said
event.remove_listener(one, later, print)
said.clear()
event.trigger("x")
assert said == ["none", ("method", "x")], said
event.remove_listener()
event.trigger(None)
assert len(said) == 2
raises(ValueError, event.add_listener, "no function")
def fails(result):
    raise ZeroDivisionError(result)
event.add_listener(fails)
raises(ZeroDivisionError, event.trigger, 1)
""",
    )


def test_when_listens_to_events_of_the_program(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import Event, web, when
host.innerHTML = "<button id=b>1</button>"
said = []
first, second = Event(), Event()
@when(first)
@when("click", "#b")
def both(event):
    said.append(event if isinstance(event, str) else event.type)
@when([first, second, "click"], "#b")
def all_of_them():
    said.append("all")
def plain(event):
    said.append("plain")
assert when(second)(plain) is plain and both.__name__ == "both"
first.trigger("first")
second.trigger("second")
host.firstChild.click()
assert said == ["first", "all", "all", "plain", "click", "all"], said
raises(TypeError, when, 5, "#b")
raises(TypeError, when, "click", 5)
raises(TypeError, when, [first, 5])
assert "#nobody" in str(raises(ValueError, when, "click", "#nobody"))
raises(ValueError, when, "click")
raises(ValueError, when, "click", "")
raises(ValueError, when, "click", [])
raises(ValueError, when, "click", "#b", invoke="alert")
assert raises(JsException, when, "click", "b:::").name == "SyntaxError"
""",
    )


def test_when_takes_elements_of_all_kinds(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web, when
host.innerHTML = "<p id=a><i></i></p><p id=b></p><p id=c></p>"
said = []
def hear(event):
    said.append(event.currentTarget.id)
found = web.page.find("#host p")
for target in (found[0], found, [found[1], host.lastChild], host.querySelectorAll("p"), host.children, "#host p", host):
    when("own", target)(lambda event: said.append(event.currentTarget.id))
for one in host.children:
    one.dispatchEvent(window.Event.new("own"))
assert said == ["a"] * 5 + ["b"] * 5 + ["c"] * 5, said
options = []
when("own", found[0], once=True)(lambda: options.append("once"))
when("own", "#host", capture=True)(lambda: options.append("capture"))
for _ in range(2):
    host.firstChild.dispatchEvent(window.Event.new("own"))
assert options == ["capture", "once", "capture"], options
""",
    )


def test_handlers_decide_in_time(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web, when
made = web.input_(type="checkbox")
@when(made.on_click)
def keep(event):
    event.preventDefault()
web.page.append(made)
made.click()
assert made.checked is False
made.on_click.remove_listener(keep)
made.click()
assert made.checked is True
when("click", made, invoke="preventDefault")(lambda: None)
made.click()
assert made.checked is True
made.remove()
""",
    )


def test_events_of_elements(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import Event, web
said = []
def hear(event):
    said.append(event.type)
made = web.button("x", on_click=hear, on_focusin=hear, on_input=hear)
assert isinstance(made.on_click, Event) and made.on_click is made.get_event("on_click")
made.on_change = hear
made.on_click.add_listener(lambda: said.append("second"))
for name in ("click", "focusin", "input", "change"):
    made.dispatchEvent(window.Event.new(name))
assert said == ["click", "second", "focusin", "input", "change"], said
said.clear()
made.on_click.remove_listener(hear)
made.click()
made.on_click.remove_listener()
made.click()
assert said == ["second"], said
made.on_click.add_listener(hear)
made.on_click.trigger(window.Event.new("by hand"))
assert said == ["second", "by hand"], said
assert "clikc" in str(raises(ValueError, lambda: made.on_clikc))
raises(ValueError, lambda: setattr(made, "on_click", "no function"))
""",
    )


def test_a_coroutine_function_handles_events(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
import asyncio
from pyscript import web, when
done = asyncio.Event()
made = web.button("x")
@when("click", made)
async def handle():
    await asyncio.sleep(0)
    done.set()
made.click()
await done.wait()
""",
        worker=True,
    )
