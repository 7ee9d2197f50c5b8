/** A preview or a restore as it runs: its phases, how far the one that runs is, and when it may end. */

import { Button, Group, Loader, Progress, Text, VisuallyHidden } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatCount, formatSpan } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { StepList } from '../../ui/step-list.tsx';
import { PHASES, phaseLines, phaseText, progressText, shareOf } from './phases.ts';
import classes from './restore.module.css';

const words = text.restore;

export function Previewing() {
  const { restores } = useSession();
  return (
    <>
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text role="status">{words.preview.building}</Text>
      </Group>
      <PhaseProgress />
      <div className={classes.end}>
        <Button variant="default" onClick={() => restores.close()}>
          {text.shared.cancel}
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
        <Notice tone="warning" title={words.lost} testId="restore-lost">
          {words.lostText(shard)}
        </Notice>
      )}
      <Phases />
      <Text size="sm" c="dimmed">
        {words.soFar(elapsed)}
      </Text>
    </>
  );
}

/** The phases of whatever restore runs, whoever asked for it. */
export function Phases() {
  const phase = useApp(({ restorePhase }) => restorePhase?.progress.phase ?? null);
  const lines = phaseLines(phase).map((line) => ({ ...line, detail: null, aside: null }));
  const over = phase === null ? 0 : PHASES.indexOf(phase);
  return (
    <div>
      <Progress.Root size="sm" mb="md">
        <Progress.Section
          value={(over / PHASES.length) * 100}
          aria-label={words.phasesDone(formatCount(over), PHASES.length)}
        />
      </Progress.Root>
      <StepList steps={lines} testId="restore-phases" />
      <PhaseProgress />
      {/* The phases are announced, their figures are not. */}
      <VisuallyHidden role="status">
        {phase === null ? words.begins : phaseText(phase)}
      </VisuallyHidden>
    </div>
  );
}

/** How far the phase is, where it can be counted. */
function PhaseProgress() {
  const current = useApp((state) => state.restorePhase);
  const figures = useAtNow((now) => (current === null ? '' : progressText(current, now)));
  const share = current === null ? null : shareOf(current.progress);
  if (share === null) return null;
  return (
    <div>
      <Text size="sm" mt="xs">
        {figures}
      </Text>
      <Progress.Root size="sm" mt="xs">
        <Progress.Section value={share * 100} aria-label={words.thisStep} />
      </Progress.Root>
    </div>
  );
}
