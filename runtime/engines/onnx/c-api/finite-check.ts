import { createOps } from '../../../../compiler/ops/builder.ts';
import { variable } from '../../../../compiler/shapes/size.ts';
import { emitOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { allFinite, type FiniteCheck } from '../../../data/all-finite.ts';
import type { HostTensor } from '../../engine.ts';
import type { SessionRequest } from '../session.ts';

/** Fewer numbers are looked through by JavaScript before a run has begun. */
const fewest = 16_384;

const sum = { name: 'sum', role: 'prediction', of: 'sum', dtype: 'float32', shape: [] } as const;

/** A session that gives its results at once. */
interface SummingSession {
  run(inputs: readonly HostTensor[], spare: () => never): readonly HostTensor[];
}

/**
 * Adds all numbers up, which onnxruntime does at the speed of memory. A sum with NaN or infinity in it is never finite;
 * one of large numbers may not be either, and then JavaScript looks at each.
 * @param open makes the session, once there is something for it
 */
export function createFiniteCheck(open: (request: SessionRequest) => SummingSession): FiniteCheck {
  let session: SummingSession | undefined;
  return (data) => {
    if (data.length < fewest) return allFinite(data);
    session ??= open({
      model: emitSum(),
      threads: 1,
      hostNodes: [],
      inputs: ['x'],
      stateInputs: 0,
      outputs: [sum],
      changedRows: [],
      sizes: undefined,
    });
    const [total] = session.run([{ dtype: 'float32', shape: [data.length], data }], noState);
    return Number.isFinite(total!.data[0]) || allFinite(data);
  };
}

function noState(): never {
  throw new Error('A sum has no state.');
}

function emitSum(): Uint8Array {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [variable('n')]);
  return emitOnnx(ops.scope.build([{ name: sum.name, tensor: ops.sum(x, [0]) }]), 'sum');
}
