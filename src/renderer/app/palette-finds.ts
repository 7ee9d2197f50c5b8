/** What the palette lists for what was typed: commands that match, then what was found in the world. Pure. */

import { itemName, placeText } from '../features/character-restore/words.ts';
import { itemIdIn } from '../features/items/items.ts';
import { formatCount } from '../ui/format.ts';
import type { Command, CommandGroup } from './commands.ts';
import type { Page } from './pages.ts';
import { text } from './text.ts';
import { distance, type Looked } from './world-lookup.ts';

const words = text.palette;

export interface Find extends Omit<Command, 'words'> {
  /** What tells it from others of its title. */
  readonly detail?: string;
}

export interface FindGroup {
  readonly id: string;
  readonly title: string;
  readonly finds: readonly Find[];
}

export function findsOf(
  groups: readonly CommandGroup[],
  looked: Looked,
  typed: string,
  open: (page: Page, subject: number | string) => void,
): readonly FindGroup[] {
  const ofWorld: readonly FindGroup[] = [
    { id: 'players', title: words.groups.players, finds: playersOf(looked, open) },
    { id: 'items', title: words.groups.items, finds: itemsOf(looked, typed, open) },
    { id: 'guilds', title: words.groups.guilds, finds: guildsOf(looked, open) },
  ];
  const all: readonly FindGroup[] = [
    ...groups.map(({ id, title, commands }) => ({ id, title, finds: matching(commands, typed) })),
    // A guild before those who are only found as its members.
    ...ofWorld.toSorted((a, b) => distanceOf(a, typed) - distanceOf(b, typed)),
  ];
  return all.filter(({ finds }) => finds.length > 0);
}

/** Of the nearest that is in it. */
function distanceOf({ finds }: FindGroup, typed: string): number {
  return Math.min(...finds.map(({ title }) => distance(title, typed)));
}

type Open = (page: Page, subject: number | string) => void;

function playersOf({ players }: Looked, open: Open): readonly Find[] {
  return players.map(({ character, online }) => {
    const { character_id, character_name, level, map_id } = character;
    const detail = words.player(character_id, formatCount(level), map_id);
    return {
      id: `player-${character_id}`,
      title: character_name,
      detail: online ? `${detail} · ${words.online}` : detail,
      run: () => open('players', character_id),
    };
  });
}

function itemsOf({ items }: Looked, typed: string, open: Open): readonly Find[] {
  const found = items.map(({ item, holder_name }) => ({
    id: `item-${item.item_id}`,
    title: itemName(item),
    detail: words.item(placeText(item.place), holder_name),
    run: () => open('items', item.item_id),
  }));
  const item_id = itemIdIn(typed);
  if (item_id === null || items.some(({ item }) => item.item_id === item_id)) return found;
  // It may be no more, and has a life all the same.
  return [
    ...found,
    {
      id: `item-${item_id}`,
      title: words.itemById(item_id),
      detail: words.itemByIdDetail,
      run: () => open('items', item_id),
    },
  ];
}

function guildsOf({ guilds }: Looked, open: Open): readonly Find[] {
  return guilds.map(({ guild: { guild_id, guild_name }, leader_name, members }) => ({
    id: `guild-${guild_id}`,
    title: guild_name,
    detail: words.guild(members, leader_name),
    run: () => open('guilds', guild_id),
  }));
}

/** Those that hold every word of the query: first those that begin with it, then those with it in their title. */
function matching(commands: readonly Command[], query: string): readonly Command[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (whole: string) => parts.every((part) => whole.toLowerCase().includes(part));
  const start = parts.join(' ');
  const begins = ({ title }: Command) => title.toLowerCase().startsWith(start);
  const byTitle = commands
    .filter(({ title }) => holds(title))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)));
  const byWords = commands.filter(
    (command) => !byTitle.includes(command) && holds(`${command.title} ${command.words}`),
  );
  return [...byTitle, ...byWords];
}
