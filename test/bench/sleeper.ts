/**
 * A process that only sleeps and looks how late it is woken: what a machine with this much to do takes from
 * anybody. Answers each message with what it was since the last one.
 */
import { watchDelay } from './loop-delay.ts';

const delay = watchDelay();

process.on('message', () => process.send?.(delay()));
process.on('disconnect', () => process.exit());
process.send?.('ready');
