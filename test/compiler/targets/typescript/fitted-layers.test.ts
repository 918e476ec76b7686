import { expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { expectClose, fittedCases, fittedTensor, trainedCase } from '../../../support/fitted-layers.ts';
import { compileModules } from './support/compile.ts';
import { setWeights } from './support/run.ts';
import * as tf from './support/tfjs.ts';

it.each(fittedCases)('%s -> %s gives in generated TypeScript what it gives here', async (type, layer) => {
  const { model, x, y } = await trainedCase(type, layer);
  const { text } = await emitTypeScript(model.graph, undefined, 'm.kmodel');
  const { problems, load } = compileModules({ 'm.ts': text! });
  expect(problems).toEqual([]);
  const built = ((await load('m.ts')).createTest as () => tf.LayersModel)();
  expect(setWeights(model.graph, [built], model.getWeights())).toEqual([]);
  expectClose((built.predict(fittedTensor(x)) as tf.Tensor).dataSync(), y.data);
  await model.dispose();
});

it('leaves the names of tfjs to its own classes', async () => {
  const { model } = await trainedCase('float32[3]', 'Rescaling([0.5, 2, 3], offset: [1, 0, -1])');
  const { text } = await emitTypeScript(model.graph, undefined, 'm.kmodel');
  await compileModules({ 'm.ts': text! }).load('m.ts');
  const x = tf.input({ shape: [1], name: 'x' });
  const source = tf.model({
    inputs: x,
    outputs: tf.layers.rescaling({ scale: 3 }).apply(x) as tf.SymbolicTensor,
  });
  const again = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology: JSON.parse(source.toJSON() as string) as object }),
  );
  expect((again.predict(tf.ones([1, 1])) as tf.Tensor).dataSync()).toEqual(Float32Array.of(3));
  await model.dispose();
});
