import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientSignature } from '../../compiler/targets/client/client-signature.ts';
import { typedClientText } from '../../compiler/targets/client/client.ts';
import { emitTypeScript, formatTypeScript } from '../../compiler/targets/typescript/emit.ts';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { compileKmodelModule } from '../../integrations/index.ts';
import { readCodeBlocks } from './code-blocks.ts';

/** Pages that show what kmodel writes for the model at their top, with these files of it. */
export const generatedFiles: Readonly<
  Record<string, (text: string) => Promise<Readonly<Record<string, string>>>>
> = {
  'docs/typescript.md': async (text) => {
    const source = 'text-qa.kmodel';
    const { graph, origin } = compileModel(source, createMemoryHost({ [source]: text }));
    const signature = clientSignature(graph!, origin!.definition);
    return {
      'text-qa.ts': (await emitTypeScript(graph!, origin, source)).text!,
      'vae.ts': await moduleOfExample('own/vae.kmodel'),
      'text-qa.client.ts': await formatTypeScript(
        typedClientText(signature, { modelPath: `../${source}`, source }),
      ),
    };
  },
  'docs/typescript-imports.md': (text) => declarationsOf('models/qa', text),
  'docs/browser.md': (text) => declarationsOf('digits', text),
};

async function declarationsOf(name: string, text: string): Promise<Readonly<Record<string, string>>> {
  const path = `${name}.kmodel`;
  const { declarations } = compileKmodelModule(path, createMemoryHost({ [path]: text }));
  return { [`${name}.d.kmodel.ts`]: await formatTypeScript(declarations!) };
}

async function moduleOfExample(name: string): Promise<string> {
  const text = readFileSync(join(import.meta.dirname, '../../examples', name), 'utf8');
  const { graph, origin } = compileModel(name, createMemoryHost({ [name]: text }));
  return (await emitTypeScript(graph!, origin, name)).text!;
}

/** What kmodel writes for the model of a page; nothing for a page that shows none of it. */
export async function filesOfPage(page: string): Promise<Readonly<Record<string, string>>> {
  const generate = generatedFiles[page];
  const model = readCodeBlocks(page).find(({ info }) => info === 'kmodel');
  return generate && model ? generate(model.code) : {};
}

/** True where each piece of an excerpt, between lines `// …`, stands in the text, in this order. */
export function isExcerpt(excerpt: string, text: string): boolean {
  let rest = text;
  return excerpt.split(/^ *\/\/ …$/m).every((piece) => {
    const wanted = piece.replace(/^\n+|\s+$/g, '');
    const start = rest.indexOf(wanted);
    if (start >= 0) rest = rest.slice(start + wanted.length);
    return start >= 0;
  });
}
