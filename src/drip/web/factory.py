"""The web application, put together: one blueprint for each audience."""

from __future__ import annotations

from traceback import extract_tb
from types import TracebackType

import structlog
from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from drip.flow.services import Services
from drip.web import context, dates, errors, health, security, typed
from drip.web.config import WebConfig
from drip.web.demo import demo
from drip.web.public import public
from drip.web.staff import staff
from drip.web.survey import survey
from drip.web.webhooks import webhooks

_FRAMES = 8

__all__ = ["WebConfig", "create_app"]


class _App(Flask):
    """Flask, but its log of an exception holds no path, message or value.

    Paths hold tokens, and the message of a failed statement holds a person's data.
    """

    def log_exception(
        self,
        exc_info: (
            tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
        ),
    ) -> None:
        structlog.get_logger().error(
            "request_failed",
            endpoint=request.endpoint,
            method=request.method,
            error=exc_info[0].__name__ if exc_info[0] else "",
            where=[f"{at.name}:{at.lineno}" for at in extract_tb(exc_info[2])[-_FRAMES:]],
        )


def create_app(services: Services, *, config: WebConfig) -> Flask:
    """A WSGI application for these services."""
    app = _App("drip.web", static_folder="static", template_folder="templates")
    _configure(app, services, config)
    app.url_map.redirect_defaults = False
    context.attach(app, services, config)
    security.secure(app)
    errors.install(app)
    dates.install(app)
    typed.install(app)
    app.register_blueprint(health.blueprint)
    for audience in (public, survey, staff, webhooks):
        app.register_blueprint(audience)
    if config.demo:
        app.register_blueprint(demo)
    return app


def _configure(app: Flask, services: Services, config: WebConfig) -> None:
    secure = services.links.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=config.max_content_length,
        MAX_FORM_MEMORY_SIZE=config.max_content_length,
        MAX_FORM_PARTS=200,
        PREFERRED_URL_SCHEME="https" if secure else "http",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME="__Host-drip" if secure else "drip",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if count := config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # how Flask documents middleware
            app.wsgi_app, x_for=count, x_proto=count, x_host=0
        )
