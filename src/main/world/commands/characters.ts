/** Characters: up to the capacity of the shard, with names that are unique on it. */
import { notFound, ShardError } from '../../../shared/errors.ts';
import type { Row, Tables, Transaction } from '../transaction.ts';
import type { WorldRules } from '../world.ts';
import type { Commands } from './context.ts';
import { grant } from './gold.ts';
import { destroyHoldings } from './items.ts';

type Methods = Pick<
  Commands,
  | 'characters.create'
  | 'characters.get'
  | 'characters.getByName'
  | 'characters.listByAccount'
  | 'characters.listByMap'
  | 'characters.update'
  | 'characters.move'
  | 'characters.delete'
>;

export const characters: Methods = {
  'characters.create'(context, params) {
    const { transaction, tables, rules } = context;
    requireRoom(tables, rules);
    requireFreeName(tables, params.character_name);
    const character = transaction.insert('characters', {
      character_id: transaction.nextKey('characters'),
      account_id: params.account_id,
      character_name: params.character_name,
      level: params.level ?? 1,
      experience: params.experience ?? 0,
      str: params.str ?? 10,
      dex: params.dex ?? 10,
      int: params.int ?? 10,
      con: params.con ?? 10,
      lck: params.lck ?? 10,
      cha: params.cha ?? 10,
      gold: 0,
      position_x: params.position_x,
      position_y: params.position_y,
      position_z: params.position_z,
      map_id: params.map_id,
      last_login: null,
      created_at: transaction.now,
      updated_at: transaction.now,
    });
    if (params.gold !== undefined && params.gold > 0) {
      grant(context, character, params.gold, 'character created', 'gold');
    }
    return { character };
  },

  'characters.get'({ transaction }, params) {
    return { character: transaction.require('characters', params.character_id, 'character') };
  },

  'characters.getByName'({ tables }, params) {
    const character = tables.characters.find('character_name', params.character_name);
    if (character === undefined) throw notFound('character named', params.character_name);
    return { character };
  },

  'characters.listByAccount'({ tables }, params) {
    return { characters: [...tables.characters.list('account_id', params.account_id)] };
  },

  'characters.listByMap'({ tables }, params) {
    return { characters: [...tables.characters.list('map_id', params.map_id)] };
  },

  'characters.update'(context, { character_id, ...columns }) {
    const { transaction, tables } = context;
    const character = transaction.require('characters', character_id, 'character');
    if (
      columns.character_name !== undefined &&
      columns.character_name !== character.character_name
    ) {
      requireFreeName(tables, columns.character_name);
    }
    const oldLevel = character.level;
    transaction.update('characters', character, {
      ...(columns as Partial<Row<'characters'>>),
      updated_at: transaction.now,
    });
    if (character.level > oldLevel) {
      transaction.event(
        'LevelUp',
        { character_id, old_level: oldLevel, new_level: character.level },
        { character_id },
      );
    }
    return { character };
  },

  'characters.move'({ transaction }, params) {
    const character = transaction.require('characters', params.character_id, 'character');
    transaction.update('characters', character, {
      map_id: params.map_id ?? character.map_id,
      position_x: params.position_x,
      position_y: params.position_y,
      position_z: params.position_z,
      updated_at: transaction.now,
    });
    return { character };
  },

  'characters.delete'(context, params) {
    const { transaction, tables } = context;
    const character = transaction.require('characters', params.character_id, 'character');
    // Of several the same one before and after a restart, which brings an index into another order.
    const [led] = tables.guilds
      .list('leader_id', character.character_id)
      .toSorted((a, b) => a.guild_id - b.guild_id);
    if (led !== undefined) {
      throw new ShardError(
        'Conflict',
        `${character.character_name} leads the guild ${led.guild_name}.`,
        {
          hint: 'Hand on the lead or disband the guild first.',
          details: { guild_id: led.guild_id },
        },
      );
    }
    destroyHoldings(context, character);
    for (const member of tables.guildMembers.list('character_id', character.character_id)) {
      transaction.event(
        'GuildMemberRemoved',
        { guild_id: member.guild_id, character_id: member.character_id },
        { character_id: member.character_id, details: { reason: 'character deleted' } },
      );
    }
    transaction.delete('characters', character);
    logDeletion(transaction, character);
    return { character };
  },
};

/** Told with the name: the world does not know it any more, and the log is searched for it. */
export function logDeletion(transaction: Transaction, character: Row<'characters'>): void {
  const { character_id, character_name, account_id } = character;
  transaction.event(
    'CharacterDeleted',
    { character_id, character_name, account_id },
    { character_id },
  );
}

export function requireRoom(
  tables: Tables,
  rules: WorldRules,
  hint = 'Create the character on one of the alternatives.',
): void {
  if (tables.characters.size < rules.maxCharacters) return;
  throw new ShardError('ServerFull', `This server holds ${rules.maxCharacters} characters.`, {
    hint,
    details: { alternatives: rules.alternatives, max_characters: rules.maxCharacters },
  });
}

export function requireFreeName(tables: Tables, name: string): void {
  const holder = tables.characters.find('character_name', name);
  if (holder === undefined) return;
  throw new ShardError('CharacterNameTaken', `The name ${JSON.stringify(name)} is taken.`, {
    details: { path: 'character_name', character_id: holder.character_id },
  });
}
