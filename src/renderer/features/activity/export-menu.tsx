/** Export of all that the search finds, how far it is, and what came of it. */
import { Button, Group, Menu, Progress, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount, formatCountOf } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './activity.module.css';
import { type ExportFormat, NO_EXPORT } from './export.ts';

export function ExportMenu() {
  const session = useSession();
  const search = useApp(({ activity }) => activity.search);
  const isBusy = useApp(
    ({ activityExport: { kind } }) => kind === 'choosing' || kind === 'running',
  );
  const run = (format: ExportFormat) => void session.export.run(search, format);
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size="1rem" aria-hidden />}
          {...(isBusy && { 'aria-disabled': true, 'data-disabled': true })}
        >
          Export…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={isBusy} onClick={() => run('csv')}>
          As CSV, for spreadsheets
        </Menu.Item>
        <Menu.Item disabled={isBusy} onClick={() => run('jsonl')}>
          As JSON lines, as the log has it
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
        <section className={classes.export} aria-label="Export" data-testid="export">
          <Text size="sm">
            Exporting: {formatCount(state.written)} of {formatCountOf(state.of, 'entry', 'entries')}
          </Text>
          <Progress
            className={classes.exportBar}
            value={state.of === 0 ? 0 : (state.written / state.of) * 100}
            aria-label="Entries that are written"
          />
          <Button size="compact-sm" variant="default" onClick={() => session.export.cancel()}>
            Cancel
          </Button>
        </section>
      );
    case 'done':
      return (
        <Notice tone="info" title="Exported" testId="exported" onClose={close}>
          <Group gap="sm">
            <Text size="sm" className={classes.path}>
              {formatCountOf(state.written, 'entry', 'entries')} in {state.path}
            </Text>
            <CopyButton what="the path" text={state.path} />
          </Group>
        </Notice>
      );
    case 'failed':
      return (
        <ErrorNotice title="The file could not be written" error={state.error} onClose={close} />
      );
  }
}
