/** What is looked for among the items, and a way to look again. */
import { ActionIcon, Group, Loader, Pill, SegmentedControl, TextInput } from '@mantine/core';
import { IconRefresh, IconSearch } from '@tabler/icons-react';
import { SEARCH_FIELD } from '../../app/list-keys.ts';
import { useSession } from '../../app/session-context.ts';
import { openPage, useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import classes from './items.module.css';
import { type ItemPlace, itemIdIn } from './items.ts';

const words = text.items.search;

/** The segmented control has no value for none. */
const ANYWHERE = 'anywhere';

export function ItemsControls() {
  const { items } = useSession();
  const query = useApp((state) => state.items.query);
  const item_id = itemIdIn(query.text);
  const { property, place } = query;
  return (
    <search className={classes.controls}>
      <TextInput
        id={SEARCH_FIELD}
        aria-label={words.label}
        placeholder={words.placeholder}
        leftSection={<IconSearch size="1.125rem" aria-hidden />}
        data-testid="items-text"
        spellCheck={false}
        autoComplete="off"
        value={query.text}
        description={item_id === null ? undefined : words.isId}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={({ currentTarget }) => items.search({ text: currentTarget.value }, 'typing')}
        onKeyDown={({ key }) => {
          if (key !== 'Enter') return;
          if (item_id === null) items.search({});
          else openPage('items', item_id);
        }}
      />
      <Group gap="xs" className={classes.more}>
        <SegmentedControl
          size="xs"
          aria-label={words.place}
          value={place ?? ANYWHERE}
          onChange={(value) =>
            items.search({ place: value === ANYWHERE ? null : (value as ItemPlace) })
          }
          data={[
            { value: ANYWHERE, label: words.anywhere },
            ...Object.entries(words.places).map(([value, label]) => ({ value, label })),
          ]}
        />
        <Group gap="0.25rem" wrap="nowrap">
          <TextInput
            size="xs"
            aria-label={words.propertyName}
            placeholder={words.propertyNameHint}
            data-testid="items-property"
            spellCheck={false}
            value={property.name}
            onChange={({ currentTarget: { value: name } }) =>
              items.search({ property: { ...property, name } }, 'typing')
            }
          />
          <span aria-hidden>=</span>
          <TextInput
            size="xs"
            aria-label={words.propertyValue}
            placeholder={words.propertyValueHint}
            data-testid="items-value"
            spellCheck={false}
            value={property.value}
            onChange={({ currentTarget: { value } }) =>
              items.search({ property: { ...property, value } }, 'typing')
            }
          />
        </Group>
        {query.holder !== null && (
          <Pill
            withRemoveButton
            removeButtonProps={{
              'aria-label': words.anybody(query.holder.character_name),
              tabIndex: 0,
              'aria-hidden': false,
            }}
            onRemove={() => items.search({ holder: null })}
          >
            {words.holder(query.holder.character_name)}
          </Pill>
        )}
        <LookAgain />
      </Group>
    </search>
  );
}

function LookAgain() {
  const { items } = useSession();
  const isSearching = useApp((state) => state.items.isSearching);
  return (
    <div className={classes.again}>
      {isSearching ? (
        <Loader size="xs" aria-hidden />
      ) : (
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label={words.again}
          title={words.again}
          onClick={() => void items.list.refresh()}
        >
          <IconRefresh size="1rem" aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
