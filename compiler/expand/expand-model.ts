import type { InputDeclaration } from '../../grammar/ast.ts';
import { variable, type Size } from '../shapes/size.ts';
import type { DefinedMember, Definition } from '../bind/definitions.ts';
import { axisUnknown, readType } from '../bind/sizes.ts';
import type { Value } from '../bind/values.ts';
import { expandMembers } from './expand-members.ts';
import { lostTensor } from './flow.ts';
import { readMissingRule } from './missing-rule.ts';
import { createGraphBuilder } from './graph-builder.ts';
import { Maker } from './maker.ts';
import { environmentFor, environmentOf, type ExpansionContext, type Frame } from './site.ts';

/** Expands a model with given parameters, its size variables standing for themselves. */
export function expandModel(
  context: ExpansionContext,
  definition: Definition,
  parameters: ReadonlyMap<string, Value>,
): Frame {
  const sizes = new Map<string, Size>(
    [...definition.sizeVariables.keys()].map((name) => [name, variable(name)]),
  );
  const frame: Frame = {
    definition,
    parameters,
    environment: environmentFor(definition, parameters, sizes),
    tensors: new Map(),
    shared: new Map(),
    sizes,
    calculus: 'samples',
    builder: createGraphBuilder(),
    group: undefined,
    maker: new Maker(),
    trainable: true,
    isShared: false,
    depth: 0,
    uses: [],
  };
  definition.inputs.forEach((input) => declareInput(context, frame, input));
  expandMembers(context, frame);
  return frame;
}

function declareInput(context: ExpansionContext, frame: Frame, input: DefinedMember<InputDeclaration>): void {
  const { name, type: node, doc, span } = input.member;
  const place = { file: input.module.path, span };
  const label = name.text;
  const declared = node && readType(context, environmentOf(frame, input), node, frame.sizes, 'input');
  if (!declared || declared.shape.includes('unknown')) {
    frame.tensors.set(name.key, lostTensor(label, place));
    return;
  }
  const shape = declared.shape.map((size, axis): Size =>
    typeof size === 'string' ? axisUnknown(name.key, axis) : size,
  );
  const type = { dtype: declared.dtype, shape };
  const { builder } = frame;
  const index = builder.tensors.length;
  builder.tensors.push({ type, masked: false, producer: undefined });
  const missing = readMissingRule(context, environmentOf(frame, input), input.member, declared.dtype);
  builder.inputs.push({
    name: name.key,
    ...(doc === undefined ? {} : { doc }),
    tensor: index,
    ...(missing ? { missing } : {}),
    place,
  });
  frame.tensors.set(name.key, { index, type, label, place, masked: false });
}
