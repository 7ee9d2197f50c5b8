/** Deeds that only the game server knows of. What the host does itself is logged by its commands. */
import { jsonText } from '../../../shared/fields.ts';
import type { Commands } from './context.ts';

export const activity: Pick<Commands, 'activity.log'> = {
  'activity.log'({ transaction, tables }, { event_type, character_id, target_id, details }) {
    const kill = event_type.PlayerKill;
    if (details !== undefined) jsonText(details, 'details');
    // A number is a character of this shard; creatures have names of the game's own.
    for (const id of [kill.killer_id, kill.victim_id, character_id, target_id]) {
      if (typeof id === 'number') transaction.require('characters', id, 'character');
    }
    // The location of a kill names no map: it is that of who died, or else of who killed.
    const there = [kill.victim_id, kill.killer_id].find((one) => typeof one === 'number');
    const map = there === undefined ? {} : { map_id: tables.characters.get(there)?.map_id };
    const killer = typeof kill.killer_id === 'number' ? kill.killer_id : null;
    const log_id = transaction.event('PlayerKill', kill, {
      character_id: character_id === undefined ? killer : character_id,
      target_id: target_id === undefined ? kill.victim_id : target_id,
      details: { ...map, ...details },
    });
    return { log_id };
  },
};
