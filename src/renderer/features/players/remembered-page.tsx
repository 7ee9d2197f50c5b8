/** All that game masters did on the shard, as long as it is remembered, each with its undo. */
import { Title } from '@mantine/core';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Receipts } from '../actions/receipts.tsx';
import { RememberedCard } from '../actions/remembered-card.tsx';
import classes from './players.module.css';

export function RememberedPage() {
  return (
    <div className={classes.page}>
      <BackLink href={hrefOf('players')}>{text.players.back}</BackLink>
      <Title order={1}>{text.actions.remembered.ofAll}</Title>
      <PageNotices />
      <Receipts />
      <RememberedCard />
    </div>
  );
}
