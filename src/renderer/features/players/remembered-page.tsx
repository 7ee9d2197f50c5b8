/** All that game masters did on the shard, as long as it is remembered, each with its undo. */
import { Anchor, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { Receipts } from '../actions/receipts.tsx';
import { RememberedCard } from '../actions/remembered-card.tsx';
import classes from './players.module.css';

/** What stands in the address in the place of a character's number. */
export const REMEMBERED = 'actions';

export function RememberedPage() {
  return (
    <div className={classes.page}>
      <Anchor href={hrefOf('players')} size="sm" w="fit-content">
        <IconArrowLeft size="0.875rem" aria-hidden /> {text.players.back}
      </Anchor>
      <Title order={1}>{text.actions.remembered.ofAll}</Title>
      <PageNotices />
      <Receipts />
      <RememberedCard />
    </div>
  );
}
