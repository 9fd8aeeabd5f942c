"""The table compiled from Web IDL, as the worker reads it: what may be deferred, and what must wait."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "dist" / "interfaces.json"
LIMIT_BYTES = 45_000

READ = """
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { InterfaceTable } from "./sync_bridge/near_end/interface_table.js";
const text = readFileSync("dist/interfaces.json");
const json = JSON.parse(text);
const table = new InterfaceTable(json);
const interfaces = {};
for (const name of table.names()) {
  interfaces[name] = { parent: table.parent(name) ?? null, members: Object.fromEntries(table.members(name)) };
}
const tags = {};
for (const tag of ["tr", "div", "p", "h3", "section", "xmp", "nosuchtag", "constructor", "x-y", "selectedcontent"]) {
  tags[tag] = table.tagInterface(tag) ?? null;
}
const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const unknown = [table.members("NoSuch"), table.member("NoSuch", "a"), table.member("Node", "noSuch")];
const { EMPTY } = InterfaceTable;
const empty = [EMPTY.members("Node"), EMPTY.tagInterface("tr"), ...EMPTY.names()];
console.log(JSON.stringify({ brotli, interfaces, tags, unknown, empty }));
"""

COMPILE = """
import { GROUPS, LEFT_OUT, TAGS, WILDCARDS } from "./sync_bridge/web_idl/overrides.js";
import { compileTable } from "./sync_bridge/web_idl/compile.js";
%s
compileTable().then((table) => console.log(JSON.stringify(table)), (error) => console.log(error.message));
"""


def run(script: str) -> str:
    """Run a module in Node and return what it printed."""
    command = ["node", "--input-type=module", "--eval", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def compile_with(change: str) -> str:
    """Compile after a change of the overrides, and return the table or the message of the error."""
    return run(COMPILE % change)


@pytest.fixture(scope="module")
def table() -> Any:
    """Read the built table through the worker's reader."""
    return json.loads(run(READ))


@pytest.fixture(scope="module")
def overrides() -> Any:
    """Read the lists of overrides.js."""
    script = 'import { GROUPS, WILDCARDS } from "./sync_bridge/web_idl/overrides.js";'
    return json.loads(run(script + "console.log(JSON.stringify({ GROUPS, WILDCARDS }));"))


def find(table: Any, path: str) -> Any:
    """Find a member of an interface or of those it inherits from, as the worker does."""
    at, _, name = path.partition(".")
    while at in table["interfaces"]:
        found = table["interfaces"][at]
        if name in found["members"]:
            return found["members"][name]
        at = found["parent"]
    return None


