"""openai-code replay: today's translator against a cassette, without a network."""

import sys
from pathlib import Path

import click

from gateway.cassette import file
from translator.cassette.again import Comparison, compare

MOST_SHOWN = 5


@click.command()
@click.argument("cassette", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def replay(cassette: Path) -> None:
    """Translate every exchange of a recording again, and say what is different today; needs no key and no network.

    The upstream's request must be the same, and so must the answer to the client. Exits with 0 where nothing differs, 1 where something
    does, 2 where FILE is no cassette. To run a client on it: openai-code start --offline --replay FILE.
    """
    try:
        exchanges = file.read(cassette)
    except file.CassetteError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    compared = differing = 0
    for number, exchange in enumerate(exchanges, 1):
        # An attempt that was made again has the request of the one after it.
        if exchange.client is None:
            continue
        compared += 1
        comparison = compare(exchange, exchange.client)
        differing += not comparison.same
        _tell(f"exchange {number} ({exchange.client.body.get('model')} → {exchange.target.get('model')}, {exchange.at})", comparison)
    if not compared:
        click.echo(f"{cassette} holds no exchange. Record some: openai-code record {cassette}", err=True)
        sys.exit(2)
    click.echo(f"{compared} exchange{'' if compared == 1 else 's'}: {compared - differing} the same, {differing} different.")
    sys.exit(1 if differing else 0)


def _tell(title: str, comparison: Comparison) -> None:
    if comparison.unheard:
        click.echo(f"{title}: the answer is not compared: {comparison.unheard}.")
    for what, found in (("request", comparison.request), ("answer", comparison.answer)):
        for difference in found[:MOST_SHOWN]:
            click.secho(f"{title}: {what}: {difference}", fg="red")
        if len(found) > MOST_SHOWN:
            click.echo(f"{title}: {what}: and {len(found) - MOST_SHOWN} more.")
