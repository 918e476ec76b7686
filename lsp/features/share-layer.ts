import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import { snakeCase } from '../../compiler/names/snake-case.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import type { CallExpression, Member } from '../../grammar/index.ts';
import { toWorkspaceEdit } from '../edits.ts';
import { nodesAround } from '../nodes.ts';
import { inFile, type PartView } from '../service.ts';
import { spotAt, type Session } from '../session.ts';

/**
 * Makes the layer, block or model at a range a `shared` declaration before its line, so that its weights can be
 * used again.
 */
export function shareLayer(session: Session, path: string, { start }: Range): CodeAction[] {
  const spot = spotAt(session, path, start);
  if (!spot?.part) return [];
  const { part, inner } = spot;
  const around = nodesAround(part.declaration, inner);
  const member = around.find((node): node is Member => node.kind === 'Branch' || node.kind === 'Head');
  const index = around.findLastIndex((node) => node.kind === 'Call');
  const call = around[index];
  const isStage = around[index - 1]?.kind === 'Pipeline';
  if (!member || call?.kind !== 'Call' || !isStage || !isLayer(part, call)) return [];
  const { text } = part.module.source;
  const name = freeName(part, call);
  const written = text.slice(call.span.start, call.span.end);
  const lineStart = Math.max(text.lastIndexOf('\n', member.span.start - 1), -1) + 1;
  const indent = /^\s*/.exec(text.slice(lineStart, member.span.start))![0];
  const at = { start: member.span.start, end: member.span.start };
  const place = (span: { readonly start: number; readonly end: number }) => ({
    file: path,
    span: inFile(part, span),
  });
  return [
    {
      title: `Make \`${written}\` shared`,
      kind: CodeActionKind.RefactorExtract,
      edit: toWorkspaceEdit(session, [
        { place: place(at), newText: `shared ${name} = ${written}\n${indent}` },
        { place: place(call.span), newText: name },
      ]),
    },
  ];
}

function isLayer({ module }: PartView, { callee }: CallExpression): boolean {
  return module.names.get(callee.key)?.kind === 'definition' || findLayer(callee.key) !== undefined;
}

/** The layer's name in snake case, with a number where that is taken. */
function freeName({ state, module }: PartView, { callee }: CallExpression): string {
  const base = snakeCase(callee.text);
  const isTaken = (name: string): boolean =>
    (state?.definition?.names.has(name) ?? false) ||
    module.names.has(name) ||
    (state?.definition?.parameters.some(({ parameter }) => parameter.name.key === name) ?? false);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!isTaken(name)) return name;
  }
}
