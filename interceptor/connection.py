"""GET /test-connection: one tiny message through each target of the model table, the way that a client's message goes."""

import threading
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify

from gateway.errors.error_table import Rule
from gateway.errors.explanation import row_of
from gateway.telling.trial import Trial, try_models
from gateway.upstreams.providers import key_of
from interceptor.about import About
from interceptor.config import Config
from interceptor.errors import error_response
from interceptor.lines import now

connection = Blueprint("connection", __name__)

SECONDS = 30.0
_under_way = threading.Lock()


@connection.get("/test-connection")
def test() -> Response:
    """Answer 200 when every target answered, else 503 with what to do; 429 while another test is under way."""
    if not _under_way.acquire(blocking=False):
        response = error_response(429, "A test of the connection is under way already: ask again when it has ended.")
        response.headers["retry-after"] = "10"
        return response
    try:
        return _test()
    finally:
        _under_way.release()


def _test() -> Response:
    config: Config = current_app.extensions["config"]
    reader: About = current_app.extensions["about"]
    about = reader.read()
    groups: list[dict[str, Any]] = about["to_try"]
    # The edge takes its own secret for a client's key: so the test goes the whole way.
    trials = try_models(about.get("url", config.public_url), config.edge_secret, [one["names"][0] for one in groups], seconds=SECONDS)
    told = [_told(one["target"], one["names"], trial) for one, trial in zip(groups, trials, strict=True)]
    failed = [trial for trial in trials if not trial.ok]
    if not trials or failed:
        return _failure(failed, told)
    count = f"All {len(trials)} targets answer" if len(trials) > 1 else "The target answers"
    return jsonify(
        status="success",
        message=f"{count}{' (offline: no model is behind them)' if config.offline else ''}.",
        time=now(),
        model_used=told[0]["target"],
        response_id=told[0]["response_id"],
        models=told,
    )


def _told(target: str, names: list[str], trial: Trial) -> dict[str, Any]:
    told: dict[str, Any] = {"target": target, "names": names, "ok": trial.ok, "status": trial.status, "latency_ms": trial.latency_ms}
    told |= {"response_id": trial.response_id, "request_id": trial.request_id}
    if not trial.ok:
        rule = row_of(trial.status, trial.message)
        told |= {"cause": rule.name, "error_type": trial.error, "message": trial.message, "suggestions": _advice(rule, target)}
    return told


def _failure(failed: list[Trial], told: list[dict[str, Any]]) -> Response:
    worst = next((one for one in told if not one["ok"]), None)
    if worst is None:
        return error_response(503, "config.yaml has no target that answers messages: add one, see openai-code check.")
    message = f"{len(failed)} of {len(told)} targets do not answer. {', '.join(worst['names'][:2])} → {worst['target']}: {worst['message']}"
    response = jsonify(
        type="error",
        error={"type": _kind(failed[0]), "message": message},
        request_id=g.get("request_id"),
        status="failed",
        time=now(),
        error_type=worst["cause"],
        message=worst["message"],
        suggestions=worst["suggestions"],
        models=told,
    )
    response.status_code = 503
    return response


def _kind(trial: Trial) -> str:
    return trial.error if trial.error is not None and trial.error.endswith("_error") else "api_error"


def _advice(rule: Rule, target: str) -> list[str]:
    advice = rule.advice(key=key_of(target.partition("/")[0]))
    return [*advice, "See docs/errors.md, and openai-code doctor for every step of the way."][:3]
