import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOps, type ScopedOps } from '../../../../compiler/ops/builder.ts';
import type { Tensor } from '../../../../compiler/ops/types.ts';
import type { Inputs } from '../../../compiler/support/evaluate.ts';
import { interpret } from '../../../compiler/support/interpreter/interpret.ts';
import { runOnnx } from '../../../compiler/support/evaluate.ts';
import { runTfjs } from '../../../support/tfjs-engines.ts';

const ways = { wasm: runTfjs('wasm'), cpu: runTfjs('cpu'), kernels: runTfjs('kernels') };
const runs = { numRuns: 60, seed: 20 };

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Numbers that repeat now and then, so that there are ties. */
const entries = (shape: readonly number[], spread = 17): number[] =>
  Array.from({ length: sizeOf(shape) }, (_, index) => (((index * 7919) % spread) - (spread >> 1)) / 4);

interface Case {
  readonly inputs: Inputs;
  readonly build: (ops: ScopedOps, tensors: readonly Tensor[]) => readonly Tensor[];
}

/** Every way gives what the interpreter gives in double precision. */
async function expectAgreement({ inputs, build }: Case): Promise<void> {
  const ops = createOps();
  const tensors = Object.entries(inputs).map(([name, { dtype, shape }]) =>
    ops.scope.input(name, dtype, shape),
  );
  const results = build(ops, tensors);
  const graph = ops.scope.build(results.map((tensor, index) => ({ name: `y${index}`, tensor })));
  const exact = await interpret(graph, inputs);
  for (const [way, run] of Object.entries(ways)) {
    const found = await run(graph, inputs);
    for (const [name, { shape, data }] of Object.entries(exact)) {
      expect(found[name]!.shape, `${name} on ${way}`).toEqual(shape);
      data.forEach((value, index) => {
        const actual = found[name]!.data[index]!;
        if (Object.is(actual, value) || actual === value) return;
        const difference = Math.abs(actual - value);
        expect(difference, `${name}[${index}] on ${way}: ${actual}, not ${value}`).toBeLessThanOrEqual(
          1e-4 + 1e-4 * Math.abs(value),
        );
      });
    }
  }
}

const floats = (shape: readonly number[], spread?: number) =>
  ({ dtype: 'float32', shape, data: entries(shape, spread) }) as const;
const integers = (shape: readonly number[], spread = 17) =>
  ({ dtype: 'int32', shape, data: entries(shape, spread).map((value) => value * 4) }) as const;

const size = fc.integer({ min: 1, max: 5 });
const shapes = fc.array(size, { minLength: 1, maxLength: 4 });
/** A shape and one that broadcasts to it. */
const broadcasts = shapes.chain((shape) =>
  fc
    .tuple(fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }), fc.nat(shape.length))
    .map(([ones, cut]) => ({ shape, other: shape.map((axis, at) => (ones[at] ? 1 : axis)).slice(cut) })),
);

