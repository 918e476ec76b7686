import { modelFiles } from './project.ts';

const qa = 'src/models/qa.kmodel';
const blocks = 'src/shared/blöcke 1.kmodel';

/** A model file that was saved as Latin-1: its letters beyond ASCII are no UTF-8, if only in a comment. */
function inLatin1(path: string): Uint8Array {
  return Buffer.concat([Buffer.from('// Größe\n', 'latin1'), Buffer.from(modelFiles[path]!)]);
}

/** The files of the project with one that is no model, and what is said of it: code, place, way out. */
export const badModels: readonly {
  readonly what: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly says: readonly RegExp[];
}[] = [
  {
    what: 'a file that is not UTF-8',
    files: { ...modelFiles, [qa]: inLatin1(qa) },
    says: [
      /qa\.kmodel:1:6 - error KM0001: The bytes here are no UTF-8 text\./,
      /help: save the file as UTF-8\./,
      /kmodel explain KM0001/,
    ],
  },
  {
    what: 'an imported file that is not UTF-8',
    files: { ...modelFiles, [blocks]: inLatin1(blocks) },
    says: [/blöcke 1\.kmodel:1:6 - error KM0001: The bytes here are no UTF-8 text\./],
  },
  {
    what: 'a binary file',
    files: { ...modelFiles, [qa]: Uint8Array.from({ length: 4000 }, (_, index) => (index * 197) % 256) },
    says: [
      /qa\.kmodel:1:\d+ - error KM0001: This file is binary, not the text of a model\./,
      /Kendryte K210/,
    ],
  },
  {
    what: 'an empty file',
    files: { ...modelFiles, [qa]: '' },
    says: [/qa\.kmodel:1:1 - error KM0002: This file is empty/, /help: /],
  },
  {
    what: 'an import of a file that is not there',
    files: { ...modelFiles, [qa]: modelFiles[qa]!.replace('blöcke 1', 'blöcke') },
    says: [/qa\.kmodel:1:23 - error KM1004: /, /kmodel explain KM1004/],
  },
  {
    what: 'an import of a name that the file does not have',
    files: { ...modelFiles, [qa]: modelFiles[qa]!.replaceAll('Tower', 'Towr') },
    says: [/qa\.kmodel:1:10 - error KM1006: .*Did you mean `Tower`/s],
  },
  {
    what: 'a syntax error',
    files: { ...modelFiles, [qa]: modelFiles[qa]!.replace('-> Dense(1)', '-> Dense(1') },
    says: [/qa\.kmodel:15:\d+ - error KM0002: /, /kmodel explain KM0002/],
  },
];
