/** Export of all that the search finds, how far it is, and what came of it. */

import { Button, Group, Menu, Progress, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ButtonMenu } from '../../ui/button-menu.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './activity.module.css';
import { type ExportFormat, NO_EXPORT } from './export.ts';

const words = text.activity.export;

export function ExportMenu() {
  const session = useSession();
  const search = useApp(({ activity }) => activity.search);
  const isBusy = useApp(
    ({ activityExport: { kind } }) => kind === 'choosing' || kind === 'running',
  );
  const run = (format: ExportFormat) => void session.export.run(search, format);
  return (
    <ButtonMenu
      button={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size="1rem" aria-hidden />}
          {...(isBusy && { 'aria-disabled': true, 'data-disabled': true })}
        >
          {words.open}
        </Button>
      }
    >
      <Menu.Item disabled={isBusy} onClick={() => run('csv')}>
        {words.csv}
      </Menu.Item>
      <Menu.Item disabled={isBusy} onClick={() => run('jsonl')}>
        {words.jsonl}
      </Menu.Item>
    </ButtonMenu>
  );
}

export function ExportNotice() {
  const session = useSession();
  const state = useApp(({ activityExport }) => activityExport);
  const close = () => useApp.setState({ activityExport: NO_EXPORT });
  switch (state.kind) {
    case 'none':
    case 'choosing':
      return null;
    case 'running':
      return (
        <section className={classes.export} aria-label={words.label} data-testid="export">
          <Text size="sm">{words.running(formatCount(state.written), state.of)}</Text>
          <Progress
            className={classes.exportBar}
            value={state.of === 0 ? 0 : (state.written / state.of) * 100}
            aria-label={words.progress}
          />
          <Button size="compact-sm" variant="default" onClick={() => session.export.cancel()}>
            {text.shared.cancel}
          </Button>
        </section>
      );
    case 'done':
      return (
        <Notice tone="info" title={words.done} testId="exported" onClose={close}>
          <Group gap="sm">
            <Text size="sm" className={classes.path}>
              {words.doneText(state.written, state.path)}
            </Text>
            <CopyButton what={words.thePath} text={state.path} />
          </Group>
        </Notice>
      );
    case 'failed':
      return <ErrorNotice title={words.failed} error={state.error} onClose={close} />;
  }
}
