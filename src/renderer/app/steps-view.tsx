/** The nine steps of start-up or the seven of shutdown, as they run, on a page of their own. */
import { Progress, Text, Title, VisuallyHidden } from '@mantine/core';
import type { Step } from '../../shared/host-methods.ts';
import { formatDuration } from '../ui/format.ts';
import { type StepLine, StepList } from '../ui/step-list.tsx';
import classes from './app.module.css';

const WORDS = {
  startup: {
    title: 'Starting the shard',
    text: 'It takes connections once the last step is done.',
  },
  shutdown: {
    title: 'Stopping the shard',
    text: 'The window closes once the last step is done.',
  },
  restart: {
    title: 'Restarting the shard',
    text: 'It has reached its limit of memory. Everything is saved, then it starts again by itself, with its window.',
  },
} as const;

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
  const { title, text } = WORDS[willRestart ? 'restart' : phase];
  return (
    <main className={classes.full} id="main" tabIndex={-1}>
      <div className={classes.fullBody}>
        <Title order={1}>{title}</Title>
        <Text c="dimmed">{text}</Text>
        <Progress.Root size="sm" mt="md" mb="md">
          <Progress.Section
            value={steps.length === 0 ? 0 : (over / steps.length) * 100}
            aria-label={`${over} of ${steps.length} steps`}
          />
        </Progress.Root>
        <StepList steps={steps.map(lineOf)} testId={`steps-${phase}`} />
        <VisuallyHidden role="status">
          {running === undefined ? '' : `Step ${running.number}: ${running.name}`}
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
