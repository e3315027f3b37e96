"""The guard: who may look. Token, host, origin, method, kind of content, and headers of safety.

The page is served to whoever opened the address that the terminal printed, and to nobody else:

* the address holds a random token once; it is changed for a cookie that no script can read and
  that no other site's page can have sent (``HttpOnly``, ``SameSite=Strict``);
* the ``Host`` must be ours, so that no name of a stranger leads here (DNS rebinding);
* what changes anything is a ``POST`` of JSON whose ``Origin`` is ours;
* the browser is told to run our own files alone, and to guess no content type.
"""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from msgspec import Struct
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "Pass"]

MOST_BYTES = 64 * 1024
"""Of what may be posted: a decision is a few words."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Our own files alone, nothing inline, no frame around it."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Pass(Struct, frozen=True):
    """What is asked of whoever comes."""

    token: str
    """In the address that the terminal prints."""
    session: str
    """In the cookie that the token is changed for; not the token, which stays in histories."""
    cookie: str
    """The cookie's name; pages of several films on one machine do not take each other's."""
    hosts: frozenset[str]
    """``127.0.0.1:8731``, ``localhost:8731``; in a network also this machine's address there."""

    @classmethod
    def new(cls, hosts: frozenset[str], port: int) -> Pass:
        """A pass that nobody has seen yet."""
        token, session = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
        return cls(token, session, f"rushes_{port}", hosts)


class Guard:
    """Stands before the whole application."""

    def __init__(self, app: ASGIApp, asked: Pass) -> None:
        self._app = app
        self._asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say what is missing."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        await self._app(scope, _not_too_much(receive), _with_headers(send))

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to whoever may not come in, or who brings the token; None lets them in."""
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._asked.hosts:
            return _no(421, "this page is not served under that name")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return _no(403, "another site's page may not look in here")
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if scope["method"] == "GET" and "token" in asked:
            return self._changed(asked["token"][0], scope["path"])
        if not self._has_cookie(headers):
            return _no(401, "open the address that `rushes review` printed: it lets you in")
        if scope["method"] in {"GET", "HEAD"}:
            return None
        return self._refused_change(scope["method"], headers)

    def _refused_change(self, method: str, headers: Headers) -> Response | None:
        if method != "POST":
            return _no(405, "only GET and POST are known here")
        if headers.get("origin", "").lower() != f"http://{headers['host'].lower()}":
            return _no(403, "only this page itself may change anything")
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _no(415, "only JSON is taken")
        if not headers.get("content-length", "0").isdigit():
            return _no(400, "that is no length")
        if int(headers.get("content-length", "0")) > MOST_BYTES:
            return _no(413, "that is more than any decision needs")
        return None

    def _changed(self, token: str, path: str) -> Response:
        """The token for the cookie, and away from the address bar."""
        if not secrets.compare_digest(token.encode(), self._asked.token.encode()):
            return _no(401, "that token is not (any more) the one of this page")
        where = "/" + path.lstrip("/\\")
        answer = RedirectResponse(where, status_code=303)
        answer.headers["Cache-Control"] = "no-store"
        answer.set_cookie(
            self._asked.cookie, self._asked.session, httponly=True, samesite="strict", path="/"
        )
        return answer

    def _has_cookie(self, headers: Headers) -> bool:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except Exception:  # noqa: BLE001 - a stranger's header: whatever it is, it lets nobody in
            return False
        found = jar[self._asked.cookie].value if self._asked.cookie in jar else ""
        return secrets.compare_digest(found.encode(), self._asked.session.encode())


def _no(status: int, words: str) -> Response:
    return PlainTextResponse(f"{words}\n", status_code=status)


def _with_headers(send: Send) -> Send:
    """Every answer with the headers of safety; never kept by anybody unless it says so itself."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return told


def _not_too_much(receive: Receive) -> Receive:
    """A body is heard up to the most; what lies about its length is cut off."""
    heard = 0

    async def listened() -> Message:
        nonlocal heard
        message = await receive()
        heard += len(message.get("body", b""))
        if heard > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return listened
