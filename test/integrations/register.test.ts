import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { badModels } from './bad-models.ts';
import { createProject, mainOutput, mainScript, modelFiles, runNode } from './project.ts';

const qa = 'src/models/qa.kmodel';
const main = ['--import', 'kmodel-lang/register', 'src/main.js'];

describe('node --import kmodel-lang/register', () => {
  it('runs a program that imports a model, and writes nothing', () => {
    const folder = createProject({ ...modelFiles, 'src/main.js': mainScript });
    const { stdout, stderr, code } = runNode(main, folder);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(mainOutput);
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'src/models'))).toEqual(['qa.kmodel']);
  });

  it('works beside a loader for TypeScript, in either order', () => {
    const typed = mainScript.replace('const inputs =', 'const inputs: Record<string, number[][]> =');
    const folder = createProject({ ...modelFiles, 'src/main.ts': typed });
    const tsx = import.meta.resolve('tsx');
    for (const loaders of [
      ['--import', tsx, '--import', 'kmodel-lang/register'],
      ['--import', 'kmodel-lang/register', '--import', tsx],
    ]) {
      const { stdout, stderr } = runNode([...loaders, 'src/main.ts'], folder);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual(mainOutput);
    }
  });

  it('loads a model whose folder and name have spaces and letters of any script', () => {
    const folder = createProject({
      'Größe 1/模型 #2%.kmodel': 'model 線 {\n  input x: float32[2]\n  head y = x -> Dense(1)\n}\n',
      'src/main.js': `import { load線 } from '../Gr%C3%B6%C3%9Fe 1/模型 %232%25.kmodel';
const model = await load線();
console.log((await model.predict({ x: [[1, 2]] })).y.shape.join());
`,
    });
    const { stdout, stderr } = runNode(main, folder);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('1,1');
  });

  it('prints what is wrong with a model, and no trace through kmodel', () => {
    const broken = modelFiles[qa]!.replace('LSTM(units)', 'LSTN(units)');
    const folder = createProject({ ...modelFiles, [qa]: broken, 'src/main.js': mainScript });
    const { stderr, code } = runNode(main, folder);
    expect(code).toBe(1);
    expect(stderr).toContain('src/models/qa.kmodel:9:49 - error KM1003: There is no layer or block `LSTN`.');
    expect(stderr).toContain('kmodel explain KM1003');
    expect(stderr.match(/^ +at .*$/gm)).toEqual([`    at ${join(folder, qa)}:9:49`]);
  });

  it.each(badModels)('prints what is wrong with $what', ({ files, says }) => {
    const folder = createProject({ ...files, 'src/main.js': mainScript });
    const { stdout, stderr, code } = runNode(main, folder);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    for (const message of says) expect(stderr).toMatch(message);
    expect(stderr.match(/^ +at .*$/gm)).toEqual([expect.stringMatching(/\.kmodel:\d+:\d+$/)]);
  });

  it('prints which model file is not there, and which may be meant', () => {
    const script = mainScript.replace('qa.kmodel', 'aq.kmodel');
    const folder = createProject({ ...modelFiles, 'src/main.js': script });
    const { stderr, code } = runNode(main, folder);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no file src/models/aq.kmodel. Did you mean src/models/qa.kmodel?');
    expect(stderr.match(/^ +at .*$/gm)).toEqual([expect.stringContaining(join(folder, 'src/main.js'))]);
  });

  it('prints a warning once and goes on', () => {
    const strange = modelFiles[qa]!.replace('seen -> Dense(1)', 'seen -> Dense(1, activation: softmax)');
    const folder = createProject({ ...modelFiles, [qa]: strange, 'src/main.js': mainScript });
    const { stdout, stderr } = runNode(main, folder);
    expect(stderr.match(/KM5004: /g)).toHaveLength(1);
    expect(JSON.parse(stdout)).toEqual(mainOutput);
  });

  it('gives a program errors that it can catch', () => {
    const folder = createProject({
      ...modelFiles,
      'src/main.js': `import { load } from './models/qa.kmodel';
const text = (error) => console.log(error.message);
await load({ parameters: { unit: 3 } }).catch(text);
await load({ parameters: { units: 0 } }).catch(text);
await import('./models/other.kmodel').catch(text);
await import('./models/missing.kmodel').catch(({ code }) => console.log(code));
`,
      'src/models/other.kmodel': 'import { Tower } from "./nowhere.kmodel"\n',
    });
    const { stdout } = runNode(main, folder);
    expect(stdout).toContain('Model `TextQA` has no parameter `unit`. Did you mean `units`?');
    expect(stdout).toMatch(/qa\.kmodel has errors: KM\d+/);
    expect(stdout).toContain('src/models/other.kmodel:1:23 - error KM1004:');
    expect(stdout).toContain('ERR_MODULE_NOT_FOUND');
  });
});
