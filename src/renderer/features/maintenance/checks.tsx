/** The two checks at the press of a button: of the database's file, and of the rules of the world. */
import { Button, Loader, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './maintenance.module.css';
import type { Work } from './maintenance.ts';
import { type Finding, integrityFinding, invariantsFinding } from './words.ts';

export function IntegrityCard() {
  const session = useSession();
  const work = useApp((state) => state.integrity);
  return (
    <CheckCard
      title="Database file"
      what="Reads every page of the file and follows every reference, as each start does."
      button="Check the file"
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
      title="Rules of the world"
      what="Looks at everything in memory: each item in one place, no gold made or lost, every name once."
      button="Check the rules"
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
  readonly work: Work<T>;
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
            Checking…
          </Text>
        )}
        {work.kind === 'done' && <Found finding={finding(work.result)} />}
      </div>
      {work.kind === 'failed' && (
        <div className={classes.notice}>
          <ErrorNotice title="The check failed" error={work.error} />
        </div>
      )}
    </Card>
  );
}

function Found({ finding: { isGood, text, problems } }: { readonly finding: Finding }) {
  const id = useId();
  const Icon = isGood ? IconCheck : IconAlertCircle;
  return (
    <>
      <Text size="sm" mt="sm" id={id} className={isGood ? undefined : classes.badText}>
        <Icon size="1rem" className={isGood ? classes.good : classes.badIcon} aria-hidden /> {text}
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
