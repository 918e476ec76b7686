import type { TensorTypeNode } from '../../grammar/ast.ts';
import { readType, type DeclaredSize } from '../bind/sizes.ts';
import type { Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { isBatched, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { requireEqual } from './conditions.ts';
import type { FlowTensor } from './flow.ts';
import { siteOf } from './expand-members.ts';
import { placeAt, type ExpansionContext, type Frame, type Site } from './site.ts';

/** Why an input of a layer or component does not fit its declared type. */
export interface InputMisfit {
  readonly code: 'KM3001' | 'KM3002' | 'KM3006';
  readonly input: number;
  /** `float32[..., D]`, as written. */
  readonly wanted: string;
  readonly found: string;
}

/** Gives size variables what flows in; the first input that does not fit is the result. */
export function bindOwnInputs(
  context: ExpansionContext,
  frame: Frame,
  inputs: readonly FlowTensor[],
): InputMisfit | undefined {
  for (const [index, defined] of frame.definition.inputs.entries()) {
    const node = defined.member.type;
    if (!node) continue;
    const site = siteOf(context, frame, defined);
    const code = bindInput(site, node, inputs[index]!.type!);
    if (!code) continue;
    const text = site.environment.module.source.text.slice(node.span.start, node.span.end);
    return { code, input: index, wanted: text, found: tensorTypeText(inputs[index]!.type!) };
  }
  return undefined;
}

function bindInput(site: Site, node: TensorTypeNode, type: TensorType): InputMisfit['code'] | undefined {
  const { sizes, definition } = site.frame;
  // A bare variable takes its size from what flows in: reading the type needs some value for it.
  const known = new Map<string, Size>(sizes);
  for (const name of definition.sizeVariables.keys()) if (!known.has(name)) known.set(name, Number.NaN);
  const declared = readType(site.context, site.environment, node, known, 'input');
  if (!declared) return undefined;
  const isImage = declared.dtype === 'float32' && type.dtype === 'uint8';
  if (declared.dtype !== type.dtype && !isImage) return 'KM3006';
  const own = isBatched(type) ? type.shape.slice(1) : type.shape;
  const open = declared.shape.indexOf('axes');
  const least = open < 0 ? declared.shape.length : declared.shape.length - 1;
  if (open < 0 ? own.length !== least : own.length < least) return 'KM3001';
  const more = own.length - least;
  const pairs = declared.shape.flatMap((size, axis): readonly (readonly [DeclaredSize, Size, number])[] => {
    if (size === 'axes') return [];
    return [[size, own[open >= 0 && axis > open ? axis - 1 + more : axis]!, axis]];
  });
  for (const [size, actual, axis] of pairs) {
    const dim = node.dims![axis]!;
    const name = dim.kind === 'Identifier' && definition.sizeVariables.has(dim.key) ? dim.key : undefined;
    const bound = name === undefined ? undefined : sizes.get(name);
    if (name !== undefined && bound === undefined) {
      sizes.set(name, actual);
      continue;
    }
    const wanted = bound ?? size;
    if (typeof wanted === 'string' || Number.isNaN(wanted)) continue;
    if (!mayBeEqual(wanted, actual)) return 'KM3002';
    requireEqual(site, undefined, wanted, actual, placeAt(site, node.span));
  }
  return undefined;
}
