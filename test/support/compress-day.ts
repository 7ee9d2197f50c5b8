/** Compresses a day of an activity log, to be killed while it does: `compress-day.ts DIRECTORY DAY`. */
import { compressDay } from '../../src/main/storage/activity-compression.ts';

const [directory = '', day = ''] = process.argv.slice(2);
await compressDay(directory, day, new AbortController().signal);
