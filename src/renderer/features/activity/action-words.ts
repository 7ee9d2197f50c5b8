/** What an administrator did, in the words of the dialog by which it is done. Pure. */
import type { Method } from '../../../shared/host-methods.ts';
import { text } from '../../app/text.ts';

const { actions: words } = text;

const DIALOGS: { readonly [M in Method]?: { readonly title: string } } = {
  'items.create': words.giveItem,
  'items.destroy': words.destroyItem,
  'items.transfer': words.handItem,
  'items.loot': words.handItem,
  'items.move': words.moveItem,
  'items.equip': words.wearItem,
  'items.unequip': words.takeOffItem,
  'items.update': words.changeItem,
  'gold.grant': words.grantGold,
  'gold.spend': words.takeGold,
  'gold.transfer': words.transferGold,
  'characters.move': words.move,
  'skills.set': words.setSkill,
  'quests.set': words.setQuest,
  'sessions.kick': words.kick,
  'accounts.ban': words.ban,
  'accounts.unban': words.unban,
  'guilds.addMember': words.addMember,
  'guilds.setRank': words.setRank,
  'guilds.setLeader': words.setLeader,
  'guilds.removeMember': words.removeMember,
  'guilds.disband': words.disband,
  'admin.restore.runCharacter': text.characterRestore,
};

/** What was done: the title of its dialog, of several each once; the name of a method that has none. */
export function actionTitle(action: string, operations?: unknown): string {
  const titles = operationsIn(operations).map(({ method, params }) => titleOf(method, params));
  return titles.length === 0 ? titleOf(action, {}) : text.shared.list([...new Set(titles)]);
}

/** The one item that was acted on; null where there is none, or there are several. */
export function itemActedOn(operations: unknown): string | null {
  const ids = operationsIn(operations).map(({ params }) => params.item_id);
  const [first, ...others] = new Set(ids);
  return typeof first === 'string' && others.length === 0 ? first : null;
}

interface Operation {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** As the log has them; a line that was written by hand may hold anything. */
function operationsIn(operations: unknown): readonly Operation[] {
  const all: readonly unknown[] = Array.isArray(operations) ? operations : [];
  return all.map((one) => {
    const { method, params } = (one ?? {}) as {
      readonly method?: unknown;
      readonly params?: unknown;
    };
    return { method: String(method), params: (params ?? {}) as Operation['params'] };
  });
}

function titleOf(method: string, params: Operation['params']): string {
  // Names and stats are set by one method, and by a dialog each.
  if (method === 'characters.update' && Object.keys(params).length > 0) {
    return Object.hasOwn(params, 'character_name') ? words.rename.title : words.setStats.title;
  }
  return Object.hasOwn(DIALOGS, method) ? DIALOGS[method as Method]!.title : method;
}
