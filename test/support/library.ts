import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../library/', import.meta.url);

/** The texts of the library by their names: `blocks`, `applications/vgg16`. */
export const libraryTexts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.kmodel'))
    .map((file) => [
      file.replaceAll('\\', '/').replace('.kmodel', ''),
      readFileSync(new URL(file, folder), 'utf8'),
    ]),
);
