/** What of a change of settings is one, and whether the shard as it is allows it. Changes nothing. */
import { ShardError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';

const MIB = 1024 ** 2;

/** The names of the settings that `patch` changes. Throws `Conflict` where one cannot be had now. */
export function changesOf(
  current: Settings,
  patch: Partial<Settings>,
  { characters, memoryBytes }: { readonly characters: number; readonly memoryBytes: number },
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
  const { memoryLimitMib: limit } = patch;
  if (limit !== undefined && limit !== null && limit * MIB <= memoryBytes) {
    const taken = `The host takes ${Math.round(memoryBytes / MIB)} MiB right now`;
    throw new ShardError('Conflict', `${taken}: such a limit would end it at once.`, {
      details: { path: 'settings.memoryLimitMib', bytes: memoryBytes },
    });
  }
  const names = Object.keys(patch) as (keyof Settings)[];
  return names.filter((name) => JSON.stringify(patch[name]) !== JSON.stringify(current[name]));
}
