/** How a game server connects, and who does. */

import { Code, Group, Tabs, Text, Title } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatCount } from '../../ui/format.ts';
import { Connections } from './connections.tsx';
import classes from './overview.module.css';
import { pythonSnippet, typescriptSnippet } from './snippets.ts';
import { Tokens } from './tokens.tsx';

const { connect } = text.overview;

const LANGUAGES = [
  { id: 'typescript', title: connect.languages.typescript, snippet: typescriptSnippet },
  { id: 'python', title: connect.languages.python, snippet: pythonSnippet },
] as const;

export function ConnectCard() {
  const url = useApp(({ shell }) => (shell?.kind === 'serving' ? shell.url : ''));
  const connected = useApp(({ connections }) => connections?.length ?? null);
  return (
    <Card title={connect.title} testId="connect">
      <div className={classes.connect}>
        <div className={classes.connectPart}>
          <Title order={3} size="h6">
            {connect.address}
          </Title>
          <Group gap="sm" wrap="nowrap">
            <Code className={classes.secret}>{url}</Code>
            <CopyButton what={connect.theAddress} text={url} />
          </Group>
          <Title order={3} size="h6" mt="xs">
            {connect.tokens}
          </Title>
          <Tokens />
          <Text size="xs" c="dimmed">
            {connect.tokensText}
          </Text>
        </div>
        <div className={classes.connectPart}>
          <Title order={3} size="h6">
            {connect.fromServer}
          </Title>
          <Tabs defaultValue="typescript" keepMounted={false}>
            <Tabs.List>
              {LANGUAGES.map(({ id, title }) => (
                <Tabs.Tab key={id} value={id}>
                  {title}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {LANGUAGES.map(({ id, title, snippet }) => (
              <Tabs.Panel key={id} value={id} pt="xs">
                <div className={classes.snippet}>
                  <Code block className={classes.code} tabIndex={0}>
                    {snippet(url)}
                  </Code>
                  <div className={classes.snippetCopy}>
                    <CopyButton what={connect.theSnippet(title)} text={snippet(url)} />
                  </div>
                </div>
              </Tabs.Panel>
            ))}
          </Tabs>
        </div>
      </div>
      <Title order={3} size="h6" mt="md" mb="xs">
        {connected === null || connected === 0
          ? connect.connected
          : connect.connectedCount(formatCount(connected))}
      </Title>
      <Connections />
    </Card>
  );
}