describe('tfjs agrees with the interpreter', () => {
  it('on chains of elementwise ops that broadcast', () =>
    fc.assert(
      fc.asyncProperty(broadcasts, ({ shape, other }) =>
        expectAgreement({
          inputs: { a: floats(shape), b: floats(other, 13), c: integers(other) },
          build: (ops, [a, b, c]) => {
            const wide = ops.expand(b!, shape);
            const sum = ops.add(ops.multiply(a!, b!), ops.tanh(wide));
            const mask = ops.less(a!, wide);
            return [
              ops.select(mask, sum, ops.cast(c!, 'float32')),
              ops.sum(ops.relu(sum), shape.length - 1, true),
              ops.maximum(ops.floor(sum), ops.round(a!)),
              ops.emit('floorDivide', [c!, ops.add(ops.emit('absolute', [c!], {})[0]!, 1)], {})[0]!,
              ops.modulo(c!, ops.constant([-3], [], 'int32')),
              ops.emit('and', [mask, ops.emit('not', [ops.equal(a!, b!)], {})[0]!], {})[0]!,
              ops.cast(sum, 'bool'),
              ops.cast(sum, 'int32'),
            ];
          },
        }),
      ),
      runs,
    ));

  it('on folds along any axes, and walks along one', () =>
    fc.assert(
      fc.asyncProperty(shapes, fc.nat(15), fc.boolean(), fc.nat(3), (shape, bits, keep, at) => {
        const axes = shape.map((_, axis) => axis).filter((axis) => bits & (1 << axis));
        const axis = at % shape.length;
        return expectAgreement({
          inputs: { x: floats(shape), n: integers(shape) },
          build: (ops, [x, n]) => [
            ...(['sum', 'mean', 'reduceMax', 'reduceMin', 'product'] as const).map((op) =>
              ops[op](x!, axes, keep),
            ),
            ops.sum(n!, axes, keep),
            ops.argMax(x!, axis),
            ops.cumulativeSum(x!, axis),
            ops.emit('cumulativeSum', [x!], { axis, reverse: true })[0]!,
            ops.softmax(x!, axis),
            ops.logSoftmax(x!, axis),
            ...ops.emit('topK', [x!], { k: Math.ceil(shape.at(-1)! / 2) }),
          ],
        });
      }),
      runs,
    ));

  it('on moves of entries, of every type', () =>
    fc.assert(
      fc.asyncProperty(
        shapes,
        fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 8, maxLength: 8 }),
        fc.nat(23),
        fc.constantFrom('float32', 'int32', 'bool'),
        (shape, ends, order, dtype) => {
          const axes = shape.map((_, axis) => axis);
          const permutation = [...axes].sort(
            (a, b) => (((a + 1) * (order + 2)) % 5) - (((b + 1) * (order + 2)) % 5) || a - b,
          );
          const low = axes.map((axis) => Math.max(ends[axis]!, shape[axis]! > 2 ? -1 : 0));
          const high = axes.map((axis) => Math.max(ends[axis + 4]!, shape[axis]! > 2 ? -1 : 0));
          const interior = axes.map((axis) => (ends[axis]! + 1) % 2);
          const starts = shape.map((axis) => (axis > 1 ? 1 : 0));
          const strides = axes.map((axis) => 1 + (axis % 2));
          const sizes = shape.map((axis, at) => Math.ceil((axis - starts[at]!) / strides[at]!));
          const data = entries(shape).map((value) => (dtype === 'bool' ? Number(value > 0) : value * 4));
          return expectAgreement({
            inputs: { x: { dtype, shape, data } },
            build: (ops, [x]) => [
              ops.transpose(x!, permutation),
              ops.reverse(
                x!,
                axes.filter((axis) => axis % 2 === order % 2),
              ),
              ops.slice(x!, starts, sizes, strides),
              ops.pad(x!, low, high, { interior, value: dtype === 'bool' ? 1 : 7 }),
              ops.concat([x!, ops.reverse(x!, [0])], order % shape.length),
              ops.expand(ops.reshape(x!, [1, ...shape]), [3, ...shape]),
              ops.gather(
                x!,
                ops.constant([shape[order % shape.length]! - 1, 0, 0], [3], 'int32'),
                order % shape.length,
              ),
            ],
          });
        },
      ),
      runs,
    ));

  it('on products of matrices in batches that broadcast', () =>
    fc.assert(
      fc.asyncProperty(
        broadcasts,
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (lead, m, k, n, ta, tb, swap) => {
          const [first, second] = swap ? [lead.other, lead.shape] : [lead.shape, lead.other];
          return expectAgreement({
            inputs: {
              a: floats([...first.slice(-2), ...(ta ? [k, m] : [m, k])]),
              b: floats([...second.slice(-2), ...(tb ? [n, k] : [k, n])], 11),
            },
            build: (ops, [a, b]) => {
              const product = ops.matmul(a!, b!, { transposeA: ta, transposeB: tb });
              const leading = product.shape.slice(0, -2).map((_, axis) => axis);
              return [product, ops.sum(product, leading)];
            },
          });
        },
      ),
      runs,
    ));

  it('on convolutions and pools of any window, and their gradients', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(
          fc.record({
            length: fc.integer({ min: 4, max: 6 }),
            window: fc.integer({ min: 1, max: 2 }),
            stride: fc.integer({ min: 1, max: 2 }),
            dilation: fc.integer({ min: 1, max: 2 }),
            low: fc.integer({ min: -1, max: 1 }),
            high: fc.integer({ min: -1, max: 1 }),
          }),
          { minLength: 3, maxLength: 3 },
        ),
        fc.constantFrom([1, 2, 3], [2, 2, 4], [2, 4, 2], [3, 3, 6]),
        (rank, all, [groups, channels, filters]) => {
          const axes = all.slice(0, rank);
          const geometry = {
            strides: axes.map(({ stride }) => stride),
            dilations: axes.map(({ dilation }) => dilation),
            padding: axes.map(({ low, high }) => [low, high] as const),
          };
          const window = axes.map((axis) => axis.window);
          const shape = [2, ...axes.map(({ length }) => length), channels!];
          const kernelShape = [...window, channels! / groups!, filters!];
          // Windows of padding alone have no greatest entry and no average.
          const inside = axes.map(({ low, high }) => [Math.min(low, 0), Math.min(high, 0)] as const);
          const pool = { ...geometry, padding: inside, window };
          return expectAgreement({
            inputs: { x: floats(shape), kernel: floats(kernelShape, 11) },
            build: (ops, [x, kernel]) => {
              const attributes = { ...geometry, groups: groups! };
              const y = ops.convolution(x!, kernel!, attributes);
              const [greatest, average] = [ops.maxPool(x!, pool), ops.averagePool(x!, pool)];
              return [
                y,
                ops.convolutionInputGradient(y, kernel!, { ...attributes, inputShape: shape }),
                ops.emit('convolutionKernelGradient', [x!, y], { ...attributes, kernelShape })[0]!,
                greatest,
                ops.emit('maxPoolGradient', [x!, greatest, greatest], pool)[0]!,
                average,
                ops.emit('averagePoolGradient', [average], { ...pool, inputShape: shape })[0]!,
              ];
            },
          });
        },
      ),
      { ...runs, numRuns: 40 },
    ));
});

describe('numbers that have to be the same to the last bit', () => {
  it('are drawn alike on every engine', async () => {
    const ops = createOps();
    const key = ops.scope.input('key', 'int32', []);
    const bits = ops.cast(ops.multiply(ops.randomUniform(key, [300]), 2 ** 24), 'int32');
    const graph = ops.scope.build([
      { name: 'uniform', tensor: ops.randomUniform(key, [7, 300]) },
      { name: 'keys', tensor: ops.add(ops.multiply(bits, 257), key) },
    ]);
    for (const value of [0, 1, -1, 123_456_789, -(2 ** 31), 2 ** 31 - 1]) {
      const inputs = { key: { dtype: 'int32', shape: [], data: [value] } } as const;
      const onnx = await runOnnx(graph, inputs);
      for (const run of Object.values(ways)) expect(await run(graph, inputs)).toEqual(onnx);
    }
  });
});
