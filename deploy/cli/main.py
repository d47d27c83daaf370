"""`yingyuan`: one line here per command; what a command needs is imported when it is called."""

import sys

import typer

from deploy.cli.doctor import doctor
from deploy.cli.ledger.command import app as ledger
from deploy.cli.rebuild.command import rebuild
from deploy.cli.regions.command import app as regions
from deploy.cli.report.command import app as report
from deploy.cli.serve import serve
from deploy.cli.up.command import up
from deploy.cli.verify.command import verify
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
app.command("up")(up)
app.command("serve")(serve)
app.add_typer(regions)
app.add_typer(ledger)
app.add_typer(report)
app.command("verify")(verify)
app.command("rebuild")(rebuild)
app.command("doctor")(doctor)


if __name__ == "__main__":
    app()
