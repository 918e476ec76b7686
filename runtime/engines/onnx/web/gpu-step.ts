import type * as Ort from 'onnxruntime-common';
import type { SizeValues } from '../../../../compiler/ops/bind-sizes.ts';
import type { StepGraph } from '../../../../compiler/steps/step-graph.ts';
import { emitOnnxFor, type EmittedOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import type { EngineState, Feeds, HostTensor, LoadedStep } from '../../engine.ts';
import { Sessions } from '../sessions.ts';
import { StepInputs } from '../step-inputs.ts';
import { mostSizes } from '../step.ts';
import { fromOrt, toOrt } from '../tensors.ts';
import { WebGpuSession } from './gpu-session.ts';
import type { WebGpuState } from './gpu-state.ts';
import { fitsGpu, type WebGpuDevice } from './gpu-tensor.ts';

type OutputLocations = Readonly<Record<string, 'gpu-buffer' | 'cpu'>>;

/** How a step's sessions are made. */
export interface WebGpuBackend {
  readonly ort: typeof Ort;
  /** Whether the GPU computes in float16. */
  readonly half: boolean;
  readonly createSession: (
    model: Uint8Array,
    options: Pick<EmittedOnnx, 'hostNodes'> & { readonly preferredOutputLocation: OutputLocations },
  ) => Promise<Ort.InferenceSession>;
}

/** A step that changes state, which stays on the page's GPU; only the rest of the results comes back. */
export class WebGpuStep implements LoadedStep {
  readonly step: StepGraph;
  private readonly backend: WebGpuBackend;
  private readonly inputs: StepInputs;
  private readonly sessions: Sessions<WebGpuSession>;

  constructor(step: StepGraph, backend: WebGpuBackend) {
    this.step = step;
    this.backend = backend;
    this.inputs = new StepInputs(step);
    this.sessions = new Sessions(mostSizes[step.kind], (sizes) => this.createSession(sizes));
  }

  async run(state: EngineState, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    const store = state as WebGpuState;
    return this.sessions.use(this.inputs.sizesOf(feeds), async (session) => {
      const { ort } = this.backend;
      const device = (await ort.env.webgpu.device) as WebGpuDevice;
      const { tensors, giveBack } = store.lendTo(this.inputs.state, ort, device);
      try {
        const inputs = [
          ...this.inputs.state.map((name, at) => [name, tensors[at]!]),
          ...this.inputs.fed.map((name) => [name, toOrt(ort, feeds[name]!)]),
        ];
        const results = await session.run(Object.fromEntries(inputs) as Record<string, Ort.Tensor>);
        return this.keep(session, results, store);
      } finally {
        giveBack();
      }
    });
  }

  async release(): Promise<void> {
    await this.sessions.clear();
  }

  private async createSession(sizes: SizeValues | undefined): Promise<WebGpuSession> {
    const { graph, kind, precision, outputs } = this.step;
    const { createSession, half, ort } = this.backend;
    const bound = runPasses(graph, { sizes }, 'bind');
    const { model, hostNodes, hostOutputs } = emitOnnxFor(bound, kind, { gpu: true, half, precision });
    const locations = outputs.map((output) => {
      const stays = output.role === 'state' && fitsGpu(output.state) && !hostOutputs.has(output.name);
      return [output.name, stays ? 'gpu-buffer' : 'cpu'] as const;
    });
    const preferredOutputLocation = Object.fromEntries(locations);
    return new WebGpuSession(ort, await createSession(model, { hostNodes, preferredOutputLocation }));
  }

  /**
   * State changes only after every result is there: a step happens wholly or not at all.
   * @returns the results that are not state
   */
  private keep(
    session: WebGpuSession,
    results: Ort.InferenceSession.OnnxValueMapType,
    store: WebGpuState,
  ): Readonly<Record<string, HostTensor>> {
    const others: Record<string, HostTensor> = {};
    for (const output of this.step.outputs) {
      const result = results[output.name] as Ort.Tensor;
      if (output.role !== 'state') others[output.name] = fromOrt(result);
      else if (result.location === 'gpu-buffer') store.takeFromGpu(output.state.name, session.keep(result));
      else store.take(output.state.name, fromOrt(result));
    }
    return others;
  }
}
