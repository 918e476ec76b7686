import { MarkupKind, type Position, type SignatureHelp } from 'vscode-languageserver';
import { componentOf } from '../../compiler/bind/meanings/wanted.ts';
import type { ArgumentDeclarations } from '../../compiler/declarations/declare.ts';
import type { TensorFunction } from '../../compiler/functions/define-function.ts';
import { findFunction } from '../../compiler/functions/registry.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import { callAt, type OpenCall } from '../cursor/call-at.ts';
import { argumentText, functionParts, parameterText, signatureParts } from '../describe.ts';
import { partBefore, type FileView } from '../service.ts';
import type { Session } from '../session.ts';

interface Signature {
  readonly name: string;
  readonly doc: string | undefined;
  readonly parameters: readonly { readonly name: string; readonly label: string; readonly doc: string }[];
}

/** The call around a position, closed or not: what it takes, and which argument is being written. */
export function signatureHelp(session: Session, path: string, position: Position): SignatureHelp | null {
  const view = session.service.view(path);
  if (!view) return null;
  const offset = session.positions.offset(view.source, position);
  const call = callAt(view, partBefore(view, offset), offset);
  const signature = call && signatureOf(view, call);
  if (!signature) return null;
  const label = `${signature.name}(${signature.parameters.map((each) => each.label).join(', ')})`;
  let from = signature.name.length + 1;
  const parameters = signature.parameters.map((each) => {
    const range: [number, number] = [from, from + each.label.length];
    from = range[1] + 2;
    return { label: range, documentation: { kind: MarkupKind.Markdown, value: each.doc } };
  });
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
    activeParameter: activeParameter(call, signature),
  };
}

function signatureOf(view: FileView, { callee }: OpenCall): Signature | undefined {
  const meaning = view.file.scope.names.get(callee);
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
  const known = findFunction(callee);
  if (known) return functionSignature(known);
  const layer = findLayer(callee);
  if (layer && !layer.internal) return builtIn(layer.name, layer.summary, layer.arguments);
  const component = componentOf(callee, undefined);
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

/** The place of the argument that is being written: by its name, else by what stands before it. */
function activeParameter({ name, position }: OpenCall, { parameters }: Signature): number {
  const named = parameters.findIndex((each) => each.name === name);
  return named < 0 ? position : named;
}
