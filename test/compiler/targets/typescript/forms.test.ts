import { beforeAll, describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { compileModules, type CompiledModules } from './support/compile.ts';
import { compareWithOurs } from './support/run.ts';
import { dataFor, subjectFrom } from '../../../support/subjects.ts';
import * as tf from './support/tfjs.ts';

const head = 'head y = z -> Dense(2) { loss: mse }\n  train { optimizer: SGD(0.05) }';

/** Everything that the language can say, in models small enough to run. */
const models: Readonly<Record<string, string>> = {
  'functions of tensors, some named like layers of tfjs': `model Functions {
  input x: float32[2, 4]
  input w: float32[4]
  branch distance = sqrt(sum(square(x - w), axis: -1) + 0.5)
  branch most = maximum(x[-1], 0.1) + minimum(w, 1)
  branch pair = softmax(concatenate([exp(-w), where(w > 0, w, most)], axis: -1))
  branch flat = reshape(x, [8]) -> Dense(3, activation: tanh)
  head y = [distance, most, pair, flat, matmul(x, w)] -> Concatenate() -> Dense(2) { loss: mse }
  train { optimizer: SGD(0.05) }
}`,
  'entries in their order, with gradients through them': `model Order {
  input x: float32[6]
  branch learned = x -> Dense(4)
  branch falling = top_k(learned, 2)[0] * sort(x -> Dense(2), axis: -1)
  branch rising = take_along_axis(learned, argsort(x -> Dense(4), axis: -1), axis: -1)
  branch sparse = x -> Dense(3, activation: sparsemax)
  head y = [falling, rising, sparse] -> Concatenate() -> Dense(2) { loss: mse }
  train { optimizer: SGD(0.05) }
}`,
  'numbers of the text as tensors': `const turned = [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
model Numbers {
  input x: float32[3]
  branch scaled = x * [1, -2, 0.5] + arange(3) / 4
  branch mixed = matmul(x, turned)
  branch chosen = take(x, [2, 0], axis: 1) - [1, 1]
  head y = [scaled, mixed, chosen] -> Concatenate() -> Dense(2) { loss: mse }
  train { optimizer: SGD(0.05) }
}`,
  'a reserved word as a name':
    'model class {\n  input await: float32[3]\n  head new = await -> Dense(2) { loss: mse }\n}',
  'inputs of one number a sample': `model Scalars {
  input id: int32[]
  input idScalar: float32[]
  input x: float32[3]
  branch e = id -> Embedding(5, 2)
  branch scaled = idScalar -> Reshape([1])
  head y = [e, scaled, x] -> Concatenate() -> Dense(2) { loss: mse }
}`,
  'names of the module itself': `model tf {
  input chain: float32[3]
  branch Stage = chain -> Dense(3)
  branch model = Stage + chain
  head repeat = model -> Dense(2) { loss: mse }
}`,
  'names that fall together': `model Names {
  input a_b: float32[3]
  input aB: float32[3]
  branch x_1 = a_b -> Dense(2)
  branch x1 = aB -> Dense(2)
  head x__1 = x_1 + x1 -> Dense(2) { loss: mse }
}`,
  'names that begin with underscores and digits': `const new = 4
block _7(_8: int) {
  input _9
  return _9 -> Dense(_8)
}
model _1(_2: int = 3, a_b: int = 2) {
  input _3: float32[2]
  shared aB_ = Dense(2)
  branch _4 = _3 -> for case in [3, new] { Dense(case) } -> _7(_2)
  branch __5 = _4 -> for a__b in [2, 2] { Dense(a__b) -> aB_ -> Dense(a_b) }
  head _6 = __5 -> repeat _2 { Dense(2) } { loss: mse }
}`,
  'letters beyond ASCII': `/// Größe */ und mehr
model Größe(maß: int = 4) {
  /// Die Länge */ in Metern.
  input länge: float32[3]
  head größe = länge -> Dense(maß) { loss: mse }
}`,
  'a block named like a helper': `block Chain(filters: int) {
  input x
  return x -> Dense(filters)
}
block chain(filters: int) {
  input x
  return x -> Dense(filters, activation: tanh)
}
model Test {
  input x: float32[3]
  head y = x -> Chain(3) -> chain(2) { loss: mse }
}`,
  'loops and conditions': `const widths = [4, 5, 6]
const deep = true
model Test(rounds: int = 2, widths_: int[] = [3, 4], wide: bool = false) {
  input x: float32[3]
  branch a = x -> for width in widths { Dense(width, activation: tanh) -> repeat 2 { Dense(width) } } -> Dense(3)
  branch b = a -> for width in widths_ { Dense(width + 1) } -> if deep { Dense(3) } else { Dense(9) }
  branch z = b -> repeat rounds { Dense(3) } -> if wide { Dense(30) -> Dense(3) } -> Dense(3)
  ${head}
}`,
  'parameters that are functions': `block Part(width: int, act: activation = relu) {
  input x
  return x -> Dense(width, activation: act)
}
model Test(act: activation = silu, start: initializer = he_normal, width: int = 4, same: padding = same) {
  input x: float32[6, 3]
  branch z = x -> Conv1D(width, 3, padding: same, kernel_initializer: start) -> Part(3, act: act) -> Flatten()
  ${head}
}`,
  'a head that ends in a loop': `model Test {
  input x: float32[3]
  head y = x -> repeat 3 { Dense(3) } { loss: mse }
}`,
  'several inputs and results': `block Mix(width: int) {
  input a
  input b
  branch sum = a + b -> Dense(width)
  return {left: sum, right: sum * 2 - 1}
}
model Two {
  input p: float32[3]
  head first = p -> Dense(2)
  head second = p -> Dense(3)
}
model Test {
  input x: float32[3]
  input w: float32[3]
  branch {left, right: r} = {b: w, a: x} -> Mix(3)
  branch {first, second: s} = r -> Two()
  branch z = [left, first, s] -> Concatenate()
  ${head}
}`,
  states: `model Test {
  input x: float32[T, 3]
  branch [sequence, h, c] = x -> LSTM(4, return_sequences: true, return_state: true)
  branch z = sequence -> LSTM(4, initial_state: [h, c])
  ${head}
}`,
  'recurrent layers': `model Test {
  input x: float32[5, 3]
  branch z = x
    -> Bidirectional(LSTM(3, return_sequences: true))
    -> Bidirectional(SimpleRNN(3, return_sequences: true), merge_mode: sum)
    -> TimeDistributed(Dense(3))
    -> GRU(3, reset_after: false, return_sequences: true)
    -> GRU(3)
  ${head}
}`,
  'a block for every step': `block Step {
  input x
  return x -> Dense(3) -> Dense(2, activation: tanh)
}
model Test {
  input x: float32[5, 3]
  branch z = x -> TimeDistributed(Step()) -> Flatten()
  ${head}
}`,
  'shared stacks, blocks and models': `block Tower(width: int) {
  input x
  branch wide = x -> Dense(width)
  return wide -> Dense(3)
}
model Inner {
  input x: float32[3]
  head inner = x -> Dense(3, activation: tanh)
}
model Test {
  input a: float32[3]
  input b: float32[3]
  shared stack = Dense(4) -> Dense(3)
  shared tower = Tower(5)
  shared both = Inner() -> Dense(3)
  branch left = a -> stack -> tower -> both
  branch z = left + (b -> stack -> tower -> both)
  ${head}
}`,
  'frozen uses': `block Part(width: int) {
  input x
  return x -> Dense(width) -> BatchNormalization()
}
model Test {
  input x: float32[3]
  shared still = Dense(3) { trainable: false }
  branch z = x -> Part(3, trainable: false) -> still -> Dense(3)
  ${head}
}`,
  operators: `model Test {
  input x: float32[3]
  input w: float32[3]
  branch safe = w * w + 1
  branch z = (x -> Dense(3)) + x - w * x + x / safe + 2 * x - (1 - w) + 3 / safe
  ${head}
}`,
  'layers that tfjs lacks': `model Test {
  input x: float32[8, 4]
  branch z = x
    -> Conv1D(4, 3, groups: 2, padding: same)
    -> SeparableConv1D(4, 3, padding: same)
    -> DepthwiseConv1D(3, padding: same)
    -> GroupNormalization(2)
    -> RMSNormalization()
    -> UnitNormalization()
    -> UpSampling1D(2)
    -> ZeroPadding1D(1)
    -> Cropping1D(1)
    -> Conv1DTranspose(3, 2, strides: 2)
    -> ELU(alpha: 0.5)
    -> Dense(4, activation: leaky_relu)
    -> GRU(3)
  ${head}
}`,
  images: `model Test {
  input x: float32[6, 6, 4]
  branch z = x
    -> ZeroPadding2D(1)
    -> Conv2DTranspose(4, 3, strides: 2, padding: same)
    -> DepthwiseConv2D(3, padding: same)
    -> Cropping2D(2)
    -> SpatialDropout2D(0.0)
    -> AveragePooling2D(2)
    -> Permute([2, 1, 3])
    -> Reshape([-1, 4])
    -> GlobalAveragePooling1D()
    -> RepeatVector(2)
    -> Flatten()
  ${head}
}`,
  'losses, metrics and weights': `model Test {
  input x: float32[4]
  branch z = x -> Dense(4, activation: tanh)
  head plain = z -> Dense(2)
  head huber = z -> Dense(2) { loss: Huber(delta: 0.5), metrics: [mae, mse] }
  head kind = z -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    weight: 0.5
    metrics: [accuracy]
  }
  head raw = z -> Dense(3) { loss: CategoricalCrossentropy(from_logits: true, label_smoothing: 0.1) }
  train {
    optimizer: Nadam(CosineDecay(0.01, decay_steps: 10), clipnorm: 1.0)
    callbacks: [EarlyStopping(monitor: loss, patience: 3)]
  }
}`,
  optimizers: `model Test {
  input x: float32[4]
  branch z = x -> Dense(4, kernel_initializer: HeNormal(seed: 1), bias_initializer: ones)
  head y = z -> Dense(1) { loss: LogCosh() }
  train { optimizer: Lion(0.01, global_clipnorm: 0.5, weight_decay: 0.1) }
}`,
  'penalties on results': `model Test {
  input x: float32[4, 3]
  branch z = x -> ActivityRegularization(l1: 0.1, l2: 0.2) -> GRU(3, activity_regularizer: L2(0.3))
    -> Dense(2, activity_regularizer: l1)
  ${head}
}`,
  'penalties of layers that are derived': `model Test {
  input x: float32[4, 3]
  branch z = x -> TimeDistributed(Dense(3, activity_regularizer: L2(0.5)))
    -> Bidirectional(GRU(2, activity_regularizer: L2(0.5)))
    -> Dense(3, activity_regularizer: OrthogonalRegularizer())
  ${head}
}`,
  'a weight that is read beside its update': `layer Last {
  input x: float32[..., D]
  weight last: float32[D] = Ones() { trainable: false }
  weight before: float32[D] = Zeros() { trainable: false }
  update last = mean(x, axis: 0)
  update before = last
  return x - last + before
}
model Reads {
  input x: float32[3]
  head y = x -> Last() -> Dense(2) { loss: mse }
  train { optimizer: SGD(0.05) }
}`,
  'a loss inside a layer': `layer Small(strength: float) {
  input x: float32[..., D]
  weight scale: float32[D] = Ones()
  objective size = square(x * scale) { weight: 0.3 }
  return x * scale * strength
}
model Test {
  input x: float32[4, 3]
  branch z = x -> Dense(3) -> Small(0.5) -> Flatten()
  ${head}
}`,
  'sums of losses': `model Test {
  input x: float32[3]
  head y = x -> Dense(2) { loss: MeanSquaredError(reduction: sum), weight: 0.25 }
  train { optimizer: SGD(0.01) }
}`,
  'numbers up to an open size': `model Test {
  input x: float32[T, 3]
  branch places = x + expand_dims(arange(T), axis: -1) / T
  branch z = places -> GlobalAveragePooling1D()
  ${head}
}`,
  'averages of weights': `model Test {
  input x: float32[3]
  head y = x -> Dense(2) { loss: mse }
  train { optimizer: SGD(0.1, use_ema: true, ema_momentum: 0.5) }
}`,
  'an objective, and a target that the model has': `model Test {
  input x: float32[4]
  branch code = x -> Dense(2, activation: tanh)
  head back = code -> Dense(4) { loss: mae, target: x, weight: 2 }
  objective size = sum(abs(code), axis: -1) { weight: 0.1 }
  train { optimizer: SGD(0.1) }
}`,
  'objectives alone': `model Test {
  input a: float32[4]
  input b: float32[4]
  shared encoder = Dense(3, activation: tanh)
  branch left = a -> encoder
  branch right = b -> encoder
  objective nearest = logsumexp(matmul(left, transpose(right)), axis: 1) - sum(left * right, axis: -1)
  objective spread = square(mean(left) - 0.5) + exp(-std(right, axis: 0))
  train { optimizer: SGD(0.1) }
}`,
  'a target that learns nothing': `model Test {
  input x: float32[4]
  branch wise = softmax((x -> Dense(3)) / 2)
  head kind = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
  head soft = softmax(kind) { loss: kl_divergence, target: wise, weight: 0.5 }
  train { optimizer: SGD(0.1) }
}`,
  'steps that change some weights each': `model Test {
  input x: float32[4]
  shared first = Dense(3, kernel_regularizer: L2(0.1)) -> BatchNormalization()
  shared second = Dense(3, kernel_regularizer: L1(0.1), bias_constraint: max_norm(0.1))
  branch a = x -> first
  branch b = a -> second
  head y = b -> Dense(1) { loss: mse }
  objective close = square(a - b)
  objective small = mean(square(b), axis: -1) { weight: 0.5 }
  train {
    step one { minimize: [y, close], update: [second, y], optimizer: SGD(0.05) }
    step two { minimize: small, update: first, repeat: 2 }
    optimizer: SGD(0.1, momentum: 0.5)
  }
}`,
  'steps of sequences with padding': `model Test {
  input words: int32[T]
  branch steps = words -> Embedding(9, 4, mask_zero: true)
  head y = steps -> LSTM(3, return_sequences: true) { loss: mse }
  objective small = mean(square(steps), axis: [1, 2])
  train { optimizer: SGD(0.1) }
}`,
  'a thousand layers in a loop': `model Test {
  input x: float32[2]
  branch z = x -> repeat 1000 { Dense(2, kernel_initializer: identity) }
  ${head}
}`,
  'a thousand layers one by one': `model Test {
  input x: float32[2]
  branch z = x${' -> Dense(2, kernel_initializer: identity)'.repeat(1000)}
  ${head}
}`,
  'a thousand sums': `model Test {
  input x: float32[2]
  branch z = x${' + (x -> Dense(2))'.repeat(500)}
  ${head}
}`,
};

/** Deep or wide ones are compiled; the plain backend would take minutes to train them. */
const compiledOnly = /thousand/;

const subjects = Object.entries(models).map(([name, text], index) => ({
  name,
  file: `model-${index}.ts`,
  ...subjectFrom(
    { 'test.kmodel': text },
    'test.kmodel',
    /^model (\S+)[^]*?\n(?=model)/.test(text) ? 'Test' : undefined,
  ),
}));

describe('generated TypeScript', () => {
  let structured: CompiledModules;
  let expanded: CompiledModules;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    const texts: Record<string, string> = {};
    const flat: Record<string, string> = {};
    for (const { graph, origin, file } of subjects) {
      texts[file] = (await emitTypeScript(graph, origin, 'test.kmodel')).text!;
      if (graph.layers.length < 100)
        flat[file] = (await emitTypeScript(graph, undefined, 'test.kmodel')).text!;
    }
    structured = compileModules(texts);
    expanded = compileModules(flat);
  }, 120_000);

  it('compiles, whatever the text has', () => {
    expect(structured.problems).toEqual([]);
    expect(expanded.problems).toEqual([]);
  });

  it.each(subjects.filter(({ name }) => !compiledOnly.test(name)))(
    'says $name as the model means it, with and without the structure of the text',
    async ({ graph, file }) => {
      const data = dataFor(graph, 3);
      for (const modules of [structured, expanded]) {
        const { names, predictions, losses } = await compareWithOurs(graph, await modules.load(file), data);
        expect(names).toEqual([]);
        expect(predictions).toBeLessThan(1e-4);
        for (const [ours, theirs] of losses)
          expect(Math.abs(theirs - ours)).toBeLessThan(1e-3 * Math.abs(ours) + 1e-6);
      }
    },
  );

  it.each(subjects.filter(({ name }) => compiledOnly.test(name)))(
    'writes and compiles $name in less than ten seconds, with and without the structure of the text',
    async ({ graph, origin }) => {
      expect(graph.layers.length).toBeGreaterThanOrEqual(1000);
      for (const given of [origin, undefined]) {
        const start = performance.now();
        const { text } = await emitTypeScript(graph, given, 'test.kmodel');
        expect(compileModules({ 'thousand.ts': text! }).problems).toEqual([]);
        expect(performance.now() - start).toBeLessThan(10_000);
      }
    },
  );
});
