import { createSourceFile, parse } from '../grammar/index.ts';
import type { ModelGraph } from './graph/model-graph.ts';
import { isSymbolicSize, sizeText } from './shapes/size.ts';
import { createOps } from './ops/builder.ts';
import { printOpGraph } from './ops/print.ts';
import { buildTrainStep, buildPredictStep } from './steps/build-steps.ts';
import { lowerModel } from './steps/lower-model.ts';

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
  const trains = model.heads.some((head) => head.loss);
  return printOpGraph((trains ? buildTrainStep(model) : buildPredictStep(model)).graph);
}

/** Sizes appear as users write them. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => (isSymbolicSize(entry) ? sizeText(entry) : entry), 2);
}
