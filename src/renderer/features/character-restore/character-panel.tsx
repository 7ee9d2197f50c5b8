/** One character back, step by step. */
import { Group, Loader, Text } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { StepPanel } from '../restore/step-panel.tsx';
import { ChooseCharacter } from './choose-character.tsx';
import { Decide } from './decide.tsx';
import type { CharacterFlow } from './flow.ts';
import { Outcome } from './outcome.tsx';
import { headText, nameOf } from './words.ts';

export function CharacterPanel() {
  const flow = useApp(({ characterFlow }) => characterFlow);
  return (
    <StepPanel step={flow.step} testId="character" {...headOf(flow)}>
      <Step flow={flow} />
    </StepPanel>
  );
}

function Step({ flow }: { readonly flow: CharacterFlow }) {
  switch (flow.step) {
    case 'closed':
      return null;
    case 'choosing':
      return <ChooseCharacter flow={flow} />;
    case 'comparing':
      return <Waiting text="Looking up the character of then, and comparing it with today." />;
    case 'deciding':
      return <Decide flow={flow} />;
    case 'running':
      return <Waiting text="Bringing it back, and writing that to disk." />;
    case 'undoing':
      return <Waiting text="Taking it back, and writing that to disk." />;
    case 'done':
    case 'undone':
      return <Outcome flow={flow} />;
  }
}

/** None of them takes long: what they do is one change, or a look at one character. */
function Waiting({ text }: { readonly text: string }) {
  return (
    <Group gap="sm">
      <Loader size="sm" aria-hidden />
      <Text role="status">{text}</Text>
    </Group>
  );
}

function headOf(flow: CharacterFlow) {
  switch (flow.step) {
    case 'closed':
    case 'choosing':
      return {
        title: 'Bring one character back',
        text: 'Step 1 of 3: choose the character and the moment. Nothing changes yet.',
      };
    case 'comparing':
      return {
        title: 'Bring one character back',
        text: 'Step 2 of 3: compare, and choose what comes back. Nothing changes yet.',
      };
    case 'deciding':
      return {
        title: `Bring ${nameOf(flow.preview)} back`,
        text: `Step 2 of 3: choose what comes back. Nothing changes yet. ${headText(flow.preview)}`,
      };
    case 'running':
      return {
        title: `Bringing ${nameOf(flow.preview)} back`,
        text: 'Step 3 of 3: wait until it is on disk.',
      };
    case 'done':
      return {
        title: `${flow.receipt.character_name} is brought back`,
        text: 'This is the receipt. It can be undone from here.',
      };
    case 'undoing':
      return { title: 'Undoing it', text: 'Wait until it is on disk.' };
    case 'undone':
      return { title: 'It is undone', text: 'This is the receipt of the undo.' };
  }
}
