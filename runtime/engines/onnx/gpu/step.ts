import { setImmediate } from 'node:timers/promises';
import type { SizeValues } from '../../../../compiler/ops/bind-sizes.ts';
import { asksForHalf } from '../../../../compiler/ops/mixed-precision.ts';
import type { StepGraph } from '../../../../compiler/steps/step-graph.ts';
import { emitOnnxFor } from '../../../../compiler/targets/onnx/emit.ts';
import { runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import type { EngineState, Feeds, HostTensor, LoadedStep } from '../../engine.ts';
import { outputShape } from '../output-shape.ts';
import { Sessions, type Releasable } from '../sessions.ts';
import type { FoundSizes } from '../../sizes.ts';
import { StepInputs } from '../step-inputs.ts';
import { mostSizes } from '../step.ts';
import { emptyTensor } from '../tensors.ts';
import type { Binding } from './binding.ts';
import type { GpuDevice } from './device.ts';
import type { GpuState } from './state.ts';

/** A session on the GPU. */
class GpuSession implements Releasable {
  readonly binding: Binding;
  /** Names of outputs that are made on the processor. */
  readonly hostOutputs: ReadonlySet<string>;

  constructor(binding: Binding, hostOutputs: ReadonlySet<string>) {
    this.binding = binding;
    this.hostOutputs = hostOutputs;
  }

  release(): Promise<void> {
    this.binding.release();
    return Promise.resolve();
  }
}

/** A step on the GPU: what is state stays there, and only the rest of the results comes back. */
export class GpuStep implements LoadedStep {
  readonly step: StepGraph;
  private readonly gpu: GpuDevice;
  private readonly profile: string | undefined;
  private readonly inputs: StepInputs;
  private readonly sessions: Sessions<GpuSession>;

  constructor(step: StepGraph, gpu: GpuDevice, profile: string | undefined) {
    this.step = step;
    this.gpu = gpu;
    this.profile = profile;
    this.inputs = new StepInputs(step);
    this.sessions = new Sessions(mostSizes[step.kind], (sizes) => Promise.resolve(this.createSession(sizes)));
  }

  async run(state: EngineState, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    const sizes = this.inputs.sizesOf(feeds);
    return this.sessions.use(sizes, async (session) => {
      // Between two steps, timers and signals have their turn.
      await setImmediate();
      return this.runBound(session, state as GpuState, feeds, sizes);
    });
  }

  async release(): Promise<void> {
    await this.sessions.clear();
  }

  private createSession(sizes: SizeValues | undefined): GpuSession {
    const { graph, kind, precision } = this.step;
    const bound = runPasses(graph, { sizes }, 'bind');
    // To ask costs a probe of the device.
    const half = asksForHalf(graph, precision) && this.gpu.hasHalf();
    const emitted = emitOnnxFor(bound, kind, { gpu: true, half, precision });
    return new GpuSession(this.gpu.createBinding(emitted, this.profile), emitted.hostOutputs);
  }

  private runBound(
    { binding, hostOutputs }: GpuSession,
    state: GpuState,
    feeds: Feeds,
    sizes: FoundSizes,
  ): Readonly<Record<string, HostTensor>> {
    const { values, memory } = this.gpu;
    const lent = values.lend();
    /** Results in JavaScript's memory, by output. */
    const host = new Map<string, HostTensor>();
    try {
      for (const name of this.inputs.state) binding.input(name, state.address(name));
      for (const name of this.inputs.fed) binding.input(name, lent.addressOf(feeds[name]!));
      for (const output of this.step.outputs) {
        if (output.role === 'state' && !hostOutputs.has(output.name)) binding.outputOn(output.name, memory);
        else {
          const tensor = emptyTensor(output.dtype, outputShape(output, sizes.values));
          host.set(output.name, tensor);
          binding.output(output.name, lent.addressOf(tensor));
        }
      }
      return this.keep(binding.run(), host, state, sizes);
    } finally {
      binding.clear();
      lent.release();
    }
  }

  /**
   * State changes only after every result is there: a step happens wholly or not at all.
   * @returns the results that are not state
   */
  private keep(
    results: readonly bigint[],
    host: ReadonlyMap<string, HostTensor>,
    state: GpuState,
    sizes: FoundSizes,
  ): Readonly<Record<string, HostTensor>> {
    const outputs: Record<string, HostTensor> = {};
    this.step.outputs.forEach((output, at) => {
      const tensor = host.get(output.name);
      if (tensor) this.gpu.release(results[at]!);
      if (output.role !== 'state') outputs[output.name] = tensor!;
      else if (tensor) state.take(output.state.name, tensor);
      else {
        const shape = outputShape(output, sizes.values);
        state.takeFromDevice(output.state.name, results[at]!, { dtype: output.dtype, shape });
      }
    });
    return outputs;
  }
}
