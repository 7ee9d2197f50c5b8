/** Stats, position, gold, skills and quests, then and today; each comes back as a whole or stays. */

import { Checkbox, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CharacterPreview } from '../../../shared/character-restore.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import restoreClasses from '../restore/restore.module.css';
import classes from './character.module.css';
import { type Draft, withGroup } from './draft.ts';
import { differs, GROUPS, type Group, isSame, type Line, linesOf } from './lines.ts';
import { momentText } from './words.ts';

const words = text.characterRestore.state;

export interface ChoiceProps {
  readonly preview: CharacterPreview;
  readonly draft: Draft;
  /** What is the same on both sides is shown, too. */
  readonly isWhole: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** Those without whom nobody can be made. */
const NEEDED: readonly Group[] = ['stats', 'position'];

export function StateTable({ preview, draft, isWhole, onChange }: ChoiceProps) {
  return (
    <Card title={words.title}>
      <Table
        className={`${restoreClasses.table} ${classes.state}`}
        data-testid="character-state"
        verticalSpacing={4}
        horizontalSpacing="xs"
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.what}</Table.Th>
            <Table.Th>{words.past(momentText(preview.target))}</Table.Th>
            <Table.Th>{words.today}</Table.Th>
            <Table.Th>{words.choice}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <NameRow preview={preview} draft={draft} onChange={onChange} />
        {GROUPS.map((group) => (
          <GroupRows
            key={group}
            group={group}
            lines={linesOf(preview, group)}
            isWhole={isWhole}
            choice={
              !differs(preview, group) ? (
                <Text size="sm" c="dimmed">
                  {words.same}
                </Text>
              ) : !preview.exists && NEEDED.includes(group) ? (
                <Text size="sm">{words.inAnyCase}</Text>
              ) : (
                <Checkbox
                  label={words.bringBack}
                  aria-label={words.bringBackGroup(text.characterRestore.groupsWithin[group])}
                  checked={draft.groups.includes(group)}
                  onChange={(event) =>
                    onChange(withGroup(draft, group, event.currentTarget.checked))
                  }
                />
              )
            }
          />
        ))}
      </Table>
    </Card>
  );
}

/** Only where there is something to say of it. */
function NameRow({ preview, draft, onChange }: Omit<ChoiceProps, 'isWhole'>) {
  const { exists, name } = preview;
  if (!exists || name.now === name.past) return null;
  return (
    <Table.Tbody>
      <Table.Tr>
        <Table.Th scope="row">{words.name}</Table.Th>
        <Table.Td>{name.past}</Table.Td>
        <Table.Td>{name.now}</Table.Td>
        <Table.Td className={classes.whole}>
          {name.taken_by === null ? (
            <Checkbox
              label={words.bringBack}
              aria-label={words.bringBackName}
              checked={draft.name !== null}
              onChange={(event) =>
                onChange({ ...draft, name: event.currentTarget.checked ? name.past : null })
              }
            />
          ) : (
            <Text size="sm" c="dimmed">
              {words.nameTaken}
            </Text>
          )}
        </Table.Td>
      </Table.Tr>
    </Table.Tbody>
  );
}

interface GroupRowsProps {
  readonly group: Group;
  readonly lines: readonly Line[];
  readonly isWhole: boolean;
  readonly choice: ReactNode;
}

function GroupRows({ group, lines, isWhole, choice }: GroupRowsProps) {
  const shown = isWhole ? lines : lines.filter((line) => !isSame(line));
  const hidden = lines.length - shown.length;
  const title = text.characterRestore.groups[group];
  const [only] = shown;
  // One line of the same name says it all.
  const isOne = only !== undefined && (group === 'gold' || group === 'position');
  return (
    <Table.Tbody>
      <Table.Tr>
        <Table.Th scope={isOne ? 'row' : 'rowgroup'} colSpan={isOne ? 1 : 3}>
          {title}
          {!isOne && shown.length > 0 && hidden > 0 && (
            <Text span size="sm" c="dimmed">
              {' '}
              {words.moreSame(hidden)}
            </Text>
          )}
        </Table.Th>
        {isOne && <Sides line={only} />}
        <Table.Td className={classes.whole}>{choice}</Table.Td>
      </Table.Tr>
      {!isOne &&
        shown.map((line) => (
          <Table.Tr key={line.label}>
            <Table.Td className={classes.label}>{line.label}</Table.Td>
            <Sides line={line} />
            <Table.Td />
          </Table.Tr>
        ))}
    </Table.Tbody>
  );
}

function Sides({ line }: { readonly line: Line }) {
  return (
    <>
      <Table.Td>{line.past}</Table.Td>
      <Table.Td data-differs={!isSame(line)}>{line.now}</Table.Td>
    </>
  );
}
