import type { ScopedOps } from './builder.ts';
import type { Backpropagate } from './definition.ts';
import { ScanBody } from './scan-body.ts';
import { hoistSum } from './scan-hoist.ts';
import type { OpNode, OpNodeOf, Tensor } from './types.ts';

/** Ops cheap enough to run again in the backward body: saving their results would cost more memory and time. */
const recomputed: ReadonlySet<string> = new Set([
  'constant',
  'iota',
  'size',
  'slice',
  'reshape',
  'transpose',
  'expand',
  'cast',
  'negate',
  'not',
]);

/**
 * The gradient of a loop is a loop in the other direction over what the first one stored.
 *
 * The backward body walks the forward body's gradients; each forward value that it meets becomes a further
 * stacked result of the forward loop. Gradients of captured tensors (weights) are sums over all steps: where
 * one ends in a matrix product or a sum, the operands are stacked instead and contracted once, outside.
 */
export function scanGradient(
  ops: ScopedOps,
  node: OpNodeOf<'scan'>,
  outputGradients: readonly (Tensor | undefined)[],
  backpropagate: Backpropagate,
): readonly (Tensor | undefined)[] {
  const { scope } = ops;
  const { body, states: stateCount, scanned: scannedCount, reverse, length } = node.attributes;
  const inner = body.inputs.map((input) => input.tensor);
  const producers = new Map<number, OpNode>();
  for (const bodyNode of body.nodes)
    for (const output of bodyNode.outputs) producers.set(output.id, bodyNode);

  const saved = new Map<number, Tensor>();
  const importForward = (tensor: Tensor): Tensor => {
    const position = inner.findIndex((input) => input.id === tensor.id);
    if (position >= stateCount + scannedCount) return backward.capture(node.inputs[position]!);
    if (position >= stateCount) return backward.addScanned(node.inputs[position]!);
    const producer = producers.get(tensor.id);
    if (producer && recomputed.has(producer.op)) {
      const output = producer.outputs.indexOf(tensor);
      if (producer.op === 'constant') {
        return backward.scope.constant(
          producer.attributes.data,
          tensor.shape as readonly number[],
          tensor.dtype,
        );
      }
      return backward.scope.emitAgain(producer, producer.inputs)[output]!;
    }
    if (!producer && position < 0) return backward.capture(tensor);
    let stacked = saved.get(tensor.id);
    if (!stacked) {
      [stacked] = scope.extendScan(node, [tensor]) as [Tensor];
      saved.set(tensor.id, stacked);
    }
    return backward.addScanned(stacked);
  };
  const backward: ScanBody = new ScanBody(scope, importForward);
  const inBody = ops.inScope(backward.scope);

  const differentiable = (tensor: Tensor): boolean =>
    tensor.dtype === 'float32' || tensor.dtype === 'float16';
  const carried = inner.slice(0, stateCount).map((state, index) => {
    if (!differentiable(state)) return undefined;
    return backward.addState(outputGradients[index] ?? ops.fill(0, node.inputs[index]!.shape));
  });
  const seeds: (readonly [Tensor, Tensor])[] = [];
  carried.forEach((gradient, index) => {
    if (gradient) seeds.push([body.outputs[index]!.tensor, gradient]);
  });
  body.outputs.slice(stateCount).forEach(({ tensor }, index) => {
    const gradient = outputGradients[stateCount + index];
    if (gradient) seeds.push([tensor, backward.addScanned(gradient)]);
  });

  const gradients = backpropagate(inBody, body.nodes, seeds, inner);
  const captured = inner
    .slice(stateCount + scannedCount)
    .map((_, index) => gradients[stateCount + scannedCount + index]);

  // What the backward loop returns: new state gradients, then accumulators; slices' gradients, then operands.
  const accumulators: { before: Tensor; step: Tensor }[] = [];
  const stacked: Tensor[] = [];
  const stack = (value: Tensor): (() => Tensor) => {
    const whole = backward.scannedFrom(value);
    if (whole) return () => whole;
    const known = stacked.indexOf(value);
    const place = known >= 0 ? known : stacked.push(value) - 1;
    return () => result.stacked[place]!;
  };
  const accumulate = (step: Tensor): (() => Tensor) => {
    const before = backward.addState(ops.fill(0, step.shape));
    const place = accumulators.push({ before, step }) - 1;
    return () => result.states[carried.filter(Boolean).length + place]!;
  };
  const slices = inner
    .slice(stateCount, stateCount + scannedCount)
    .map((_, index) => gradients[stateCount + index])
    .map((gradient) => (gradient ? stack(gradient) : undefined));
  const sums = captured.map((gradient) =>
    gradient ? hoistSum(ops, backward.scope, gradient, { stack, accumulate }) : undefined,
  );

  const newStates = [
    ...carried.flatMap((gradient, index) =>
      gradient ? [gradients[index] ?? inBody.fill(0, gradient.shape)] : [],
    ),
    ...accumulators.map(({ before, step }) => inBody.add(before, step)),
  ];
  const result = backward.finish(newStates, stacked, { reverse: !reverse, length });

  let next = 0;
  const initial = carried.map((gradient) => (gradient ? result.states[next++] : undefined));
  return [...initial, ...slices.map((slice) => slice?.()), ...sums.map((sum) => sum?.())];
}
