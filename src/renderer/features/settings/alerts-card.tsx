/** What is watched for, and who is told of it. */
import { ActionIcon, Box, Button, Checkbox, Fieldset, Text, TextInput, Title } from '@mantine/core';
import { IconEye, IconEyeOff, IconPlus, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { AlertQuery, AlertRules } from '../../../shared/alerts.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { DoneAgo, TimeAgo } from '../../ui/time.tsx';
import { NumberField, Under } from './field.tsx';
import classes from './settings.module.css';
import { useSetting } from './use-setting.ts';

const words = text.settings.alerts;
const { fields, units } = text.settings;
const RULES = Object.keys(DEFAULT_SETTINGS.alerts.rules) as readonly (keyof AlertRules)[];

/** What the bound of a rule is called in the settings, and what it counts. */
const BOUNDS = {
  backupLate: { part: 'intervals', unit: 'intervals' },
  journalSlow: { part: 'seconds', unit: 'seconds' },
  diskSpace: { part: 'mib', unit: 'mib' },
  capacity: { part: 'percent', unit: 'percent' },
  processGone: { part: 'seconds', unit: 'seconds' },
} as const satisfies Partial<
  Record<keyof AlertRules, { readonly part: string; readonly unit: keyof typeof units }>
>;

export function AlertsCard() {
  return (
    <Card title={text.settings.sections.alerts} testId="settings-alerts">
      <Text size="sm" c="dimmed" mb="sm">
        {words.what}
      </Text>
      <WebhookField />
      <div className={classes.fields}>
        <DesktopField />
        <QuietField />
      </div>
      <Title order={3} size="h6" mt="md" mb="xs">
        {words.rulesTitle}
      </Title>
      <div className={classes.rules}>
        {RULES.map((rule) => (
          <Rule key={rule} rule={rule} />
        ))}
      </div>
      <Queries />
    </Card>
  );
}

function WebhookField() {
  const [isShown, setShown] = useState(false);
  const place = useSetting(['alerts', 'webhookUrl']);
  const { label, what } = fields['alerts.webhookUrl'];
  const { id, value, problem, edit } = place;
  return (
    <div data-unsaved={place.isUnsaved}>
      <TextInput
        id={id}
        label={label}
        description={what}
        error={problem}
        type={isShown ? 'url' : 'password'}
        autoComplete="off"
        spellCheck={false}
        value={(value as string | null | undefined) ?? ''}
        onChange={({ currentTarget: { value: typed } }) => edit(typed === '' ? null : typed)}
        rightSection={
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={isShown ? words.hideUrl : words.showUrl}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <IconEyeOff size="1rem" /> : <IconEye size="1rem" />}
          </ActionIcon>
        }
      />
      <Under settingKey="alerts" label={label} place={place}>
        {text.settings.isDefault(text.settings.isEmpty)}
      </Under>
      <WebhookTest />
    </div>
  );
}

function WebhookTest() {
  const session = useSession();
  const test = useApp((state) => state.webhookTest);
  const webhook = useApp((state) => state.webhook);
  const saved = useApp(({ settings }) => settings?.alerts.webhookUrl ?? null);
  const { value } = useSetting(['alerts', 'webhookUrl']);
  const isUnsaved = value !== saved;
  const isRunning = test.kind === 'running';
  const why = isUnsaved ? words.testSaveFirst : saved === null ? words.testNoUrl : null;
  const off = isRunning || why !== null;
  return (
    <div className={classes.webhook}>
      <div className={classes.under}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconSend size="1rem" aria-hidden />}
          aria-describedby="webhook-why"
          onClick={() => !off && void session.settings.testWebhook()}
          {...(off && { 'aria-disabled': true, 'data-disabled': true })}
        >
          {isRunning ? words.testing : words.testButton}
        </Button>
        <Text size="xs" c="dimmed" id="webhook-why">
          {why}
          {why === null &&
            webhook !== null &&
            webhook.delivered_at === null &&
            words.neverDelivered}
          {why === null && webhook !== null && webhook.delivered_at !== null && (
            <>
              {words.delivered} <TimeAgo at={webhook.delivered_at} />.
            </>
          )}{' '}
          {webhook !== null && webhook.waiting > 0 && words.waiting(webhook.waiting)}
        </Text>
      </div>
      <div role="status" data-testid="webhook-test">
        {test.kind === 'done' && (
          <Notice tone={test.result.ok ? 'info' : 'warning'}>
            {test.result.ok
              ? words.testTook(test.result.answer)
              : words.testRefused(test.result.answer)}{' '}
            <DoneAgo at={test.result.at} />
          </Notice>
        )}
      </div>
      {test.kind === 'failed' && <ErrorNotice title={words.testFailed} error={test.error} />}
    </div>
  );
}

