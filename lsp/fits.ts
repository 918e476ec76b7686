import { withDefaults } from '../compiler/declarations/default-value.ts';
import { findComponent } from '../compiler/components/registry.ts';
import type { DefinedMember } from '../compiler/bind/definitions.ts';
import type { ModelState } from '../compiler/index.ts';
import type { LayerDeclaration } from '../compiler/declarations/define-layer.ts';
import { takes } from '../compiler/layers/takes.ts';
import { predictionsOf } from '../compiler/rules/head-activation.ts';
import { givesWhatLossWants } from '../compiler/rules/predictions.ts';
import { mayBeEqual } from '../compiler/shapes/may-be-equal.ts';
import { isFloat, type TensorType } from '../compiler/shapes/types.ts';
import { visit } from '../grammar/index.ts';
import { flowOf } from './flows.ts';
import type { PartView } from './service.ts';

/** Whether a layer takes a tensor of a type as what flows into it. */
export function layerFits(layer: LayerDeclaration, type: TensorType): boolean {
  return (layer.input.count ?? 'one') === 'one' && takes(layer, type);
}

/** How well a loss fits a head: 0 where it also suits what the head gives, 1 where it fits, 5 where it doesn't. */
export function lossFits(model: ModelState, head: string, name: string): number {
  const tensor = model.frame.tensors.get(head);
  const loss = findComponent('loss', name);
  if (!tensor?.type || !loss) return 1;
  if (!isFloat(tensor.type.dtype)) return 5;
  const value = withDefaults(loss);
  if ('misfit' in loss.target(tensor.type, value.args)) return 5;
  const gives = predictionsOf(model.frame, tensor.index);
  return givesWhatLossWants(value, gives, tensor.type.shape.at(-1)) ? 0 : 1;
}

/** The type of what flows along the pipeline up to an offset of a part. */
export function typeBefore(
  models: readonly ModelState[],
  part: PartView,
  offset: number,
): TensorType | undefined {
  let found: TensorType | undefined;
  let end = -1;
  const { declaration } = part;
  const members = 'members' in declaration ? declaration.members : [];
  visit(members.findLast(({ span }) => span.start < offset) ?? declaration, (node) => {
    if (node.span.start >= offset) return false;
    if (node.span.end > offset || node.span.end < end) return undefined;
    if (
      node.kind !== 'Call' &&
      node.kind !== 'Identifier' &&
      node.kind !== 'Binary' &&
      node.kind !== 'Pipeline'
    )
      return undefined;
    const flow = flowOf(models, node)?.flow;
    if (flow?.kind !== 'tensor' || !flow.tensor.type) return undefined;
    end = node.span.end;
    found = flow.tensor.type;
    return undefined;
  });
  return found;
}

/** Names of tensors, those first that fit those beside them, then those declared last. */
export function orderTensors(
  names: readonly string[],
  beside: readonly string[],
  typeOf: (name: string) => TensorType | undefined,
): readonly string[] {
  const wanted = beside.flatMap((name) => typeOf(name) ?? []);
  const score = (name: string): number => {
    if (beside.includes(name)) return 3;
    const type = typeOf(name);
    if (wanted.length === 0 || !type) return 1;
    return wanted.some((other) => isSameType(type, other)) ? 0 : 2;
  };
  return names
    .map((name, index) => ({ name, index, score: score(name) }))
    .sort((a, b) => a.score - b.score || b.index - a.index)
    .map(({ name }) => name);
}

function isSameType(a: TensorType, b: TensorType): boolean {
  return (
    a.dtype === b.dtype &&
    a.shape.length === b.shape.length &&
    a.shape.every((size, axis) => mayBeEqual(size, b.shape[axis]!))
  );
}

/** Whether an offset of the file lies in a member of a part. */
export function isMemberOf(part: PartView, { member, module }: DefinedMember, offset: number): boolean {
  const inner = offset - part.start;
  return module === part.module && member.span.start <= inner && inner <= member.span.end;
}
