/** `npm run build`: builds the host and the client library, whether `out` is stale or not. */
import { build, install } from './project.mjs';

try {
  await install();
  await build({ force: true });
} catch (error) {
  console.error(`shardkeep: ${error.message}`);
  process.exitCode = error.exitCode ?? 1;
}
