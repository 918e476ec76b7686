import { extname } from 'node:path';
import { createDiagram } from '../../compiler/graph/diagram/create-diagram.ts';
import { ownValue } from '../../compiler/names/own-value.ts';
import { writeFileAtomic } from '../../runtime/files.ts';
import { choiceOption } from '../choice-option.ts';
import { UsageError } from '../exit-codes.ts';
import { graphFormats } from '../graph-formats.ts';
import { addModelOptions, loadGraph, type ModelCommandOptions } from '../model-options.ts';
import { note } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface GraphOptions extends ModelCommandOptions {
  readonly format?: string;
  readonly output?: string;
  readonly expandNested?: boolean;
}

/** @throws UsageError for an ending that means no format */
function formatOf(output: string | undefined): string {
  if (output === undefined) return 'svg';
  const ending = extname(output).slice(1).toLowerCase();
  const found = Object.entries(graphFormats).find(([, { endings }]) => endings.includes(ending));
  if (found) return found[0];
  const endings = Object.values(graphFormats).flatMap((format) => format.endings);
  throw new UsageError(
    `The ending of ${output} means no format.`,
    `End it in ${endings.map((each) => `\`.${each}\``).join(', ')}, or add \`--format\`.`,
  );
}

export const defineGraph: DefineCommand = (command) => {
  addModelOptions(command)
    .addOption(
      choiceOption(
        '--format <name>',
        'by default what the ending of -o means, else svg',
        Object.keys(graphFormats),
      ),
    )
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .option(
      '--expand-nested',
      'draw every layer: of models that are used as layers, and of every round of a `repeat`',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  kmodel graph inception.kmodel -o inception.svg\n  kmodel graph inception.kmodel -o inception.html    a page to fold, move and search in\n',
    )
    .action(async (file: string, options: GraphOptions) => {
      const name = options.format ?? formatOf(options.output);
      const format = ownValue(graphFormats, name);
      if (!format)
        throw new UsageError(
          `There is no format \`${name}\`.`,
          `There are ${Object.keys(graphFormats).join(', ')}.`,
        );
      if (name === 'png' && options.output === undefined && process.stdout.isTTY)
        throw new UsageError(
          'A PNG picture is not text for a terminal.',
          'Write it to a file: `-o model.png`.',
        );
      const diagram = createDiagram(loadGraph(file, options));
      const picture = await format.draw(diagram, { expandNested: options.expandNested === true });
      if (options.output === undefined) process.stdout.write(picture);
      else {
        writeFileAtomic(options.output, picture);
        note(`Wrote ${options.output}.`);
      }
    });
};
