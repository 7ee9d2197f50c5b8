/** Makes a process stand still, for a disk that does not answer. */
import { onTestFinished } from 'vitest';

/** Stops a process; the function that is returned lets it go on, and so does the end of the test. */
export function pauseProcess(pid: number): () => void {
  let paused = true;
  const goOn = () => {
    if (!paused) return;
    paused = false;
    try {
      process.kill(pid, 'SIGCONT');
    } catch (error) {
      // It was killed as it stood there.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  // A test that failed must leave nobody behind who holds a lock and never ends.
  onTestFinished(goOn);
  process.kill(pid, 'SIGSTOP');
  return goOn;
}
