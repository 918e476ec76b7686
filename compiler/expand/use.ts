import type { CallExpression, InputDeclaration } from '../../grammar/ast.ts';
import type { Place } from '../diagnostics/place.ts';
import { closestNames, quotedList } from '../diagnostics/suggest.ts';
import { unknownSize, type Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import { declaredTypeText, tensorTypeText } from '../shapes/types.ts';
import type { ResolvedUse } from '../bind/call.ts';
import type { DefinedMember, Definition } from '../bind/definitions.ts';
import { readType, type DeclaredType } from '../bind/sizes.ts';
import { snakeCase } from '../names/snake-case.ts';
import { requireEqual } from './conditions.ts';
import { flowTensors, lostTensor, unknownFlow, type Flow, type FlowTensor } from './flow.ts';
import { mostWork, type Group } from './graph-builder.ts';
import { countWork, deeper, reportTooManyLayers } from './limits.ts';
import { relabel } from './relabel.ts';
import { bindSize, environmentFor, environmentOf, labelOf, placeAt, type Frame, type Site } from './site.ts';

/** A block or model used as a layer: its members are expanded with the tensors that flow in. */
export function applyUse(site: Site, call: CallExpression, resolved: ResolvedUse, flow: Flow): Flow {
  const place = placeAt(site, call.span);
  const inner = deeper(site, call.span);
  if (!inner || !countWork(site, call.span)) return unknownFlow;
  const { definition } = resolved;
  if (site.context.circular.has(definition)) return unknownFlow;
  if ((site.context.leastLayers.get(definition) ?? 0) > mostWork) {
    reportTooManyLayers(site, place, `\`${definition.name}\``);
    return unknownFlow;
  }
  const group: Group = {
    outer: site.group,
    round: site.round,
    kind: definition.declaration.kind === 'Model' ? 'model' : 'block',
    place,
    declaration: site.declaration,
    snake: snakeCase(definition.name),
    of: definition.name,
    explicit: resolved.name && { text: resolved.name.text, place: placeAt(site, resolved.name.span) },
    own: site.own,
    name: undefined,
  };
  const sizes = new Map<string, Size>();
  const frame: Frame = {
    definition,
    parameters: resolved.parameters,
    environment: environmentFor(definition, resolved.parameters, sizes),
    tensors: new Map(),
    shared: new Map(),
    sizes,
    calculus: 'samples',
    builder: site.frame.builder,
    group,
    maker: site.maker,
    trainable: site.trainable && resolved.trainable,
    isShared: site.shared,
    depth: inner.depth,
    uses: [...site.frame.uses, place],
  };
  const inputs = inputsOfUse(site, definition, flow, place);
  const bound = definition.inputs.map((input, index) =>
    bindInput(site, frame, input, inputs?.[index], place),
  );
  if (inputs && bound.includes(false)) return unknownFlow;
  for (const [name, size] of frame.sizes) {
    if (Number.isNaN(size)) frame.sizes.set(name, unknownSize(`unbound ${name}`));
  }
  const label = labelOf(site, call.span);
  const message = `\`${definition.name}\` is used here.`;
  const result = site.context.collector.within({ place, message }, () =>
    site.context.expandMembers(site.context, frame),
  );
  return relabel(result, label, place);
}

/** The tensors for the inputs of a block or model, in their order; undefined, after a report, if they don't fit. */
function inputsOfUse(
  site: Site,
  definition: Definition,
  flow: Flow,
  place: Place,
): readonly FlowTensor[] | undefined {
  if (flow.kind === 'unknown') return undefined;
  const { context } = site;
  const layer = `\`${definition.name}\``;
  const names = definition.inputs.map((input) => input.member.name);
  const related = [
    {
      place: { file: definition.module.path, span: definition.declaration.name.span },
      message: `\`${definition.name}\` takes ${
        names.length === 0
          ? 'nothing'
          : quotedList(
              names.map((name) => name.text),
              'and',
            )
      }.`,
    },
  ];
  if (flow.kind === 'record' && !flow.results) {
    const keys = names.map((name) => name.key);
    const unknown = flow.entries.filter((entry) => !keys.includes(entry.name));
    for (const { name } of unknown) {
      const closest = closestNames(name, keys);
      context.report('KM3009', 'unknownInput', { layer, name }, place, {
        suggestion: closest.length > 0 ? `Did you mean ${quotedList(closest, 'or')}?` : undefined,
        related,
      });
    }
    const missing = names.filter((name) => !flow.entries.some((entry) => entry.name === name.key));
    if (unknown.length > 0) return undefined;
    for (const name of missing) {
      context.report('KM3009', 'missingInput', { layer, name: name.text }, place, { related });
    }
    if (missing.length > 0) return undefined;
    return keys.map((key) => flow.entries.find((entry) => entry.name === key)!.tensor);
  }
  const tensors = flowTensors(flow)!;
  if (tensors.length === names.length) return tensors;
  const count = names.length === 1 ? 'one tensor' : `${names.length} tensors`;
  const wanted =
    names.length === 0
      ? 'no input'
      : `${count}, ${quotedList(
          names.map((name) => name.text),
          'and',
        )}`;
  const found = tensors.length === 1 ? `only \`${tensors[0]!.label}\` flows in` : `${tensors.length} flow in`;
  context.report('KM3009', 'count', { layer, wanted, found }, place, { related });
  return undefined;
}

/** Puts a tensor in the place of an input, and checks it against the declared type; false after a report. */
function bindInput(
  site: Site,
  frame: Frame,
  input: DefinedMember<InputDeclaration>,
  tensor: FlowTensor | undefined,
  place: Place,
): boolean {
  const { name, type: node } = input.member;
  const declaredAt = { file: input.module.path, span: name.span };
  frame.tensors.set(name.key, tensor ? { ...tensor, label: name.text } : lostTensor(name.text, declaredAt));
  if (tensor && frame.definition.kind === 'model') noteMissing(site, frame, input, tensor, place);
  if (!node) return true;
  const environment = environmentOf(frame, input);
  for (const variableName of frame.definition.sizeVariables.keys()) {
    if (!frame.sizes.has(variableName)) frame.sizes.set(variableName, unboundSize);
  }
  const declared = readType(site.context, environment, node, frame.sizes, 'input');
  if (!declared || !tensor?.type) return true;
  return typeFits(site, frame, input, declared, tensor, place);
}

/** Entries are filled in the data, so the rule of a model that is used as a layer reaches none: the input around it can have one. */
function noteMissing(
  site: Site,
  frame: Frame,
  { member }: DefinedMember<InputDeclaration>,
  tensor: FlowTensor,
  place: Place,
): void {
  const rule = member.settings?.entries.find(
    (entry) => entry.kind === 'Entry' && entry.name.key === 'missing' && entry.value.kind !== 'None',
  );
  const around = site.frame.builder.inputs.find((input) => input.tensor === tensor.index);
  if (!rule || around?.missing) return;
  const values = { name: member.name.text, definition: frame.definition.name, input: tensor.label };
  site.context.report('KM4009', 'missing', values, place, {
    help: around
      ? `Say \`missing\` at the input \`${around.name}\` of the model around.`
      : 'Only inputs of the model around can have missing entries.',
  });
}

/** Stands for a size variable that no input has bound yet. */
const unboundSize: Size = Number.NaN;

function typeFits(
  site: Site,
  frame: Frame,
  input: DefinedMember<InputDeclaration>,
  declared: DeclaredType,
  tensor: FlowTensor,
  place: Place,
): boolean {
  const type = tensor.type!;
  const { name, type: node } = input.member;
  const text = input.module.source.text.slice(node!.span.start, node!.span.end);
  const values = {
    name: name.text,
    definition: frame.definition.name,
    wanted: text,
    input: `\`${tensor.label}\``,
    found: declaredTypeText(type),
  };
  const related = [
    {
      place: { file: input.module.path, span: input.member.span },
      message: `Input \`${name.text}\` is declared here.`,
    },
    { place: tensor.place, message: `\`${tensor.label}\` is ${tensorTypeText(type)} here.` },
  ];
  const isImage = declared.dtype === 'float32' && type.dtype === 'uint8';
  if (declared.dtype !== type.dtype && !isImage) {
    site.context.report('KM3006', 'use', values, place, { related });
    return false;
  }
  if (declared.shape.length !== type.shape.length) {
    const layer = `Input \`${name.text}\` of \`${frame.definition.name}\``;
    const rank = { layer, wanted: text, input: values.input, found: values.found };
    site.context.report('KM3001', 'default', rank, place, { related });
    return false;
  }
  for (const [axis, size] of declared.shape.entries()) {
    const actual = type.shape[axis]!;
    const dim = node!.dims![axis]!;
    const variableName = dim.kind === 'Identifier' && frame.sizes.has(dim.key) ? dim.key : undefined;
    if (variableName !== undefined && Number.isNaN(frame.sizes.get(variableName))) {
      bindSize(site.context, frame, variableName, actual);
      continue;
    }
    const wanted = variableName === undefined ? size : frame.sizes.get(variableName)!;
    if (typeof wanted === 'string') continue;
    if (!mayBeEqual(wanted, actual)) {
      site.context.report('KM3002', 'use', values, place, { related });
      return false;
    }
    requireEqual(site, undefined, wanted, actual, place);
  }
  return true;
}
