import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { createOps } from '../../../../compiler/ops/builder.ts';
import type { Ops } from '../../../../compiler/ops/ops.ts';
import type { Tensor } from '../../../../compiler/ops/types.ts';
import { emitOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { ModelProtoSchema } from '../../../../compiler/targets/onnx/onnx_pb.ts';
import { loadOnnxruntime } from '../../../../runtime/engines/onnx/onnxruntime.ts';

const ort = await loadOnnxruntime();

/** A sum of two that need nothing of each other. */
function sumOf(ops: Ops, x: Tensor): Tensor {
  const sine = ops.sin(x);
  return ops.add(sine, ops.tanh(x));
}

/** Which of the two onnxruntime runs first, as its trace of a run says. */
async function orderOf(model: Uint8Array, x: readonly number[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-order-'));
  try {
    const session = await ort.InferenceSession.create(model, {
      enableProfiling: true,
      profileFilePrefix: join(folder, 'trace'),
    });
    await session.run({ x: tensorOf(x) });
    session.endProfiling();
    const [file] = readdirSync(folder) as [string];
    const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly TraceEvent[];
    return events
      .filter(({ name }) => /^(Sin|Tanh)_.*_kernel_time$/.test(name))
      .sort((a, b) => a.ts - b.ts)
      .map(({ args }) => args.op_name);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface TraceEvent {
  readonly name: string;
  /** Microseconds since the session began. */
  readonly ts: number;
  readonly args: { readonly op_name: string };
}

function tensorOf(shape: readonly number[]) {
  const count = shape.reduce((product, size) => product * size, 1);
  return new ort.Tensor(
    'float32',
    Float32Array.from({ length: count }, (_, at) => Math.sin(at)),
    shape,
  );
}

async function numbersOf(model: Uint8Array): Promise<readonly number[]> {
  const session = await ort.InferenceSession.create(model);
  const { y } = await session.run({ x: tensorOf([300, 2]) });
  return Array.from(y!.data as Float32Array);
}

describe('the order in which onnxruntime runs what takes memory', () => {
  const ops = createOps();
  const x = ops.scope.input('x', 'float32', [300, 2]);
  const graph = ops.scope.build([{ name: 'y', tensor: sumOf(ops, x) }]);
  const kept = emitOnnx(graph, 'test', { data: new Set(['x']) });

  it('is that of the graph where memory is to be given back', async () => {
    expect(await orderOf(kept, [300, 2])).toEqual(['Sin', 'Tanh']);
  });

  it('is its own where it is not', async () => {
    expect(await orderOf(emitOnnx(graph, 'test'), [300, 2])).toEqual(['Tanh', 'Sin']);
  });

  it('is its own among small results', async () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [3000, 2]);
    const small = ops.scope.build([
      { name: 'large', tensor: ops.exp(x) },
      { name: 'small', tensor: sumOf(ops, ops.sum(x, [0])) },
    ]);
    const model = emitOnnx(small, 'test', { data: new Set(['x']) });
    expect(await orderOf(model, [3000, 2])).toEqual(['Tanh', 'Sin']);
  });

  it('changes no number', async () => {
    expect(await numbersOf(kept)).toEqual(await numbersOf(emitOnnx(graph, 'test')));
  });

  it('asks nothing of a node that reads what the one before makes', () => {
    const ops = createOps();
    const x = ops.scope.input('x', 'float32', [300, 2]);
    const chain = ops.scope.build([{ name: 'y', tensor: ops.tanh(ops.exp(ops.sin(x))) }]);
    const { node } = fromBinary(ModelProtoSchema, emitOnnx(chain, 'test', { data: new Set(['x']) })).graph!;
    expect(node.filter(({ name }) => name.includes('order:'))).toEqual([]);
  });
});
