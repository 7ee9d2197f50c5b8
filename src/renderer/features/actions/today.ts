/** What an action was refused for, as it is by now: it may have changed since its page was loaded. */
import type { ApiClient } from '../../api/client.ts';
import { oneGuild, subjectOf as subjectOfGuild } from '../guilds/one-guild.ts';
import { subjectOf } from '../players/sheet.ts';
import type { Subject } from './subjects.ts';

export async function today(client: Pick<ApiClient, 'call'>, subject: Subject): Promise<Subject> {
  switch (subject.kind) {
    case 'character': {
      const { character_id } = subject.character;
      return subjectOf(await client.call('characters.sheet', { character_id }));
    }
    case 'item': {
      const { item_id, character_id } = subject.item;
      const { item } = await client.call('items.get', { item_id });
      // What somebody else has by now is another matter, for another dialog.
      return item.character_id === character_id ? { ...subject, item } : subject;
    }
    case 'guild':
      return subjectOfGuild(await oneGuild(client, subject.guild.guild_id));
  }
}
