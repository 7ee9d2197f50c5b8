/** The servers that a full shard names to players. */
import { Button, Fieldset, Input, NativeSelect, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type Settings, settings as schema } from '../../../shared/settings.ts';
import { text } from '../../app/text.ts';
import { NumberField, Under } from './field.tsx';
import classes from './settings.module.css';
import { useSetting } from './use-setting.ts';

const words = text.settings.alternatives;
const { label, what } = text.settings.fields.alternatives;
const REGIONS = schema.shape.region.options;

type Alternative = Settings['alternatives'][number];

export function Alternatives() {
  const place = useSetting(['alternatives']);
  const servers = (place.value ?? []) as readonly Alternative[];
  return (
    <div className={classes.wide} data-unsaved={place.isUnsaved}>
      <Input.Wrapper label={label} labelElement="div" description={what} />
      {servers.length === 0 && (
        <Text size="sm" my="xs">
          {words.none}
        </Text>
      )}
      {servers.map((server, index) => (
        // Rows have nothing of their own but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list
        <Fieldset key={index} className={classes.row} legend={words.server(index + 1)}>
          <Part index={index} part="server_id" />
          <Part index={index} part="server_name" />
          <RegionPart index={index} />
          <Part index={index} part="ip_address" />
          <PortPart index={index} />
          <Button
            variant="default"
            size="xs"
            className={classes.remove}
            leftSection={<IconTrash size="1rem" aria-hidden />}
            onClick={() => {
              place.edit(servers.filter((_, other) => other !== index));
              document.getElementById(place.id)?.focus();
            }}
          >
            {words.remove(server.server_name === '' ? words.unnamed : server.server_name)}
          </Button>
        </Fieldset>
      ))}
      <Button
        id={place.id}
        mt="xs"
        size="xs"
        variant="default"
        leftSection={<IconPlus size="1rem" aria-hidden />}
        onClick={() =>
          place.edit([...servers, { server_id: '', server_name: '', ip_address: '', port: 7780 }])
        }
      >
        {words.add}
      </Button>
      <Under settingKey="alternatives" label={label} place={place}>
        {text.settings.isDefault(text.settings.isEmpty)}
      </Under>
    </div>
  );
}

interface PartProps {
  readonly index: number;
  readonly part: 'server_id' | 'server_name' | 'ip_address';
}

function Part({ index, part }: PartProps) {
  const { id, value, problem, edit } = useSetting(['alternatives', index, part]);
  return (
    <TextInput
      id={id}
      label={words[part]}
      error={problem}
      autoComplete="off"
      spellCheck={false}
      value={(value as string | undefined) ?? ''}
      onChange={({ currentTarget: { value: typed } }) => edit(typed)}
    />
  );
}

function RegionPart({ index }: Pick<PartProps, 'index'>) {
  const { id, value, problem, edit } = useSetting(['alternatives', index, 'region']);
  return (
    <NativeSelect
      id={id}
      label={words.region}
      error={problem}
      data={[{ value: '', label: words.noRegion }, ...REGIONS]}
      value={(value as string | undefined) ?? ''}
      onChange={({ currentTarget: { value: chosen } }) => edit(chosen === '' ? undefined : chosen)}
    />
  );
}

function PortPart({ index }: Pick<PartProps, 'index'>) {
  const { id, value, problem, edit } = useSetting(['alternatives', index, 'port']);
  return (
    <NumberField
      id={id}
      label={words.port}
      error={problem}
      unit={null}
      value={value ?? ''}
      onChange={edit}
    />
  );
}
