"""The command `suffrage`: a thin face over the rooms below. Each command imports what it needs when it runs."""

import sys

import typer

from suffrage import __version__
from suffrage.cli import (
    audit,
    calendar,
    checking,
    commission,
    compare,
    count,
    declare,
    demo,
    formats,
    generate,
    law,
    measures,
    observe,
    publishing,
    schema,
    transfers,
)

EPILOG = "Exit codes: 0 complete · 2 bad input · 3 something is pending or in error · 4 a record is not valid, or differs."

app = typer.Typer(
    name="suffrage",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _options(
    version: bool = typer.Option(False, "--version", is_eager=True, callback=_say_version, help="Show the version."),
) -> None:
    """Count an election in the open: from the statements of the polling stations to the seats that the law declares."""


for _module in (
    demo,
    count,
    declare,
    publishing,
    checking,
    measures,
    compare,
    transfers,
    audit,
    observe,
    commission,
    formats,
    generate,
    law,
    calendar,
    schema,
):
    _module.register(app)


def main() -> None:
    """Run the command line. Every error that a user can mend is one sentence on standard error, and exit code 2."""
    from suffrage.model import BadInput, SuffrageError

    try:
        app()
    except SuffrageError as problem:
        typer.echo(f"suffrage: {problem}", err=True)
        if isinstance(problem, BadInput):
            from suffrage.words.findings import say_finding

            for finding in problem.findings[:20]:
                typer.echo(f"  · {say_finding('en', finding)}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(2)
    except OSError as problem:
        typer.echo(f"suffrage: {problem.filename or 'the system'}: {problem.strerror or problem}.", err=True)
        sys.exit(2)
