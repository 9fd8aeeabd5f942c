// Bodies of functions that do the same on the page and in a worker. Each begins with a line `//# name`;
// test_programs.py runs it here and there, and compares what it returns.

// values

//# numbers
return [0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 53, 1e300, 0.1].map(window.echo)

//# bigints
return [0n, -1n, 2n ** 100n, -(2n ** 64n)].map((n) => window.echo(n))

//# texts
return ['', 'ascii', 'ü😀', 'nul\0', '\ud800', '\ufeffbom', 'x'.repeat(100000).length].map((t) => window.echo(t))

//# nothing
return [window.echo(null), window.echo(undefined), window.echo(), window.nowhere, window.echo([null, undefined])]

//# booleans
return [window.echo(true), window.echo(false)]

//# plain data
return window.echo({ a: [1, { b: 'x' }], c: null, '': 0, __proto__: null, ['__proto__']: 3 })

//# a Map
return [...window.echo(new Map([[1, 'a'], ['b', { c: 2 }]]))].map(([k, v]) => [k, v])

//# a Set
return [...window.echo(new Set([1, 'a', null]))]

//# a Date
return window.echo(new Date(86400000)).toISOString()

//# a RegExp
return window.echo(/a(b)c/gi).exec('xABC')[1] + window.echo(/x/u).flags

//# typed arrays
return [...window.echo(new Float32Array([1.5, -2]))].concat([...window.echo(new Uint8Array([1, 2, 3]).subarray(1))])

//# a buffer
return new window.Uint8Array(window.echo(new Uint16Array([258]).buffer))[0]

//# a nested typed array
return [...window.echo({ list: [new Uint8Array([9])] }).list[0]]

//# a function in data
return window.echo({ f: (x) => x + 1 }).f(2)

//# an error as a value
const e = window.echo(new RangeError('r')); return [e.name, e.message, e instanceof window.RangeError]

// properties

//# get
return [window.data.a, window.data.b[2].c, window.data.doubled, window.data['b'].length, window.data.nothing]

//# set
window.data.fresh = { x: [1] }; window.data.fresh.x[3] = 'sparse'; return window.data.fresh

//# set through a setter that throws
const c = new window.counter(); try { c.count = -1 } catch (e) { return e }

//# delete
window.data.gone = 1; const had = 'gone' in window.data; return [had, delete window.data.gone, 'gone' in window.data]

//# delete what cannot be
'use strict';
const frozen = window.Object.freeze(window.echo({ a: 1 }));
try { delete frozen.a; return 'deleted' } catch (e) { return e.name }

//# has
const { data } = window;
return ['a' in data, 'z' in data, 'title' in document, 'querySelector' in document, 0 in data.b, 9 in data.b]

//# set with symbols
window.data[Symbol.for('shared')] = 8; return window.data[Symbol.for('shared')]

//# get with a symbol of the page
return [window.tagged[window.mine], window.mine.description, typeof window.mine, String(window.mine)]

//# a symbol of one's own
const own = Symbol('own'); const o = window.echo({});
const before = [o[own], own in o]; o[own] = 5;
return [before, o[own], own in o, delete o[own], own in o]

//# well-known symbols
return [window.echo(Symbol.iterator) === Symbol.iterator, window.Symbol.asyncIterator === Symbol.asyncIterator]

//# registered symbols
return window.echo(Symbol.for('there and back')) === Symbol.for('there and back')

//# index by number and by text
const a = window.echo(['x', 'y']); return [a[1], a['1'], a[7], a[-1], a['01']]

//# many indexes
const a = window.Array.from({ length: 300 }, (_, i) => i); let sum = 0;
for (let i = 0; i < 300; i += 50) sum += a[i]; return sum

// calls

//# call
return [window.Math.max(1, 5, 3), document.createElement('p').tagName, window.String(12), 'abc'.at(1)]

//# methods of a class
return new window.counter(3).increment().increment(4).count

//# chained calls
return window.echo([3, 1, 2]).concat([9]).reverse().join('-')

//# call with another this
const { lengthOfThis, echo } = window;
return [lengthOfThis.call([1, 2]), lengthOfThis.apply(echo('abc'), []), lengthOfThis.bind([1])()]

//# detached functions
const { echo, alert } = window; return [echo(1), typeof alert]

