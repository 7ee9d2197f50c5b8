/** The nine steps of start-up or the seven of shutdown, as they run, on a page of their own. */
import { Loader, Progress, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconCircle, IconCircleCheck } from '@tabler/icons-react';
import type { Step } from '../../shared/host-methods.ts';
import { formatDuration } from '../ui/format.ts';
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

const STATES = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
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
        <ol className={classes.steps} data-testid={`steps-${phase}`}>
          {steps.map((step) => (
            <StepLine key={step.number} step={step} />
          ))}
        </ol>
        <VisuallyHidden role="status">
          {running === undefined ? '' : `Step ${running.number}: ${running.name}`}
        </VisuallyHidden>
      </div>
    </main>
  );
}

function StepLine({ step }: { readonly step: Step }) {
  const { number, name, state, detail, duration_ms } = step;
  return (
    <li
      className={classes.step}
      data-state={state}
      aria-current={state === 'running' ? 'step' : undefined}
    >
      <StepIcon state={state} />
      <div className={classes.stepText}>
        <span>
          {number}. {name}
          <VisuallyHidden>, {STATES[state]}</VisuallyHidden>
        </span>
        {detail !== null && <span className={classes.stepDetail}>{detail}</span>}
      </div>
      <span className={classes.stepTime}>
        {duration_ms !== null && formatDuration(duration_ms)}
      </span>
    </li>
  );
}

function StepIcon({ state }: { readonly state: Step['state'] }) {
  if (state === 'running') return <Loader size="1.25rem" aria-hidden />;
  const Icon = {
    waiting: IconCircle,
    done: IconCircleCheck,
    failed: IconAlertCircle,
  }[state];
  return <Icon size="1.25rem" aria-hidden />;
}
