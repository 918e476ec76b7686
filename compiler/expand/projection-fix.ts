import type { Expression } from '../../grammar/ast.ts';
import { visit } from '../../grammar/walk.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { isFloatLike, type TensorType } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import { placeAt, type Site } from './site.ts';

/**
 * Fixes for two tensors that should be added and are of different widths or heights: each brought to the shape of the
 * other by a 1×1 convolution, what is called a shortcut first.
 */
export function projectionFixes(site: Site, inputs: readonly FlowTensor[], place: Place): readonly Fix[] {
  const [left, right] = inputs;
  if (inputs.length !== 2 || !left?.type || !right?.type) return [];
  const operands = operandsAt(site, place);
  if (!operands) return [];
  const fixes = [
    projection(site, operands[1], right, left.type, operands.isOperator),
    projection(site, operands[0], left, right.type, operands.isOperator),
  ].filter((fix) => fix !== undefined);
  return isShortcut(left.label) && !isShortcut(right.label) ? fixes.reverse() : fixes;
}

function isShortcut(label: string): boolean {
  return /short|skip|resid/i.test(label);
}

interface Operands {
  readonly 0: Expression;
  readonly 1: Expression;
  readonly isOperator: boolean;
}

/** The two expressions that meet at a place: the sides of an operator, or a list before a stage. */
function operandsAt(site: Site, { span }: Place): Operands | undefined {
  let found: Operands | undefined;
  visit(site.member.member, (node) => {
    if (node.span.start > span.start || node.span.end < span.end)
      return node.kind === 'Pipeline' ? undefined : false;
    if (node.kind === 'Binary' && node.span.start === span.start && node.span.end === span.end)
      found = { 0: node.left, 1: node.right, isOperator: true };
    if (node.kind === 'Pipeline' && node.source?.kind === 'List' && node.source.items.length === 2) {
      const [stage] = node.stages;
      const [first, second] = node.source.items;
      if (stage?.span.start === span.start && stage.span.end === span.end)
        found = { 0: first!, 1: second!, isOperator: false };
    }
    return undefined;
  });
  return found;
}

function projection(
  site: Site,
  operand: Expression,
  tensor: FlowTensor,
  wanted: TensorType,
  isOperator: boolean,
): Fix | undefined {
  const layer = projectingLayer(tensor.type!, wanted);
  if (layer === undefined || operand.kind === 'Pipeline' || operand.kind === 'Missing') return undefined;
  const text = site.environment.module.source.text.slice(operand.span.start, operand.span.end);
  const projected = `${text} -> ${layer}`;
  return {
    title: `Project \`${tensor.label}\` with \`${layer}\``,
    edits: [{ place: placeAt(site, operand.span), newText: isOperator ? `(${projected})` : projected }],
  };
}

/** `Conv2D(64, 1, strides: 2)`: what makes one shape of the other; undefined where no such layer does. */
function projectingLayer(from: TensorType, to: TensorType): string | undefined {
  const rank = from.shape.length;
  if (rank !== to.shape.length || rank < 1 || rank > 3 || !isFloatLike(from.dtype)) return undefined;
  const [filters, width] = [to.shape.at(-1), from.shape.at(-1)];
  if (typeof filters !== 'number' || typeof width !== 'number') return undefined;
  if (rank === 1) return filters === width ? undefined : `Dense(${filters})`;
  const strides = new Set<number>();
  for (let axis = 0; axis < rank - 1; axis++) {
    const [size, other] = [from.shape[axis], to.shape[axis]];
    if (typeof size !== 'number' || typeof other !== 'number') {
      if (size !== other) return undefined;
      strides.add(1);
      continue;
    }
    const stride = Math.round(size / other);
    // Without padding, a window of one entry that moves by `stride` fits so often.
    if (stride < 1 || Math.floor((size - 1) / stride) + 1 !== other) return undefined;
    strides.add(stride);
  }
  const [stride] = strides;
  if (strides.size !== 1 || (stride === 1 && filters === width)) return undefined;
  return `Conv${rank - 1}D(${filters}, 1${stride === 1 ? '' : `, strides: ${stride}`})`;
}