//# a method of another object
return window.Array.prototype.map.call(window.echo('abc'), (c) => c + c).join('')

//# methods as values
const h = document.createElement('p');
return [h.append === document.body.append, h.append.name, h.append.length, typeof h.append]

//# prototype methods
return window.Element.prototype.append === document.body.append

//# apply with a list
return window.Math.max(...window.echo([4, 8, 2])) + window.Math.max.apply(null, [1, 2])

//# more than 16 arguments
return window.Math.max(...Array.from({ length: 100 }, (_, i) => i))

//# Reflect
const o = window.echo({ a: 1 });
const done = [Reflect.get(o, 'a'), Reflect.set(o, 'b', 2), Reflect.has(o, 'b'), Reflect.deleteProperty(o, 'a')];
return done.concat(Reflect.ownKeys(o))

// construct

//# construct
return [new window.Map([[1, 2]]).get(1), new window.URL('/x', 'https://example.org').href, new window.Date(5).getTime()]

//# construct a class
const before = window.counter.made; new window.counter(); return window.counter.made - before

//# construct what cannot be
try { new window.echo() } catch (e) { return e.name }

//# Reflect.construct
return Reflect.construct(window.Array, [3]).length

// iterate

//# for of an array
let s = ''; for (const x of window.echo(['a', 'b'])) s += x; return s

//# spread
return [...window.echo([1, [2]]), ...window.echo(new Set([3]))]

//# spread of a Map
return [...new window.Map([['a', 1], [{ x: 1 }, [2, 3]]])].map(([k, v]) => [k, v])

//# a large Map
return [...new window.Map(Array.from({ length: 3000 }, (_, i) => [i, -i]))].reduce((s, [k, v]) => s + k * 2 + v, 0)

//# Map.entries
return [...new window.Map([['a', [1, 2]]]).entries()].map(([k, v]) => [k, v])

//# Map keys and values
const m = new window.Map([['a', 1]]); return [[...m.keys()], [...m.values()], m.size, m.has('a'), m.get('z')]

//# Map.forEach
const out = []; new window.Map([['a', 1]]).forEach((v, k) => out.push(k, v)); return out

//# array entries
return [...window.echo(['x', 'y']).entries()].map(([i, x]) => i + x)

//# values that are pairs
return [...window.echo([[1, 2], [3, 4]]).values()].map((pair) => pair.length)

//# Headers
return [...new window.Headers({ b: '2', a: '1' })].map(([k, v]) => k + v)

//# FormData
const f = new window.FormData(); f.append('a', 'b'); f.append('a', 'c'); return [...f].map(([k, v]) => k + v)

//# URLSearchParams
return [...new window.URLSearchParams('a=1&b=2')].map(([k, v]) => k + v)

//# a NodeList
const h = document.createElement('div'); h.innerHTML = '<i></i><b></b>'; return [...h.children].map((e) => e.tagName)

//# a typed array
return [...new window.Uint16Array([1, 2, 65535])]

//# a generator of the page
return [...new window.counter(4)]

//# leaving a generator early
const log = window.echo([]);
const it = window.eval('(function* (log) { try { yield 1; yield 2; yield 3 } finally { log.push("closed") } })')(log);
for (const x of it) { if (x === 2) break }
return [...log]

//# destructuring
const [a, , b = 'default', ...rest] = window.echo([1, 2, undefined, 4, 5]); return [a, b, rest]

//# object destructuring
const { a, b: [first], z = 'none' } = window.data; return [a, first, z]

//# Array.from
return Array.from(window.echo([1, 2]), (x) => x * 2)

//# iterating by hand
const it = window.echo([1])[Symbol.iterator](); const one = it.next(); return [one.value, one.done, it.next().done]

//# new Map of a page's Map
return new Map(new window.Map([['k', 'v']])).get('k')

//# Promise.all of promises
return Promise.all([window.later(1), window.later(2), 3])

// what things are

//# typeof
const { echo, data, HTMLElement, mine, nowhere } = window;
return [window, echo, data, data.a, HTMLElement, mine, window.Math, nowhere].map((x) => typeof x)

//# instanceof
const p = document.createElement('p');
return [p instanceof window.HTMLParagraphElement, p instanceof window.HTMLElement, p instanceof window.Node,
    p instanceof window.HTMLDivElement, [] instanceof window.Node, new window.counter() instanceof window.counter,
    window.echo([]) instanceof window.Array, 5 instanceof window.Object]

