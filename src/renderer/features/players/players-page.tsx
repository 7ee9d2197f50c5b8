/** Players: all characters of the shard, or the page of one of them. */
import { useApp } from '../../app/store.ts';
import { CharacterPage } from './character-page.tsx';
import { PlayerList } from './player-list.tsx';

export function PlayersPage() {
  const subject = useApp((state) => state.subject);
  if (subject === null) return <PlayerList />;
  return <CharacterPage key={subject} character_id={Number(subject)} />;
}
