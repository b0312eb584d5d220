"""Audits a gateway's quotes: audit.py URL prints, once a second, what came and what is missing, as one line of JSON."""

import asyncio
import json
import sys

import socketio

SYMBOL, SEQ, CONFLATED = 0, 1, 9
held: dict[str, tuple] = {}  # by symbol: its epoch, the highest seq, and how many quotes are missing
totals = {"received": 0, "duplicates": 0, "unexplained": 0, "reason": None, "complete": False}
client = socketio.AsyncClient()


@client.event
async def connect():
    await client.emit("subscribe", {"symbols": "*"}, callback=begin)


def begin(answer):
    """A snapshot begins the account anew: what passed while there was no connection was never promised."""
    if not answer["ok"]:
        sys.exit(answer["error"]["message"])
    held.clear()
    held.update((quote[SYMBOL], (batch["epoch"], quote[SEQ], 0)) for batch in answer["snapshot"] for quote in batch["quotes"])


@client.on("quotes")
def record(batch):
    """`conflated` quotes were replaced by newer ones on the way here. Those that came late pay an earlier gap, with the same seq again."""
    for quote in batch["quotes"]:
        symbol, seq, conflated = quote[SYMBOL], quote[SEQ], quote[CONFLATED]
        epoch, last, missing = held.get(symbol, (batch["epoch"], seq - 1 - conflated, 0))
        totals["received"] += 1
        totals["duplicates"] += epoch == batch["epoch"] and seq <= last and conflated == 0
        missing += max(0, seq - last - 1) - conflated
        totals["unexplained"] += max(0, -missing)
        held[symbol] = (batch["epoch"], max(seq, last), max(0, missing))


@client.on("status")
def judge(status):
    totals.update(reason=(status["stale"] or {}).get("reason"), complete=status["complete"])


async def main():
    # Engine.IO's client asks for polling first, which a gateway refuses.
    await client.connect(sys.argv[1], transports=["websocket"], retry=True)
    while True:
        await asyncio.sleep(1)
        print(json.dumps({**totals, "symbols": len(held), "missing": sum(gap for *_, gap in held.values())}), flush=True)


asyncio.run(main())
