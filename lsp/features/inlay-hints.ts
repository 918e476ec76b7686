import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import { findLayer } from '../../compiler/layers/registry.ts';
import type { ModelState } from '../../compiler/index.ts';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { visit, type CallExpression, type Expression, type Stage } from '../../grammar/index.ts';
import { flowHint, flowOf, flowTypeText, modelsAround } from '../flows.ts';
import { inFile, partsOf, type PartView } from '../service.ts';
import type { Session } from '../session.ts';

/** Shapes behind stages, names of positional arguments, parameters of models, in a range of a document. */
export function inlayHints(session: Session, path: string, range: Range): readonly InlayHint[] {
  const view = session.service.view(path);
  if (!view) return [];
  const start = session.positions.offset(view.source, range.start);
  const end = session.positions.offset(view.source, range.end);
  const { shapes, argumentNames, parameters } = session.settings.inlayHints;
  const hints: InlayHint[] = [];
  const at = (part: PartView, offset: number) =>
    session.positions.position(view.source, inFile(part, { start: offset, end: offset }).start);
  for (const part of partsOf(view)) {
    const span = inFile(part, part.declaration.span);
    if (span.end < start || span.start > end || part.declaration.kind === 'Import') continue;
    const isVisible = (offset: number): boolean => offset + part.start >= start && offset + part.start <= end;
    const models = shapes ? modelsAround(session.service, part) : [];
    visit(part.declaration, (node) => {
      if (node.span.end + part.start < start || node.span.start + part.start > end) return false;
      if (node.kind === 'Pipeline' && shapes) {
        for (const stage of node.stages) {
          const hint = shapeHint(models, stage);
          if (!hint || !isVisible(stage.span.end)) continue;
          hints.push({
            position: at(part, stage.span.end),
            label: hint.label,
            kind: InlayHintKind.Type,
            paddingLeft: true,
            tooltip: hint.tooltip,
          });
        }
      }
      if (node.kind === 'Call' && argumentNames) {
        for (const { offset, name } of namesOfPositional(part, node)) {
          if (!isVisible(offset)) continue;
          const position = at(part, offset);
          hints.push({ position, label: `${name}:`, kind: InlayHintKind.Parameter, paddingRight: true });
        }
      }
      return undefined;
    });
    const { declaration } = part;
    const graph = part.state?.model?.graph;
    if (parameters && declaration.kind === 'Model' && graph && isVisible(declaration.name.span.end)) {
      const { total } = summarizeModel(graph).params;
      const label = `${total.toLocaleString('en-US')} params`;
      const position = at(part, declaration.name.span.end);
      hints.push({ position, label, paddingLeft: true, paddingRight: true });
    }
  }
  return hints;
}

/** The type behind one stage; nothing behind a loop or choice, whose own stages have theirs. */
function shapeHint(
  models: readonly ModelState[],
  stage: Expression | Stage,
): { readonly label: string; readonly tooltip: string } | undefined {
  const flow = flowOf(models, stage)?.flow;
  const label = flow && flowHint(flow);
  return label === undefined ? undefined : { label, tooltip: flowTypeText(flow!) ?? label };
}

/** The parameters that arguments without a name fill; none where the text says it as well. */
function namesOfPositional(
  { module }: PartView,
  call: CallExpression,
): readonly { readonly offset: number; readonly name: string }[] {
  const meaning = module.names.get(call.callee.key);
  const layer = findLayer(call.callee.key);
  const names =
    meaning?.kind === 'definition'
      ? (meaning.declaration.parameters ?? []).map(({ name }) => name.text)
      : layer
        ? Object.keys(layer.arguments)
        : [];
  return call.arguments.flatMap(({ name, value }, index) => {
    const parameter = names[index];
    if (name || parameter === undefined || value.kind === 'Missing') return [];
    const saysIt = value.kind === 'Identifier' && value.key === parameter;
    return saysIt || value.kind === 'Call' ? [] : [{ offset: value.span.start, name: parameter }];
  });
}
