/**
 * How the schema of the settings checks in the page: without making functions of text, which the page's
 * policy forbids and would report. To be loaded before any schema is.
 */
import { z } from 'zod';

z.config({ jitless: true });
