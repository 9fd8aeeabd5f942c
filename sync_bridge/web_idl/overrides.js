// What Web IDL cannot express about its members, in small lists with reasons. compile.js fails if an entry names
// nothing or says what follows from IDL anyway, so that no list outlives its cause.

/**
 * @typedef {object} Group
 * @property {string} rule "" waits
 * @property {string} reason
 * @property {Record<string, string>} members names by interface or mixin
 * @property {boolean} [shadow] the members are inherited, and here they are different
 */

/** @type {Group[]} */
export const GROUPS = [
  // Operations that return nothing.
  {
    rule: "V",
    reason: "listeners of any name and function are accepted; what they throw is reported, not thrown",
    members: { EventTarget: "addEventListener removeEventListener", MediaQueryList: "addListener removeListener" },
  },
  {
    rule: "",
    reason: "ignored where the event has been dispatched, which is an error here",
    members: { Event: "preventDefault stopPropagation stopImmediatePropagation" },
  },
  {
    rule: "Va",
    reason: "only a name that is none is refused",
    members: { Element: "setAttribute" },
  },
  {
    rule: "Vt",
    reason: "only an empty token or one with white space is refused",
    members: { DOMTokenList: "add remove" },
  },
  {
    rule: "Vn",
    reason: "a new node has no descendant that could be the parent; without one, before and after do nothing",
    members: { ParentNode: "append prepend replaceChildren", ChildNode: "before after replaceWith" },
  },
  {
    rule: "v",
    reason: "a document takes one element and no text",
    members: { Document: "append prepend replaceChildren", DocumentType: "before after replaceWith" },
    shadow: true,
  },
  {
    rule: "V",
    reason: "removing what is not there does nothing",
    members: {
      ChildNode: "remove",
      Element: "removeAttribute removeAttributeNS",
      HTMLOptionsCollection: "remove",
      HTMLSelectElement: "remove",
      HTMLTableElement: "deleteCaption deleteTHead deleteTFoot",
      Storage: "removeItem clear",
    },
  },
  {
    rule: "V",
    reason: "any text is taken, parsed leniently or ignored; a computed style refuses it, but nobody sets that",
    members: {
      CSSStyleDeclaration: "setProperty",
      CharacterData: "appendData",
      DataTransfer: "setData clearData setDragImage",
      FormData: "append delete set",
      HTMLButtonElement: "setCustomValidity",
      HTMLFieldSetElement: "setCustomValidity",
      HTMLInputElement: "setCustomValidity select",
      HTMLObjectElement: "setCustomValidity",
      HTMLOutputElement: "setCustomValidity",
      HTMLSelectElement: "setCustomValidity",
      HTMLTextAreaElement: "setCustomValidity select setSelectionRange",
      MediaList: "appendMedium",
      Node: "normalize",
      URLSearchParams: "append delete set sort",
    },
  },
  {
    rule: "V",
    reason: "they run handlers, whose errors are reported, not thrown",
    members: { HTMLOrSVGOrMathMLElement: "focus blur", Window: "focus blur" },
  },
  {
    rule: "",
    reason: "newer browsers return a promise, older ones nothing",
    members: {
      Element: "scroll scrollBy scrollIntoView scrollTo",
      Window: "scroll scrollBy scrollTo",
    },
  },
  {
    rule: "V",
    reason: "stopping what does not run, and starting to observe an element twice, does nothing",
    members: {
      BroadcastChannel: "close",
      Document: "exitPointerLock",
      EventSource: "close",
      HTMLDialogElement: "close",
      HTMLMediaElement: "load pause",
      ImageBitmap: "close",
      IntersectionObserver: "observe unobserve disconnect",
      MediaStreamTrack: "stop",
      MessagePort: "start close",
      MutationObserver: "disconnect",
      NodeIterator: "detach",
      Performance: "clearMarks clearMeasures clearResourceTimings",
      PerformanceObserver: "disconnect",
      Range: "collapse detach",
      ResizeObserver: "observe unobserve disconnect",
      SVGSVGElement: "deselectAll forceRedraw pauseAnimations unpauseAnimations",
      Selection: "addRange removeAllRanges empty",
      WindowOrWorkerGlobalScope: "queueMicrotask",
      Worker: "terminate",
    },
  },
  {
    rule: "V",
    reason: "the console takes everything",
    members: {
      console:
        "assert clear count countReset debug dir dirxml error group groupCollapsed groupEnd info log table time " +
        "timeEnd timeLog trace warn",
    },
  },
  {
    rule: "V",
    reason: "a canvas ignores numbers that are not finite; those that take a radius refuse a negative one",
    members: {
      CanvasDrawPath: "beginPath clip fill stroke",
      CanvasPath: "bezierCurveTo closePath lineTo moveTo quadraticCurveTo rect",
      CanvasPathDrawingStyles: "setLineDash",
      CanvasRect: "clearRect fillRect strokeRect",
      CanvasState: "reset restore save",
      CanvasText: "fillText strokeText",
      CanvasTransform: "resetTransform rotate scale setTransform transform translate",
    },
  },
  {
    rule: "w!",
    reason: "what is cancelled must not run any more",
    members: {
      AnimationFrameProvider: "cancelAnimationFrame",
      HTMLVideoElement: "cancelVideoFrameCallback",
      Window: "cancelIdleCallback",
      WindowOrWorkerGlobalScope: "clearInterval clearTimeout",
    },
  },
  {
    rule: "w!",
    reason: "the program must not go on before the user has: they block the page",
    members: { Window: "alert print" },
  },
  {
    rule: "w!",
    reason: "they may run scripts, or do away with the document that the next operation is about",
    members: { Document: "close write writeln" },
  },
  {
    rule: "w!",
    reason: "they fill a buffer of the caller, which comes back with the answer",
    members: {
      AnalyserNode: "getByteFrequencyData getByteTimeDomainData getFloatFrequencyData getFloatTimeDomainData",
      AudioBuffer: "copyFromChannel",
      AudioData: "copyTo",
      BiquadFilterNode: "getFrequencyResponse",
      EncodedAudioChunk: "copyTo",
      EncodedVideoChunk: "copyTo",
      IIRFilterNode: "getFrequencyResponse",
      WebGL2RenderingContextBase: "getBufferSubData",
      WebGL2RenderingContextOverloads: "readPixels",
      WebGLRenderingContextOverloads: "readPixels",
    },
  },

  // Operations that return what is known beforehand.
  {
    rule: "1",
    reason: "the algorithm returns its first argument",
    members: { Document: "adoptNode", Element: "removeAttributeNode", Node: "insertBefore removeChild" },
  },
  { rule: "2", reason: "the algorithm returns its second argument", members: { Node: "replaceChild" } },
  {
    rule: "1n",
    reason: "the algorithm returns its argument, and a new node has no descendant that could be the parent",
    members: { Node: "appendChild" },
  },
  {
    rule: "1",
    reason: "a document takes one element and no text; the others take no children at all",
    members: {
      Attr: "appendChild",
      CharacterData: "appendChild",
      Document: "appendChild",
      DocumentType: "appendChild",
    },
    shadow: true,
  },
  { rule: "Nt", reason: "the tag name decides the interface", members: { Document: "createElement" } },
  {
    rule: "",
    reason: "in XML the tag name does not decide the interface",
    members: { XMLDocument: "createElement" },
    shadow: true,
  },
  { rule: "Nk", reason: "a copy is of the same interface", members: { Node: "cloneNode" } },
  { rule: "", reason: "a shadow root refuses to be cloned", members: { ShadowRoot: "cloneNode" }, shadow: true },
  { rule: "Nq", reason: "only a selector that is none is refused", members: { ParentNode: "querySelectorAll" } },
  {
    rule: "N",
    reason: "the algorithm makes this interface, never one that inherits from it",
    members: { Document: "createDocumentFragment createTextNode" },
  },
  {
    rule: "N",
    reason: "new each time, though IDL does not say so",
    members: {
      CanvasFillStrokeStyles: "createConicGradient createLinearGradient",
      Element: "getClientRects",
      HTMLTableElement: "createTBody",
      Range: "getClientRects",
    },
  },
  {
    rule: "n",
    reason: "refuses names or text of a wrong form, and HTML documents have no CDATA sections",
    members: {
      DOMImplementation: "createDocument createDocumentType",
      Document: "createAttribute createAttributeNS createCDATASection createProcessingInstruction",
      Text: "splitText",
      XPathEvaluatorBase: "createExpression",
    },
  },
  {
    rule: "n",
    reason: "refuses a matrix whose two spellings of a number disagree",
    members: {
      DOMMatrixReadOnly: "multiply",
      DOMPointReadOnly: "matrixTransform",
      SVGSVGElement: "createSVGTransformFromMatrix",
    },
  },
  { rule: "n", reason: "refuses a body that has been read", members: { Request: "clone", Response: "clone" } },
  { rule: "n", reason: "refuses a request that is too large or malformed", members: { Window: "fetchLater" } },
  {
    rule: "",
    reason: "older browsers return nothing where newer ones return a promise",
    members: { Element: "requestPointerLock" },
  },

  // Attributes.
  {
    rule: "w",
    reason: "ignored where the event has been dispatched, which is an error here",
    members: { Event: "returnValue cancelBubble", BeforeUnloadEvent: "returnValue" },
  },
  {
    rule: "c",
    reason: "never changes (but for tagName and nodeName of an HTML element that is moved to an XML document)",
    members: { Element: "localName namespaceURI prefix tagName", Node: "nodeName nodeType" },
  },
  {
    rule: "s",
    reason: "the same for ever, though IDL does not say so",
    members: { HTMLTemplateElement: "content" },
  },
  {
    rule: "r",
    reason: "the style sheet of another origin does not let itself be read",
    members: { CSSStyleSheet: "cssRules rules" },
  },
  { rule: "r", reason: "claims to be undefined", members: { Document: "all" } },
  {
    rule: "Ws",
    reason: "text that is no colour is ignored; a gradient or a pattern is no text and waits",
    members: { CanvasFillStrokeStyles: "fillStyle strokeStyle" },
  },
  { rule: "Wb", reason: "a union of which programs use the boolean", members: { HTMLElement: "hidden" } },
  {
    rule: "w",
    reason: "refuses text of a wrong form",
    members: {
      CSSKeyframeRule: "keyText",
      Document: "domain",
      ElementContentEditable: "contentEditable",
      SVGAngle: "valueAsString",
      SVGLength: "valueAsString",
      URL: "href",
    },
  },
  {
    rule: "w",
    reason: "refuses a number out of range",
    members: {
      HTMLInputElement: "size",
      HTMLMarqueeElement: "loop",
      HTMLMediaElement: "currentTime defaultPlaybackRate playbackRate volume",
      SVGAnimatedEnumeration: "baseVal",
      SVGPreserveAspectRatio: "align meetOrSlice",
      TextTrackCue: "startTime endTime",
    },
  },
  {
    rule: "w",
    reason: "makes or removes elements, and ignores a length that is too large without a word",
    members: { HTMLOptionsCollection: "length", HTMLSelectElement: "length" },
  },
  {
    rule: "w",
    reason: "refuses to be set in some states, or for some types of the element",
    members: {
      HTMLElement: "outerText",
      HTMLInputElement: "selectionDirection selectionEnd selectionStart valueAsNumber",
      History: "scrollRestoration",
      XMLHttpRequest: "responseType timeout withCredentials",
    },
  },
  {
    rule: "w",
    reason: "Trusted Types refuse plain text here",
    members: { HTMLScriptElement: "src text" },
  },
  {
    rule: "w",
    reason: "Trusted Types refuse plain text here",
    members: { HTMLScriptElement: "innerText textContent" },
    shadow: true,
  },
  {
    rule: "w",
    reason: "navigates, and refuses what is no URL",
    members: { Location: "hash host hostname href pathname port protocol search" },
  },
];

