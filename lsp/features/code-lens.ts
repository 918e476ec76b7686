import { trains } from '../../compiler/graph/trains.ts';
import type { CodeLens } from 'vscode-languageserver';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { memory } from '../../compiler/graph/summary-table.ts';
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
    const title = `${total.toLocaleString('en-US')} parameters, ${memory(total)}`;
    lenses.push({ range, command: { title, command: '' } });
    const command = (name: string, label: string): CodeLens => ({
      range,
      command: { title: label, command: name, arguments: [...args] },
    });
    lenses.push(command(commandNames.showGraph, 'Show graph'));
    if (trains(graph)) lenses.push(command(commandNames.train, 'Train'));
  }
  return lenses;
}
