/** What an action is done to, with what its form needs to know of it. Pure. */
import type { Ban, Character, Guild, Item, Member, Quest, Skill } from '../../../shared/rows.ts';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { itemName } from '../character-restore/words.ts';

/** As `characters.sheet` tells of it. */
export interface CharacterSubject {
  readonly kind: 'character';
  readonly character: Character;
  readonly online: boolean;
  readonly ban: Ban | null;
  readonly skills: readonly Skill[];
  readonly quests: readonly Quest[];
}

export interface ItemSubject {
  readonly kind: 'item';
  readonly item: Item;
  /** The name of its holder, or of who dropped it. */
  readonly holder: string;
}

export interface GuildSubject {
  readonly kind: 'guild';
  readonly guild: Guild;
  readonly members: readonly (Pick<Member, 'character_id' | 'rank'> & {
    readonly character_name: string;
  })[];
}

export type Subject = CharacterSubject | ItemSubject | GuildSubject;
export type SubjectOf<K extends Subject['kind']> = Extract<Subject, { kind: K }>;

/** Names it within a title. */
export function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case 'character':
      return subject.character.character_name;
    case 'item':
      return text.actions.itemOf(itemName(subject.item), subject.holder);
    case 'guild':
      return subject.guild.guild_name;
  }
}

/** The address of its page. */
export function hrefOfSubject(subject: Subject): string {
  switch (subject.kind) {
    case 'character':
      return hrefOf('players', subject.character.character_id);
    case 'item':
      return hrefOf('items', subject.item.item_id);
    case 'guild':
      return hrefOf('guilds', subject.guild.guild_id);
  }
}
