/** A restore, step by step. */

import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Choose } from './choose.tsx';
import { Confirm } from './confirm.tsx';
import type { Flow } from './flow.ts';
import { Outcome } from './outcome.tsx';
import { Previewing, Running } from './running.tsx';
import { StepPanel } from './step-panel.tsx';
import { isUndo } from './words.ts';

const words = text.restore;

export function RestorePanel() {
  const flow = useApp(({ restoreFlow }) => restoreFlow);
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  return (
    <StepPanel step={flow.step} testId="restore" {...headOf(flow, shard)}>
      <Step flow={flow} shard={shard} />
    </StepPanel>
  );
}

function Step({ flow, shard }: { readonly flow: Flow; readonly shard: string }) {
  switch (flow.step) {
    case 'closed':
      return null;
    case 'choosing':
      return <Choose key={flow.by} flow={flow} />;
    case 'previewing':
      return <Previewing />;
    case 'confirming':
      return <Confirm key={flow.preview.token} flow={flow} shard={shard} />;
    case 'running':
      return <Running startedAt={flow.startedAt} isLost={flow.isLost} shard={shard} />;
    case 'done':
    case 'failed':
      return <Outcome flow={flow} shard={shard} />;
  }
}

function headOf(flow: Flow, shard: string) {
  const goesBack = 'target' in flow && flow.target !== null && isUndo(flow.target);
  const what = goesBack ? words.undoTitle(shard) : words.title(shard);
  switch (flow.step) {
    case 'closed':
    case 'choosing':
      return { title: what, text: words.chooseStep };
    case 'previewing':
    case 'confirming':
      return { title: what, text: words.confirmStep };
    case 'running':
      return {
        title: goesBack ? words.undoRunning(shard) : words.running(shard),
        text: words.runningStep,
      };
    case 'done':
      return {
        title: flow.receipt.kind === 'undo' ? words.undoDone : words.done(shard),
        text: words.doneStep,
      };
    case 'failed':
      return { title: words.failed(shard), text: words.failedStep };
  }
}
