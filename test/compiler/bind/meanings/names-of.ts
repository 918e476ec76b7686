import { namesIn } from '../../../../compiler/bind/meanings/declaration-names.ts';
import type { Occurrence } from '../../../../compiler/bind/meanings/occurrence.ts';
import { createMemoryHost, createProgram } from '../../../../compiler/index.ts';

/** Every name of a file with what it means, in the order of the text. */
export function occurrencesOf(
  text: string,
  others: Readonly<Record<string, string>> = {},
): readonly Occurrence[] {
  const program = createProgram(createMemoryHost({ 'test.kmodel': text, ...others }));
  const { files, states } = program.check('test.kmodel')!;
  const { parted, modules } = files.get('test.kmodel')!;
  return parted.parts.flatMap(({ part: { declaration } }, index) => {
    if (!declaration) return [];
    const state = declaration.kind === 'Import' ? undefined : states.get(declaration);
    return namesIn(modules[index]!, declaration, state?.definition);
  });
}

/** `name: what it means` for each of them. */
export function namesOf(text: string, others?: Readonly<Record<string, string>>): readonly string[] {
  return occurrencesOf(text, others).map(({ identifier, declared, builtIn, declares, shorthand }) => {
    const what = declared?.kind ?? builtIn?.kind ?? 'nothing';
    return `${identifier.text}: ${declares ? 'declares ' : ''}${what}${shorthand ? ', and a key' : ''}`;
  });
}
