#!/usr/bin/env python3
"""Two players meet, and trade a sword for gold.

    python3 docs/examples/play.py [url] [token]

Both can come from SHARDKEEP_URL and SHARDKEEP_TOKEN instead. The token of a game server stands in
the shard's config.json as tokens.game. Needs websockets (Debian: python3-websockets).

The protocol is JSON-RPC 2.0 over WebSocket, and `Shard` below is all that a client needs.
"""

import asyncio
import json
import os
import sys
import time

import websockets


class ShardError(Exception):
    """An answer that is an error; its code is stable, and what a program decides by."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["data"]["code"]


class Shard:
    def __init__(self, socket):
        self.socket = socket
        self.id = 0

    async def request(self, method, **params):
        """Asks and waits. The answer to a change means: it is on disk."""
        self.id += 1
        request = {"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}
        await self.socket.send(json.dumps(request))
        answer = json.loads(await self.socket.recv())
        if "error" in answer:
            raise ShardError(answer["error"])
        return answer["result"]


async def play(url, token):
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(url, extra_headers=headers) as socket:
        shard = Shard(socket)
        suffix = format(time.time_ns(), "x")
        place = {"map_id": "Town_01", "position_x": 10, "position_y": 0, "position_z": -4}

        async def create(account_id, name):
            result = await shard.request(
                "characters.create",
                account_id=account_id,
                character_name=f"{name} {suffix}",
                **place,
            )
            return result["character"]["character_id"]

        smith = await create(1, "Smith")
        knight = await create(2, "Knight")
        created = await shard.request(
            "items.create",
            character_id=smith,
            item_type="Sword_Steel",
            properties={"durability": 100, "enchantments": ["fire"]},
        )
        sword = created["item"]["item_id"]
        await shard.request("gold.grant", character_id=knight, amount=500, reason="quest reward")
        print(f"Smith {suffix} made Sword_Steel {sword}.")

        # The trade: both happen, or neither does, whatever becomes of this program or of the shard.
        pay = {"from_id": knight, "to_id": smith, "amount": 300, "reason": "sword bought"}
        give = {"item_id": sword, "from_character_id": smith, "to_character_id": knight}
        trade = await shard.request(
            "tx.run",
            operations=[
                {"method": "gold.transfer", "params": pay},
                {"method": "items.transfer", "params": give},
            ],
        )
        print(f"Traded for 300 gold, as change {trade['seq']} of this world.")

        try:
            await shard.request("gold.spend", character_id=knight, amount=1000, reason="a horse")
            sys.exit("A knight with 200 gold could spend 1000.")
        except ShardError as error:
            expect(error.code, "InsufficientGold")

        bag = await shard.request("inventory.get", character_id=knight)
        gold = (await shard.request("characters.get", character_id=knight))["character"]["gold"]
        expect([item["item_id"] for item in bag["items"]], [sword])
        expect(gold, 200)
        print(f"Knight {suffix} has the sword and {gold} gold left.")


def expect(actual, expected):
    if actual != expected:
        sys.exit(f"Expected {expected!r}, got {actual!r}.")


arguments = dict(enumerate(sys.argv))
asyncio.run(
    play(
        arguments.get(1, os.environ.get("SHARDKEEP_URL", "ws://127.0.0.1:7780")),
        arguments.get(2, os.environ.get("SHARDKEEP_TOKEN", "")),
    )
)
