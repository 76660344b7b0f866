"""Groups of commands that load a command's module when it is called, and turn errors into one screen and a status."""

import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from standoff.errors import StandoffError, nearest

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

FRAMES = 3
"""Frames of a traceback that are shown of a fault of ours: enough to report it, and still one screen."""


class LazyGroup(click.Group):
    """A group whose commands are modules of a package.

    Parameters
    ----------
    name : str
        As typed.
    commands : mapping of str to str
        One line of help by name of the command; a name of two words is a command of a group within.
    package : str
        Where the modules are: command ``ledger verify`` is the attribute `command` of module ``ledger_verify``.
    prefix : str
        First words of the names, when this is a group within.
    help : str
        What the group is for.
    """

    def __init__(
        self, name: str, *, commands: Mapping[str, str], package: str, prefix: str = "", help: str = ""
    ) -> None:
        super().__init__(
            name,
            help=help,
            no_args_is_help=True,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        self._lines, self._package, self._prefix = commands, package, prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the registry."""
        del ctx
        return list(dict.fromkeys(name.split()[0] for name in self._lines))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None where there is none of that name."""
        del ctx
        if cmd_name in self._lines:
            module = import_module(f"{self._package}.{self._prefix}{cmd_name.replace('-', '_')}")
            command = module.command
            return command if isinstance(command, click.Command) else None
        within = self._within(cmd_name)
        if not within:
            return None
        prefix = f"{self._prefix}{cmd_name}_"
        return LazyGroup(cmd_name, commands=within, package=self._package, prefix=prefix, help=_listed(within))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail with the nearest right name."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = nearest(args[0], known)
            mend = f" Did you mean {near!r}?" if near else f" Commands: {', '.join(known)}."
            raise click.UsageError(f"no such command: {args[0]!r}.{mend}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any."""
        rows = [(name, self._lines.get(name) or _listed(self._within(name))) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; alone, exit with the status of what happened."""
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            status = super().main(args, prog_name, standalone_mode=False, **extra)
        except StandoffError as error:
            _tell(f"standoff: {error}", error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(2)
        except (click.Abort, KeyboardInterrupt):
            _tell("Interrupted.", INTERRUPTED)
        except BrokenPipeError:  # the reader of a pipe has had enough
            sys.stderr.close()
            sys.exit(1)
        except Exception as error:
            _tell(_ours(error), 1)
        sys.exit(status if isinstance(status, int) else 0)

    def _within(self, name: str) -> dict[str, str]:
        return {line.split(" ", 1)[1]: text for line, text in self._lines.items() if line.startswith(name + " ")}


def _listed(within: Mapping[str, str]) -> str:
    return "Commands: " + ", ".join(within) + "."


def _tell(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


def _ours(error: Exception) -> str:
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = "".join(f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in frames)
    text = str(error).strip().splitlines()
    said = f": {text[0]}" if text else ""
    return (
        f"standoff: a fault of ours, not of your input: {type(error).__name__}{said}\n{places}"
        "Please report it with the command that you gave."
    )
