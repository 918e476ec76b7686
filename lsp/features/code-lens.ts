import type { CodeLens } from 'vscode-languageserver';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { commandNames, type ModelCommandArguments } from '../protocol.ts';
import { partsOf } from '../service.ts';
import { rangeIn, uriFor, type Session } from '../session.ts';

/** Above each model: its parameters and their memory, and commands that draw and train it. */
export function codeLenses(session: Session, path: string): readonly CodeLens[] {
  const view = session.service.view(path);
  if (!view || !session.settings.codeLens) return [];
  const lenses: CodeLens[] = [];
  for (const part of partsOf(view)) {
    const { declaration } = part;
    if (declaration.kind !== 'Model' || declaration.name.text === '') continue;
    const range = rangeIn(session, part, declaration.name.span);
    const args: ModelCommandArguments = [uriFor(session, path), declaration.name.text];
    const graph = part.state?.model?.graph;
    if (!graph) continue;
    const { total } = summarizeModel(graph).params;
    const title = `${total.toLocaleString('en-US')} parameters, ${memoryText(total)}`;
    lenses.push({ range, command: { title, command: '' } });
    const command = (name: string, label: string): CodeLens => ({
      range,
      command: { title: label, command: name, arguments: [...args] },
    });
    lenses.push(command(commandNames.showGraph, 'Show graph'));
    if (graph.heads.some(({ loss }) => loss)) lenses.push(command(commandNames.train, 'Train'));
  }
  return lenses;
}

/** Weights are float32. */
const bytesPerParameter = 4;

/** `1.3 MB` for a number of parameters. */
export function memoryText(parameters: number): string {
  let size = parameters * bytesPerParameter;
  for (const unit of ['bytes', 'kB', 'MB', 'GB']) {
    if (size < 1000) return `${unit === 'bytes' ? size : size.toFixed(1)} ${unit}`;
    size /= 1000;
  }
  return `${size.toFixed(1)} TB`;
}
