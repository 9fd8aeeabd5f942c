"""Where such attributes are found, and what becomes of them: added, changed, removed, in shadow roots, in floods."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

from .conftest import USABLE, Log, Stage

NOTING = """
def one():
    note("one")
def two():
    note("two")
def note_end():
    note("end")
"""


def test_attributes_that_are_added_changed_and_removed_count_at_once(
    warm: WatchedPage, stage: Stage, log: Log, kind: str
) -> None:
    stage("<button id=go>go</button><button id=end TYPE-click=note_end>end</button>", NOTING)
    set_to = "([name, value]) => document.getElementById('go').setAttribute(name, value)"
    go, end = warm.locator("#go"), warm.locator("#end")
    go.click()
    warm.evaluate(set_to, [f"{kind}-click", "one"])
    go.click()  # when it is enabled again, that is when its event gets to Python
    log(1)
    warm.evaluate(set_to, [f"{kind}-click", "two"])
    go.click()
    log(2)
    warm.evaluate(set_to, [f"{kind}-dblclick", "one"])
    warm.evaluate("(name) => document.getElementById('go').removeAttribute(name)", f"{kind}-click")
    warm.wait_for("() => !document.getElementById('go').disabled")
    go.dblclick()
    log(3)
    warm.evaluate("(name) => document.getElementById('go').removeAttribute(name)", f"{kind}-dblclick")
    go.dblclick()
    end.click()
    assert log(4) == ["one", "two", "one", "end"]


def test_an_element_that_is_moved_or_comes_back_has_one_listener(
    warm: WatchedPage, stage: Stage, log: Log, kind: str
) -> None:
    stage(
        "<p id=there></p><button id=go TYPE-click=one>go</button><button id=end TYPE-click=note_end>end</button>",
        NOTING,
    )
    warm.evaluate("() => document.getElementById('there').append(document.getElementById('go'))")
    warm.locator("#go").click()
    log(1)
    warm.evaluate(
        """async (kind) => {
            window.away = document.getElementById("go");
            away.remove();
            await new Promise(requestAnimationFrame);
            away.setAttribute(`${kind}-click`, "two");
            document.getElementById("there").append(away);
        }""",
        kind,
    )
    warm.wait_for("() => !away.disabled")
    warm.locator("#go").click()
    log(2)
    warm.locator("#end").click()
    assert log(3) == ["one", "two", "end"]


def test_elements_are_found_however_they_come(warm: WatchedPage, stage: Stage, log: Log, kind: str) -> None:
    stage("<p id=there></p>", NOTING)
    warm.evaluate(
        """(kind) => {
            const there = document.getElementById("there");
            there.innerHTML = `<span><b><button id=html data-waits ${kind}-click="one">1</button></b></span>`;
            const made = document.createElement("button");
            made.id = "made";
            made.dataset.waits = "";
            made.setAttribute(`${kind}-click`, "two");
            there.append(made);
        }""",
        kind,
    )
    warm.wait_for(USABLE)
    for button in ("html", "made"):
        warm.locator(f"#{button}").click()
    assert sorted(map(str, log(2))) == ["one", "two"]


def test_elements_in_open_shadow_roots_work(warm: WatchedPage, stage: Stage, log: Log, kind: str) -> None:
    stage(
        "",
        """
        pressed_before = set()
        def pressed_once(event):
            if event.currentTarget.id not in pressed_before:
                pressed_before.add(event.currentTarget.id)
                note(event.currentTarget.id)
        """,
    )
    # How a button in a shadow root was found, and when, is not to be seen: it is pressed until it was.
    press = """(id) => {
        const all = (root) =>
            [...root.querySelectorAll("*")].flatMap((at) => [at, ...(at.shadowRoot ? all(at.shadowRoot) : [])]);
        all(document).find((element) => element.id === id)?.click();
        return log.includes(id);
    }"""
    warm.evaluate(
        """(kind) => {
            const template = (id) => `<button id=${id} ${kind}-click="pressed_once">${id}</button>`;
            class Card extends HTMLElement {
                connectedCallback() {
                    if (this.shadowRoot) return;
                    this.attachShadow({ mode: "open" }).innerHTML = template(`in-${this.id}`) + "<p></p>";
                }
            }
            const stage = document.getElementById("stage");
            // The root is there before the element is added; when it is; when it is defined, later; within another.
            const ready = document.createElement("section");
            const nested = `<${kind}-card id=nested></${kind}-card>`;
            ready.attachShadow({ mode: "open" }).innerHTML = template("before") + nested;
            stage.append(ready);
            stage.insertAdjacentHTML("beforeend", `<${kind}-card id=late></${kind}-card>`);
            window.define = () => customElements.define(`${kind}-card`, Card);
        }""",
        kind,
    )
    warm.wait_for(press, "before")
    warm.evaluate("() => { define(); }")
    warm.wait_for(press, "in-late")
    warm.wait_for(press, "in-nested")
    # What is added to such a root is found as in the document.
    warm.evaluate(
        """(kind) => {
            const paragraph = document.getElementById("late").shadowRoot.querySelector("p");
            paragraph.innerHTML = `<button id=within ${kind}-click="pressed_once">2</button>`;
        }""",
        kind,
    )
    warm.wait_for(press, "within")
    assert log(4) == ["before", "in-late", "in-nested", "within"]


def test_what_a_worker_adds_by_the_hundred_works(warm: WatchedPage, stage: Stage, log: Log, kind: str) -> None:
    stage(
        "<div id=many></div><button id=old TYPE-click=one>old</button>",
        f"""
        import offthread
        def pressed(event):
            note(event.target.textContent)
        def one():
            note("one")
        many = document.getElementById("many")
        old = document.getElementById("old")
        offthread.sync()
        with offthread.fast():
            for number in range(1000):
                button = document.createElement("button")
                button.textContent = str(number)
                button.setAttribute("{kind}-click", "pressed")
                many.append(button)
            old.setAttribute("{kind}-click", "pressed")
        offthread.sync()
        """,
    )
    warm.wait_for("() => document.querySelectorAll('#many :enabled').length === 1000")
    for number in (0, 500, 999):
        warm.locator("#many button").nth(number).click()
    warm.locator("#old").click()
    assert log(4) == ["0", "500", "999", "old"]


def test_removing_the_elements_leaves_nothing_behind(warm: WatchedPage, stage: Stage, log: Log, kind: str) -> None:
    stage("<div id=many></div>", "def pressed():\n    note('pressed')")
    held = """() => globalThis[Symbol.for("offthread")].runningWorkers()[0].stats().callables"""
    fill = """([kind, count]) => {
        const button = `<button ${kind}-click="pressed">x</button>`;
        document.getElementById("many").innerHTML = button.repeat(count);
    }"""
    enabled = "(count) => document.querySelectorAll('#many :enabled').length === count"
    warm.evaluate(fill, [kind, 200])
    # The many are looked at a moment later, all at once.
    warm.wait_for(f"() => ({held})() > 200")
    warm.wait_for(enabled, 200)
    for _ in range(3):
        warm.evaluate(fill, [kind, 300])
        warm.wait_for(enabled, 300)
    # Removed ones are forgotten when others come, and each interpreter has let go of those it was told of.
    warm.evaluate(fill, [kind, 100])
    warm.wait_for(enabled, 100)
    few = f"""async () => {{
        const [worker] = globalThis[Symbol.for("offthread")].runningWorkers();
        await worker.run("import gc; gc.collect()", "collect.py");
        gc();
        return ({held})() < 200;
    }}"""
    warm.wait_for(few)


def test_a_page_without_such_attributes_loads_nothing_for_them(page: WatchedPage, site: Site) -> None:
    loaded = "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('declared'))"
    code = "from js import window\ndef hear():\n    window.heard = True\n"
    html = f'<script type="mpy" id="s">{code}</script><p id=p class="py-button" data-py-click="f">text</p>'
    page.goto(site.page(html))
    page.wait_for_event("done", target="s")
    page.evaluate("() => document.getElementById('p').classList.add('other')")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate(loaded) is False
    page.evaluate("() => document.getElementById('p').setAttribute('mpy-click', 'hear')")
    page.wait_for("() => { document.getElementById('p').click(); return window.heard; }")
    assert page.evaluate(loaded) is True
