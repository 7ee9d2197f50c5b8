/** Says what a vacuum does before it does it. */
import { Button, Group, Text } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { estimateText, vacuumPlanText } from './words.ts';

export function openVacuumDialog(): void {
  if (useApp.getState().vacuum.kind !== 'running') useApp.setState({ dialog: 'vacuum' });
}

export function VacuumDialog() {
  const session = useSession();
  const isOpen = useApp(({ dialog }) => dialog === 'vacuum');
  const shard = useApp(({ status }) => status?.name ?? 'this shard');
  const maintenance = useApp((state) => state.maintenance);
  const isRunning = useApp(({ vacuum }) => vacuum.kind === 'running');
  const close = () => useApp.setState({ dialog: null });
  return (
    <Dialog isOpen={isOpen} onClose={close} title="Vacuum the database?">
      <Text size="sm">{vacuumPlanText(shard)}</Text>
      {maintenance !== null && (
        <Text size="sm" c="dimmed" mt="sm">
          {estimateText(maintenance)}
        </Text>
      )}
      {isRunning && (
        <Text size="sm" c="dimmed" mt="sm">
          A vacuum is under way.
        </Text>
      )}
      <Group justify="flex-end" mt="md">
        <Button data-autofocus variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          {...(isRunning && { 'aria-disabled': true, 'data-disabled': true })}
          onClick={() => {
            if (isRunning) return;
            close();
            void session.maintenance.runVacuum();
          }}
        >
          Vacuum
        </Button>
      </Group>
    </Dialog>
  );
}
