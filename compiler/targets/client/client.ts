import type { ClientSignature } from './client-signature.ts';
import { clientTypes } from './client-types-text.ts';
import { clientType } from './client-names.ts';
import { docComment } from '../typescript/comments.ts';
import { generatedLine } from '../typescript/marker.ts';
import { keyText, stringText } from '../typescript/values-text.ts';

/** Where a generated client stands, and what it was generated with. */
export interface ClientModule {
  /** The model's file as the client finds it, relative to itself: `./digits.kmodel`. */
  readonly modelPath: string;
  /** What stands in the first line; `modelPath` by default. */
  readonly source?: string;
  /** Values of parameters in place of the file's defaults, as kmodel expressions. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/**
 * A module that loads one model of a file, with its inputs, heads and parameters as types: a wrong name, a wrong
 * dtype or a missing head does not compile. What it does is `kmodel-lang/client`. Not formatted.
 */
export function typedClientText(
  signature: ClientSignature,
  { modelPath, source = modelPath, defaults = {} }: ClientModule,
): string {
  const { text, loader, imported } = clientTypes(signature, clientType(signature.name));
  const names = [...imported].sort().map((name) => `type ${name}`);
  const given = Object.entries(defaults).map(([name, value]) => `${keyText(name)}: ${stringText(value)}`);
  const entries = [
    `file: new URL(${stringText(modelPath)}, import.meta.url)`,
    `model: ${stringText(signature.name)}`,
    ...(given.length > 0 ? [`defaults: { ${given.join(', ')} }`] : []),
  ];
  return `${generatedLine(source)}

import { ${['loadClient', ...names].join(', ')} } from 'kmodel-lang/client';

${text}

${docComment(`Compiles \`${signature.name}\` and draws its weights.`)}export function load(${loader.parameter}): ${loader.result} {
  return loadClient({ ${entries.join(', ')} }, options);
}
`;
}
