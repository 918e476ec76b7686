import {
  check,
  createMemoryHost,
  type CheckResult,
  type Diagnostic,
  type ModelGraph,
} from '../../compiler/index.ts';

/** Checks one text, or several files of which the first is checked. */
export function checkText(text: string | Readonly<Record<string, string>>): CheckResult {
  const files = typeof text === 'string' ? { 'test.kmodel': text } : text;
  return check(Object.keys(files)[0]!, createMemoryHost(files));
}

/** Each finding as `CODE text-it-stands-at`. */
export function findings(text: string | Readonly<Record<string, string>>): readonly string[] {
  const { diagnostics, files } = checkText(text);
  return diagnostics.map((diagnostic) => {
    const { file, span } = diagnostic.place;
    return `${diagnostic.code} ${files.get(file)!.text.slice(span.start, span.end)}`;
  });
}

/** The one finding with a code. */
export function finding(text: string | Readonly<Record<string, string>>, code: string): Diagnostic {
  const found = checkText(text).diagnostics.filter((diagnostic) => diagnostic.code === code);
  if (found.length !== 1) throw new Error(`expected one ${code}, found ${found.length}`);
  return found[0]!;
}

/** The graph of the last model; the text must have no mistakes. */
export function graphOf(text: string | Readonly<Record<string, string>>): ModelGraph {
  const { diagnostics, models } = checkText(text);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => `${error.code} ${error.message}`).join('\n'));
  return models.at(-1)!.graph!;
}

/** `name: Class` of every layer. */
export function layersOf(text: string | Readonly<Record<string, string>>): readonly string[] {
  return graphOf(text).layers.map((layer) => `${layer.name}: ${layer.class}`);
}

/** A model with one image input `x` and the given members. */
export function imageModel(members: string): string {
  return `model Test {\n  input x: float32[28, 28, 1]\n${members}\n}`;
}

/** A model with one input `x` of 16 numbers and the given members. */
export function vectorModel(members: string): string {
  return `model Test {\n  input x: float32[16]\n${members}\n}`;
}
