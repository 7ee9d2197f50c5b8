/** Items: all of them to be searched, or the one that is open. */
import { useEffect } from 'react';
import { useListKeys } from '../../app/list-keys.ts';
import { PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ListHeading } from '../../ui/list-heading.tsx';
import { Receipts } from '../actions/receipts.tsx';
import { ContradictionsCard } from './contradictions-card.tsx';
import { ItemPage } from './item-page.tsx';
import classes from './items.module.css';
import { ItemsControls } from './items-controls.tsx';
import { ItemsTable } from './items-table.tsx';
import { TypesPanel } from './types-panel.tsx';

export function ItemsPage() {
  const item_id = useApp(({ subject }) => subject);
  return item_id === null ? <AllItems /> : <ItemPage key={item_id} item_id={item_id} />;
}

function AllItems() {
  const { items } = useSession();
  const receipts = useApp((state) => state.receipts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was done or undone is a reason
  useEffect(() => void items.list.refresh(), [items, receipts]);
  useListKeys();
  return (
    <div className={classes.page}>
      <Heading />
      <PageNotices />
      <Receipts />
      <ItemsControls />
      <div className={classes.columns}>
        <TypesPanel />
        <ItemsTable />
      </div>
      <ContradictionsCard />
    </div>
  );
}

function Heading() {
  const total = useApp((state) => state.items.total);
  return (
    <ListHeading title={text.pages.items} total={total === null ? null : text.items.total(total)} />
  );
}
