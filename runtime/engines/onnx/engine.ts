import type * as Ort from 'onnxruntime-common';
import { emitOnnx } from '../../../compiler/targets/onnx/emit.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { requireWholeNumber } from '../../options.ts';
import type { Engine, EngineState, Feeds, HostTensor, LoadedStep } from '../engine.ts';
import { loadOnnxruntime } from './onnxruntime.ts';
import { OnnxState } from './state.ts';
import { fromOrt, toOrt } from './tensors.ts';

export interface OnnxEngineOptions {
  /** Threads within one op; onnxruntime takes all cores by default. */
  readonly threads?: number;
  /** Writes a trace of every node's time into the current folder when a step is released. */
  readonly profile?: string;
}

/**
 * The engine on onnxruntime-node, which brings its native library along.
 * @throws where the native library does not load, and KmodelError in a worker thread that cannot keep it silent
 */
export async function createOnnxEngine(options: OnnxEngineOptions = {}): Promise<Engine> {
  requireWholeNumber('threads', options.threads, 1);
  const ort = await loadOnnxruntime();
  return {
    name: 'onnx',
    description: `onnxruntime ${ort.env.versions.node ?? ort.env.versions.common}`,
    ...(options.threads !== undefined && { threads: options.threads }),
    load: (step) => loadStep(ort, step, options),
    createState: () => new OnnxState(ort),
  };
}

async function loadStep(ort: typeof Ort, step: StepGraph, options: OnnxEngineOptions): Promise<LoadedStep> {
  const session = await ort.InferenceSession.create(emitOnnx(step.graph, step.kind), {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(options.threads !== undefined && { intraOpNumThreads: options.threads }),
    executionMode: 'sequential',
    ...(options.profile && { enableProfiling: true, profileFilePrefix: options.profile }),
  });
  const stateInputs = step.inputs.filter((input) => input.role === 'state');
  const otherInputs = step.inputs.filter((input) => input.role !== 'state');

  return {
    step,
    async run(state: EngineState, feeds: Feeds) {
      const store = state as OnnxState;
      const inputs = new Map<string, Ort.Tensor>();
      for (const { name } of stateInputs) inputs.set(name, store.tensor(name));
      for (const { name } of otherInputs) {
        const feed = feeds[name];
        if (!feed) throw new Error(`The step needs ${name}, which was not given.`);
        inputs.set(name, toOrt(ort, feed));
      }
      const results = await session.run(Object.fromEntries(inputs));
      const outputs = new Map<string, HostTensor>();
      for (const output of step.outputs) {
        const result = results[output.name]!;
        if (output.role === 'state') store.replace(output.state.name, result);
        else outputs.set(output.name, fromOrt(result));
      }
      return Object.fromEntries(outputs);
    },
    async release() {
      if (options.profile) session.endProfiling();
      await session.release();
    },
  };
}
