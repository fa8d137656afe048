"""What one can type. Owns click and rich.

Commands import what they need when they run, so that `drip --help` answers at once. Exit codes:
0 fine, 1 findings or a refusal, 2 wrong usage or settings.
"""

from __future__ import annotations

import logging
from typing import Any

import click

import drip
from drip.cli.content import check, sign_off
from drip.cli.demo import demo
from drip.cli.home import adopt
from drip.cli.house import config, doctor, staff, upgrade
from drip.cli.people import enrol, pause, resume, why
from drip.cli.preview import preview
from drip.cli.publish import export, plan, publish
from drip.cli.reply import reply
from drip.cli.send import send
from drip.cli.send_test import send_test
from drip.cli.serve import up, web, worker
from drip.cli.simulate import simulate
from drip.errors import DripError

_ORDER = (demo, up, web, worker, check, sign_off, preview, plan, publish, export, simulate)
_PEOPLE = (enrol, pause, resume, why, reply)
_HOUSE = (doctor, send, send_test, config, staff, upgrade, adopt)


class _Commands(click.Group):
    """The commands in the order of a first acquaintance; refusals end as one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order they were added."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what Drip can explain is explained without a traceback."""
        try:
            return super().invoke(ctx)
        except DripError as error:
            click.secho(error.message, err=True, fg="red")
            ctx.exit(2 if type(error).__name__ == "SettingsError" else 1)


@click.group(
    cls=_Commands,
    help=drip.__doc__,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(drip.__version__, prog_name="drip")
def main() -> None:
    """Take the command line apart."""
    from drip import logs

    logs.set_up(json=False, level=logging.WARNING)


for command in (*_ORDER, *_PEOPLE, *_HOUSE):
    main.add_command(command)
