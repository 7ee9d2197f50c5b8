/** The top of the window: whose shard this is, how it is, and the theme. */

import {
  Badge,
  Button,
  Group,
  SegmentedControl,
  Text,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconDeviceDesktop, IconHelp, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import classes from './app.module.css';
import { isMac } from './commands.ts';
import { useApp } from './store.ts';
import { text } from './text.ts';

const THEMES = [
  { value: 'auto', label: text.app.themes.auto, icon: IconDeviceDesktop },
  { value: 'light', label: text.app.themes.light, icon: IconSun },
  { value: 'dark', label: text.app.themes.dark, icon: IconMoon },
] as const;

export function Header() {
  const name = useApp(({ status }) => status?.name ?? 'Shardkeep');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={classes.header}>
      <Group gap="sm" wrap="nowrap" className={classes.headerName}>
        <Text fw={620} truncate="end" title={name} data-testid="shard-name">
          {name}
        </Text>
        <StateBadge />
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconSearch size="1rem" aria-hidden />}
          rightSection={<span className={classes.hint}>{isMac ? '⌘K' : 'Ctrl K'}</span>}
          onClick={() => useApp.setState({ dialog: 'palette' })}
        >
          {text.app.commands}
        </Button>
        <Button
          size="xs"
          variant="default"
          px="xs"
          aria-label={text.app.shortcuts}
          title={text.app.shortcutsByKey}
          onClick={() => useApp.setState({ dialog: 'shortcuts' })}
        >
          <IconHelp size="1.125rem" aria-hidden />
        </Button>
        <SegmentedControl
          size="xs"
          aria-label={text.app.theme}
          value={colorScheme}
          onChange={setColorScheme}
          data={THEMES.map(({ value, label, icon: Icon }) => ({
            value,
            label: (
              <span className={classes.theme} title={label}>
                <Icon size="1rem" aria-hidden />
                <VisuallyHidden>{label}</VisuallyHidden>
              </span>
            ),
          }))}
        />
      </Group>
    </div>
  );
}

function StateBadge() {
  const look = useApp(({ status, linkError }) => {
    if (linkError !== null) return 'lost';
    if (status === null) return 'connecting';
    if (status.state !== 'serving') return status.state;
    return status.refusing === null ? 'running' : 'refusing';
  });
  return (
    <Badge variant="light" color={COLORS[look]} className={classes.badge} data-testid="state">
      {text.app.state[look]}
    </Badge>
  );
}

const COLORS = {
  lost: 'red',
  connecting: 'gray',
  starting: 'gray',
  restoring: 'yellow',
  stopping: 'yellow',
  running: 'keep',
  refusing: 'red',
} as const;
