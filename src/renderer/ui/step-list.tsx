/** What is done one after the other, as it runs: which steps are over, which one runs, which wait. */

import { Loader, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconCircle, IconCircleCheck } from '@tabler/icons-react';
import { text } from '../app/text.ts';
import { formatCount } from './format.ts';
import classes from './ui.module.css';

export interface StepLine {
  readonly text: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** What there is to say of it. */
  readonly detail: string | null;
  /** What stands at the end of its line. */
  readonly aside: string | null;
}

interface StepListProps {
  readonly steps: readonly StepLine[];
  readonly testId: string;
}

export function StepList({ steps, testId }: StepListProps) {
  return (
    <ol className={classes.steps} data-testid={testId}>
      {steps.map(({ text: title, state, detail, aside }, index) => (
        <li
          key={title}
          className={classes.step}
          data-state={state}
          aria-current={state === 'running' ? 'step' : undefined}
        >
          <StepIcon state={state} />
          <div className={classes.stepText}>
            <span>
              {text.shared.step(formatCount(index + 1), title)}
              <VisuallyHidden>, {text.shared.stepStates[state]}</VisuallyHidden>
            </span>
            {detail !== null && <span className={classes.stepDetail}>{detail}</span>}
          </div>
          <span className={classes.stepTime}>{aside}</span>
        </li>
      ))}
    </ol>
  );
}

function StepIcon({ state }: { readonly state: StepLine['state'] }) {
  if (state === 'running') return <Loader size="1.25rem" aria-hidden />;
  const Icon = { waiting: IconCircle, done: IconCircleCheck, failed: IconAlertCircle }[state];
  return <Icon size="1.25rem" aria-hidden />;
}
