import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { withTfjs } from '../../tfjs/installed.ts';
import type { Engine, LoadedStep } from '../engine.ts';
import type { OpenedBackend, TfjsBackend } from './backends.ts';
import { TfjsState } from './state.ts';
import { loadStep } from './step.ts';

export interface TfjsEngineOptions {
  /** `auto`, the default, takes the fastest that opens here: `tensorflow`, else `wasm`, else `cpu`. */
  readonly backend?: 'auto' | TfjsBackend;
}

/** The engine on tfjs. */
export interface TfjsEngine extends Engine {
  readonly name: 'tfjs';
  /** What runs the kernels. */
  readonly backend: TfjsBackend;
  load(step: StepGraph): Promise<LoadedStep>;
  /** How many values its backend holds, those of others included: it stays the same from step to step. */
  countValues(): number;
}

/**
 * The engine on tfjs-core: the same step graphs as on onnxruntime, over the kernels of a backend of tfjs.
 *
 * tfjs's current backend is not changed for others in the process: the wasm and the plain backend are used beside
 * it, and `tensorflow` is the current one only while a step runs.
 *
 * @throws KmodelError where tfjs is not installed, or the backend that is asked for does not open
 *
 * @example
 * const model = await load('digits.kmodel', { engine: await createTfjsEngine({ backend: 'wasm' }) });
 */
export async function createTfjsEngine(options: TfjsEngineOptions = {}): Promise<TfjsEngine> {
  const { backend = 'auto' } = options;
  // tfjs is loaded by those who use it alone.
  const { openBackend, openFastestBackend } = await withTfjs(() => import('./backends.ts'));
  return createEngineOn(backend === 'auto' ? await openFastestBackend() : await openBackend(backend));
}

/** @internal An engine on a device that is there already. */
export function createEngineOn({ device, description }: OpenedBackend): TfjsEngine {
  return {
    name: 'tfjs',
    backend: device.backend as TfjsBackend,
    description,
    load: async (step) => loadStep(device, step),
    createState: () => new TfjsState(device),
    countValues: () => device.count(),
  };
}
