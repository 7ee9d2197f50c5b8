/** The page of one character: all there is to know of it, and what can be done. */
import { Loader, Title } from '@mantine/core';
import { useEffect } from 'react';
import { PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ActionButton } from '../actions/action-button.tsx';
import { ActionMenu } from '../actions/action-menu.tsx';
import { Receipts } from '../actions/receipts.tsx';
import type { Sheet } from './players.ts';
import { subjectOf } from './sheet.ts';

export function CharacterPage({ character_id }: { readonly character_id: number }) {
  const { players } = useSession();
  const open = useApp(({ openSheet }) => openSheet);

  useEffect(() => {
    void players.openCharacter(character_id);
    return () => players.closeCharacter();
  }, [players, character_id]);

  if (open === null || open.character_id !== character_id) return null;
  if (open.error !== null) {
    return <ErrorNotice title={text.players.noSheet} error={open.error} />;
  }
  if (open.sheet === null) return <Loader size="sm" aria-label={text.players.loading} />;
  return <Whole sheet={open.sheet} />;
}

function Whole({ sheet }: { readonly sheet: Sheet }) {
  const subject = subjectOf(sheet);
  return (
    <>
      <Title order={1}>{sheet.character.character_name}</Title>
      <ActionMenu subject={subject} />
      <PageNotices />
      <Receipts />
      <ActionButton id="give-item" subject={subject} />
    </>
  );
}