RULES = """
    wait
        Element.querySelector Element.getAttribute Document.getElementsByTagName DOMTokenList.toggle
        Document.createElementNS Crypto.getRandomValues Document.open HTMLTableRowElement.insertCell
        XMLDocument.createElement ShadowRoot.cloneNode SVGSVGElement.createSVGPoint Document.importNode
        Event.preventDefault
    v   CanvasRenderingContext2D.arc CanvasRenderingContext2D.drawImage Document.append XMLDocument.append
        Element.insertAdjacentHTML Storage.setItem History.pushState Window.postMessage HTMLDialogElement.showModal
        Range.setStart WebGL2RenderingContext.texImage2D DocumentType.before CanvasGradient.addColorStop
    V   EventTarget.addEventListener Element.remove Text.remove Node.normalize HTMLElement.focus
        SVGElement.blur CSSStyleDeclaration.setProperty console.log console.assert
        CanvasRenderingContext2D.fillRect Path2D.lineTo CanvasRenderingContext2D.setLineDash
        WebGLRenderingContext.clear WebGL2RenderingContext.bufferData WebGL2RenderingContext.uniformMatrix4fv
        Window.queueMicrotask HTMLSelectElement.remove Element.removeAttribute
    Vn  Element.append Element.prepend DocumentFragment.replaceChildren ShadowRoot.append Element.before Text.after
    Vt  DOMTokenList.add DOMTokenList.remove
    Va  Element.setAttribute
    w!  Window.alert Window.print Document.write WebGLRenderingContext.readPixels WebGL2RenderingContext.readPixels
        AnalyserNode.getByteFrequencyData
    1   Node.insertBefore Node.removeChild Document.appendChild Text.appendChild
    2   Node.replaceChild
    1n  Node.appendChild Element.appendChild DocumentFragment.appendChild
    N   Document.createTextNode Document.createComment Document.createDocumentFragment Document.createRange
        Element.getBoundingClientRect Window.getComputedStyle Window.matchMedia Range.cloneRange
        CanvasRenderingContext2D.getTransform
    n   Document.createAttribute Document.createProcessingInstruction Text.splitText IDBFactory.open Response.clone
    Nt  Document.createElement
    Nk  Node.cloneNode Element.cloneNode
    Nq  Document.querySelectorAll DocumentFragment.querySelectorAll Element.querySelectorAll
    P   Window.fetch Response.text HTMLMediaElement.play Element.requestFullscreen
    r   Node.parentNode Element.clientWidth Window.document CSSStyleSheet.cssRules Document.all MutationRecord.target
    Ws  Element.id Element.className Node.textContent HTMLInputElement.value HTMLTextAreaElement.value
        HTMLSelectElement.value Document.title HTMLElement.innerText HTMLImageElement.src Element.ariaLabel
        CanvasRenderingContext2D.fillStyle CanvasRenderingContext2D.font CSSStyleDeclaration.cssText
        CSSStyleDeclaration.* CSSStyleProperties.* CSSPageDescriptors.* DOMStringMap.*
    Wb  HTMLInputElement.checked HTMLButtonElement.disabled HTMLElement.hidden HTMLDetailsElement.open
    Wi  HTMLElement.tabIndex HTMLCanvasElement.width HTMLTextAreaElement.selectionStart
    Wu  Element.scrollTop CanvasRenderingContext2D.lineWidth DOMPoint.x
    Wd  HTMLProgressElement.value HTMLProgressElement.max SVGNumber.value
    We  HTMLElement.onclick Window.onload Window.onbeforeunload Window.onerror WebSocket.onmessage
    Wx  CanvasRenderingContext2D.lineCap TextTrack.mode
    w   Element.innerHTML Element.outerHTML HTMLIFrameElement.srcdoc Document.body Document.domain Location.href
        Document.location Window.location HTMLInputElement.maxLength HTMLInputElement.selectionStart
        HTMLInputElement.files HTMLMediaElement.volume HTMLElement.contentEditable HTMLElement.outerText
        HTMLTableElement.tHead HTMLScriptElement.textContent XMLHttpRequest.responseType OffscreenCanvas.width
        URL.href WebSocket.binaryType
    s   Node.childNodes Element.children Element.attributes HTMLElement.dataset Document.forms
        Document.implementation HTMLTemplateElement.content SVGElement.className URL.searchParams
    sW  Element.classList HTMLElement.style SVGElement.style HTMLAnchorElement.relList
    c   Node.nodeType Node.nodeName Element.tagName Element.localName Element.namespaceURI Element.prefix
    =3  Node.TEXT_NODE NodeFilter.FILTER_SKIP
    =32 Node.DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC
    =34015 WebGL2RenderingContext.TEXTURE31
    =-1 WebGL2RenderingContext.TIMEOUT_IGNORED
"""


def expectations() -> Iterator[tuple[str, str]]:
    """Read RULES: a rule, and the members that it is expected of."""
    rule = ""
    for word in RULES.split():
        if "." in word:
            yield word, rule
        else:
            rule = "" if word == "wait" else word


@pytest.mark.parametrize(("path", "rule"), list(expectations()))
def test_member_has_the_rule_of_what_it_may_do(table: Any, path: str, rule: str) -> None:
    assert find(table, path)["rule"] == rule


def test_every_rule_is_one_that_the_documentation_explains(table: Any) -> None:
    explained = set(re.findall(r"^\| `([^`]*)` \|", (ROOT / "docs" / "web_idl.md").read_text(), re.MULTILINE))
    for name, found in table["interfaces"].items():
        for member_name, member in found["members"].items():
            rule = "=value" if member["rule"].startswith("=") else member["rule"]
            assert rule in explained | {""}, f"{name}.{member_name}"


@pytest.mark.parametrize(
    ("path", "signature"),
    [
        ("Element.id", "DOMString"),
        ("Node.parentNode", "readonly Node?"),
        ("Element.innerHTML", "(TrustedHTML or DOMString)"),
        ("Node.TEXT_NODE", "3"),
        ("Element.remove", "remove() -> undefined"),
        ("Element.append", "append((Node or DOMString)... nodes) -> undefined"),
        ("Element.toggleAttribute", "toggleAttribute(DOMString qualifiedName, optional boolean force) -> boolean"),
        ("Window.prompt", 'prompt(optional DOMString message = "", optional DOMString default = "") -> DOMString?'),
        ("HTMLAllCollection.item", "item(optional DOMString nameOrIndex) -> (HTMLCollection or Element)?"),
        ("Window.alert", "alert() -> undefined\nalert(DOMString message) -> undefined"),
    ],
)
def test_signature_reads_as_help_shows_it(table: Any, path: str, signature: str) -> None:
    assert find(table, path)["signature"] == signature


