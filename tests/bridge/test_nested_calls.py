"""Calls of Python by the page while Python waits for the page: values, exceptions, order, to any depth."""

from __future__ import annotations

from .conftest import Run


def test_functions_of_javascript_get_what_python_returns(run: Run) -> None:
    run("""
        array = window.Array.of(3, 1, 2)
        assert array.sort(lambda a, b: b - a).to_py() == [3, 2, 1] and array.to_py() == [3, 2, 1]
        assert array.map(lambda item, index, whole: item * 10 + index).to_py() == [30, 21, 12]
        assert array.filter(lambda item, *_: item != 2).to_py() == [3, 1]
        assert array.reduce(lambda total, item, *_: total + item, 100) == 106
        assert array.some(lambda *_: False) is False and array.find(lambda item, *_: item < 3) == 2
        assert array.map(lambda *_: None).to_py() == [None] * 3
        assert array.map(lambda item, *_: {"item": [item, "x"]}).to_py()[1] == {"item": [2, "x"]}
        seen = []
        array.forEach(lambda item, index, whole: seen.append((item, index, whole == array)))
        assert seen == [(3, 0, True), (2, 1, True), (1, 2, True)]
        text = window.String.new("a1b22")
        assert text.replace(window.RegExp.new("[0-9]+", "g"), lambda found, *_: "<" + found + ">") == "a<1>b<22>"
        shout = lambda key, value: value.upper() if isinstance(value, str) else value
        assert window.JSON.stringify({"a": "b", "c": [1, "d"]}, shout) == '{"a":"B","c":[1,"D"]}'
        assert window.Array.new(5).fill(0).map(lambda _, index, __: index ** 2).to_py() == [0, 1, 4, 9, 16]
    """)


def test_the_page_asks_python_for_properties_and_methods(run: Run) -> None:
    run("""
        calls = []
        target = window.Object.new()
        window.Object.defineProperty(target, "answer", {"get": lambda: len(calls) + 42, "configurable": True})
        assert target.answer == 42
        calls.append(1)
        assert target.answer == 43
        proxy = window.eval("(f) => ({ valueOf: f })")(lambda: 5)
        assert window.eval("(x) => x * 2")(proxy) == 10
        items = window.eval("(next) => Array.from({ [Symbol.iterator]: () => ({ next }) })")
        def count():
            calls.append(1)
            return {"done": len(calls) > 4, "value": len(calls)}
        assert items(count).to_py() == [2, 3, 4]
    """)


def test_walkers_and_custom_elements_are_answered(run: Run) -> None:
    run(
        """
        host.innerHTML = "<p>1</p><b>2</b><p>3</p>"
        accept = lambda node: 1 if node.localName == "p" else 3
        walker = document.createTreeWalker(host, 1, accept)
        found = []
        while walker.nextNode():
            found.append(walker.currentNode.textContent)
        assert found == ["1", "3"], found
        seen = []
        window.onConnected(lambda element: seen.append(element.getAttribute("name")))
        # What is not waited for may be executed while Python computes, and then is a call for later.
        with offthread.strict():
            host.innerHTML = "<x-nested name=a></x-nested><x-nested name=b></x-nested>"
            assert seen == ["a", "b"], seen
            element = document.createElement("x-nested")
            element.setAttribute("name", "c")
            host.append(element)
            assert seen == ["a", "b", "c"], seen
    """,
        page="""() => {
            let connected = () => {};
            window.onConnected = (callback) => { connected = callback; };
            if (!customElements.get("x-nested"))
                customElements.define("x-nested", class extends HTMLElement {
                    connectedCallback() { window.connected(this); }
                });
            window.connected = (element) => connected(element);
        }""",
    )


def test_python_and_the_page_call_each_other_fifty_deep(run: Run, kind: str) -> None:
    run(f"""
        depth = {14 if kind == "mpy" else 50}
        apply = window.eval("(f, n) => f(n)")
        def down(n):
            host.title = str(n)
            assert host.title == str(n)
            return n if n == 0 else apply(down, n - 1) + 1
        assert apply(down, depth) == depth
        calls = []
        def endless(n):
            calls.append(n)
            return apply(endless, n + 1)
        error = raises(errors.NestingError, apply, endless, 0)
        assert "OT208" in str(error) and len(calls) > depth
        assert document.title is not None and window.Array.of(2, 1).sort(lambda a, b: a - b).to_py() == [1, 2]
    """)


