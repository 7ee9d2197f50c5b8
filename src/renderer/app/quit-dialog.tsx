/** Asks before the shard ends: whoever plays on it is put off. */
import { Button, Group, Text } from '@mantine/core';
import { useShallow } from 'zustand/react/shallow';
import { Dialog } from '../ui/dialog.tsx';
import { asSentence, formatCountOf } from '../ui/format.ts';
import { act } from './commands.ts';
import { useSession } from './session-context.ts';
import { useApp } from './store.ts';

export function QuitDialog() {
  const { bridge } = useSession();
  const isOpen = useApp(({ dialog }) => dialog === 'quit');
  const { name, online, connections, refusing } = useApp(
    useShallow(({ status }) => ({
      name: status?.name ?? 'this shard',
      online: status?.online ?? 0,
      connections: status?.connections ?? 0,
      refusing: status?.refusing ?? null,
    })),
  );
  const close = () => useApp.setState({ dialog: null });
  return (
    <Dialog isOpen={isOpen} onClose={close} title={`Quit, and end ${name}?`}>
      <Text size="sm">
        {online === 0
          ? 'Nobody is online.'
          : `${formatCountOf(online, 'player')} on ${formatCountOf(connections, 'connection')} will be disconnected.`}{' '}
        {refusing === null
          ? 'Nothing is lost: a last snapshot is written before the app closes, and the shard goes on from there at the next start.'
          : `${asSentence(refusing)} What is not on disk yet may not get there any more.`}
      </Text>
      <Group justify="flex-end" mt="md">
        <Button data-autofocus variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          onClick={() => {
            close();
            act('The shard did not stop', bridge.call('quit'));
          }}
        >
          Quit
        </Button>
      </Group>
    </Dialog>
  );
}
