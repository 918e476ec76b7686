import { setBackend } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { check, createMemoryHost } from '../compiler/index.ts';
import { createSourceFile, parse } from '../grammar/index.ts';
import { formatTable, medianTime, medianTimes } from './measure.ts';

/** A model of so many Dense(64) layers, one a line. */
function chain(layers: number): string {
  const lines = Array.from(
    { length: layers },
    (_, index) => `  branch h${index + 1} = h${index} -> Dense(64)`,
  );
  return [
    'model Chain {',
    '  input h0: float32[64]',
    ...lines,
    `  head y = h${layers} -> Dense(1) { loss: mse }`,
    '}',
  ].join('\n');
}

function checkChain(text: string): void {
  const { diagnostics } = check('chain.kmodel', createMemoryHost({ 'chain.kmodel': text }));
  if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
}

function buildWithTfjs(layers: number): void {
  const input = tf.input({ shape: [64] });
  let x = input;
  for (let index = 0; index < layers; index++) x = tf.layers.dense({ units: 64 }).apply(x) as typeof input;
  const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(x) as typeof input });
  model.dispose();
}

/** Checking a model, against tfjs-layers building the same one, and how the time grows. */
export async function benchCheck(): Promise<string> {
  await setBackend('cpu');
  const text = chain(1000);
  const [ours, theirs] = await medianTimes(
    () => checkChain(text),
    () => buildWithTfjs(1000),
    { warm: 5, timed: 11 },
  );
  const parsing = await medianTime(() => parse(createSourceFile('chain.kmodel', text)), {
    warm: 5,
    timed: 21,
  });
  const [small, large] = [chain(100), chain(10_000)];
  const perLayer = async (source: string, layers: number, timed: number): Promise<number> =>
    (await medianTime(() => checkChain(source), { warm: 5, timed })) / layers;
  const at100 = await perLayer(small, 100, 101);
  const at10000 = await perLayer(large, 10_000, 7);
  return formatTable(
    ['check', 'measured', 'aim'],
    [
      ['1,000 layers, parse', `${parsing.toFixed(1)} ms`, ''],
      ['1,000 layers, parse and check', `${ours.toFixed(1)} ms`, ''],
      ['tfjs-layers builds the same', `${theirs.toFixed(1)} ms`, ''],
      ['ratio', `1/${(theirs / ours).toFixed(1)}`, 'under 1/10'],
      ['time per layer, 10,000 against 100 layers', `${(at10000 / at100).toFixed(2)}×`, 'within 1.5×'],
    ],
  );
}
