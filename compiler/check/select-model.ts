import { quotedList, suggestionFor } from '../diagnostics/suggest.ts';
import type { CheckedModel, CheckResult } from './compile.ts';

/** Why no model was taken (exit code 2). */
export interface SelectionProblem {
  readonly kind: 'no-model' | 'unknown-model' | 'which-model';
  /** One full sentence. */
  readonly message: string;
  /** The names that could be given. */
  readonly choices: readonly string[];
}

/**
 * The model that a command takes: the one named, else the only one, else the only one that no other in the file
 * uses or extends.
 */
export function selectModel(
  result: Pick<CheckResult, 'models'>,
  name?: string,
): CheckedModel | SelectionProblem {
  const { models } = result;
  const choices = models.map((model) => model.name);
  if (models.length === 0) {
    return { kind: 'no-model', message: 'This file declares no model.', choices };
  }
  if (name !== undefined) {
    const found = models.find((model) => model.name === name.normalize('NFC'));
    if (found) return found;
    const { text } = suggestionFor(name, choices, choices.length === 1 ? 'There is' : 'There are');
    return {
      kind: 'unknown-model',
      message: `This file has no model \`${name}\`. ${text ?? ''}`.trimEnd(),
      choices,
    };
  }
  const used = new Set(models.flatMap((model) => model.uses));
  const free = models.filter((model) => !used.has(model.name));
  const [only] = models.length === 1 ? models : free;
  if (only && (models.length === 1 || free.length === 1)) return only;
  const listed = quotedList(free.length > 0 ? free.map((model) => model.name) : choices, 'or');
  return {
    kind: 'which-model',
    message: `This file has several models: \`--model\` names one of ${listed}.`,
    choices,
  };
}
