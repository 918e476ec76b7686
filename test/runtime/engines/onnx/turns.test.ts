import { expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { Model } from '../../../../runtime/model.ts';

it('timers have their turn between steps, which happen while JavaScript waits', async () => {
  const text = 'model M {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}';
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, await createOnnxEngine({ threads: 1 }), { seed: 1 });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  const data = { x: [[1], [2]], y: [[1], [2]] };
  const { end } = await model.fit(data, { epochs: 1_000_000, signal: stop.signal });
  expect(end).toBe('interrupted');
  await model.dispose();
});
