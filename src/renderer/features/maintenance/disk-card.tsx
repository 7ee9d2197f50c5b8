/** What the shard takes of the disk, part by part, and the way to its folder. */
import { Button, Table } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { act } from '../../app/commands.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { Card } from '../../ui/card.tsx';
import { formatBytes } from '../../ui/format.ts';
import classes from './maintenance.module.css';
import { PARTS, totalOf } from './words.ts';

export function DiskCard() {
  const { bridge } = useSession();
  const maintenance = useApp((state) => state.maintenance);
  return (
    <Card
      title="On disk"
      testId="disk"
      aside={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFolderOpen size="1rem" aria-hidden />}
          onClick={() => act('The data folder did not open', bridge.call('openDataFolder'))}
        >
          Open data folder
        </Button>
      }
    >
      {maintenance !== null && (
        <Table className={classes.parts} verticalSpacing={4} horizontalSpacing="xs">
          <Table.Tbody>
            {PARTS.map(({ key, title, what }) => (
              <Table.Tr key={key}>
                <Table.Th scope="row">
                  {title} <span className={classes.what}>{what}</span>
                </Table.Th>
                <Table.Td className={classes.number}>
                  {formatBytes(maintenance.sizes[key])}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">All of it</Table.Th>
              <Table.Td className={classes.number}>{formatBytes(totalOf(maintenance))}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">Free on this disk</Table.Th>
              <Table.Td className={classes.number}>{formatBytes(maintenance.sizes.free)}</Table.Td>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      )}
    </Card>
  );
}
