/**
 * The library that game servers import as `shardkeep/client`:
 *
 *     const shard = await connect({ token });
 *     const { character } = await shard.characters.getByName({ character_name: 'Mira' });
 *     await shard.items.create({ character_id: character.character_id, item_type: 'Sword_Steel' });
 */
import { Client, type ClientOptions } from './client.ts';
import { groupMethods, type Methods } from './methods.ts';

/** A client with a function for every method, grouped as their names are: `shard.items.create`. */
export type ShardClient = Client & Methods;

/**
 * Connects to a shard, and goes on trying while there is none, until `reconnect.giveUpAfterMs`.
 * Rejects with `Unauthorized`, `Forbidden` or `InvalidData` where the shard refuses the client.
 */
export async function connect(options: ClientOptions): Promise<ShardClient> {
  const client = new Client(options);
  const call = client.call.bind(client) as Parameters<typeof groupMethods>[0];
  const shard = Object.assign(client, groupMethods(call));
  await client.open();
  return shard;
}

export { type ErrorCode, ShardError } from '../shared/errors.ts';
export type { Method, Params, Result, Topic } from '../shared/host-methods.ts';
export type {
  Character,
  Guild,
  Item,
  Member,
  Place,
  Quest,
  Session,
  Skill,
} from '../shared/rows.ts';
export {
  type ClientOptions,
  DEFAULT_URL,
  type NotificationName,
  type StateChange,
} from './client.ts';
export { ConnectionError, type ConnectionErrorCode } from './errors.ts';
export type { ReconnectOptions } from './link.ts';
export type { Methods, Operation, OperationResults } from './methods.ts';
export type { SessionPosition } from './session.ts';
export type { Encoding } from './wire.ts';