def test_overloads_stay_together_and_repeat_nothing(table: Any) -> None:
    signature = find(table, "HTMLSelectElement.remove")["signature"]
    assert signature == "remove() -> undefined\nremove(long index) -> undefined"


def test_result_before_the_answer_is_an_interface_of_the_table(table: Any) -> None:
    for name, found in table["interfaces"].items():
        for member_name, member in found["members"].items():
            early = member["rule"] in {"N", "s", "sW"}
            assert (member["result"] in table["interfaces"]) == early, f"{name}.{member_name}"


@pytest.mark.parametrize(
    ("path", "mixin_member"),
    [("Window", "setTimeout"), ("Document", "querySelector"), ("SVGElement", "onclick"), ("Path2D", "arc")],
)
def test_mixins_are_members_of_what_includes_them(table: Any, path: str, mixin_member: str) -> None:
    assert mixin_member in table["interfaces"][path]["members"]


def test_members_are_those_of_the_interface_itself(table: Any) -> None:
    assert "id" not in table["interfaces"]["HTMLElement"]["members"]
    assert "title" in table["interfaces"]["HTMLElement"]["members"]


def test_what_belongs_to_workers_only_is_left_out(table: Any) -> None:
    assert "DedicatedWorkerGlobalScope" not in table["interfaces"]
    assert "FileReaderSync" not in table["interfaces"]


def test_parents_lead_to_the_root(table: Any) -> None:
    assert table["interfaces"]["CSSStyleProperties"]["parent"] == "CSSStyleDeclaration"
    for name, found in table["interfaces"].items():
        assert found["parent"] is None or found["parent"] in table["interfaces"], name


def test_tag_names_have_interfaces(table: Any) -> None:
    assert table["tags"] == {
        "tr": "HTMLTableRowElement",
        "div": "HTMLDivElement",
        "p": "HTMLParagraphElement",
        "h3": "HTMLHeadingElement",
        "section": "HTMLElement",
        "xmp": "HTMLPreElement",
        "nosuchtag": None,
        "constructor": None,
        "x-y": None,
        "selectedcontent": None,
    }


def test_unknown_names_and_the_empty_table_know_nothing(table: Any) -> None:
    assert table["unknown"] == [None, None, None]
    assert table["empty"] == [None, None]


def test_table_is_small_enough_to_be_loaded_by_every_worker(table: Any) -> None:
    assert table["brotli"] <= LIMIT_BYTES


def test_built_table_is_that_of_the_sources() -> None:
    assert json.loads(compile_with("")) == json.loads(TABLE.read_text())


def test_every_override_has_a_reason_and_its_rule(overrides: Any, table: Any) -> None:
    for group in overrides["GROUPS"]:
        assert group["reason"]
        for name, members in group["members"].items():
            for member in members.split():
                # A mixin is not an interface of the table; the compiler has checked that it has the member.
                if name in table["interfaces"]:
                    assert find(table, f"{name}.{member}")["rule"] == group["rule"], f"{name}.{member}"
    for name in overrides["WILDCARDS"]["interfaces"].split():
        assert find(table, f"{name}.*")["rule"] == overrides["WILDCARDS"]["rule"]


def group(rule: str, members: str, *, shadow: bool = False) -> str:
    """Write a change that adds a group of overrides."""
    name, _, member = members.partition(".")
    entry = {"rule": rule, "reason": "test", "members": {name: member}, "shadow": shadow}
    return f"GROUPS.push({json.dumps(entry)});"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (group("V", "NoSuch.remove"), "NoSuch.remove (V: test) names an interface that IDL does not have"),
        (group("V", "Element.noSuch"), "Element.noSuch (V: test) names a member that IDL does not have"),
        (group("v", "Element.setHTML"), "Element.setHTML (v: test) says what IDL says already: remove it"),
        (group("w", "Element.setAttribute"), "Element.setAttribute (w: test) is there twice"),
        (group("V", "Text.remove"), "Text.remove (V: test) names a member that IDL does not have"),
        (group("V", "Element.setHTML", shadow=True), "Element.setHTML (V: test) is not inherited: `shadow` is wrong"),
        (group("N", "Node.getRootNode").replace("getRootNode", "contains"), "contains cannot have the rule N"),
        ('TAGS.names += " nosuchtag";', "TAGS names nosuchtag, which do not exist"),
        ('WILDCARDS.interfaces += " NoSuch";', "WILDCARDS names NoSuch, which do not exist"),
        ('LEFT_OUT.specifications += " nosuch";', "LEFT_OUT names nosuch, which does not exist"),
    ],
)
def test_override_that_names_nothing_or_is_not_needed_fails_the_build(change: str, message: str) -> None:
    assert message in compile_with(change)
