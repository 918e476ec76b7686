import { MarkupKind, type Position, type SignatureHelp } from 'vscode-languageserver';
import { componentOf } from '../../compiler/bind/meanings/wanted.ts';
import type { ArgumentDeclarations } from '../../compiler/declarations/declare.ts';
import type { TensorFunction } from '../../compiler/functions/define-function.ts';
import { findFunction } from '../../compiler/functions/registry.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import type { CallExpression } from '../../grammar/index.ts';
import { argumentText, functionParts, parameterText, signatureParts } from '../describe.ts';
import { nodesAround } from '../nodes.ts';
import type { PartView } from '../service.ts';
import { spotAt, type Session } from '../session.ts';

interface Signature {
  readonly name: string;
  readonly doc: string | undefined;
  readonly parameters: readonly { readonly name: string; readonly label: string; readonly doc: string }[];
}

/** The call around a position: what it takes, and which argument is being written. */
export function signatureHelp(session: Session, path: string, position: Position): SignatureHelp | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const { part, inner } = spot;
  const call = nodesAround(part.declaration, inner).findLast(
    (node): node is CallExpression =>
      node.kind === 'Call' &&
      node.parentheses.start < inner &&
      isInside(node, inner, part.module.source.text),
  );
  const signature = call && signatureOf(part, call);
  if (!signature) return null;
  const label = `${signature.name}(${signature.parameters.map((each) => each.label).join(', ')})`;
  let from = signature.name.length + 1;
  const parameters = signature.parameters.map((each) => {
    const range: [number, number] = [from, from + each.label.length];
    from = range[1] + 2;
    return { label: range, documentation: { kind: MarkupKind.Markdown, value: each.doc } };
  });
  const active = activeParameter(call, inner, signature, part.module.source.text);
  return {
    signatures: [
      {
        label,
        parameters,
        ...(signature.doc === undefined
          ? {}
          : { documentation: { kind: MarkupKind.Markdown, value: signature.doc } }),
      },
    ],
    activeSignature: 0,
    activeParameter: active,
  };
}

function isInside({ parentheses }: CallExpression, offset: number, text: string): boolean {
  if (offset < parentheses.end) return true;
  return offset === parentheses.end && text.charAt(parentheses.end - 1) !== ')';
}

function signatureOf({ module }: PartView, { callee }: CallExpression): Signature | undefined {
  const meaning = module.names.get(callee.key);
  if (meaning?.kind === 'definition') {
    const { declaration } = meaning;
    const { text } = meaning.module.source;
    const parameters = (declaration.parameters ?? []).map((each) => ({
      name: each.name.key,
      label: parameterText(each, text),
      doc: `A parameter of \`${declaration.name.text}\`.`,
    }));
    return { name: declaration.name.text, doc: declaration.doc, parameters };
  }
  const known = findFunction(callee.key);
  if (known) return functionSignature(known);
  const layer = findLayer(callee.key);
  if (layer && !layer.internal) return builtIn(layer.name, layer.summary, layer.arguments);
  const component = componentOf(callee.key, undefined);
  return component && builtIn(component.name, component.summary, component.arguments);
}

function functionSignature(known: TensorFunction): Signature {
  const labels = functionParts(known);
  const parameters = known.parameters.map((name, index) => ({
    name,
    label: labels[index]!,
    doc: Object.hasOwn(known.operands, name) ? 'A tensor.' : argumentText(name, known.layer.arguments[name]!),
  }));
  return { name: known.name, doc: known.layer.summary, parameters };
}

function builtIn(name: string, doc: string, declarations: ArgumentDeclarations): Signature {
  const labels = signatureParts(declarations);
  const parameters = Object.entries(declarations).map(([key, declaration], index) => ({
    name: key,
    label: labels[index]!,
    doc: argumentText(key, declaration),
  }));
  return { name, doc, parameters };
}

/** The argument at an offset: by its name, else by its place among the commas. */
function activeParameter(
  call: CallExpression,
  offset: number,
  { parameters }: Signature,
  text: string,
): number {
  const current = call.arguments.findLast(({ span }) => span.start <= offset);
  const before = call.arguments.filter(({ span }) => span.end < offset);
  const behindComma = /,\s*$/.test(text.slice(current?.span.end ?? offset, offset));
  if (current?.name && !behindComma) {
    const index = parameters.findIndex(({ name }) => name === current.name!.key);
    if (index >= 0) return index;
  }
  const position = behindComma || !current ? before.length : call.arguments.indexOf(current);
  return position;
}
