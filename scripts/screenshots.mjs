/** `npm run screenshots`: takes the pictures of docs/screenshots, of a demo world in the real window. */
import { findElectron } from './electron.mjs';
import { build, install, node, run } from './project.mjs';

await install();
await build();
await findElectron();
const { DISPLAY, WAYLAND_DISPLAY } = process.env;
const needsDisplay = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
const display = needsDisplay ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : [];
const [command, ...args] = [...display, node, 'test/e2e/screenshots.ts'];
process.exitCode = (await run(command, args, { sink: 1 })).code;
