/** The sentence on safety, with an icon that says the same. */
import { VisuallyHidden } from '@mantine/core';
import {
  IconLoader,
  IconShieldCheck,
  IconShieldExclamation,
  IconShieldX,
} from '@tabler/icons-react';
import { useApp } from '../../app/store.ts';
import { useAtNow } from '../../ui/clock.ts';
import classes from './overview.module.css';
import { type Safety, safetyOf } from './safety.ts';

const ICONS = {
  good: IconShieldCheck,
  busy: IconLoader,
  warning: IconShieldExclamation,
  bad: IconShieldX,
} as const;

export function SafetyLine() {
  const status = useApp((state) => state.status);
  const heardAt = useApp((state) => state.heardAt);
  // As text, so that a second in which it says the same renders nothing.
  const safety: Safety = JSON.parse(
    useAtNow((now) => JSON.stringify(safetyOf({ status, heardAt, now }))),
  );
  const Icon = ICONS[safety.tone];
  return (
    <div className={classes.safety} data-tone={safety.tone}>
      <Icon className={classes.safetyIcon} aria-hidden />
      <p className={classes.safetyText} data-testid="safety">
        <strong>{safety.lead}</strong> {safety.text}
      </p>
      {/* Only what changes its kind is announced; the seconds are not. */}
      <VisuallyHidden role="status">{safety.announced}</VisuallyHidden>
    </div>
  );
}
