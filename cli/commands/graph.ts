import { createDiagram, type Diagram } from '../../compiler/graph/diagram.ts';
import { diagramToDot } from '../../compiler/graph/diagram-formats/dot.ts';
import { diagramToMermaid } from '../../compiler/graph/diagram-formats/mermaid.ts';
import { writeFileAtomic } from '../../runtime/files.ts';
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

export const defineGraph: DefineCommand = (command) => {
  addModelOptions(command)
    .option('--format <name>', `${Object.keys(formats).join(', ')} (default: by the ending of -o, else svg)`)
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  kmodel graph inception.kmodel -o inception.svg\n')
    .action(async (file: string, options: GraphOptions) => {
      const ending = options.output?.split('.').at(-1) ?? '';
      const format = options.format ?? endings[ending] ?? 'svg';
      const draw = formats[format];
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
