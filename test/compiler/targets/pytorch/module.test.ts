import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { Unwritable } from '../../../../compiler/targets/pytorch/module/layer-class.ts';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { stateNames } from '../../../../compiler/targets/pytorch/state-names.ts';
import { createModel } from '../../../../runtime/load.ts';
import { fromStateDict, toStateDict } from '../../../../runtime/weights/pytorch.ts';
import { testEngine } from '../../../support/engine.ts';

function graphOf(text: string): ModelGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** The classes of a module. */
const classesOf = (text: string): string =>
  pytorchModule(graphOf(text), { source: 'm.kmodel' }).classes.classes.join('\n\n\n');

describe('a module of PyTorch', () => {
  it('has PyTorch’s own layers, started as Keras starts them', () => {
    expect(classesOf('model Small { input x: float32[4]\n head y = x -> Dense(3, activation: relu) }')).toBe(
      `class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.y = nn.Linear(4, 3)
        nn.init.xavier_uniform_(self.y.weight)
        nn.init.zeros_(self.y.bias)

    def forward(self, x, detailed=False):
        y = torch.relu(self.y(x))
        if detailed:
            return {
                "y": y,
            }
        return y`,
    );
  });

  it('keeps images with their channels first between layers that want them so', () => {
    const text = classesOf(
      'model Net { input x: float32[8, 8, 3]\n head y = x -> Conv2D(4, 3, activation: relu) -> MaxPooling2D() -> Conv2D(5, 3) -> Flatten() }',
    );
    expect(text.match(/permute/g)).toHaveLength(2);
    expect(text).toContain('y = torch.relu(self.y_conv2d(x.permute(0, 3, 1, 2)))');
    expect(text).toContain('y = F.max_pool2d(y, 2)');
    expect(text).toContain('y = y.permute(0, 2, 3, 1).flatten(1)');
  });

  it('turns back what has its channels first where it meets what has them last', () => {
    // A window that is padded on one side alone is none of PyTorch's: its result has the channels last.
    const text = classesOf(
      'model Net { input x: float32[8, 8, 3]\n head y = [x -> MaxPooling2D(3, strides: 2, padding: same), x -> Conv2D(3, 1, strides: 2)] -> Add() }',
    );
    expect(text).toContain('y = y + y_conv2d.permute(0, 2, 3, 1)');
  });

  it('makes a block a module, and a shared layer an attribute that is called twice', () => {
    const text = classesOf(`block Twice(units: int) {
  input x
  return x -> Dense(units) -> Dense(units)
}
model Pair {
  input a: float32[4]
  input b: float32[4]
  shared same = Dense(4)
  branch left = a -> same -> Twice(4)
  branch right = b -> same -> Twice(4)
  head y = left + right
}`);
    expect(text.match(/class Twice/g)).toHaveLength(1);
    expect(text).toContain('self.left_twice = Twice()');
    expect(text).toContain('self.right_twice = Twice()');
    expect(text.match(/self\.same = /g)).toHaveLength(1);
    expect(text.match(/self\.same\(/g)).toHaveLength(2);
  });

  it('makes one class of blocks that differ in numbers, which become parameters', () => {
    const text = classesOf(`block Wide(units: int) {
  input x
  return x -> Dense(units) -> Dense(2 * units)
}
model Net {
  input x: float32[4]
  head y = x -> Wide(3) -> Wide(5)
}`);
    expect(text.match(/class Wide/g)).toHaveLength(1);
    expect(text).toContain('def __init__(self, in_features, out_features, out_features_2):');
    expect(text).toContain('self.dense = nn.Linear(in_features, out_features)');
    expect(text).toContain('self.dense_1 = nn.Linear(out_features, out_features_2)');
    expect(text).toContain('self.y_wide = Wide(4, 3, 6)');
    expect(text).toContain('self.y_wide_1 = Wide(6, 5, 10)');
  });

  it('writes a layer that PyTorch lacks as a class of its own, once for equal ones', () => {
    const text = classesOf(
      'model Net { input x: float32[4]\n head y = x -> PReLU() -> PReLU() -> UnitNormalization() }',
    );
    expect(text.match(/class PReLU/g)).toHaveLength(1);
    expect(text).toContain('self.alpha = nn.Parameter(torch.empty((4,)))');
    expect(text).not.toContain('class UnitNormalization');
  });

  it('makes results and updates of old values alone', () => {
    const text = classesOf(`layer Last {
  input x: float32[..., D]
  weight last: float32[D] = Zeros() { trainable: false }
  update last = mean(x, axis: 0)
  return x - last
}
model Net { input x: float32[4]
 head y = x -> Last() }`);
    expect(text).toContain(`            result = x - self.last
            self.last.data = batch_mean(x, (0,), keepdim=True).reshape(4).detach()
            return result`);
  });

  it('names the layer that cannot be written, and why', () => {
    const text = `model Net {
  input a: float32[4, 6]
  input b: float32[5, 6]
  shared norm = GroupNormalization(2)
  head y = [a -> norm -> GlobalAveragePooling1D(), b -> norm -> GlobalAveragePooling1D()] -> Add()
}`;
    const write = () => pytorchModule(graphOf(text), { source: 'm.kmodel' });
    expect(write).toThrow(Unwritable);
    expect(write).toThrow('norm: it is used on tensors of different shapes');
  });

  it('names all of them at once, and optimizers beside them', () => {
    const text = `model Net {
  input a: float32[4, 6]
  input b: float32[5, 6]
  shared first = GroupNormalization(2)
  shared second = GroupNormalization(3)
  branch left = [a -> first -> GlobalAveragePooling1D(), b -> first -> GlobalAveragePooling1D()] -> Add()
  branch right = [a -> second -> GlobalAveragePooling1D(), b -> second -> GlobalAveragePooling1D()] -> Add()
  branch last = [left, right] -> Add() -> Dense(3)
  head y = last -> Dense(1) { loss: mse }
  train { optimizer: { last: SGD(global_clipnorm: 1), rest: Adam() } }
}`;
    try {
      pytorchModule(graphOf(text), { source: 'm.kmodel' });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      const shapes = 'it is used on tensors of different shapes';
      expect(error.layers.map(({ layer, reason }) => `${layer.name}: ${reason}`)).toEqual([
        `first: ${shapes}`,
        `second: ${shapes}`,
        'last_add: `global_clipnorm` of one of several optimizers is not written there',
      ]);
    }
  });

  it('takes a layer of one’s own that is shared between lengths', () => {
    const text = `layer Scale(units: int) {
  input x: float32[..., T, D]
  weight w: float32[units] = Ones()
  return x * sum(w)
}
model Net {
  input a: float32[4, 3]
  input b: float32[5, 3]
  shared scale = Scale(2)
  head y = [a -> scale -> GlobalAveragePooling1D(), b -> scale -> GlobalAveragePooling1D()] -> Add()
}`;
    expect(() => pytorchModule(graphOf(text), { source: 'm.kmodel' })).not.toThrow(Unwritable);
  });
});

describe('names of state', () => {
  const text = `model Net {
  input words: int32[6]
  head y = words -> Embedding(9, 4) -> LSTM(3) -> Dense(2)
  head z = words -> Embedding(9, 4) -> Conv1D(5, 3) -> BatchNormalization() -> GlobalMaxPooling1D()
}`;

  it('lead from weights to a state dict and back', async () => {
    const graph = graphOf(text);
    const model = await createModel(graph, { engine: await testEngine(), seed: 1 });
    const names = stateNames(graph);
    const weights = model.getWeights();
    const state = toStateDict(names, weights);
    expect(state['z_conv1d.weight']!.shape).toEqual([5, 4, 3]);
    expect(state['y_lstm.bias_hh_l0']!.data).toEqual(new Float32Array(12));
    expect(fromStateDict(names, state)).toEqual(weights);
  });

  it('are told from those of another module', async () => {
    const graph = graphOf(text);
    const model = await createModel(graph, { engine: await testEngine(), seed: 1 });
    const state = toStateDict(stateNames(graph), model.getWeights());
    const { 'y.bias': missing, ...others } = state;
    expect(fromStateDict(stateNames(graph), others)).toBeUndefined();
    expect(fromStateDict(stateNames(graph), { ...state, 'other.bias': missing! })).toBeUndefined();
  });
});
