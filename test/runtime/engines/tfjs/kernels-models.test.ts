import { describe } from 'vitest';
import { setTestEngine } from '../../../support/engine.ts';
import { tfjsEngine } from '../../../support/tfjs-engines.ts';

setTestEngine(() => tfjsEngine('kernels'));

describe('on tfjs by kernels alone, as on tfjs-node', async () => {
  await import('../../model.test.ts');
  await import('../../callbacks/callbacks.test.ts');
});
