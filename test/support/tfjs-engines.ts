import '@tensorflow/tfjs-backend-cpu';
import type { OpGraph } from '../../compiler/ops/types.ts';
import type { StepGraph } from '../../compiler/steps/step-graph.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { createEngineOn, createTfjsEngine, type TfjsEngine } from '../../runtime/engines/tfjs/engine.ts';
import { createTrackedDevice } from '../../runtime/engines/tfjs/tracked-device.ts';
import type { Evaluator } from '../compiler/support/evaluate.ts';

/**
 * The ways in which the tfjs engine runs. `kernels` is the way that it takes on tfjs-node: everything by tfjs's
 * published interface, here on the plain backend.
 */
export type TfjsWay = 'wasm' | 'cpu' | 'kernels';

const engines = new Map<TfjsWay, Promise<TfjsEngine>>();

/** One engine for each way and process. */
export function tfjsEngine(way: TfjsWay): Promise<TfjsEngine> {
  let engine = engines.get(way);
  if (!engine) {
    engine =
      way === 'kernels'
        ? Promise.resolve(createEngineOn({ device: createTrackedDevice('cpu'), description: 'tfjs kernels' }))
        : createTfjsEngine({ backend: way });
    engines.set(way, engine);
  }
  return engine;
}

/** Runs op graphs through the tfjs engine. */
export function runTfjs(way: TfjsWay): Evaluator {
  return async (graph, inputs) => {
    const engine = await tfjsEngine(way);
    const loaded = await engine.load(asStep(graph));
    const feeds = Object.fromEntries(
      graph.inputs.map(({ name }): [string, HostTensor] => {
        const { dtype, shape, data } = inputs[name]!;
        const arrays = { int32: Int32Array, bool: Uint8Array };
        const array = arrays[dtype as 'int32' | 'bool'] ?? Float32Array;
        return [name, { dtype, shape, data: array.from(data) }];
      }),
    );
    const results = await loaded.run(engine.createState(), feeds);
    await loaded.release();
    return Object.fromEntries(
      Object.entries(results).map(([name, { shape, data }]) => [name, { shape, data: Array.from(data) }]),
    );
  };
}

/** A graph by itself as a step without state. */
function asStep(graph: OpGraph): StepGraph {
  return {
    kind: 'predict',
    model: 'test',
    graph,
    inputs: graph.inputs.map(({ name, tensor }) => ({ ...tensor, name, role: 'input', of: name })),
    outputs: graph.outputs.map(({ name, tensor }) => ({ ...tensor, name, role: 'prediction', of: name })),
  };
}
