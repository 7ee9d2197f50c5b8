/** How the window looks, on this machine. */
import { SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';

const words = text.settings.appearance;

export function AppearanceCard() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card title={text.settings.sections.appearance} testId="settings-appearance">
      <Text size="sm" c="dimmed" mb="sm">
        {words.what}
      </Text>
      <SegmentedControl
        aria-label={words.theme}
        value={colorScheme}
        onChange={setColorScheme}
        data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: words[value] }))}
      />
    </Card>
  );
}
