/** Settings: what an operator may set, tokens, alerts, and the look of the window. */
import { Anchor, Button, Input, Loader, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { AlertsCard } from './alerts-card.tsx';
import { Alternatives } from './alternatives.tsx';
import { AppearanceCard } from './appearance-card.tsx';
import { SettingField } from './field.tsx';
import { SECTIONS } from './fields.ts';
import { RestartNotice } from './restart-notice.tsx';
import { SaveBar } from './save-bar.tsx';
import classes from './settings.module.css';
import { TokensCard } from './tokens-card.tsx';

type Section = keyof typeof text.settings.sections;
const ORDER = Object.keys(text.settings.sections) as readonly Section[];

export function SettingsPage() {
  const session = useSession();
  const isLoaded = useApp(({ settings }) => settings !== null);

  useEffect(() => void session.settings.load(), [session]);

  return (
    <div className={classes.page}>
      <Title order={1}>{text.pages.settings}</Title>
      <PageNotices />
      <LoadNotice />
      <RestartNotice />
      <nav className={classes.sections} aria-label={text.settings.sectionsLabel}>
        {ORDER.map((section) => (
          <Anchor key={section} href={hrefOf('settings', section)} size="sm">
            {text.settings.sections[section]}
          </Anchor>
        ))}
      </nav>
      {isLoaded ? <Sections /> : <Loader size="sm" aria-label={text.pages.settings} />}
      <SaveBar />
    </div>
  );
}

function Sections() {
  const subject = useApp((state) => state.subject);

  useEffect(() => {
    // Behind the window's own way to the top of a page that is new.
    const frame = requestAnimationFrame(() => {
      const section = subject === null ? null : document.getElementById(`section-${subject}`);
      section?.scrollIntoView();
      section?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [subject]);

  return ORDER.map((section) => (
    <div key={section} id={`section-${section}`} tabIndex={-1} className={classes.section}>
      <SectionCard section={section} />
    </div>
  ));
}

function SectionCard({ section }: { readonly section: Section }) {
  switch (section) {
    case 'tokens':
      return <TokensCard />;
    case 'alerts':
      return <AlertsCard />;
    case 'appearance':
      return <AppearanceCard />;
    case 'shard':
      return (
        <Fields section={section}>
          <ShardId />
        </Fields>
      );
    case 'network':
      return (
        <Fields section={section}>
          <Alternatives />
          <ListensOn />
        </Fields>
      );
    default:
      return <Fields section={section} />;
  }
}

interface FieldsProps {
  readonly section: keyof typeof SECTIONS;
  readonly children?: ReactNode;
}

function Fields({ section, children }: FieldsProps) {
  return (
    <Card title={text.settings.sections[section]} testId={`settings-${section}`}>
      <div className={classes.fields}>
        {SECTIONS[section].map((field) => (
          <SettingField key={field.key} field={field} />
        ))}
        {children}
      </div>
    </Card>
  );
}

function ShardId() {
  const id = useApp(({ settings }) => settings?.serverId ?? '');
  return (
    <Input.Wrapper label={text.settings.id} labelElement="div" description={text.settings.idIs}>
      <Text size="sm">{id}</Text>
    </Input.Wrapper>
  );
}

/** The command line may have another address than the settings, and port 0 is any. */
function ListensOn() {
  const url = useApp(({ shell }) => (shell?.kind === 'serving' ? shell.url : null));
  if (url === null) return null;
  return (
    <Text size="sm" c="dimmed" className={classes.wide}>
      {text.settings.listensNow(url)}
    </Text>
  );
}

function LoadNotice() {
  const session = useSession();
  const error = useApp((state) => state.settingsError);
  // Without a connection there is a notice of that already, with a way to try again.
  const isLost = useApp(({ linkError }) => linkError !== null);
  if (error === null || isLost) return null;
  return (
    <div>
      <ErrorNotice title={text.settings.failedToLoad} error={error} />
      <Button mt="xs" variant="default" size="xs" onClick={() => void session.settings.load()}>
        {text.settings.tryAgain}
      </Button>
    </div>
  );
}
