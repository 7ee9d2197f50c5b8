/** All that game masters did on the shard, as long as it is remembered, each with its undo. */
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { ListHeading } from '../../ui/list-heading.tsx';
import { Receipts } from '../actions/receipts.tsx';
import { RememberedCard, useRemembered } from '../actions/remembered-card.tsx';
import classes from './players.module.css';

const words = text.actions.remembered;

export function RememberedPage() {
  const all = useRemembered(null);
  const { remembered } = all;
  const total = remembered.kind === 'loaded' ? words.total(remembered.value.total) : null;
  return (
    <div className={classes.page}>
      <BackLink href={hrefOf('players')}>{text.players.back}</BackLink>
      <ListHeading title={words.ofAll} total={total} />
      <PageNotices />
      <Receipts />
      <RememberedCard {...all} isNamed />
    </div>
  );
}
