import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { valueText } from '../../compiler/bind/values.ts';
import { conditionText, sizesOf } from '../../compiler/graph/conditions.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { sizeText } from '../../compiler/shapes/size.ts';
import { variablesOf } from '../../compiler/shapes/open-sizes.ts';
import type { CallExpression, Identifier, Node } from '../../grammar/index.ts';
import {
  argumentText,
  callText,
  codeBlock,
  componentText,
  definitionText,
  functionText,
  layerText,
  parameterText,
  sliceOf,
} from '../describe.ts';
import { dataText } from './data-columns.ts';
import { keywordDoc } from './keyword-docs.ts';
import { tokenize } from '../../grammar/lexer.ts';
import { callsAt, flowOf, flowTypeText, modelsAround, multiplyAddsOf, parametersOf } from '../flows.ts';
import { occurrenceAt, type BuiltInName, type DeclaredName, type Occurrence } from '../names.ts';
import { nodesAround, ownerOf } from '../nodes.ts';
import type { PartView } from '../service.ts';
import { rangeIn, spotAt, type Session } from '../session.ts';

/** What stands at a position: a tensor with its shape, a layer with its documentation, a value. */
export function hover(session: Session, path: string, position: Position): Hover | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const { part, inner } = spot;
  const around = nodesAround(part.declaration, inner);
  const occurrence = occurrenceAt(part, inner);
  if (!occurrence) return hoverOfData(session, part, around) ?? hoverOfKeyword(session, part, inner);
  const text = describe(session, part, occurrence, around);
  if (text === undefined) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: text },
    range: rangeIn(session, part, occurrence.identifier.span),
  };
}

/** A column of the data, or the data itself. */
function hoverOfData(session: Session, part: PartView, around: readonly Node[]): Hover | undefined {
  const value = dataText(part, around);
  if (value === undefined) return undefined;
  const range = rangeIn(session, part, around.at(-1)!.span);
  return { contents: { kind: MarkupKind.Markdown, value }, range };
}

/** A word or sign of the language itself. */
function hoverOfKeyword(session: Session, part: PartView, inner: number): Hover | null {
  const token = tokenize(part.module.source.text).tokens.find(
    ({ startOffset, image }) =>
      startOffset <= inner && inner <= startOffset + image.length && keywordDoc(image),
  );
  const value = token && keywordDoc(token.image);
  if (!value) return null;
  const span = { start: token.startOffset, end: token.startOffset + token.image.length };
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeIn(session, part, span) };
}

function describe(
  session: Session,
  part: PartView,
  { declared, builtIn, identifier }: Occurrence,
  around: readonly Node[],
): string | undefined {
  const call = around.findLast(
    (node): node is CallExpression => node.kind === 'Call' && node.callee === identifier,
  );
  if (declared) {
    const here = call && callHere(session, part, call);
    return join(describeDeclared(session, part, declared, around), here);
  }
  if (builtIn?.kind === 'layer' && call) {
    const { layer } = builtIn;
    return join(
      codeBlock(callText(layer.name, layer.arguments)),
      callHere(session, part, call),
      layerText(layer),
    );
  }
  if (builtIn?.kind === 'tensorFunction' && call)
    return join(describeBuiltIn(builtIn), callHere(session, part, call));
  return builtIn && describeBuiltIn(builtIn);
}

function describeBuiltIn(name: BuiltInName): string {
  switch (name.kind) {
    case 'layer':
      return join(codeBlock(callText(name.layer.name, name.layer.arguments)), layerText(name.layer));
    case 'component':
      return join(
        codeBlock(callText(name.component.name, name.component.arguments)),
        componentText(name.component),
      );
    case 'argument':
      return name.declaration
        ? `${argumentText(name.name, name.declaration)}\n\nOf ${name.owner}.`
        : `\`${name.name}\`: ${name.doc}`;
    case 'option':
      return `The option \`${name.name}\`.`;
    case 'dtype':
      return `The dtype \`${name.name}\`.`;
    case 'type':
      return `The type \`${name.name}\` of a parameter.`;
    case 'function':
      return join(codeBlock(`${name.name}(…)`), `Takes ${name.wants}.`);
    case 'tensorFunction':
      return functionText(name.known);
  }
}

/** What a layer, block or model makes where it stands. */
function callHere(session: Session, part: PartView, call: CallExpression): string | undefined {
  const models = modelsAround(session.service, part);
  const found = flowOf(models, call);
  const type = found && flowTypeText(found.flow);
  const facts: string[] = [];
  if (type !== undefined) facts.push(`Gives \`${type}\` here.`);
  const model = found?.model ?? models[0];
  const [built] = model ? callsAt(model, part, call.span) : [];
  if (built && model) {
    facts.push(`Parameters: ${parametersOf(built).toLocaleString('en-US')}.`);
    const cost = multiplyAddsOf(built, model);
    if (cost !== undefined) facts.push(`Multiply-adds per sample: ${cost}.`);
  }
  return facts.length > 0 ? facts.join('  \n') : undefined;
}

