import { expandComposites } from '../../../compiler/ops/expand-composites.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import type { EngineState, Feeds, HostTensor, LoadedStep } from '../engine.ts';
import type { Device } from './device.ts';
import { lowerGraph } from './kernels/lower.ts';
import { PlanBuilder } from './plan-builder.ts';
import { createProgram, type Program } from './program.ts';
import { bindSizes, sizeValue } from './sizes.ts';
import type { TfjsState } from './state.ts';
import { deviceArray, hostTensor, valueType, type Value } from './value.ts';

/** How many sets of sizes keep their programs: batches of few kinds, sequences padded to few lengths. */
const programLimit = 8;

/** A step on a device. Its program depends on the sizes of what it is fed; programs are kept for the latest. */
export function loadStep(device: Device, step: StepGraph): LoadedStep {
  const programs = new Map<string, Program>();

  function programFor(shapes: readonly (readonly number[])[]): Program {
    const key = shapes.map((shape) => shape.join()).join(';');
    const known = programs.get(key);
    if (known) {
      programs.delete(key);
      programs.set(key, known);
      return known;
    }
    if (programs.size >= programLimit) {
      const [oldest] = programs.keys() as Iterable<string> as [string];
      programs.get(oldest)!.release();
      programs.delete(oldest);
    }
    const program = createStepProgram(device, step, shapes);
    programs.set(key, program);
    return program;
  }

  return {
    step,
    run: async (state: EngineState, feeds: Feeds) =>
      device.within(() => runStep(device, step, programFor, state as TfjsState, feeds)),
    release: async () => {
      device.within(() => programs.forEach((program) => program.release()));
      programs.clear();
    },
  };
}

function createStepProgram(device: Device, step: StepGraph, shapes: readonly (readonly number[])[]): Program {
  const values = bindSizes(
    step.inputs.map(({ shape }) => shape),
    shapes,
  );
  const graph = expandComposites(step.graph);
  const builder = new PlanBuilder(device, (size) => sizeValue(size, values), lowerGraph);
  const slots = graph.inputs.map(({ tensor }, index) =>
    builder.input(valueType(tensor.dtype), shapes[index]!),
  );
  return createProgram(device, builder.finish(lowerGraph(builder, graph, slots)));
}

/** State changes only after every result has been computed and read: a step happens wholly or not at all. */
function runStep(
  device: Device,
  step: StepGraph,
  programFor: (shapes: readonly (readonly number[])[]) => Program,
  state: TfjsState,
  feeds: Feeds,
): Readonly<Record<string, HostTensor>> {
  const shapes = step.inputs.map(({ name, role }) =>
    role === 'state' ? state.value(name).shape : feedOf(feeds, name).shape,
  );
  const program = programFor(shapes);
  const fed: Value[] = [];
  let results: Value[];
  try {
    const inputs = step.inputs.map(({ name, role }) => {
      if (role === 'state') return state.value(name);
      const feed = feedOf(feeds, name);
      const value = device.upload(valueType(feed.dtype), [...feed.shape], deviceArray(feed));
      fed.push(value);
      return value;
    });
    results = program.run(inputs);
  } finally {
    for (const value of fed) device.dispose(value);
  }
  const outputs = new Map<string, HostTensor>();
  step.outputs.forEach(({ name, role, dtype }, index) => {
    if (role === 'state') return;
    const value = results[index]!;
    outputs.set(name, hostTensor(dtype, [...value.shape], device.read(value)));
    device.dispose(value);
  });
  step.outputs.forEach((output, index) => {
    if (output.role === 'state') state.replace(output.state.name, output.dtype, results[index]!);
  });
  return Object.fromEntries(outputs);
}

function feedOf(feeds: Feeds, name: string): HostTensor {
  const feed = feeds[name];
  if (!feed) throw new Error(`The step needs ${name}, which was not given.`);
  return feed;
}
