/** How a game server connects, in a few true lines. `docs/examples` has the longer ones, which are tested. */

export function typescriptSnippet(url: string): string {
  return `import { connect } from 'shardkeep/client';

const shard = await connect({
  url: '${url}',
  token: process.env.SHARDKEEP_TOKEN ?? '',
});

// An answer to a change means: it is on disk.
const { character } = await shard.characters.create({
  account_id: 1,
  character_name: 'Mira',
  map_id: 'Town_01',
  position_x: 0,
  position_y: 0,
  position_z: 0,
});
console.log(character.character_id);
await shard.close();
`;
}

// The token goes into the address: the parameter for headers has another name in newer versions of
// the package.
export function pythonSnippet(url: string): string {
  return `import asyncio, json, os
import websockets  # pip install websockets

async def main():
    token = os.environ["SHARDKEEP_TOKEN"]
    async with websockets.connect(f"${url}/?token={token}") as socket:
        # An answer to a change means: it is on disk.
        await socket.send(json.dumps({
            "jsonrpc": "2.0", "id": 1, "method": "characters.create",
            "params": {
                "account_id": 1, "character_name": "Mira", "map_id": "Town_01",
                "position_x": 0, "position_y": 0, "position_z": 0,
            },
        }))
        answer = json.loads(await socket.recv())
        print(answer["result"]["character"]["character_id"])

asyncio.run(main())
`;
}
