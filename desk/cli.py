"""`shop …`: what was sold and what is left, as tables or as JSON, and the policies' commands."""

from __future__ import annotations

import typer

from desk.announce import notify
from desk.backup import backup, restore
from desk.cost import cost
from desk.deploy import deploy
from desk.desk import desk
from desk.disputes import dispute, disputes
from desk.doctor import doctor
from desk.export import export
from desk.init import init
from desk.invoice import invoice
from desk.ledger import ledger
from desk.letter import letter
from desk.order import order
from desk.orders import orders
from desk.packing_list import packing_list
from desk.policies import policies
from desk.publish import publish
from desk.reconcile import reconcile
from desk.request import request
from desk.requests import requests
from desk.returns import return_, returns
from desk.rollback import rollback
from desk.secret import secret
from desk.stock import stock
from desk.subscribers import subscribers
from desk.terminal import EXIT_CODES
from desk.today import today
from desk.trouble import trouble

app = typer.Typer(
    help="Your shop, from the command line.", no_args_is_help=True, add_completion=False
)
app.add_typer(policies, name="policies")
app.add_typer(letter, name="letter")
app.command()(orders)
app.command()(today)
app.command()(desk)
app.command()(disputes)
app.add_typer(dispute, name="dispute")
app.add_typer(order, name="order")
app.command()(packing_list)
app.command(epilog=EXIT_CODES)(invoice)
app.command()(returns)
app.add_typer(return_, name="return")
app.add_typer(export, name="export")
app.add_typer(ledger, name="ledger")
app.add_typer(stock, name="stock")
app.add_typer(subscribers, name="subscribers")
app.add_typer(requests, name="requests")
app.command()(request)
app.command()(reconcile)
app.command(epilog=EXIT_CODES)(notify)
app.command()(deploy)
app.command()(secret)
app.command()(backup)
app.command()(restore)
app.command()(init)
app.command()(cost)
app.command()(doctor)
app.command(epilog=EXIT_CODES)(publish)
app.command(epilog=EXIT_CODES)(rollback)
app.command()(trouble)


@app.callback()
def shop() -> None:
    """Talk to the shop that `make dev` runs on this machine, or to a stage of yours at AWS."""
