/** Who is connected; a row opens to their last requests and errors. */

import { Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import type { ConnectionStatus } from '../../../shared/host-methods.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { TimeAgo } from '../../ui/time.tsx';
import classes from './overview.module.css';

const words = text.overview.connections;

export function Connections() {
  const connections = useApp((state) => state.connections);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());

  if (connections === null) return <Text c="dimmed">{words.unknown}</Text>;
  if (connections.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {words.none}
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
    <section className={classes.scroll} aria-label={words.label} tabIndex={0}>
      <Table className={classes.connections} verticalSpacing={6} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.role}</Table.Th>
            <Table.Th>{words.address}</Table.Th>
            <Table.Th>{words.since}</Table.Th>
            <Table.Th className={classes.number}>{words.requests}</Table.Th>
            <Table.Th className={classes.number}>{words.errors}</Table.Th>
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
                      aria-label={words.expand(role, address)}
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
                      formatCount(0)
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
          {words.session(session)}
        </Text>
      )}
      <Answers title={words.lastErrors} answers={last_errors} none={words.noErrors} />
      <Answers
        title={words.lastRequests(last_requests.length)}
        answers={last_requests}
        none={words.noRequests}
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
