/** The two checks at the press of a button: of the database's file, and of the rules of the world. */

import { Button, Loader, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { DoneAgo } from '../../ui/time.tsx';
import classes from './maintenance.module.css';
import type { Dated, Work } from './maintenance.ts';
import { type Finding, integrityFinding, invariantsFinding } from './words.ts';

const { checks } = text.maintenance;

export function IntegrityCard() {
  const session = useSession();
  const work = useApp((state) => state.integrity);
  return (
    <CheckCard
      title={checks.file.title}
      what={checks.file.text}
      button={checks.file.run}
      testId="integrity"
      work={work}
      finding={integrityFinding}
      onRun={() => void session.maintenance.checkIntegrity()}
    />
  );
}

export function InvariantsCard() {
  const session = useSession();
  const work = useApp((state) => state.invariants);
  return (
    <CheckCard
      title={checks.rules.title}
      what={checks.rules.text}
      button={checks.rules.run}
      testId="invariants"
      work={work}
      finding={invariantsFinding}
      onRun={() => void session.maintenance.checkInvariants()}
    />
  );
}

interface CheckCardProps<T> {
  readonly title: string;
  /** What the check looks at. */
  readonly what: string;
  readonly button: string;
  readonly testId: string;
  readonly work: Work<Dated<T>>;
  readonly finding: (result: T) => Finding;
  readonly onRun: () => void;
}

function CheckCard<T>({ title, what, button, testId, work, finding, onRun }: CheckCardProps<T>) {
  const isRunning = work.kind === 'running';
  const off = isRunning ? { 'aria-disabled': true, 'data-disabled': true } : {};
  return (
    <Card
      title={title}
      testId={testId}
      aside={
        <Button
          variant="default"
          size="xs"
          leftSection={isRunning && <Loader size="0.875rem" aria-hidden />}
          onClick={onRun}
          {...off}
        >
          {button}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {what}
      </Text>
      <div role="status" className={classes.result}>
        {isRunning && (
          <Text size="sm" mt="sm">
            {checks.checking}
          </Text>
        )}
        {work.kind === 'done' && <Found finding={finding(work.result)} at={work.result.at} />}
      </div>
      {work.kind === 'failed' && (
        <div className={classes.notice}>
          <ErrorNotice title={checks.failed} error={work.error} />
        </div>
      )}
    </Card>
  );
}

function Found({ finding, at }: { readonly finding: Finding; readonly at: string }) {
  const { isGood, problems } = finding;
  const id = useId();
  const Icon = isGood ? IconCheck : IconAlertCircle;
  return (
    <>
      <Text size="sm" mt="sm" id={id} className={isGood ? undefined : classes.badText}>
        <Icon size="1rem" className={isGood ? classes.good : classes.badIcon} aria-hidden />{' '}
        {finding.text} <DoneAgo at={at} />
      </Text>
      {problems.length > 0 && (
        <ul className={classes.problems} aria-labelledby={id}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </>
  );
}
