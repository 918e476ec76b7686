import type { SharedDeclaration } from '../../../../grammar/ast.ts';
import type { ModelGraph } from '../../../graph/model-graph.ts';
import { sizesEqual } from '../../../shapes/size.ts';
import { tfjsName } from '../../tfjs/names.ts';
import { tfjsDType } from '../../tfjs/types.ts';
import { docComment } from '../comments.ts';
import { variableName } from '../identifiers.ts';
import { stringText } from '../values-text.ts';
import { sharedStages } from '../../program/name-policies.ts';
import type { Site } from './site.ts';
import { oneStage, spread, stagesText, type StageText } from './flow.ts';
import { stageTexts } from './stages.ts';
import { Unstructured } from '../../program/unstructured.ts';
import { usedDefinition } from './uses.ts';

/** `shared`: a layer, an array of layers, or a model of its own where blocks or loops are in it. */
export function writeShared(site: Site, member: SharedDeclaration): void {
  const stages = sharedStages(member.value);
  const name = member.name.key;
  const texts = stageTexts(site, stages);
  const isPlain = stages.every((stage) => stage.kind === 'Call' && !usedDefinition(site, stage));
  const variable = site.scope.claim(variableName(name));
  const isStack = isPlain && texts.length !== 1;
  const made = isStack ? `[${stagesText(texts)}]` : isPlain ? texts[0]!.text : sharedModel(site, name, texts);
  site.statements.push(`${docComment(member.doc)}const ${variable} = ${made};`);
  site.shared.set(name, isStack ? spread(variable) : oneStage(variable));
}

function sharedModel({ context, isModel }: Site, name: string, stages: readonly StageText[]): string {
  if (!isModel) throw new Unstructured('a shared block inside a block');
  const shape = sharedInputShape(context.instances.graph, name);
  const { parts } = context;
  parts.use('chain');
  return `${parts.use('sharedModel')}(${stringText(tfjsName(name))}, ${shape}, ${stagesText(stages)})`;
}

/** The shape of what flows into a shared block, with null where its uses differ or sizes are open. */
function sharedInputShape(graph: ModelGraph, name: string): string {
  const calls = graph.calls.filter(({ layer }) => graph.layers[layer]!.path[0]?.name === name);
  const inside = new Set(calls.flatMap(({ outputs }) => outputs));
  const entering = calls.flatMap(({ inputs }) => inputs.filter((input) => !inside.has(input)));
  const types = [...new Set(entering)].map((tensor) => graph.tensors[tensor]!);
  const [first] = types;
  if (!first || types.some((type) => type.shape.length !== first.shape.length)) {
    throw new Unstructured('inputs of a shared block');
  }
  if (tfjsDType(first.dtype) !== 'float32') throw new Unstructured('a shared block of integers');
  const axes = first.shape.map((size, axis) => {
    const isSame = typeof size === 'number' && types.every((type) => sizesEqual(type.shape[axis]!, size));
    return isSame ? String(size) : 'null';
  });
  return `[${axes.join(', ')}]`;
}
