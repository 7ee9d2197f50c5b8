/** One character back, step by step. */

import { Group, Loader, Text } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { StepPanel } from '../restore/step-panel.tsx';
import { ChooseCharacter } from './choose-character.tsx';
import { Decide } from './decide.tsx';
import type { CharacterFlow } from './flow.ts';
import { Outcome } from './outcome.tsx';
import { headText, nameOf } from './words.ts';

const words = text.characterRestore;

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
      return <Waiting what={words.comparing} />;
    case 'deciding':
      return <Decide flow={flow} />;
    case 'running':
      return <Waiting what={words.bringing} />;
    case 'undoing':
      return <Waiting what={words.takingBack} />;
    case 'done':
    case 'undone':
      return <Outcome flow={flow} />;
  }
}

/** None of them takes long: what they do is one change, or a look at one character. */
function Waiting({ what }: { readonly what: string }) {
  return (
    <Group gap="sm">
      <Loader size="sm" aria-hidden />
      <Text role="status">{what}</Text>
    </Group>
  );
}

function headOf(flow: CharacterFlow) {
  switch (flow.step) {
    case 'closed':
    case 'choosing':
      return { title: words.title, text: words.chooseStep };
    case 'comparing':
      return { title: words.title, text: words.compareStep };
    case 'deciding':
      return {
        title: words.titleOf(nameOf(flow.preview)),
        text: words.decideStep(headText(flow.preview)),
      };
    case 'running':
      return { title: words.running(nameOf(flow.preview)), text: words.runningStep };
    case 'done':
      return { title: words.done(flow.receipt.character_name), text: words.doneStep };
    case 'undoing':
      return { title: words.undoing, text: words.undoingStep };
    case 'undone':
      return { title: words.undone, text: words.undoneStep };
  }
}