//# instanceof with a class that decides
const Even = window.eval('(class { static [Symbol.hasInstance](n) { return n.value % 2 === 0 } })');
return [window.echo({ value: 2 }) instanceof Even, window.echo({ value: 3 }) instanceof Even]

//# Array.isArray
return [Array.isArray(window.echo([])), Array.isArray(window.echo({})), Array.isArray(document.body.childNodes)]

//# tags
const things = [document.body, window.echo([]), window.echo, new window.Map(), window.Math];
return things.map((x) => Object.prototype.toString.call(x))

//# prototypes
const p = document.createElement('p');
return [Object.getPrototypeOf(p) === window.HTMLParagraphElement.prototype,
    Object.getPrototypeOf(window.echo({})) === window.Object.prototype,
    window.HTMLElement.prototype.isPrototypeOf(p)]

//# text
return [`${document.createElement('br')}`, String(window.echo([1, [2]])), '' + window.echo({ toString: () => 'mine' })]

//# arithmetic
return [window.echo({ valueOf: () => 20 }) * 2 + 2, +new window.Date(7),]

//# JSON
return JSON.stringify({ data: window.echo({ a: [1, null], b: { c: 'x' } }), list: window.echo([1, 'two']) })

//# comparing
const a = window.echo({}), b = window.echo({});
const body = document.querySelector('body');
return [a === a, a === b, window.data === window.data, document.body === body, window === window.window]

//# a Map of the worker with page keys
const seen = new Map([[document.body, 'body']]); return seen.get(document.querySelector('body'))

// keys

//# Object.keys
return [Object.keys(window.data), Object.keys(window.echo(['x', 'y'])), Object.keys(window.echo('ab'))]

//# Object.entries
return Object.entries(window.echo({ a: 1, b: [2] })).map(([k, v]) => [k, v])

//# Object.values
return Object.values(window.echo({ a: 1, b: 2 }))

//# spread of an object
return { ...window.echo({ a: 1, b: { c: 2 } }), d: 3 }

//# Object.assign
return Object.assign({ z: 0 }, window.echo({ a: 1 }))

//# for in
const seen = []; for (const key in window.echo({ a: 1, b: 2 })) seen.push(key); return seen

//# for in with inherited
const seen = []; for (const key in window.Object.create(window.echo({ up: 1 }))) seen.push(key); return seen

//# descriptors
const { echo, data } = window;
const d = (o, k) => {
  const f = Object.getOwnPropertyDescriptor(o, k);
  return f && [f.value, f.writable, f.enumerable, typeof f.get];
};
return [d(echo({ a: 1 }), 'a'), d(data, 'doubled'), d(data, 'nothing'), d(echo([1, 2]), 'length'),
    Object.getOwnPropertyDescriptor(window.data, 'doubled').get.call(window.data)]

//# a single descriptor
const d = Object.getOwnPropertyDescriptor(window, 'echo');
return [typeof d.value, d.writable, d.enumerable, Object.getOwnPropertyDescriptor(window, 'nowhere')]

//# keys of the page's global object
return [Object.keys(window).includes('echo'), Object.keys(window).includes('parseInt')]

//# own keys with symbols
return Reflect.ownKeys(window.echo({ b: 1, a: 2, 1: 3 })).concat(Object.getOwnPropertySymbols(window.data).map(String))

//# hasOwn
return [Object.hasOwn(window.data, 'a'), Object.hasOwn(window.data, 'toString'), window.data.hasOwnProperty('b')]

//# defineProperty
const o = window.echo({});
Object.defineProperty(o, 'x', { value: 1, enumerable: false, configurable: true, writable: true });
Object.defineProperty(o, 'y', { get() { return 'got' }, configurable: true });
return [o.x, o.y, Object.keys(o)]

//# a property that cannot be deleted
const o = window.echo({});
Object.defineProperty(o, 'fixed', { value: 'f', configurable: false, writable: false, enumerable: true });
const { value, writable, configurable } = Object.getOwnPropertyDescriptor(o, 'fixed');
const isDeleted = Reflect.deleteProperty(o, 'fixed');
return [o.fixed, value, writable, configurable, Object.keys(o), isDeleted, Reflect.set(window.echo({}), 'k', 1)]

