/** What a vacuum would give back and need, when the next one is, one at once, and what came of it. */

import { Button, Group, Loader, Text } from '@mantine/core';
import { IconArrowsMinimize, IconCheck } from '@tabler/icons-react';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { useAtNow } from '../../ui/clock.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DoneAgo } from '../../ui/time.tsx';
import classes from './maintenance.module.css';
import { isVacuuming } from './maintenance.ts';
import { openVacuumDialog } from './vacuum-dialog.tsx';
import { estimateText, nextVacuumText, shortageText, vacuumDoneText } from './words.ts';

const words = text.maintenance.vacuum;

export function VacuumCard() {
  return (
    <Card title={words.title} aside={<VacuumButton />} testId="vacuum">
      <Estimate />
      <VacuumResult />
    </Card>
  );
}

function VacuumButton() {
  const isRunning = useApp(isVacuuming);
  // Not `disabled`: that would take the focus from who has just pressed it.
  const off = isRunning ? { 'aria-disabled': true, 'data-disabled': true } : {};
  return (
    <Button
      data-testid="vacuum-now"
      leftSection={<IconArrowsMinimize size="1.125rem" aria-hidden />}
      onClick={openVacuumDialog}
      {...off}
    >
      {words.now}
    </Button>
  );
}

function Estimate() {
  const maintenance = useApp((state) => state.maintenance);
  const next = useAtNow((now) =>
    maintenance === null ? '' : nextVacuumText(maintenance.vacuum, now),
  );
  if (maintenance === null) return <Text c="dimmed">{words.looking}</Text>;
  const shortage = shortageText(maintenance);
  return (
    <>
      <Text data-testid="vacuum-estimate">{estimateText(maintenance)}</Text>
      <Text size="sm" c="dimmed" mt="xs" data-testid="vacuum-next">
        {next}
      </Text>
      {shortage !== null && (
        <div className={classes.notice}>
          <Notice tone="warning">{shortage}</Notice>
        </div>
      )}
    </>
  );
}

function VacuumResult() {
  const vacuum = useApp((state) => state.vacuum);
  const isRunning = useApp(isVacuuming);
  return (
    <>
      {isRunning && (
        <Group gap="xs" mt="sm" data-testid="vacuum-running">
          <Loader size="xs" aria-hidden />
          <Text size="sm">{words.running}</Text>
        </Group>
      )}
      <div role="status" className={classes.result} data-testid="vacuum-result">
        {vacuum.kind === 'done' && (
          <Text size="sm" mt="sm">
            <IconCheck size="1rem" className={classes.good} aria-hidden />{' '}
            {vacuumDoneText(vacuum.result)} <DoneAgo at={vacuum.result.at} />
          </Text>
        )}
      </div>
      {vacuum.kind === 'failed' && (
        <div className={classes.notice}>
          <ErrorNotice
            title={words.failed}
            error={vacuum.error}
            onClose={() => useApp.setState({ vacuum: { kind: 'none' } })}
          />
        </div>
      )}
    </>
  );
}
