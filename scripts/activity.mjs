/** `npm run activity`: installs what is missing, builds what is stale, and searches the activity logs. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, exitCodeOf, install, node, root } from './project.mjs';

try {
  await install();
  await build();
  const entry = join(root, 'out/main/activity-cli.js');
  const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
} catch (error) {
  console.error(`shardkeep: ${error.message}`);
  process.exitCode = error.exitCode ?? 1;
}
