import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  holdsWeights,
  importingCommand,
  modelEndings,
  offeredTarget,
} from '../../../lsp/vscode/src/commands/importing-command.ts';
import { ownCommands } from '../../../lsp/vscode/src/commands/names.ts';

describe('the command that imports a model', () => {
  it('writes the weights beside the text', () => {
    const given = {
      command: 'kmodel',
      source: '/a/m.keras',
      target: '/b/net.kmodel',
      hasWeights: true,
      replaces: false,
    };
    expect(importingCommand(given)).toEqual([
      'kmodel',
      'import',
      '/a/m.keras',
      '-o',
      '/b/net.kmodel',
      '--weights',
      '/b/net.safetensors',
    ]);
  });

  it('replaces files where the user has said so', () => {
    const given = { command: 'kmodel', source: 'm.onnx', target: 'm.kmodel', hasWeights: true };
    expect(importingCommand({ ...given, replaces: true }).at(-1)).toBe('--force');
    expect(importingCommand({ ...given, replaces: false })).not.toContain('--force');
  });

  it('leaves weights out where there are none, and is the package’s own where none is configured', () => {
    const given = { command: ' ', source: 'm.json', target: 'm.kmodel', hasWeights: false, replaces: false };
    expect(importingCommand(given).slice(0, 7)).toEqual([
      'npx',
      '--package',
      'kmodel-lang',
      'kmodel',
      'import',
      'm.json',
      '-o',
    ]);
    expect(importingCommand(given)).not.toContain('--weights');
  });

  it.each([
    ['/a/resnet50.keras', '/a/resnet50.kmodel'],
    ['/a.b/model', '/a.b/model.kmodel'],
    ['C:\\nets\\m.v2.onnx', 'C:\\nets\\m.v2.kmodel'],
  ])('offers a file beside %s', (source, target) => expect(offeredTarget(source)).toBe(target));

  it.each([
    ['m.keras', undefined, true],
    ['m.onnx', undefined, true],
    ['model.json', '{"modelTopology": {}, "weightsManifest": []}', true],
    ['model.json', '{"class_name": "Functional"}', false],
  ])('knows that %s with %j holds weights: %j', (source, text, holds) =>
    expect(holdsWeights(source, text)).toBe(holds),
  );

  it('takes the files that the command line takes', () => {
    const command = readFileSync(join(import.meta.dirname, '../../../cli/commands/import.ts'), 'utf8');
    for (const ending of modelEndings) expect(command).toContain(`.${ending}`);
  });

  it('is one that the extension offers', () => {
    const manifest = readFileSync(join(import.meta.dirname, '../../../lsp/vscode/package.json'), 'utf8');
    const { contributes } = JSON.parse(manifest) as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    expect(contributes.commands.map(({ command }) => command)).toEqual(
      expect.arrayContaining(Object.values(ownCommands)),
    );
  });
});
