import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { hostPart } from '../../../../compiler/graph/host-part.ts';
import { allLayers } from '../../../../compiler/layers/registry.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { relaidOut } from '../../../../compiler/targets/python/relayout.ts';
import { fittingType } from '../../../../scripts/fitting-type.ts';
import { python } from '../../../support/python.ts';
import { torchSubjects } from '../../../support/torch-subjects.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-black-'));

/** Modules that stand as they are; of the others, what they have for themselves is enough. */
const whole = ['transformer.kmodel', 'two-cameras.kmodel', 'own/rings-gan.kmodel', 'own/vae.kmodel'];

const write = (name: string, text: string): void =>
  writeFileSync(join(folder, `${name.replaceAll(/\W/g, '_')}.py`), text);

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], { encoding: 'utf8' });
  return status === 0 ? '' : `${error?.message ?? ''}${stdout}${stderr}`;
}

const hasBlack = run('black', ['--version']) === '';

/** Tells what each module of a folder imports and does not read, and what it reads and nothing there defines. */
const importsOfModules = `
import ast, builtins, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    tree = ast.parse(path.read_text())
    nodes = list(ast.walk(tree))
    imported = {
        (each.asname or each.name.split(".")[0])
        for node in nodes
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for each in node.names
    }
    names = [node for node in nodes if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    made = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    made |= {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    made |= {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}
    unread = imported - read
    unknown = read - imported - made - set(dir(builtins)) - {"__file__"}
    if unread or unknown:
        sys.exit(f"{path.name}: unread {sorted(unread)}, unknown {sorted(unknown)}")
`;

describe.runIf(python !== undefined)('generated Python', () => {
  const subjects = torchSubjects.map(([name, compile]) => [name, compile()] as const);

  it('is Python', () => {
    for (const [name, graph] of subjects) {
      write(`keras ${name}`, kerasModule(graph, undefined, 'x.kmodel').text);
      write(`torch ${name}`, pytorchModule(graph, { source: 'x.kmodel' }).text);
    }
    expect(run(python!, ['-m', 'compileall', '-q', folder])).toBe('');
  });

  it('imports what it reads, and nothing else', () => {
    // Python's own parser says which names a module reads.
    expect(run(python!, ['-c', importsOfModules, folder])).toBe('');
  });

  // Debian's package `black` has it.
  it.runIf(hasBlack || process.env['CI'] === 'true')('is laid out as black lays it out', () => {
    const files: string[] = [];
    const parts: string[] = [];
    for (const [name, graph] of subjects) {
      const keras = kerasModule(graph, undefined, 'x.kmodel').text;
      const torch = pytorchModule(graph, { source: 'x.kmodel' });
      if (whole.includes(name)) files.push(keras, torch.text);
      else
        parts.push(/\ndef create_[^]*?\n {4}return model\n/.exec(keras)![0].trim(), ...torch.classes.classes);
    }
    for (const layer of allLayers()) {
      const text = `model Example {\n  input x: ${fittingType(layer)}\n  head y = ${layer.example}\n}\n`;
      const { graph } = compileModel('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
      if (!graph || layer.internal || layer.adapt || hostPart(graph).calls.length > 0) continue;
      parts.push(...pytorchModule(graph, { source: 'x.kmodel' }).classes.classes);
    }
    // What needs no breaking tells nothing.
    const broken = parts.filter((part) => /[([{]$|.{89}/m.test(part));
    const lines = [...new Set(broken)].join('\n\n\n').split('\n');
    const classes = `${relaidOut(lines).join('\n')}\n`;
    const paths = [...files, classes].map((text, index) => {
      const path = join(folder, `black-${index}.py`);
      writeFileSync(path, text);
      return path;
    });
    expect(run('black', ['--diff', '--check', '-q', ...paths])).toBe('');
  });
});
