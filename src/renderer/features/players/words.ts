/** A character's page in words. Pure. */
import type { CharacterPreview } from '../../../shared/character-restore.ts';
import { text } from '../../app/text.ts';
import { GROUPS, type Group, type Line, linesOf } from '../character-restore/lines.ts';

/** `kills 3, done true`: what the game notes of a quest. */
export function progressText(progress: Readonly<Record<string, unknown>>): string {
  return Object.entries(progress)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** Everything but items, then and today, with the name first. */
export function comparedLines(
  preview: CharacterPreview,
): readonly (Line & { readonly group: Group | 'name' })[] {
  const { name } = preview;
  return [
    { group: 'name', label: text.players.columns.name, past: name.past, now: name.now ?? '' },
    ...GROUPS.flatMap((group) => linesOf(preview, group).map((line) => ({ ...line, group }))),
  ];
}
