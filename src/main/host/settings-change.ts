/** What of a change of settings is one, and whether the shard as it is allows it. Changes nothing. */
import { ShardError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';

/** The names of the settings that `patch` changes. Throws `Conflict` where one cannot be had now. */
export function changesOf(
  current: Settings,
  patch: Partial<Settings>,
  characters: number,
): readonly (keyof Settings)[] {
  if (patch.maxCharacters !== undefined && patch.maxCharacters < characters) {
    throw new ShardError('Conflict', `The shard has ${characters} characters already.`, {
      details: { path: 'settings.maxCharacters', count: characters },
    });
  }
  if (patch.serverId !== undefined && patch.serverId !== current.serverId) {
    throw new ShardError('Conflict', 'A shard keeps its id: its files carry it.', {
      details: { path: 'settings.serverId' },
    });
  }
  const names = Object.keys(patch) as (keyof Settings)[];
  return names.filter((name) => JSON.stringify(patch[name]) !== JSON.stringify(current[name]));
}
