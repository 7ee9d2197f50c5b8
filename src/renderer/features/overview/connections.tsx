/** Who is connected; a row opens to their last requests and errors. */
import { Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import type { ConnectionStatus } from '../../../shared/host-methods.ts';
import { useApp } from '../../app/store.ts';
import { formatCount, formatCountOf } from '../../ui/format.ts';
import { TimeAgo } from '../../ui/time.tsx';
import classes from './overview.module.css';

export function Connections() {
  const connections = useApp((state) => state.connections);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());

  if (connections === null) return <Text c="dimmed">Not known yet.</Text>;
  if (connections.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nobody is connected. A game server appears here as soon as it is.
      </Text>
    );
  }

  const toggle = (id: number) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={classes.scroll} aria-label="Connections" tabIndex={0}>
      <Table className={classes.connections} verticalSpacing={6} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Role</Table.Th>
            <Table.Th>Address</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th className={classes.number}>Requests</Table.Th>
            <Table.Th className={classes.number}>Errors</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {connections.map((connection) => {
            const { id, role, address, connected_at, requests, errors } = connection;
            const isOpen = open.has(id);
            return (
              <Fragment key={id}>
                <Table.Tr>
                  <Table.Td>
                    <UnstyledButton
                      className={classes.expand}
                      aria-expanded={isOpen}
                      aria-label={`${role} from ${address}: last requests`}
                      onClick={() => toggle(id)}
                    >
                      <IconChevronRight size="1rem" aria-hidden />
                      {role}
                    </UnstyledButton>
                  </Table.Td>
                  <Table.Td>{address}</Table.Td>
                  <Table.Td>
                    <TimeAgo at={connected_at} />
                  </Table.Td>
                  <Table.Td className={classes.number}>{formatCount(requests)}</Table.Td>
                  <Table.Td className={classes.number}>
                    {errors === 0 ? (
                      '0'
                    ) : (
                      <span className={classes.bad}>{formatCount(errors)}</span>
                    )}
                  </Table.Td>
                </Table.Tr>
                {isOpen && (
                  <Table.Tr>
                    <Table.Td colSpan={5}>
                      <Requests connection={connection} />
                    </Table.Td>
                  </Table.Tr>
                )}
              </Fragment>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Requests({ connection }: { readonly connection: ConnectionStatus }) {
  const { last_requests, last_errors, session } = connection;
  return (
    <div className={classes.requests}>
      {session !== null && (
        <Text size="xs" c="dimmed">
          Session {session}
        </Text>
      )}
      <Answers title="Last errors" answers={last_errors} none="No errors." />
      <Answers
        title={`Last ${formatCountOf(last_requests.length, 'request')}`}
        answers={last_requests}
        none="No requests yet."
      />
    </div>
  );
}

interface AnswersProps {
  readonly title: string;
  readonly answers: ConnectionStatus['last_requests'];
  readonly none: string;
}

function Answers({ title, answers, none }: AnswersProps) {
  return (
    <div>
      <Text size="xs" fw={600}>
        {title}
      </Text>
      {answers.length === 0 ? (
        <Text size="xs" c="dimmed">
          {none}
        </Text>
      ) : (
        <ul className={classes.answers}>
          {answers.map(({ at, method, error }, index) => (
            // Several of a batch have the same moment and method.
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown anew as a whole
            <li key={`${at} ${method} ${index}`}>
              <TimeAgo at={at} />
              <code>{method}</code>
              {error !== null && (
                <span className={classes.bad}>
                  {error.code}: {error.message}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
