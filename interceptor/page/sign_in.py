"""Where a browser shows the client's key once, and gets a cookie that holds a token made of it, never the key."""

import hmac
import re
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.running.nginx_config import cookie_name, page_token
from interceptor.about import About
from interceptor.config import Config
from interceptor.page.attempts import Attempts
from interceptor.page.headers import guard

sign_in = Blueprint("sign_in", __name__, template_folder="templates")
sign_in.after_request(guard)

PAGE = re.compile(r"/(?:(?:sessions|cache|losses|telemetry|connect)(?:[/?][^\\\s]*)?)?")
DAYS_30 = 30 * 86_400


@sign_in.get("/sign-in")
def ask() -> AnyResponse:
    """Show the form; with the default key there is nothing to ask for."""
    if not needed():
        return redirect("/", 303)
    return _form(_to(request.args.get("to")))


@sign_in.post("/sign-in")
def take() -> AnyResponse:
    """Take the key; a right one leads to the page that was wanted. nginx has looked at the form's origin."""
    attempts: Attempts = current_app.extensions["attempts"]
    config: Config = current_app.extensions["config"]
    to = _to(request.form.get("to"))
    wait = attempts.wait()
    if wait:
        return _form(to, f"Too many wrong keys: the next is taken in {wait} s.", 429, wait)
    made = page_token(request.form.get("key", "").strip(), config.edge_secret)
    if not hmac.compare_digest(made.encode(), _expected(config)):
        attempts.wrong()
        return _form(to, "That is not this gateway's key. It is the value of PROXY_API_KEY.", 403)
    attempts.right()
    response = redirect(to, 303)
    response.set_cookie(_cookie(config), made, max_age=DAYS_30, path="/", httponly=True, samesite="Strict", secure=_tls(config))
    return response


@sign_in.post("/sign-out")
def leave() -> AnyResponse:
    """Take the cookie back."""
    config: Config = current_app.extensions["config"]
    response = redirect("/sign-in", 303)
    response.delete_cookie(_cookie(config), path="/", httponly=True, samesite="Strict", secure=_tls(config))
    return response


def needed() -> bool:
    """Tell whether the page asks for a key at all."""
    about: About = current_app.extensions["about"]
    return about.read().get("client_check") == "own key"


def signed_in() -> bool:
    """Tell whether this browser has the cookie; that it is the right one nginx has seen to."""
    config: Config = current_app.extensions["config"]
    return needed() and _cookie(config) in request.cookies


def _form(to: str, fault: str = "", status: int = 200, wait: int = 0) -> Response:
    response = Response(render_template("sign_in.html", to=to, fault=fault), status, mimetype="text/html")
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _to(wanted: str | None) -> str:
    # A page of ours and nothing else, so that nobody is led elsewhere.
    return wanted if wanted and PAGE.fullmatch(wanted) else "/"


def _expected(config: Config) -> bytes:
    path = config.about_path.with_name("page-token") if config.about_path is not None else None
    try:
        found = path.read_bytes().strip() if path is not None else b""
    except OSError:
        found = b""
    # Nothing is equal to what is not there.
    return found or b"\x00"


def _cookie(config: Config) -> str:
    return cookie_name(urlsplit(config.public_url).port or 0)


def _tls(config: Config) -> bool:
    return urlsplit(config.public_url).scheme == "https"
