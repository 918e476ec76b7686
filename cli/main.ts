#!/usr/bin/env node
import { endQuietlyOnBrokenPipe } from './broken-pipe.ts';
import { run } from './run.ts';

endQuietlyOnBrokenPipe();
process.exitCode = await run(process.argv.slice(2));
