/**
 * Gold: never negative, and never made or lost by a transfer. What grants and spending change is
 * counted in the ledger, so that the sum over all characters can be checked against it.
 */

import { invalid, ShardError } from '../../../shared/errors.ts';
import { INTEGER_MAX } from '../../../shared/limits.ts';
import type { Row, Transaction } from '../transaction.ts';
import type { CommandContext, Commands } from './context.ts';

type Methods = Pick<Commands, 'gold.transfer' | 'gold.grant' | 'gold.spend'>;

export const GOLD_IN_EXISTENCE = 'gold';

export const gold: Methods = {
  'gold.transfer'({ transaction }, { from_id, to_id, amount, reason }) {
    if (from_id === to_id) throw invalid('to_id', 'must be another character than from_id');
    const from = transaction.require('characters', from_id, 'character');
    const to = transaction.require('characters', to_id, 'character');
    requireGold(from, amount);
    // What one holds is bounded by what exists, so the receiver's purse cannot overflow.
    const updated_at = transaction.now;
    transaction.update('characters', from, { gold: from.gold - amount, updated_at });
    transaction.update('characters', to, { gold: to.gold + amount, updated_at });
    transaction.event(
      'GoldTransaction',
      { from_id, to_id, amount, reason },
      { character_id: from_id, target_id: to_id },
    );
    return { characters: [from, to] };
  },

  'gold.grant'(context, { character_id, amount, reason }) {
    const character = context.transaction.require('characters', character_id, 'character');
    grant(context, character, amount, reason);
    return { character };
  },

  'gold.spend'(context, { character_id, amount, reason }) {
    const character = context.transaction.require('characters', character_id, 'character');
    spend(context, character, amount, reason);
    return { character };
  },
};

/** Makes gold in the purse of `character`; `path` is the parameter that asks for it. */
export function grant(
  context: CommandContext,
  character: Row<'characters'>,
  amount: number,
  reason: string,
  path = 'amount',
): void {
  const { transaction } = context;
  const { character_id } = character;
  countGold(transaction, amount, path);
  transaction.update('characters', character, {
    gold: character.gold + amount,
    updated_at: transaction.now,
  });
  transaction.event(
    'GoldTransaction',
    { from_id: null, to_id: character_id, amount, reason },
    { character_id, target_id: null },
  );
}

/** Takes gold out of the world. */
export function spend(
  context: CommandContext,
  character: Row<'characters'>,
  amount: number,
  reason: string,
): void {
  const { transaction } = context;
  requireGold(character, amount);
  const { character_id } = character;
  countGold(transaction, -amount);
  transaction.update('characters', character, {
    gold: character.gold - amount,
    updated_at: transaction.now,
  });
  transaction.event(
    'GoldTransaction',
    { from_id: character_id, to_id: null, amount, reason },
    { character_id, target_id: null },
  );
}

/**
 * Counts gold that comes into the world, or goes out of it where `difference` is negative. `path` is
 * the parameter that asks for it.
 */
export function countGold(transaction: Transaction, difference: number, path = 'amount'): void {
  const row = transaction.tables.ledger.get(GOLD_IN_EXISTENCE);
  const value = (row?.value ?? 0) + difference;
  if (value > INTEGER_MAX) {
    throw invalid(path, `would make more gold than can be counted (${INTEGER_MAX}).`);
  }
  if (row === undefined) transaction.insert('ledger', { name: GOLD_IN_EXISTENCE, value });
  else transaction.update('ledger', row, { value });
}

function requireGold(character: Row<'characters'>, amount: number): void {
  if (character.gold >= amount) return;
  throw new ShardError(
    'InsufficientGold',
    `${character.character_name} has ${character.gold} gold, not ${amount}.`,
    { details: { character_id: character.character_id, gold: character.gold, amount } },
  );
}