//# setPrototypeOf
const o = window.echo({}); Object.setPrototypeOf(o, window.echo({ up: 'inherited' })); return o.up

// errors

//# an error of each class
return ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError'].map((kind) => {
    try { window.fail(kind, kind + ' it is') } catch (e) { return e }
})

//# an error of the DOM
try { document.querySelector('!!') } catch (e) { return [e.constructor.name, e.name, e.code, e instanceof Error] }

//# DOMException made here
try { window.throwAnything(new DOMException('no', 'AbortError')) } catch (e) { return [e, e.code] }

//# a native TypeError
try { document.body.appendChild(5) } catch (e) { return e }

//# anything thrown
return [5, 'text', null, undefined, true].map((v) => { try { window.throwAnything(v) } catch (e) { return e } })

//# an object thrown
try { window.throwAnything({ code: 7 }) } catch (e) { return e.code }

//# an error of one's own class
class Mine extends RangeError { constructor() { super('mine'); this.name = 'Mine'; this.code = 42 } }
try { window.throwAnything(new Mine()) } catch (e) { return [e.name, e.message, e.code, e instanceof RangeError] }

//# an error's cause
const e = window.echo(new Error('outer', { cause: new TypeError('inner') })); return [e.message, e.cause.message]

//# calling what is none
try { window.data.a() } catch (e) { return e.name }

// promises

//# await
return [await window.later(5), await window.later([1])]

//# await what is none
return [await window.data.a, (await document.body).tagName, (await window.tagged).then]

//# a rejection
try { await window.never(new TypeError('rejected')) } catch (e) { return e }

//# then, catch, finally
const log = [];
await window.later(1).then((x) => log.push(x)).finally(() => log.push('finally'));
await window.never('reason').catch((r) => log.push(r));
return log

//# a thenable
return await window.thenable

//# a promise of the worker's
return await window.echo(Promise.resolve(12))

//# a rejected promise of the worker's
try { await window.echo(Promise.reject(new RangeError('mine'))) } catch (e) { return e }

//# fetch
const r = await window.fetch('show.js'); return [r.ok, (await r.text()).includes('export function show')]

//# for await
const out = []; for await (const x of window.eval('(async function* () { yield 1; yield 2 })()')) out.push(x);
return out

// callbacks

//# sort
return [...window.echo([3, 10, 2]).sort((a, b) => a - b)]

//# map, filter, reduce
const list = window.echo([1, 2, 3]);
return [...list.map((x) => x * 2).filter((x) => x > 2)].concat(list.reduce((a, b) => a + b))

//# a replacer
return window.JSON.stringify({ a: 1, b: 2 }, (k, v) => k === 'b' ? undefined : v)

//# a callback that throws
try { window.echo([1]).map(() => { throw new RangeError('from within') }) } catch (e) { return e }

//# the same error comes back
const mine = new Error('mine'); try { window.echo([1]).forEach(() => { throw mine }) } catch (e) { return e === mine }

//# a callback that the page catches
const tried = window.eval('(f) => { try { f() } catch (e) { return [e.name, e.message, e instanceof TypeError] } }');
return tried(() => { throw new TypeError('caught') })

//# callbacks within callbacks
return [...window.echo([1, 2]).map((x) => [...window.echo([x]).map((y) => y * 10)][0])]

//# a callback's arguments
const seen = []; window.echo([{ a: 1 }]).forEach((...args) => seen.push(args[0].a, args[1], args[2].length));
return seen

//# the same function
const f = () => 1; return [window.echo(f) === f, window.echo([f])[0] === f]

//# async callbacks
return [await window.eval('(async (f) => (await f(2)) + 1)')(async (x) => { await null; return x * 2 })]

//# listeners
const button = document.createElement('button'); const seen = [];
const listener = (event) => seen.push(event.type, event.target === button, event.detail);
button.addEventListener('click', listener);
button.click();
button.removeEventListener('click', listener);
button.click();
button.dispatchEvent(new window.CustomEvent('mine', { detail: 9 }));
return seen

//# listeners that are objects
const button = document.createElement('button'); const seen = [];
const listener = { handleEvent(event) { seen.push(event.type, this === listener) } };
button.addEventListener('click', listener); button.click();
button.removeEventListener('click', listener); button.click();
return seen

