import { describe } from 'vitest';
import { setTestEngine } from '../../../support/engine.ts';
import { tfjsEngine } from '../../../support/tfjs-engines.ts';

setTestEngine(() => tfjsEngine('wasm'));

describe('on tfjs and wasm', async () => {
  await import('../../golden-models.test.ts');
  await import('../../model.test.ts');
  await import('../../fit-as-keras.test.ts');
  await import('../../callbacks/callbacks.test.ts');
  await import('../../weights/keras-files.test.ts');
});
