import type { ModelGraph } from '../../../../compiler/graph/model-graph.ts';
import { trains } from '../../../../compiler/graph/trains.ts';
import type { SizeValues } from '../../../../compiler/ops/bind-sizes.ts';
import type { OpGraph } from '../../../../compiler/ops/types.ts';
import { countOf, graphWork, isFree, type GraphWork } from '../../../../compiler/ops/work.ts';
import { isSymbolic } from '../../../../compiler/shapes/size.ts';
import { openSizes } from '../../../../compiler/shapes/open-sizes.ts';
import { batchSize } from '../../../../compiler/shapes/types.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { emitOnnxFor, type EmittedOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { runPasses } from '../../../../compiler/targets/onnx/passes.ts';
import { hostValues, isOnHost } from '../../../../compiler/targets/onnx/webgpu/host-values.ts';
import { unknownSizes } from '../../../step-memory.ts';

/** What a device has to do for a step. */
export interface StepWork extends GraphWork {
  /** Nodes that it runs one after the other. */
  readonly nodes: number;
}

/** A step of a training with numbers for all sizes. */
export interface BoundStep {
  readonly graph: OpGraph;
  /** How often it comes with each batch, in a training in turns. */
  readonly repeat: number;
}

/** What a model does with one batch: one step, or one for each turn. */
export type BoundSteps = readonly BoundStep[];

/**
 * The training steps of a model for a batch, as both devices get them.
 * @param sizes numbers for the size variables of the model, by name
 * @returns undefined where nothing trains the model, or a size stays open
 */
export function boundSteps(model: ModelGraph, batch: number, sizes: SizeValues): BoundSteps | undefined {
  if (!trains(model)) return undefined;
  const turns = model.training.steps?.map((_, turn) => turn) ?? [undefined];
  const given = [...sizes, ...[...openSizes(batchSize)].map((name) => [name, batch] as const)];
  const bound = turns.map((turn) => {
    const step = buildTrainStep(model, turn === undefined ? {} : { turn });
    // A `?` of an input is as open as a variable; that of a target may have been left out.
    const targets = step.inputs.filter(({ role }) => role === 'target');
    const sizes = new Map([...unknownSizes({ inputs: targets }), ...given]);
    const graph = runPasses(step.graph, { sizes }, 'bind');
    return { graph, repeat: turn === undefined ? 1 : model.training.steps![turn]!.repeat };
  });
  return bound.every(({ graph }) => isBound(graph)) ? bound : undefined;
}

/** What the processor has to do: it runs loops as they are, and ops of several parts in one. */
export function processorWork(steps: BoundSteps): StepWork {
  return sumOf(steps, ({ graph }) => ({ ...graphWork(graph), nodes: nodesIn(graph) }));
}

/** What the GPU has to do at least, found without writing the graph for it: loops become a node a round and op. */
export function leastGpuWork(steps: BoundSteps): StepWork {
  return sumOf(steps, ({ graph }) => {
    const host = hostValues(graph);
    const onGpu = graph.nodes.filter((node) => !isOnHost(node, host));
    return { ...graphWork(graph), nodes: nodesIn({ nodes: onGpu }) };
  });
}

/** A step as the GPU gets it. */
export interface WrittenStep extends BoundStep {
  readonly emitted: EmittedOnnx;
}

/** The steps as they are written for the GPU: loops unrolled, ops that it lacks made of others. */
export function writeForGpu(steps: BoundSteps): readonly WrittenStep[] {
  return steps.map((step) => ({ ...step, emitted: emitOnnxFor(step.graph, 'train', { gpu: true }) }));
}

/** What the GPU has to do. */
export function gpuWork(steps: readonly WrittenStep[]): StepWork {
  return sumOf(steps, ({ graph, emitted }) => ({
    ...graphWork(runPasses(graph, { gpu: true })),
    nodes: emitted.dispatches,
  }));
}

function isBound({ nodes }: OpGraph): boolean {
  return nodes.every(({ outputs }) => outputs.every(({ shape }) => !shape.some(isSymbolic)));
}

/** Nodes that compute, those in a loop as often as it has rounds. */
function nodesIn({ nodes }: Pick<OpGraph, 'nodes'>): number {
  return nodes.reduce((sum, node) => {
    if (isFree(node)) return sum;
    if (node.op !== 'scan') return sum + 1;
    return sum + countOf([node.attributes.length]) * nodesIn(node.attributes.body);
  }, 0);
}

function sumOf<Step extends BoundStep>(steps: readonly Step[], workOf: (step: Step) => StepWork): StepWork {
  return steps.reduce(
    (sum, step) => {
      const { nodes, multiplications, numbers } = workOf(step);
      return {
        nodes: sum.nodes + step.repeat * nodes,
        multiplications: sum.multiplications + step.repeat * multiplications,
        numbers: sum.numbers + step.repeat * numbers,
      };
    },
    { nodes: 0, multiplications: 0, numbers: 0 },
  );
}
