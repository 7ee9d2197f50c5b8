/** Players: all characters of the shard, or the page of one of them. */
import { Title } from '@mantine/core';
import { PageNotices } from '../../app/notices.tsx';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Receipts } from '../actions/receipts.tsx';
import { CharacterPage } from './character-page.tsx';

export function PlayersPage() {
  const subject = useApp((state) => state.subject);
  if (subject !== null) return <CharacterPage character_id={Number(subject)} />;
  return (
    <>
      <Title order={1}>{text.pages.players}</Title>
      <PageNotices />
      <Receipts />
    </>
  );
}
