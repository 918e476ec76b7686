import { reachOfLayers, worlds, type LayerReach, type Reach } from './worlds.ts';

const intro = `# Which layer reaches which world

Written by \`npm run reference\`, which writes the example of every layer for each world.

- **yes**: as a layer or as operations of that world
- **class**: the world has no such layer: a class comes along, or the program that loads the file registers one
- **before**: words become numbers before the graph, which takes these
- **no**: \`kmodel generate\` says so, with the reason

The columns: a module of Keras (\`--target keras\`), the files \`.keras\` and JSON, the older \`.h5\`, a module of PyTorch (\`--target pytorch\`), \`.onnx\`, a LayersModel of tfjs (\`--target tfjs\`), and TypeScript for tfjs (\`--target typescript\`). What is said here holds for the arguments of the example in [the reference](layers.md); other arguments may go less far, and \`kmodel generate\` then names them. An operator with a number, such as \`x * 2\`, gets everywhere but into \`.h5\`, as do functions of tensors.`;

/** The page that says for every layer which world it reaches. */
export async function worldsPage(): Promise<string> {
  const layers = await reachOfLayers();
  const rows = layers.map(
    ({ layer, reach }) => `| \`${layer.name}\` | ${worlds.map((world) => cell(reach[world])).join(' | ')} |`,
  );
  const head = `| layer | ${worlds.join(' | ')} |\n|---|${worlds.map(() => '---|').join('')}`;
  const notes = layers.flatMap((each) => notesOf(each) ?? []);
  return `${[intro, `${head}\n${rows.join('\n')}`, '## What differs', notes.join('\n')].join('\n\n')}\n`;
}

function cell(reach: Reach): string {
  return reach.kind === 'yes' && reach.differs !== undefined ? 'yes, differs' : reach.kind;
}

/** What of a layer is not plain: each reason with the worlds that it holds for. */
function notesOf({ layer, reach }: LayerReach): string | undefined {
  const texts = worlds.flatMap((world) => {
    const reason = reasonOf(reach[world])?.replace(`tfjs has no \`${layer.name}\`, and its `, '');
    // A layer that a world lacks is told by the table.
    return reason === undefined || /^tfjs has no `[A-Z]\w*`$/.test(reason) ? [] : [`${world}: ${reason}`];
  });
  return texts.length > 0 ? `- \`${layer.name}\`: ${texts.join('; ')}` : undefined;
}

function reasonOf(reach: Reach): string | undefined {
  if (reach.kind === 'yes') return reach.differs;
  return reach.kind === 'no' ? reach.reason : undefined;
}
