"""CPython's HTTP clients without sockets: http.client, urllib, urllib3 and requests, over the browser's requests.

All of them write an HTTP request to a socket and read an HTTP response from it. So the socket is what is replaced, by
one that hands the request to the browser when its response is asked for, and all that these clients do beside it stays
theirs. `_import_hooks.py` calls the `change_…` functions.

What a browser does by itself cannot be seen from here: it follows redirects, decompresses bodies, keeps cookies, checks
certificates and goes through its own proxies.
"""

import io
import socket

# In this form, as the module may be in the middle of being imported: then its package does not know it yet.
from http.client import HTTPConnection, HTTPResponse, responses

from . import _http

# They describe the body as it was on its way, or a connection that is not ours.
_OF_THE_WIRE = ("content-encoding", "transfer-encoding", "connection", "keep-alive")


class BrowserSocket:
    """What a connection takes for a socket."""

    def __init__(self, connection, scheme):
        # A client that would go through a proxy of its own has connected to that one; the browser knows its own.
        host = connection._tunnel_host or connection.host
        port = connection._tunnel_port if connection._tunnel_host else connection.port
        self._origin = f"{scheme}://{f'[{host}]' if ':' in host and host[0] != '[' else host}:{port}"
        self._connection = connection
        self._timeout = connection.timeout
        self._sent = []
        # Where redirects have led to.
        self.url = None

    def settimeout(self, timeout):
        """Set the deadline of the next request, in seconds."""
        self._timeout = timeout

    def gettimeout(self):
        """Return it."""
        return self._timeout

    def setsockopt(self, *_):
        """Do nothing: the browser has its own connections."""

    def shutdown(self, *_):
        """Do nothing."""

    def close(self):
        """Do nothing."""

    def sendall(self, data):
        """Keep a part of the request."""
        self._sent.append(bytes(data))

    def makefile(self, *_, **__):
        """Perform the request. Returns the response as a file."""
        method, target, headers, body = _parse_request(b"".join(self._sent))
        self._sent = []
        # What is meant for a proxy has its target in full.
        url = target if target.startswith(("http://", "https://")) else self._origin + target
        timeout = self._timeout
        if timeout is socket._GLOBAL_DEFAULT_TIMEOUT:
            timeout = socket.getdefaulttimeout()
        try:
            answer = _http.send(method, url, headers, body or None, timeout)
        except ConnectionError:
            # As when a connection breaks: the next request may begin anew.
            self._connection.close()
            raise
        self.url = answer.url
        return io.BytesIO(_response(answer, method))


class BrowserResponse(HTTPResponse):
    """A response that knows where redirects have led to."""

    def __init__(self, sock, *args, **kwargs):
        # Where there is no answer, what remains of this response is closed all the same.
        self.fp = None
        super().__init__(sock, *args, **kwargs)
        self._url = getattr(sock, "url", None)

    @property
    def url(self):
        """The URL that has answered."""
        return self._url

    @url.setter
    def url(self, asked_for):
        # urllib.request sets the URL that it asked for, as it would have followed redirects itself.
        if self._url is None:
            self._url = asked_for


def _parse_request(data):
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = []
    chunked = False
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            # A header that goes on.
            headers[-1] = (headers[-1][0], headers[-1][1] + " " + line.strip())
            continue
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
        chunked = chunked or (name.lower() == "transfer-encoding" and "chunked" in value.lower())
    return method, target, headers, _join_chunks(body) if chunked else body


def _join_chunks(data):
    chunks = []
    at = 0
    while True:
        end = data.index(b"\r\n", at)
        size = int(data[at:end].partition(b";")[0], 16)
        if not size:
            return b"".join(chunks)
        chunks.append(data[end + 2 : end + 2 + size])
        at = end + 4 + size


def _response(answer, method):
    lines = [f"HTTP/1.1 {answer.status} {answer.reason or responses.get(answer.status, '')}"]
    for name, value in answer.headers:
        if name not in _OF_THE_WIRE and (name != "content-length" or method == "HEAD"):
            lines.append(f"{name}: {value}")
    if method != "HEAD":
        lines.append(f"content-length: {len(answer.body)}")
    # Each socket serves one request, so that no client looks whether it is still alive.
    lines.append("connection: close")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + answer.body


def _connect_http(self):
    """Take the browser for a connection."""
    self.sock = BrowserSocket(self, "http")


def _connect_https(self):
    """Take the browser for a connection; it has checked the certificate, or there will be no answer."""
    self.sock = BrowserSocket(self, "https")
    # Otherwise urllib3 would warn.
    self.is_verified = True


def change_http_client(module):
    """Connect http.client's connections to the browser."""
    HTTPConnection.connect = _connect_http
    HTTPConnection.response_class = BrowserResponse
    if not hasattr(module, "HTTPSConnection"):
        # It needs the module ssl, which not every build has.
        module.HTTPSConnection = type(
            "HTTPSConnection", (HTTPConnection,), {"__init__": _init_https, "default_port": 443}
        )
        module.__all__.append("HTTPSConnection")
    module.HTTPSConnection.connect = _connect_https
    # There are no contexts of TLS here; certificates are the browser's affair.
    module._create_https_context = lambda http_version: None


def _init_https(self, host, port=None, *, context=None, **options):
    HTTPConnection.__init__(self, host, port, **options)


def change_urllib(module):
    """Have urllib raise URLError where the browser gets no answer, as it does where no connection is made."""
    do_open = module.AbstractHTTPHandler.do_open

    def do_open_with_browser(self, http_class, req, **http_conn_args):
        try:
            return do_open(self, http_class, req, **http_conn_args)
        except ConnectionError as error:
            raise module.URLError(error) from error

    module.AbstractHTTPHandler.do_open = do_open_with_browser


def change_urllib3(module):
    """Connect urllib3's connections to the browser: they make sockets of their own."""
    plain = module.HTTPConnection
    plain.connect = _connect_http
    if not issubclass(module.HTTPSConnection, plain):
        secure = type("HTTPSConnection", (plain,), {"__init__": _init_urllib3_https, "default_port": 443})
        module.HTTPSConnection = module.VerifiedHTTPSConnection = secure
    module.HTTPSConnection.connect = _connect_https


_PLAIN_OPTIONS = ("timeout", "source_address", "blocksize", "socket_options", "proxy", "proxy_config", "strict")


def _init_urllib3_https(self, host, port=None, **options):
    plain = type(self).__mro__[1]
    plain.__init__(self, host, port, **{key: options[key] for key in _PLAIN_OPTIONS if key in options})


def change_requests(module):
    """Have responses of requests tell where redirects have led to."""
    build_response = module.HTTPAdapter.build_response

    def build_response_with_url(self, req, resp):
        response = build_response(self, req, resp)
        final = getattr(getattr(resp, "_original_response", None), "url", None)
        if final:
            response.url = final
        return response

    module.HTTPAdapter.build_response = build_response_with_url