def test_exceptions_cross_every_level_as_themselves(run: Run) -> None:
    run("""
        apply = window.eval("(f, n) => f(n)")
        class Mine(Exception):
            pass
        thrown = Mine("below")
        def down(n):
            if n == 0:
                raise thrown
            return apply(down, n - 1)
        assert raises(Mine, apply, down, 10) is thrown
        catch = window.eval("(f) => { try { return f(); } catch (e) { return `${e.name}: ${e.message}`; } }")
        assert catch(lambda: down(0)) == "PythonError: Mine: below"
        def of_the_page():
            document.querySelector("!")
        assert catch(of_the_page).startswith("SyntaxError")
        error = raises(JsException, apply, lambda n: of_the_page(), 1)
        assert error.name == "SyntaxError", error
        error = raises(JsException, window.eval("(f) => { f(); throw new RangeError('after'); }"), lambda: None)
        assert error.name == "RangeError" and error.message == "after"
        assert window.Array.of(1, 2).map(lambda item, *_: item).to_py() == [1, 2]
    """)


def test_what_cannot_be_sent_back_is_an_error_and_the_bridge_goes_on(run: Run) -> None:
    run("""
        array = window.Array.of(1)
        error = raises(errors.EncodeError, array.map, lambda *_: object())
        assert "OT202" in str(error)
        assert array.map(lambda item, *_: item + 1).to_py() == [2]
    """)


def test_a_coroutine_function_returns_a_promise(run: Run) -> None:
    run("""
        import asyncio
        async def later(value):
            await asyncio.sleep(0)
            return value * 2
        promise = window.eval("(f) => { const p = f(4); return p instanceof Promise ? p : null; }")(later)
        assert await promise == 8
        async def fails():
            raise ValueError("later")
        promise = window.eval("(f) => f()")(fails)
        try:
            await promise
        except ValueError as error:
            assert str(error) == "later"
        else:
            raise AssertionError("nothing raised")
    """)


def test_handlers_run_inside_the_call_that_dispatches(run: Run) -> None:
    run("""
        from pyscript import when
        order = []
        host.innerHTML = "<form><input type=checkbox id=box><button id=send>send</button></form>"
        box = document.getElementById("box")
        def prevent(event):
            order.append("handler")
            event.preventDefault()
        box.addEventListener("click", prevent)
        with offthread.default():
            order.append("before")
            box.click()
            order.append("after")
        assert order == ["before", "handler", "after"] and box.checked is False, (order, box.checked)
        box.removeEventListener("click", prevent)
        box.click()
        assert box.checked is True
        event = window.Event.new("custom", {"cancelable": True, "bubbles": True})
        def stop(event):
            order.append(event.currentTarget.localName)
            event.stopPropagation()
            event.preventDefault()
        box.addEventListener("custom", stop)
        host.addEventListener("custom", lambda event: order.append("too far"))
        assert box.dispatchEvent(event) is False and event.defaultPrevented is True
        assert order[-1] == "input", order
    """)


def test_what_an_element_said_in_an_event_is_asked_anew_afterwards(run: Run) -> None:
    run("""
        host.innerHTML = "<input type=checkbox id=box><input id=field value=before>"
        box = document.getElementById("box")
        seen = []
        box.addEventListener("click", lambda event: seen.append(event.target.checked))
        window.undo = window.Function.new("box", "box.onclick = () => false")
        window.undo(box)
        with offthread.default():
            box.click()
        assert (seen, box.checked) == ([True], False), (seen, box.checked)
    """)


def test_what_a_call_writes_is_seen_and_its_failures_are_told(run: Run) -> None:
    run("""
        items = window.Array.of("a", "b", "c")
        def add(text, *_):
            element = document.createElement("li")
            element.textContent = text
            host.append(element)
            return host.children.length
        assert items.map(add).to_py() == [1, 2, 3]
        assert host.textContent == "abc"
        with offthread.batch():
            host.append("d")
            found = items.map(add).to_py()
            assert found == [4, 5, 6], found
            host.append("e")
        assert host.textContent == "abcdabce", host.textContent
        with offthread.fast():
            def fail(*_):
                host.insertAdjacentHTML("nowhere", "")
                return 1
            error = raises(JsException, items.map, fail)
            assert error.name == "SyntaxError"
            assert items.map(lambda *_: 1).to_py() == [1, 1, 1]
    """)


def test_arguments_and_results_may_be_large(run: Run) -> None:
    run("""
        long = "x" * 400_000
        apply = window.eval("(f, value) => f(value).length")
        assert apply(lambda value: value + "é", long) == 400_001
        count = window.eval("(f) => f(...Array.from({ length: 1000 }, (_, i) => i))")
        assert count(lambda *values: sum(values)) == 499500
        fill = window.eval("(f) => f(new Uint8Array([1, 2, 3]))")
        assert list(fill(lambda array: bytes(array)).to_py()) == [1, 2, 3]
    """)


def test_many_calls_leave_nothing_behind(run: Run) -> None:
    run("""
        array = window.Array.new(2000).fill(0).map(lambda _, index, __: (index * 7919) % 2003)
        offthread.sync()
        assert array.sort(lambda a, b: a - b).to_py() == sorted((i * 7919) % 2003 for i in range(2000))
    """)
