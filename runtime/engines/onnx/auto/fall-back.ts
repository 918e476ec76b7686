import type { StepGraph } from '../../../../compiler/steps/step-graph.ts';
import type { Engine, EngineState, Feeds, HostTensor, LoadedStep } from '../../engine.ts';

/**
 * A GPU that nobody has asked for, behind which the processor stands: a step that fails there, such as one that needs
 * more memory than it has, is run on the processor, and with it all that come after. A step happens wholly or not at
 * all, so the state is that of before.
 * @param processor starts its engine
 * @param onFall hears once of what failed
 */
export function withFallBack(
  gpu: Engine,
  processor: () => Promise<Engine>,
  onFall: (error: unknown) => void,
): Engine {
  let instead: Promise<Engine> | undefined;
  const fall = (error: unknown): void => {
    if (instead) return;
    instead = processor();
    onFall(error);
  };
  return {
    name: gpu.name,
    description: gpu.description,
    onGpu: true,
    get precisions() {
      return gpu.precisions ?? [];
    },
    load: (step) => Promise.resolve(new EitherStep(step, gpu, () => instead, fall)),
    createState: () => new EitherState(gpu),
  };
}

/** State that moves to the processor with the first step that runs there. */
class EitherState implements EngineState {
  inner: EngineState;
  private owner: Engine;

  constructor(owner: Engine) {
    this.owner = owner;
    this.inner = owner.createState();
  }

  moveTo(engine: Engine): void {
    if (this.owner === engine) return;
    const before = this.inner;
    const state = engine.createState();
    for (const name of before.names) state.write(name, before.read(name));
    before.dispose?.();
    this.owner = engine;
    this.inner = state;
  }

  get names(): readonly string[] {
    return this.inner.names;
  }

  has(name: string): boolean {
    return this.inner.has(name);
  }

  read(name: string): HostTensor {
    return this.inner.read(name);
  }

  write(name: string, tensor: HostTensor): void {
    this.inner.write(name, tensor);
  }

  take(name: string, tensor: HostTensor): void {
    if (this.inner.take) this.inner.take(name, tensor);
    else this.inner.write(name, tensor);
  }

  delete(name: string): void {
    this.inner.delete(name);
  }

  dispose(): void {
    this.inner.dispose?.();
  }
}

class EitherStep implements LoadedStep {
  readonly step: StepGraph;
  private readonly gpu: Engine;
  private readonly instead: () => Promise<Engine> | undefined;
  private readonly fall: (error: unknown) => void;
  private readonly loaded = new Map<Engine, Promise<LoadedStep>>();

  constructor(
    step: StepGraph,
    gpu: Engine,
    instead: () => Promise<Engine> | undefined,
    fall: (error: unknown) => void,
  ) {
    this.step = step;
    this.gpu = gpu;
    this.instead = instead;
    this.fall = fall;
  }

  async run(state: EngineState, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    const either = state as EitherState;
    if (!this.instead())
      try {
        return await (await this.on(this.gpu)).run(either.inner, feeds);
      } catch (error) {
        this.fall(error);
      }
    const processor = await this.instead()!;
    either.moveTo(processor);
    return (await this.on(processor)).run(either.inner, feeds);
  }

  async release(): Promise<void> {
    const loaded = await Promise.all(this.loaded.values());
    this.loaded.clear();
    await Promise.all(loaded.map((step) => step.release()));
  }

  private on(engine: Engine): Promise<LoadedStep> {
    let loaded = this.loaded.get(engine);
    if (!loaded) {
      loaded = engine.load(this.step);
      this.loaded.set(engine, loaded);
    }
    return loaded;
  }
}
