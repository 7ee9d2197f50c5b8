/** A preview or a restore as it runs: its phases, how far the one that runs is, and when it may end. */
import { Button, Group, Loader, Progress, Text, VisuallyHidden } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatSpan } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { StepList } from '../../ui/step-list.tsx';
import { PHASES, phaseLines, phaseText, progressText, shareOf } from './phases.ts';
import classes from './restore.module.css';

export function Previewing() {
  const { restores } = useSession();
  return (
    <>
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text role="status">
          Building the earlier world beside the running one, and comparing the two.
        </Text>
      </Group>
      <PhaseProgress />
      <div className={classes.end}>
        <Button variant="default" onClick={() => restores.close()}>
          Cancel
        </Button>
      </div>
    </>
  );
}

interface RunningProps {
  readonly startedAt: number;
  /** The connection went meanwhile. */
  readonly isLost: boolean;
  readonly shard: string;
}

export function Running({ startedAt, isLost, shard }: RunningProps) {
  const elapsed = useAtNow((now) => formatSpan(Math.max(0, now - startedAt)));
  return (
    <>
      {isLost && (
        <Notice tone="warning" title="The connection was lost" testId="restore-lost">
          The restore goes on without this window, or is completed when {shard} starts again;
          nothing half done is ever served. What became of it is said here once the shard answers.
        </Notice>
      )}
      <Phases />
      <Text size="sm" c="dimmed">
        {elapsed} so far. Game servers are refused until it is done.
      </Text>
    </>
  );
}

/** The phases of whatever restore runs, whoever asked for it. */
export function Phases() {
  const phase = useApp(({ restorePhase }) => restorePhase?.progress.phase ?? null);
  const lines = phaseLines(phase).map(({ text, state }) => ({
    text,
    state,
    detail: null,
    aside: null,
  }));
  const over = phase === null ? 0 : PHASES.indexOf(phase);
  return (
    <div>
      <Progress.Root size="sm" mb="md">
        <Progress.Section
          value={(over / PHASES.length) * 100}
          aria-label={`${over} of ${PHASES.length} steps`}
        />
      </Progress.Root>
      <StepList steps={lines} testId="restore-phases" />
      <PhaseProgress />
      {/* The phases are announced, their figures are not. */}
      <VisuallyHidden role="status">
        {phase === null ? 'The restore begins' : phaseText(phase)}
      </VisuallyHidden>
    </div>
  );
}

/** How far the phase is, where it can be counted. */
function PhaseProgress() {
  const current = useApp((state) => state.restorePhase);
  const text = useAtNow((now) => (current === null ? '' : progressText(current, now)));
  const share = current === null ? null : shareOf(current.progress);
  if (share === null) return null;
  return (
    <div>
      <Text size="sm" mt="xs">
        {text}
      </Text>
      <Progress.Root size="sm" mt="xs">
        <Progress.Section value={share * 100} aria-label="This step" />
      </Progress.Root>
    </div>
  );
}
