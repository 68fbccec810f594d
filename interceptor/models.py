"""GET /v1/models and /v1/models/{id}, in the shape of the API whose client asks; nginx says in the path which that is."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from gateway.models import closest
from gateway.upstreams.catalogue import Model, anthropic_shape, model, openai_shape
from interceptor.about import About
from interceptor.errors import error_response

models = Blueprint("models", __name__)

DEFAULT_LIMIT, MOST = 20, 1000


@models.get("/models/anthropic")
def list_anthropic() -> Response:
    """Answer with one page of the list; limit, after_id and before_id are the Messages API's own."""
    about = _about()
    told = request.args.get("limit", str(DEFAULT_LIMIT))
    if not told.isascii() or not told.isdecimal() or not 1 <= int(told[:9]) <= MOST:
        return error_response(400, f"limit: Input should be a whole number from 1 to {MOST}")
    ids: list[str] = about["listed"]
    first, last = 0, len(ids)
    for name in ("after_id", "before_id"):
        cursor = request.args.get(name)
        if cursor is not None and cursor not in ids:
            return error_response(400, f"{name}: there is no such model in the list")
        if cursor is not None and name == "after_id":
            first = ids.index(cursor) + 1
        elif cursor is not None:
            last = ids.index(cursor)
    limit = int(told)
    backwards = "before_id" in request.args and "after_id" not in request.args
    between = ids[first:last]
    page = between[-limit:] if backwards else between[:limit]
    data = [anthropic_shape(found) for name in page if (found := _model(about, name)) is not None]
    return jsonify(data=data, has_more=len(page) < len(between), first_id=page[0] if page else None, last_id=page[-1] if page else None)


@models.get("/models/openai")
def list_openai() -> Response:
    """Answer with the whole list."""
    about = _about()
    return jsonify(object="list", data=[openai_shape(found) for name in about["listed"] if (found := _model(about, name)) is not None])


@models.get("/models/anthropic/<path:asked>")
def one_anthropic(asked: str) -> Response:
    """Answer with one model, also one that only a pattern of config.yaml names."""
    found = _model(_about(), asked)
    return jsonify(anthropic_shape(found)) if found is not None else error_response(404, _unknown(asked))


@models.get("/models/openai/<path:asked>")
def one_openai(asked: str) -> Response:
    """Answer with one model, or with an error as OpenAI's clients read it."""
    found = _model(_about(), asked)
    if found is not None:
        return jsonify(openai_shape(found))
    error = {"message": _unknown(asked), "type": "invalid_request_error", "param": "model", "code": "model_not_found"}
    response = jsonify(error=error)
    response.status_code = 404
    return response


def _about() -> dict[str, Any]:
    reader: About = current_app.extensions["about"]
    return reader.read()


def _model(about: dict[str, Any], asked: str) -> Model | None:
    return model(about["targets"], about["limits"], about["caps"], asked)


def _unknown(asked: str) -> str:
    near = ", ".join(closest(_about()["targets"], asked))
    return f"model: {asked[:100]} is not configured. Closest names in config.yaml: {near}."
