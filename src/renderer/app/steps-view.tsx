/** The nine steps of start-up or the seven of shutdown, as they run, on a page of their own. */

import { Progress, Text, Title, VisuallyHidden } from '@mantine/core';
import type { Step } from '../../shared/host-methods.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { type StepLine, StepList } from '../ui/step-list.tsx';
import classes from './app.module.css';
import { text } from './text.ts';

interface StepsViewProps {
  readonly phase: Step['phase'];
  readonly steps: readonly Step[];
  /** The shutdown is half of a restart. */
  readonly willRestart?: boolean;
}

export function StepsView({ phase, steps: all, willRestart = false }: StepsViewProps) {
  const steps = all.filter((step) => step.phase === phase);
  const over = steps.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  const running = steps.find(({ state }) => state === 'running');
  const words = text.app.steps[willRestart ? 'restart' : phase];
  return (
    <main className={classes.full} id="main" tabIndex={-1}>
      <div className={classes.fullBody}>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed">{words.text}</Text>
        <Progress.Root size="sm" mt="md" mb="md">
          <Progress.Section
            value={steps.length === 0 ? 0 : (over / steps.length) * 100}
            aria-label={text.app.steps.done(formatCount(over), steps.length)}
          />
        </Progress.Root>
        <StepList steps={steps.map(lineOf)} testId={`steps-${phase}`} />
        <VisuallyHidden role="status">
          {running === undefined
            ? ''
            : text.app.steps.step(formatCount(running.number), running.name)}
        </VisuallyHidden>
      </div>
    </main>
  );
}

function lineOf({ name, state, detail, duration_ms }: Step): StepLine {
  return {
    text: name,
    state,
    detail,
    aside: duration_ms === null ? null : formatDuration(duration_ms),
  };
}
