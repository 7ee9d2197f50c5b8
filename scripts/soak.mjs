/** `npm run soak -- --minutes 10 --seed s`: the soak test for longer than in `npm test`, or once more. */
import { parseArgs } from 'node:util';
import { run, tool } from './project.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' } },
});
const variables = {
  ...(values.minutes === undefined ? {} : { SOAK_MINUTES: values.minutes }),
  ...(values.seed === undefined ? {} : { SOAK_SEED: values.seed }),
};
const { code } = await run(...tool('vitest/vitest.mjs', 'run', '--project', 'soak'), {
  sink: 1,
  variables,
});
process.exitCode = code;
