"""`yingyuan`: one line here per command; a command's module imports its weight when it is called."""

import sys

import typer

from deploy.cli import doctor, ledger, rebuild, regions, report, serve, up, verify
from deploy.local.errors import OperatorError


class Program(typer.Typer):
    """Shows an OperatorError as the sentence it is, with exit code 1."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Run the command line."""
        try:
            return super().__call__(*args, **kwargs)
        except OperatorError as error:
            typer.echo(f"做不到：{error}", err=True)
            sys.exit(1)


app = Program(
    name="yingyuan",
    help="应援：公共法律服务的受理、办案、统计与提醒。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command("up")(up.up)
app.command("serve")(serve.serve)
app.add_typer(regions.app)
app.add_typer(ledger.app)
app.add_typer(report.app)
app.command("verify")(verify.verify)
app.command("rebuild")(rebuild.rebuild)
app.command("doctor")(doctor.doctor)


if __name__ == "__main__":
    app()
