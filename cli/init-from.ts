import { copyFileSync, existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { formatText } from '../grammar/index.ts';
import { starterFor } from '../runtime/data/starter/starter.ts';
import { fileOfSource } from '../runtime/data/sqlite/sqlite-source.ts';
import { KmodelError } from '../runtime/errors.ts';
import { isFolder, writeFileAtomic } from '../runtime/files.ts';
import { errorColors as colors, note } from './report.ts';

/**
 * Writes a model that learns columns of a table from the others, beside a copy of the table, and says what it leaves
 * out; never over a file that is there.
 * @throws DataError for a table or a target that nothing can be learned of, KmodelError where a file is in the way
 */
export async function initFrom(table: string, targets: readonly string[], folder?: string): Promise<void> {
  const { stem, text, leftOut } = await starterFor(table, targets);
  // Images stay where they are: the model is written beside their folder.
  if (isFolder(table)) return writeBeside(table, stem, text, folder);
  const output = folder ?? stem;
  if (existsSync(output) && !isFolder(output))
    throw new KmodelError(`${output} is a file.`, 'Name another folder.');
  const model = join(output, `${stem}.kmodel`);
  const file = fileOfSource(table);
  const copy = join(output, basename(file));
  const isThere = resolve(copy) === resolve(file);
  for (const each of isThere ? [model] : [model, copy])
    if (existsSync(each))
      throw new KmodelError(`${each} is there already.`, 'Name another folder, or move the file away.');
  writeFileAtomic(model, await formatText(text));
  if (!isThere) copyFileSync(file, copy);
  for (const { name, reason } of leftOut) note(`\`${name}\` is left out: ${reason}.`);
  note(`Wrote ${isThere ? model : `${model} and ${copy}`}. Train it:\n`);
  note(`  ${colors.cyan(`kmodel train ${model}`)}`);
}

/** @throws KmodelError where the model would stand elsewhere than its images, or a file is in the way */
async function writeBeside(images: string, stem: string, text: string, folder?: string): Promise<void> {
  const beside = dirname(images.replace(/[/\\]+$/, ''));
  if (folder !== undefined && resolve(folder) !== resolve(beside))
    throw new KmodelError(
      'A model for a folder of images is written beside that folder.',
      `Leave the folder out, or name \`${beside}\`.`,
    );
  const model = join(beside, `${stem}.kmodel`);
  if (existsSync(model)) throw new KmodelError(`${model} is there already.`, 'Move the file away.');
  writeFileAtomic(model, await formatText(text));
  note(`Wrote ${model}. Train it:\n`);
  note(`  ${colors.cyan(`kmodel train ${model}`)}`);
}
