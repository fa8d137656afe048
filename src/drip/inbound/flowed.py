"""Plain text whose paragraphs were cut into lines for the way (RFC 3676)."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join soft line breaks within one depth of quoting; quote marks stay in front."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        signature = content == "-- "
        if depth == open_depth and not signature:
            lines[-1] += content
        else:
            lines.append(">" * depth + (" " if depth and content else "") + content)
        soft = content.endswith(" ") and not signature
        if soft and delsp:
            lines[-1] = lines[-1][:-1]
        open_depth = depth if soft else -1
    return "\n".join(lines)
