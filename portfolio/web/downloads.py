"""A file as it is sent to a browser, to be kept."""

from __future__ import annotations

from flask import Response

from portfolio.services.exports import Made


def download(made: Made) -> Response:
    """The file, with the name to keep it by."""
    kind = f"{made.media_type}; charset=utf-8" if made.media_type.startswith("text/") else made.media_type
    found = Response(made.content, content_type=kind)
    found.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return found
