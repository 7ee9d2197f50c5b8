/** In which order entries stand, whether new ones come by themselves, and the export. */

import { Button, SegmentedControl } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import classes from './activity.module.css';
import { ExportMenu } from './export-menu.tsx';
import { isFollowed, type Order } from './view.ts';

const words = text.activity.toolbar;

export function Toolbar() {
  return (
    <div className={classes.toolbar}>
      <LiveButton />
      <OrderChoice />
      <ExportMenu />
    </div>
  );
}

/** Where an end in the past or the order leaves nothing to wait for, there is nothing to press. */
function LiveButton() {
  const session = useSession();
  const view = useApp(({ activity }) => activity);
  const canFollow = useAtNow((now) => isFollowed(view, now));
  if (!canFollow) return null;
  const isLive = !view.isPaused && !view.isAway;
  const Icon = view.isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      size="xs"
      variant={isLive ? 'light' : 'default'}
      leftSection={<Icon size="1rem" aria-hidden />}
      aria-pressed={!view.isPaused}
      title={isLive ? words.liveText : words.pausedText}
      data-testid="live"
      onClick={() => session.activity.pause(!view.isPaused)}
    >
      {view.isPaused ? words.paused : view.isAway ? words.pausedByScrolling : words.live}
    </Button>
  );
}

function OrderChoice() {
  const session = useSession();
  const { line, order } = useApp(({ activity }) => activity.search);
  return (
    <SegmentedControl
      size="xs"
      aria-label={words.order}
      value={order}
      onChange={(value) => session.activity.search(line, value as Order)}
      data={[
        { value: 'newest', label: words.newest },
        { value: 'oldest', label: words.oldest },
      ]}
    />
  );
}
