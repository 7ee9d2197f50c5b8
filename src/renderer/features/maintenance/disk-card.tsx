/** What the shard takes of the disk, part by part, and the way to its folder. */

import { Button, Table } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { act } from '../../app/commands.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatBytes } from '../../ui/format.ts';
import classes from './maintenance.module.css';
import { PARTS, totalOf } from './words.ts';

const { disk } = text.maintenance;

export function DiskCard() {
  const { bridge } = useSession();
  const maintenance = useApp((state) => state.maintenance);
  return (
    <Card
      title={disk.title}
      testId="disk"
      aside={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFolderOpen size="1rem" aria-hidden />}
          onClick={() => act(disk.notOpened, bridge.call('openDataFolder'))}
        >
          {disk.open}
        </Button>
      }
    >
      {maintenance !== null && (
        <Table className={classes.parts} verticalSpacing={4} horizontalSpacing="xs">
          <Table.Tbody>
            {PARTS.map((part) => (
              <Table.Tr key={part}>
                <Table.Th scope="row">
                  {disk.parts[part].title}{' '}
                  <span className={classes.what}>{disk.parts[part].text}</span>
                </Table.Th>
                <Table.Td className={classes.number}>
                  {formatBytes(maintenance.sizes[part])}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">{disk.all}</Table.Th>
              <Table.Td className={classes.number}>{formatBytes(totalOf(maintenance))}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">{disk.free}</Table.Th>
              <Table.Td className={classes.number}>{formatBytes(maintenance.sizes.free)}</Table.Td>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      )}
    </Card>
  );
}