/** Interfaces whose members are named by data: the rule holds for every name that they have not themselves. */
export const WILDCARDS = {
  rule: "Ws",
  type: "DOMString",
  reason: "what is no CSS is ignored, and what is a name in Python is one in an attribute",
  interfaces: "CSSStyleDeclaration CSSStyleProperties DOMStringMap",
};

/** Tag names whose interface is not the same in all browsers: to create one waits. */
export const TAGS = {
  reason: "not in all browsers, where they are HTMLUnknownElement, or obsolete and different between them",
  names: "applet basefont bgsound blink isindex keygen menuitem multicol nextid search selectedcontent spacer",
};

/** Documents that the table is not made from. An object of theirs is unknown to the worker, which waits. */
export const LEFT_OUT = {
  reason: "proposals, devices and what few browsers have: hardly a program needs their operations pipelined",
  specifications: `
    accelerometer ambient-light animation-triggers anonymous-iframe attribution autofill-event background-fetch
    background-sync bluetooth bluetooth-scanning body-tracking capture-handle-identity captured-mouse-events
    compute-pressure connection-allowlists contact-picker container-timing content-index cpu-performance crash-reporting
    cross-origin-storage csp-embedded-enforcement csp-next css-animation-worklet css-layout-api css-mixins css-nav
    css-paint-api css-parser-api css-regions css-viewport datacue device-attributes device-posture digital-credentials
    digital-goods document-picture-in-picture edit-context element-capture eyedropper-api fedcm fenced-frame
    fido-client-to-authenticator-protocol font-metrics-api gamepad-extensions generic-sensor geolocation-element
    get-installed-related-apps gyroscope handwriting-recognition hid idle-detection image-resource ink-enhancement
    install-element is-input-pending js-self-profiling keyboard-lock keyboard-map local-font-access local-network-access
    login-status magnetometer managed-configuration manifest-incubations mediacapture-automation
    mediacapture-handle-actions mediacapture-region mediacapture-surface-control mediacapture-viewport model-element
    netinfo observable orientation-sensor performance-measure-memory periodic-background-sync permissions-request
    permissions-revoke portals prefer-current-tab prerendering-revamped presentation-api private-click-measurement
    prompt-api proofreader-api proximity raw-camera-access real-world-meshing saa-non-cookie-storage
    scroll-to-text-fragment secure-payment-confirmation serial shape-detection-api soft-navigations storage-buckets
    testutils text-detection-api translation-api trust-token-api usb virtual-keyboard web-animations-2 web-app-launch
    web-based-payment-handler web-nfc web-otp webdriver webextensions webmcp webnn webrtc-diagnostic-logging webrtc-ice
    webrtc-identity webxr webxr-ar-module webxr-depth-sensing webxr-dom-overlays webxr-gamepads-module
    webxr-hand-input webxr-hit-test webxr-lighting-estimation webxr-plane-detection webxr-webgpu-binding webxrlayers
    window-controls-overlay window-management writing-assistance-apis
  `,
};
