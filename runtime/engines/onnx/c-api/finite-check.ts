import { createOps } from '../../../../compiler/ops/builder.ts';
import { variable } from '../../../../compiler/shapes/size.ts';
import { emitOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { allFinite, type FiniteCheck } from '../../../data/all-finite.ts';
import type { HostTensor } from '../../engine.ts';
import type { SessionRequest } from '../session.ts';

/** Fewer numbers are looked through by JavaScript before a run has begun. */
const fewest = 16_384;

/** Sums of rows take onnxruntime half the time of one sum over all. */
const rows = 64;

const sums = { name: 'sums', role: 'prediction', of: 'sums', dtype: 'float32', shape: [rows] } as const;

/** A session that gives its results at once. */
interface SummingSession {
  run(inputs: readonly HostTensor[], spare: () => never): readonly HostTensor[];
}

/**
 * Adds numbers up, which onnxruntime does at the speed of memory. A sum with NaN or infinity in it is never finite;
 * one of large numbers may not be either, and then JavaScript looks at each.
 * @param open makes the session, once there is something for it
 */
export function createFiniteCheck(open: (request: SessionRequest) => SummingSession): FiniteCheck {
  let session: SummingSession | undefined;
  return (data) => {
    if (data.length < fewest) return allFinite(data);
    session ??= open({
      model: emitSums(),
      threads: 1,
      hostNodes: [],
      inputs: ['x'],
      stateInputs: 0,
      outputs: [sums],
      changedRows: [],
      inPlace: [],
      sizes: undefined,
    });
    const width = Math.floor(data.length / rows);
    const inRows = data.subarray(0, rows * width);
    const [found] = session.run([{ dtype: 'float32', shape: [rows, width], data: inRows }], noState);
    const rest = data.subarray(rows * width);
    return (allFinite(found!.data as Float32Array) && allFinite(rest)) || allFinite(data);
  };
}

function noState(): never {
  throw new Error('A sum has no state.');
}

function emitSums(): Uint8Array {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [rows, variable('width')]);
  return emitOnnx(ops.scope.build([{ name: sums.name, tensor: ops.sum(x, [1]) }]), 'sums');
}
