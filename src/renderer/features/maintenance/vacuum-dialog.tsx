/** Says what a vacuum does before it does it. */

import { Button, Group, Text } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { isVacuuming } from './maintenance.ts';
import { estimateText, vacuumPlanText } from './words.ts';

export function openVacuumDialog(): void {
  if (!isVacuuming(useApp.getState())) useApp.setState({ dialog: 'vacuum' });
}

export function VacuumDialog() {
  const session = useSession();
  const isOpen = useApp(({ dialog }) => dialog === 'vacuum');
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  const maintenance = useApp((state) => state.maintenance);
  const isRunning = useApp(isVacuuming);
  const close = () => useApp.setState({ dialog: null });
  return (
    <Dialog isOpen={isOpen} onClose={close} title={text.maintenance.vacuum.ask}>
      <Text size="sm">{vacuumPlanText(shard)}</Text>
      {maintenance !== null && (
        <Text size="sm" c="dimmed" mt="sm">
          {estimateText(maintenance)}
        </Text>
      )}
      {isRunning && (
        <Text size="sm" c="dimmed" mt="sm">
          {text.maintenance.vacuum.isRunning}
        </Text>
      )}
      <Group justify="flex-end" mt="md">
        <Button data-autofocus variant="default" onClick={close}>
          {text.shared.cancel}
        </Button>
        <Button
          {...(isRunning && { 'aria-disabled': true, 'data-disabled': true })}
          onClick={() => {
            if (isRunning) return;
            close();
            void session.maintenance.runVacuum();
          }}
        >
          {text.maintenance.vacuum.run}
        </Button>
      </Group>
    </Dialog>
  );
}
