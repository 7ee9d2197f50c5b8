/** Players: all characters of the shard, the page of one of them, or what game masters did to them. */
import { REMEMBERED } from '../../app/pages.ts';
import { useApp } from '../../app/store.ts';
import { CharacterPage } from './character-page.tsx';
import { PlayerList } from './player-list.tsx';
import { RememberedPage } from './remembered-page.tsx';

export function PlayersPage() {
  const subject = useApp((state) => state.subject);
  if (subject === null) return <PlayerList />;
  if (subject === REMEMBERED) return <RememberedPage />;
  return <CharacterPage key={subject} character_id={Number(subject)} />;
}
