import { ownValue } from '../../compiler/names/own-value.ts';
import { extname } from 'node:path';
import { createDiagram, type Diagram } from '../../compiler/graph/diagram.ts';
import { diagramToDot } from '../../compiler/graph/diagram-formats/dot.ts';
import { diagramToMermaid } from '../../compiler/graph/diagram-formats/mermaid.ts';
import { writeFileAtomic } from '../../runtime/files.ts';
import { choiceOption } from '../choice-option.ts';
import { UsageError } from '../exit-codes.ts';
import { addModelOptions, loadGraph, type ModelCommandOptions } from '../model-options.ts';
import { note } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface GraphOptions extends ModelCommandOptions {
  readonly format?: string;
  readonly output?: string;
}

type Draw = (diagram: Diagram) => string | Promise<string>;

const formats: Readonly<Record<string, Draw>> = {
  svg: async (diagram) => (await import('../../compiler/graph/diagram-formats/svg.ts')).diagramToSvg(diagram),
  dot: diagramToDot,
  mermaid: diagramToMermaid,
  json: (diagram) => `${JSON.stringify(diagram, null, 2)}\n`,
};

/** The format that a file's ending means. */
const endings: Readonly<Record<string, string>> = {
  svg: 'svg',
  dot: 'dot',
  gv: 'dot',
  mmd: 'mermaid',
  mermaid: 'mermaid',
  json: 'json',
};

/** @throws UsageError for an ending that means no format */
function formatOf(output: string | undefined): string {
  if (output === undefined) return 'svg';
  const format = ownValue(endings, extname(output).slice(1).toLowerCase());
  if (format !== undefined) return format;
  throw new UsageError(
    `The ending of ${output} means no format.`,
    `End it in ${Object.keys(endings)
      .map((ending) => `\`.${ending}\``)
      .join(', ')}, or add \`--format\`.`,
  );
}

export const defineGraph: DefineCommand = (command) => {
  addModelOptions(command)
    .addOption(
      choiceOption(
        '--format <name>',
        'by default what the ending of -o means, else svg',
        Object.keys(formats),
      ),
    )
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  kmodel graph inception.kmodel -o inception.svg\n')
    .action(async (file: string, options: GraphOptions) => {
      const format = options.format ?? formatOf(options.output);
      const draw = ownValue(formats, format);
      if (!draw)
        throw new UsageError(
          `There is no format \`${format}\`.`,
          `There are ${Object.keys(formats).join(', ')}.`,
        );
      const picture = await draw(createDiagram(loadGraph(file, options)));
      if (options.output === undefined) process.stdout.write(picture);
      else {
        writeFileAtomic(options.output, picture);
        note(`Wrote ${options.output}.`);
      }
    });
};