//# handlers as attributes
const b = document.createElement('button'); let n = 0; const f = () => { n++ }; b.onclick = f; b.click();
return [n, b.onclick === f]

//# this in a listener
const b = document.createElement('button'); let same; b.addEventListener('click', function () { same = this === b });
b.click(); return same

//# preventDefault
const b = document.createElement('button'); b.addEventListener('x', (e) => e.preventDefault());
return b.dispatchEvent(new window.Event('x', { cancelable: true }))

//# return false
const b = document.createElement('button'); b.onclick = () => { return false };
return b.dispatchEvent(new window.Event('click', { cancelable: true }))

//# a getter of the worker
const o = window.echo({}); window.Object.defineProperty(o, 'now', { get: () => 'computed' }); return o.now

//# once
const b = document.createElement('b'); let n = 0; b.addEventListener('x', () => n++, { once: true });
b.dispatchEvent(new window.Event('x')); b.dispatchEvent(new window.Event('x')); return n

// the DOM

//# building
const host = document.createElement('div');
for (const text of ['a', 'b']) {
    const row = document.createElement('p');
    row.textContent = text; row.className = 'row'; row.id = text; row.hidden = false;
    row.classList.add('on', 'off'); row.classList.remove('off');
    row.setAttribute('data-x', text); row.dataset.y = text; row.append(document.createTextNode('!'), text);
    row.style.color = 'red';
    host.appendChild(row);
}
host.insertBefore(document.createElement('hr'), host.firstChild);
return [host.outerHTML, host.childElementCount, host.querySelectorAll('p.on').length, host.children[1].firstChild.data]

//# what appendChild returns
const a = document.createElement('a'), b = document.createElement('b');
return [a.appendChild(b) === b, b.parentNode === a]

//# parts are the same
const p = document.createElement('p');
return [p.style === p.style, p.classList === p.classList, p.style === document.createElement('p').style]

//# parts that the page has told of
const p = document.createElement('p'); const told = window.eval('(e) => e.style')(p);
return [told === p.style, window.eval('(e) => e.style')(p) === told]

//# constants
return [document.body.nodeType, document.body.TEXT_NODE, window.Node.ELEMENT_NODE, document.nodeName]

//# clones
const p = document.createElement('p'); p.title = 't'; const c = p.cloneNode(true);
return [c.title, c.tagName, c === p, c instanceof window.HTMLParagraphElement]

//# SVG
const s = document.createElementNS('http://www.w3.org/2000/svg', 'circle'); s.setAttribute('r', 5);
return [s.tagName, s.namespaceURI, s.getAttribute('r')]

//# a canvas
const canvas = document.createElement('canvas'); canvas.width = 4; canvas.height = 4;
const c = canvas.getContext('2d'); c.fillStyle = '#ff0000'; c.fillRect(0, 0, 4, 4);
return [...c.getImageData(1, 1, 1, 1).data]

//# a form
const f = document.createElement('form'); f.innerHTML = '<input name=title value=v>';
return [f.elements.title.value, f.title.value, new window.FormData(f).get('title')]

//# an option that hides a method
const o = window.echo({ toString: 5, valueOf: 6 }); return [o.toString, o.valueOf]

//# a method that the program replaces
const p = document.createElement('p'); p.click = () => 'mine'; return [p.click(), delete p.click, typeof p.click]

//# a method that the program defines anew
const p = document.createElement('p');
Object.defineProperty(p, 'remove', { value: () => 'mine', configurable: true });
Object.defineProperty(p, 'title', { set(value) { if (value === 'no') throw new RangeError('no') }, configurable: true });
try { p.title = 'no' } catch (e) { return [p.remove(), e] }

//# a custom element
const define = '(name) => customElements.define(name, class extends HTMLElement { hello() { return "hello" } })';
if (!window.customElements.get('facade-probe')) window.eval(define)('facade-probe');
const e = document.createElement('facade-probe'); const c = e.cloneNode();
return [e.hello(), c.hello(), e.tagName]

//# observers
const p = document.createElement('p');
let tell;
const seen = new Promise((resolve) => { tell = resolve });
new window.MutationObserver((records) => tell(records[0].attributeName)).observe(p, { attributes: true });
p.title = 'x'; return await seen

//# timers of the page
return await new Promise((resolve) => window.setTimeout(resolve, 0, 'late'))