function describeDeclared(
  session: Session,
  part: PartView,
  declared: DeclaredName,
  around: readonly Node[],
): string | undefined {
  const { kind, identifier, module } = declared;
  const { text } = module.source;
  const name = identifier.text;
  switch (kind) {
    case 'const': {
      const constant = ownerOf(module, identifier, 'Const');
      if (!constant) return undefined;
      const value = part.view.check.context.constants.get(constant);
      const known = value && value.kind !== 'unknown' ? valueText(value) : undefined;
      const written = sliceOf(text, constant.value);
      return join(
        codeBlock(`const ${name} = ${written}`),
        known !== undefined && known !== written ? `Its value is \`${known}\`.` : undefined,
        constant.doc,
      );
    }
    case 'block':
    case 'model':
    case 'layer':
    case 'component': {
      const definition =
        ownerOf(module, identifier, 'Block') ??
        ownerOf(module, identifier, 'Model') ??
        ownerOf(module, identifier, 'Layer') ??
        ownerOf(module, identifier, 'Component');
      if (!definition) return undefined;
      const graph = part.view.check.states.get(definition)?.model?.graph;
      const total = graph && summarizeModel(graph).params.total;
      return join(
        codeBlock(definitionText(definition, text)),
        definition.doc,
        total === undefined ? undefined : `Parameters: ${total.toLocaleString('en-US')}.`,
      );
    }
    case 'parameter': {
      const parameter = ownerOf(module, identifier, 'Parameter');
      return parameter && join(codeBlock(parameterText(parameter, text)), 'A parameter.');
    }
    case 'size': {
      const input = ownerOf(module, identifier, 'Input');
      const from = input ? ` It comes from \`${sliceOf(text, input)}\`.` : '';
      return join(codeBlock(name), describeSize(session, part, identifier, from));
    }
    case 'weight': {
      const weight = ownerOf(module, identifier, 'Weight');
      return weight && join(codeBlock(sliceOf(text, weight)), 'A weight of the layer.', weight.doc);
    }
    case 'objective': {
      const objective = ownerOf(module, identifier, 'Objective');
      const words = 'A term of the total loss that needs no target.';
      return objective && join(codeBlock(sliceOf(text, objective)), words, objective.doc);
    }
    case 'step':
      return join(codeBlock(`step ${name}`), 'One part of a training in turns.');
    case 'loop': {
      const loop = ownerOf(module, identifier, 'For');
      return loop && join(codeBlock(`for ${name} in ${sliceOf(text, loop.list)}`), 'A loop variable.');
    }
    default:
      return describeTensor(session, part, declared, around);
  }
}

/** What is known of a size variable: where it comes from, and what the layers of its model need of it. */
function describeSize(session: Session, part: PartView, name: Identifier, from: string): string {
  const model = modelsAround(session.service, part).find(
    (each) => each === part.state?.model || each.boundSizes.has(name),
  );
  const bound = model?.boundSizes.get(name);
  const what =
    part.state?.definition?.kind === 'model'
      ? `A size that is known only at run time.${from}`
      : `A size that each use gives.${from}`;
  const here =
    bound === undefined
      ? undefined
      : `At its first use, in \`${model!.graph?.name}\`, it is \`${sizeText(bound)}\`.`;
  const variables = bound === undefined ? new Set([name.key]) : variablesOf(bound);
  const conditions = (model?.graph?.conditions ?? []).filter((condition) =>
    sizesOf(condition).some((size) => [...variablesOf(size)].some((each) => variables.has(each))),
  );
  const needs = conditions.map((condition) => `\`${conditionText(condition)}\``);
  return join(what, here, needs.length > 0 ? `The layers need ${needs.join(' and ')}.` : undefined);
}

/** An input, branch, head or shared layer: what it is, what made it, whether a mask comes with it. */
function describeTensor(
  session: Session,
  part: PartView,
  { kind, identifier, module }: DeclaredName,
  around: readonly Node[],
): string | undefined {
  const models = modelsAround(session.service, part);
  const [model] = models;
  const node = around.at(-1);
  const flow = node?.kind === 'Identifier' ? flowOf(models, node)?.flow : undefined;
  const member = part.state?.definition?.names.get(identifier.key)?.member;
  const doc = member && 'doc' in member ? member.doc : undefined;
  if (kind === 'shared') {
    const value = member?.kind === 'Shared' ? sliceOf(module.source.text, member.value) : '…';
    const type = flow && flowTypeText(flow);
    return join(
      codeBlock(`shared ${identifier.text} = ${value}`),
      'One set of weights, however often it is used.',
      type === undefined ? undefined : `Gives \`${type}\` here.`,
      doc,
    );
  }
  const tensor =
    model?.frame.tensors.get(identifier.key) ?? (flow?.kind === 'tensor' ? flow.tensor : undefined);
  const found = tensor?.type ? { kind: 'tensor' as const, tensor } : flow;
  const type = found && flowTypeText(found);
  const maker = tensor && model?.frame.builder.tensors[tensor.index]?.producer?.layer;
  return join(
    codeBlock(`${kind} ${identifier.text}${type === undefined ? '' : `: ${type}`}`),
    maker
      ? `Made by ${maker.declaration.name}${maker.name === '' ? '' : ` (\`${maker.name}\`)`}.`
      : undefined,
    tensor?.masked ? 'A mask comes with it.' : undefined,
    doc,
  );
}

function join(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n\n');
}