function DesktopField() {
  const { id, value, edit, isUnsaved } = useSetting(['alerts', 'desktop']);
  const { label, what } = fields['alerts.desktop'];
  return (
    <Box mt="md" data-unsaved={isUnsaved}>
      <Checkbox
        id={id}
        label={label}
        description={what}
        checked={value === true}
        onChange={({ currentTarget: { checked } }) => edit(checked)}
      />
    </Box>
  );
}

function QuietField() {
  const place = useSetting(['alerts', 'quietMinutes']);
  const { id, value, problem, edit } = place;
  const { label, what } = fields['alerts.quietMinutes'];
  const standard = formatCount(DEFAULT_SETTINGS.alerts.quietMinutes);
  return (
    <div data-unsaved={place.isUnsaved}>
      <NumberField
        id={id}
        label={label}
        description={what}
        error={problem}
        unit="minutes"
        value={value ?? ''}
        onChange={edit}
      />
      <Under settingKey="alerts" label={label} place={place}>
        {text.settings.isDefault(`${standard} ${units.minutes}`)}
      </Under>
    </div>
  );
}

function Rule({ rule }: { readonly rule: keyof AlertRules }) {
  const { id, value, edit } = useSetting(['alerts', 'rules', rule, 'on']);
  const { isUnsaved } = useSetting(['alerts', 'rules', rule]);
  const { label, what } = text.settings.rules[rule];
  const isOn = value === true;
  return (
    <div className={classes.rule} data-unsaved={isUnsaved}>
      <Checkbox
        id={id}
        label={label}
        description={what}
        checked={isOn}
        onChange={({ currentTarget: { checked } }) => edit(checked)}
      />
      {rule in BOUNDS && <Bound rule={rule as keyof typeof BOUNDS} isOn={isOn} />}
    </div>
  );
}

interface BoundProps {
  readonly rule: keyof typeof BOUNDS;
  readonly isOn: boolean;
}

function Bound({ rule, isOn }: BoundProps) {
  const { part, unit } = BOUNDS[rule];
  const { id, value, problem, edit } = useSetting(['alerts', 'rules', rule, part]);
  return (
    <div className={classes.bound}>
      <NumberField
        id={id}
        aria-label={words.threshold(text.settings.rules[rule].label)}
        error={problem}
        unit={unit}
        value={value ?? ''}
        onChange={edit}
        isOff={!isOn}
      />
    </div>
  );
}

function Queries() {
  const { id, value, edit, isUnsaved } = useSetting(['alerts', 'queries']);
  const queries = (value ?? []) as readonly AlertQuery[];
  return (
    <div data-unsaved={isUnsaved}>
      <Title order={3} size="h6" mt="md">
        {words.queriesTitle}
      </Title>
      <Text size="xs" c="dimmed">
        {words.queriesWhat}
      </Text>
      {queries.length === 0 && (
        <Text size="sm" my="xs">
          {words.queriesNone}
        </Text>
      )}
      {queries.map(({ name }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list
        <Fieldset key={index} className={classes.query} variant="unstyled">
          <QueryPart index={index} part="name" />
          <QueryPart index={index} part="query" />
          <Button
            variant="default"
            size="sm"
            px="xs"
            mt="1.55rem"
            aria-label={words.removeQuery(name)}
            onClick={() => {
              edit(queries.filter((_, other) => other !== index));
              document.getElementById(id)?.focus();
            }}
          >
            <IconTrash size="1rem" aria-hidden />
          </Button>
        </Fieldset>
      ))}
      <Button
        id={id}
        mt="xs"
        size="xs"
        variant="default"
        leftSection={<IconPlus size="1rem" aria-hidden />}
        onClick={() => edit([...queries, { name: '', query: '' }])}
      >
        {words.addQuery}
      </Button>
    </div>
  );
}

interface QueryPartProps {
  readonly index: number;
  readonly part: keyof AlertQuery;
}

function QueryPart({ index, part }: QueryPartProps) {
  const { id, value, problem, edit } = useSetting(['alerts', 'queries', index, part]);
  return (
    <TextInput
      id={id}
      label={part === 'name' ? words.queryName : words.queryLine}
      placeholder={part === 'query' ? words.queryExample : undefined}
      error={problem}
      autoComplete="off"
      spellCheck={false}
      value={(value as string | undefined) ?? ''}
      onChange={({ currentTarget: { value: typed } }) => edit(typed)}
    />
  );
}
