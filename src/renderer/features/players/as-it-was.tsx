/** The character as it was at a moment, laid beside today's: to look at, with a way on to bring it back. */
import { Button, CloseButton, Group, Loader, Switch, Table, Text } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Character } from '../../../shared/rows.ts';
import { useSession } from '../../app/session-context.ts';
import { openPage, useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { type Loaded, useLoaded } from '../activity/loaded.ts';
import { LeadsToPages, Link, WithLinks } from '../activity/parts.tsx';
import { isSame } from '../character-restore/lines.ts';
import {
  isUnchanged,
  itemName,
  momentText,
  nowSaid,
  pastText,
} from '../character-restore/words.ts';
import { MomentForm, MomentsNotice, useMomentChoice } from '../restore/moment-choice.tsx';
import classes from './players.module.css';
import type { CharacterPreview } from './players.ts';
import { comparedLines } from './words.ts';

const words = text.players;

interface AsItWasProps {
  readonly character: Character;
  readonly onClose: () => void;
}

export function AsItWas({ character, onClose }: AsItWasProps) {
  const { restores } = useSession();
  const moment = useMomentChoice(null);
  const [at, setAt] = useState<string | null>(null);
  const card = useRef<HTMLDivElement>(null);

  useEffect(() => {
    void restores.load();
    card.current?.focus();
  }, [restores]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (moment.at !== null) setAt(new Date(moment.at).toISOString());
  };

  return (
    <div ref={card} tabIndex={-1} className={classes.quietFocus}>
      <Card
        title={words.asItWasTitle(character.character_name)}
        testId="as-it-was"
        aside={<CloseButton aria-label={words.closeAsItWas} onClick={onClose} />}
      >
        <form className={classes.form} onSubmit={submit}>
          <MomentsNotice />
          <MomentForm choice={moment} meaning={words.momentMeaning} />
          <Group>
            <Button
              type="submit"
              variant="default"
              {...(moment.at === null && { 'aria-disabled': true, 'data-disabled': true })}
            >
              {words.compare}
            </Button>
          </Group>
        </form>
        {at !== null && (
          <LeadsToPages>
            <Compared character_id={character.character_id} at={at} />
          </LeadsToPages>
        )}
      </Card>
    </div>
  );
}

interface ComparedProps {
  readonly character_id: number;
  readonly at: string;
}

function Compared({ character_id, at }: ComparedProps) {
  const { players } = useSession();
  const acted = useApp((state) => state.acted);
  const compared = useLoaded(`as it was ${character_id} ${at} ${acted}`, () =>
    players.comparedWith(character_id, at),
  );
  return (
    <div className={classes.compared}>
      <Answer of={compared} at={at} />
    </div>
  );
}

function Answer({ of, at }: { readonly of: Loaded<CharacterPreview>; readonly at: string }) {
  const { characterRestores } = useSession();
  const [isWhole, setWhole] = useState(false);
  if (of.kind === 'loading') {
    return (
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text role="status">{words.comparing}</Text>
      </Group>
    );
  }
  if (of.kind === 'failed') {
    const wasNobody = of.error.code === 'NotFound';
    return <ErrorNotice title={wasNobody ? words.wasNobody : words.notCompared} error={of.error} />;
  }
  const preview = of.value;
  const lines = comparedLines(preview).filter((line) => isWhole || !isSame(line));
  const items = preview.items.filter((item) => isWhole || !isUnchanged(item));
  return (
    <>
      <Group justify="space-between">
        <Switch
          label={words.showSame}
          checked={isWhole}
          onChange={(event) => setWhole(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          onClick={() => {
            openPage('backups');
            const who = { kind: 'id', id: preview.character_id } as const;
            void characterRestores.compare({ who, at });
          }}
        >
          {words.bringBack}
        </Button>
      </Group>
      {lines.length + items.length === 0 ? (
        <Text role="status">{words.nothingDiffers(momentText(preview.target))}</Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className={classes.scroll} aria-label={words.thenAndToday} tabIndex={0}>
          <Table
            className={classes.table}
            verticalSpacing={4}
            horizontalSpacing="xs"
            data-testid="then-and-today"
          >
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.what}</Table.Th>
                <Table.Th>{words.thenAt(momentText(preview.target))}</Table.Th>
                <Table.Th>{words.today}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={`${line.group} ${line.label}`}>
                  <Table.Th scope="row">{line.label}</Table.Th>
                  <Table.Td>{line.past}</Table.Td>
                  <Table.Td data-differs={!isSame(line)}>{line.now}</Table.Td>
                </Table.Tr>
              ))}
              {items.map((item) => (
                <Table.Tr key={item.item_id}>
                  <Table.Th scope="row" title={item.item_id}>
                    <Link to={{ kind: 'item', item_id: item.item_id }} text={itemName(item)} />
                  </Table.Th>
                  <Table.Td>{pastText(item)}</Table.Td>
                  <Table.Td data-differs={!isUnchanged(item)}>
                    <WithLinks said={nowSaid(item, preview.character_id)} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </>
  );
}
