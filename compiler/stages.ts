import { trains } from './graph/trains.ts';
import { createSourceFile, parse } from '../grammar/index.ts';
import type { ModelGraph } from './graph/model-graph.ts';
import { isSymbolicSize, sizeText } from './shapes/size.ts';
import { createOps } from './ops/builder.ts';
import { printOpGraph } from './ops/print.ts';
import { buildTrainStep, buildPredictStep } from './steps/build-steps.ts';
import { lowerModel } from './steps/lower-model.ts';
import { constantInputs } from './targets/onnx/constant-inputs.ts';
import { gpuPasses, printAfter, type PassName } from './targets/onnx/passes.ts';

/** The stages that can be printed, in order. */
export const stageNames = ['ast', 'graph', 'ops', 'step'] as const;

export type StageName = (typeof stageNames)[number];

/**
 * One stage as text: the syntax tree and the model graph as JSON, ops one a line.
 * @param graph not needed for the syntax tree
 */
export function printStage(
  stage: StageName,
  source: { readonly path: string; readonly text: string },
  graph: ModelGraph | undefined,
): string {
  if (stage === 'ast') return toJson(parse(createSourceFile(source.path, source.text)).file);
  const model = graph!;
  if (stage === 'graph') return toJson(model);
  if (stage === 'ops') {
    const ops = createOps();
    const { tensors } = lowerModel(ops, model, { training: false });
    const outputs = model.heads.map((head) => ({ name: head.name, tensor: tensors[head.tensor]! }));
    return printOpGraph(ops.scope.build(outputs));
  }
  return printOpGraph((trains(model) ? buildTrainStep(model) : buildPredictStep(model)).graph);
}

/** What the printing of a pass takes for granted. */
export interface PassSettings {
  /** Numbers for size variables; the batch size is the model's. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Channels of a block of convolutions. */
  readonly block: number;
}

/**
 * A step as it is after a pass of its way to onnxruntime: of `ops`, the prediction with its weights inside, of `step`
 * that of training, where the model trains. Passes for a GPU are printed as they are there, in float16 where the model
 * asks for it.
 */
export function printPass(
  stage: 'ops' | 'step',
  pass: PassName,
  model: ModelGraph,
  { sizes, block }: PassSettings,
): string {
  const isTraining = stage === 'step' && trains(model);
  const { graph, inputs } = isTraining ? buildTrainStep(model) : buildPredictStep(model);
  const weights = inputs.filter((input) => input.role === 'state' && !isTraining).map(({ name }) => name);
  const known = new Set(constantInputs(graph, weights));
  const all = new Map([...sizes, ['batch size', model.training.batchSize] as const]);
  const gpu = gpuPasses.has(pass);
  const { precision } = model.training;
  return printAfter(pass, graph, { sizes: all, known, block, gpu, half: gpu, precision });
}

/** Sizes appear as users write them. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => (isSymbolicSize(entry) ? sizeText(entry) : entry), 2);
}
