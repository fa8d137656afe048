"""The parts of the documents that come from the code: `python -m tests.documents` writes them."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from drip.cli import main
from drip.mail_settings import MailSettings
from drip.settings import Settings, names_of

ROOT = Path(__file__).resolve().parents[1]
_ENV_HEAD = """\
# Settings of Drip. Copy this file to .env; what stays commented out keeps its default.
# Nothing here needs to be set for `drip demo` and for trying `drip up`.
"""


def settings_table() -> str:
    """The settings as a table of the README."""
    rows = ["| name | default | what it does |", "|---|---|---|"]
    for field_name, field in _fields():
        names = " or ".join(f"`{name}`" for name in names_of(field_name, field))
        rows.append(f"| {names} | {_default(field.default)} | {field.description} |")
    return "\n".join(rows)


def command_table() -> str:
    """The commands as a table of the README."""
    rows = ["| command | what it does |", "|---|---|"]
    for name, command in main.commands.items():
        within = command.commands.items() if isinstance(command, click.Group) else ()
        for path, one in [(f"{name} {sub}", sub_command) for sub, sub_command in within] or [
            (name, command)
        ]:
            rows.append(f"| `drip {path}` | {(one.help or '').split(chr(10))[0]} |")
    return "\n".join(rows)


def env_example() -> str:
    """The text of `.env.example`."""
    parts = [_ENV_HEAD]
    for field_name, field in _fields():
        name = names_of(field_name, field)[0]
        parts.append(f"# {field.description}\n#{name}={_default(field.default).strip('`')}\n")
    return "\n".join(parts)


def readme() -> str:
    """The README with its tables as they should be."""
    text = (ROOT / "README.md").read_text("utf-8")
    for part, table in (("settings", settings_table()), ("commands", command_table())):
        before, _, rest = text.partition(f"<!-- {part} -->")
        _, _, after = rest.partition(f"<!-- /{part} -->")
        text = f"{before}<!-- {part} -->\n{table}\n<!-- /{part} -->{after}"
    return text


def _fields() -> list[tuple[str, FieldInfo]]:
    """The settings, those of the last mile at the end."""
    fields = Settings.model_fields.items()
    return sorted(fields, key=lambda item: item[0] in MailSettings.model_fields)


def _default(value: object) -> str:
    shown = value.get_secret_value() if isinstance(value, SecretStr) else value
    return "" if shown in {None, ""} else f"`{shown}`"


if __name__ == "__main__":
    (ROOT / "README.md").write_text(readme(), "utf-8")
    (ROOT / ".env.example").write_text(env_example(), "utf-8")
