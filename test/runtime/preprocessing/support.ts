import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { textsOf } from '../../../runtime/load.ts';
import { createModel, KmodelError, type Model } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

/** A model of these members, with the seed 1. */
export async function modelOf(members: string, engine = testEngine()): Promise<Model> {
  const text = `model Test {\n${members}\n}\n`;
  const host = createMemoryHost({ 'm.kmodel': text });
  const { graph, files, diagnostics } = compileModel('m.kmodel', host);
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return createModel(graph, {
    engine: await engine,
    seed: 1,
    text: { entry: 'm.kmodel', files: textsOf(files) },
  });
}

/** The sentence, and the way out, that a use ends in; '' where it works. */
export async function complaint(use: () => Promise<unknown>): Promise<string> {
  try {
    await use();
    return '';
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    return error.message;
  }
}

export const silent = { onMessage: () => undefined } as const;
