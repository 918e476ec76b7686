#!/usr/bin/env node
import { endOnOutputErrors } from './output-errors.ts';
import { run } from './run.ts';

endOnOutputErrors();
process.exitCode = await run(process.argv.slice(2));
