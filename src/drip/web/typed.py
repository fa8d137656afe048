"""Sentences that name a command between backticks, with the command set as code."""

from __future__ import annotations

import re

from flask import Flask
from markupsafe import Markup, escape

_TYPED = re.compile(r"`([^`\n]{1,80})`")


def install(app: Flask) -> None:
    """Give templates `typed`."""
    app.add_template_filter(typed)


def typed(text: str) -> Markup:
    """The text, escaped, with what stands between backticks as code."""
    return Markup(_TYPED.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first
