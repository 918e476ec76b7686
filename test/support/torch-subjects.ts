import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';
import { compileGoldenModel, goldenModelNames } from './golden-model.ts';
import { libraryTexts } from './library.ts';
import { smallerExampleTexts } from './smaller-examples.ts';

const own = join(import.meta.dirname, '../../examples/own');

const ownTexts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(own)
    .filter((file) => file.endsWith('.kmodel'))
    .map((file) => [`own/${file}`, readFileSync(join(own, file), 'utf8')]),
);

const library = Object.fromEntries(
  Object.entries(libraryTexts).map(([name, text]) => [`kmodel:${name}`, text]),
);

/** Models to write for other worlds: the examples, their own layers and losses, and Keras's traces. */
export const torchSubjects: readonly (readonly [name: string, compile: () => ModelGraph])[] = [
  ...Object.entries({ ...smallerExampleTexts, ...ownTexts }).map(
    ([name]) => [name, () => compiled(name)] as const,
  ),
  ...goldenModelNames().map((name) => [name, () => compileGoldenModel(name)] as const),
];

function compiled(name: string): ModelGraph {
  const texts = { ...library, ...smallerExampleTexts, ...ownTexts };
  const { graph, diagnostics, problem } = compileModel(
    name,
    createMemoryHost(texts),
    models[name] ? { model: models[name] } : {},
  );
  if (!graph) throw new Error(problem?.message ?? diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** Files with several models: the one that is trained last. */
const models: Readonly<Record<string, string>> = { 'own/distillation.kmodel': 'Student' };
