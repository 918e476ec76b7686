import type {
  BranchDeclaration,
  HeadDeclaration,
  Identifier,
  ObjectiveDeclaration,
} from '../../grammar/ast.ts';
import { quotedList, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { Place } from '../diagnostics/place.ts';
import { isFloat, tensorTypeText } from '../shapes/types.ts';
import type { DefinedMember } from '../bind/definitions.ts';
import { checkDeclaredType } from './declared-type.ts';
import { expandFlow } from './expression.ts';
import { oneTensor } from './operand.ts';
import { flowText, lostTensor, relabelled, unknownFlow, type Flow, type FlowTensor } from './flow.ts';
import { checkChain } from './shared.ts';
import { environmentOf, labelOf, placeAt, type ExpansionContext, type Frame, type Site } from './site.ts';

/** Expands the members of a block or model, inputs being bound already, and gives its results. */
export function expandMembers(context: ExpansionContext, frame: Frame): Flow {
  const { definition } = frame;
  const { order, circular } = context.orderOf(definition);
  let returned: Flow = unknownFlow;
  for (const defined of order) {
    if (frame.builder.exhausted) return unknownFlow;
    const site = siteOf(context, frame, defined);
    if (circular.has(defined)) {
      defined.names.forEach((name) => loseName(frame, defined, name));
      continue;
    }
    const { member } = defined;
    if (member.kind === 'Branch') expandBranch(site, member);
    else if (member.kind === 'Head') expandHead(site, member);
    else if (member.kind === 'Objective' && definition.kind === 'model') expandObjective(site, member);
    else if (member.kind === 'Return') returned = expandFlow(site, member.value);
    else if (member.kind === 'Shared') {
      checkChain(site, member);
      frame.shared.set(member.name.key, { declaration: member, defined, maker: frame.maker.child() });
    }
  }
  if (definition.kind !== 'model') return asResults(returned, definition.name);
  const entries = definition.heads.map(({ member }) => ({
    name: member.name.key,
    tensor:
      frame.tensors.get(member.name.key) ??
      lostTensor(member.name.text, siteless(member, definition.module.path)),
  }));
  if (entries.length === 0) return unknownFlow;
  return { kind: 'record', entries, label: definition.name, results: true };
}

function siteless(member: HeadDeclaration, file: string): Place {
  return { file, span: member.name.span };
}

/** `return {mean: a, variance: b}` names the results of a block. */
function asResults(flow: Flow, label: string): Flow {
  return flow.kind === 'record' ? { ...flow, results: true, label } : flow;
}

/** Where a member's text is expanded. */
export function siteOf(context: ExpansionContext, frame: Frame, defined: DefinedMember): Site {
  return {
    context,
    frame,
    environment: environmentOf(frame, defined),
    group: frame.group,
    round: undefined,
    declaration: defined.names[0]?.key,
    maker: frame.maker,
    trainable: frame.trainable,
    shared: frame.isShared,
    own: undefined,
    sharedUse: undefined,
    depth: frame.depth,
    member: defined,
  };
}

function loseName(frame: Frame, defined: DefinedMember, name: Identifier): void {
  frame.tensors.set(name.key, lostTensor(name.text, { file: defined.module.path, span: name.span }));
}

function setName(site: Site, name: Identifier, tensor: FlowTensor): void {
  if (name.key === '' || site.frame.definition.names.get(name.key) !== site.member) return;
  site.frame.tensors.set(name.key, relabelled(tensor, name.text));
}

function expandBranch(site: Site, branch: BranchDeclaration): void {
  const flow = expandFlow(site, branch.value);
  const { target } = branch;
  if (target.kind === 'Identifier') {
    const tensor = flow.kind === 'tensor' ? flow.tensor : onlyTensor(site, branch, target, flow);
    setName(site, target, checkDeclaredType(site, target, branch.type, tensor));
    return;
  }
  const names = target.kind === 'ListPattern' ? target.names : target.entries.map((entry) => entry.name);
  const tensors =
    target.kind === 'ListPattern' ? takeList(site, branch, flow) : takeRecord(site, branch, flow);
  names.forEach((name, index) => {
    const tensor = tensors?.[index];
    setName(site, name, tensor ?? lostTensor(name.text, placeAt(site, name.span)));
  });
}

function onlyTensor(site: Site, branch: BranchDeclaration, target: Identifier, flow: Flow): FlowTensor {
  const label = labelOf(site, branch.value.span);
  return oneTensor(site, flow, label, placeAt(site, target.span), takeApartHelp(flow));
}

function takeApartHelp(flow: Flow): string | undefined {
  if (flow.kind === 'record')
    return `\`branch {${flow.entries.map((entry) => entry.name).join(', ')}} = …\` takes them apart.`;
  if (flow.kind !== 'list') return undefined;
  const names = flow.tensors.map((_, index) => String.fromCharCode(97 + (index % 26)));
  return `\`branch [${names.join(', ')}] = …\` takes them apart.`;
}

function takeList(site: Site, branch: BranchDeclaration, flow: Flow): readonly FlowTensor[] | undefined {
  if (flow.kind === 'unknown' || branch.target.kind !== 'ListPattern') return undefined;
  const tensors =
    flow.kind === 'record'
      ? flow.entries.map((entry) => entry.tensor)
      : flow.kind === 'list'
        ? flow.tensors
        : undefined;
  const place = placeAt(site, branch.target.span);
  const source = `\`${labelOf(site, branch.value.span)}\``;
  if (!tensors) {
    if (flow.kind === 'tensor' && flow.tensor.type)
      site.context.report('KM3009', 'single', { source }, place);
    return undefined;
  }
  const wanted = branch.target.names.length;
  if (tensors.length === wanted) return tensors;
  const found = tensors.length === 1 ? 'one result' : `${tensors.length} results`;
  site.context.report('KM3009', 'pattern', { source, found, wanted }, place);
  return undefined;
}

function takeRecord(
  site: Site,
  branch: BranchDeclaration,
  flow: Flow,
): readonly (FlowTensor | undefined)[] | undefined {
  const { target } = branch;
  if (flow.kind === 'unknown' || target.kind !== 'RecordPattern') return undefined;
  const source = `\`${labelOf(site, branch.value.span)}\``;
  if (flow.kind !== 'record') {
    if (flow.kind === 'tensor' && !flow.tensor.type) return undefined;
    site.context.report('KM3009', 'noNamedResults', { source }, placeAt(site, target.span));
    return undefined;
  }
  return target.entries.map(({ key }) => {
    const entry = flow.entries.find((each) => each.name === key.key);
    if (!entry && key.key !== '') {
      const names = flow.entries.map((each) => each.name);
      const place = placeAt(site, key.span);
      const { closest } = suggestionFor(key.text, names, 'It has');
      site.context.report('KM1001', 'result', { source, name: key.text }, place, {
        suggestion: `It has ${quotedList(names, 'and')}.`,
        fixes: replacementFixes(place, closest),
      });
    }
    return entry?.tensor;
  });
}

/** A term of the loss: unlike other tensors of a model, it may join the samples of a batch. */
function expandObjective(site: Site, objective: ObjectiveDeclaration): void {
  const inner: Site = { ...site, calculus: 'free' };
  const flow = expandFlow(inner, objective.value);
  const label = labelOf(site, objective.value.span);
  const tensor = oneTensor(site, flow, label, placeAt(site, objective.name.span));
  if (tensor.type && !isFloat(tensor.type.dtype)) {
    const found = tensorTypeText(tensor.type);
    const message = `An objective is a float, but \`${objective.name.text}\` is ${found}.`;
    site.context.report('KM3006', 'given', { message }, placeAt(site, objective.value.span));
  }
  setName(site, objective.name, tensor);
}

function expandHead(site: Site, head: HeadDeclaration): void {
  const flow = expandFlow(site, head.value);
  const label = labelOf(site, head.value.span);
  const found = oneTensor(
    site,
    flow,
    label,
    placeAt(site, head.name.span),
    flow.kind === 'record' ? `one of ${flowText(flow)} makes a head.` : undefined,
  );
  const tensor = checkDeclaredType(site, head.name, head.type, found);
  const layer = site.frame.builder.tensors[tensor.index]?.producer?.layer;
  if (
    layer &&
    layer.group === site.frame.group &&
    layer.declaredIn === head.name.key &&
    layer.own === undefined
  ) {
    layer.head = head.name.key;
  }
  setName(site, head.name, tensor);
}
