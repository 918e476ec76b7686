import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileModel } from '../../../compiler/index.ts';
import { createNodeHost } from '../../../runtime/node-host.ts';
import { readRecord } from '../../../runtime/run/record.ts';
import { line, newFolder, trainIn } from './support.ts';

const block = (units: number): string => `block Part() {\n  input x\n  return x -> Dense(${units})\n}\n`;

it('a run holds the text of its model, with all that it imports, and stands alone', async () => {
  const folder = newFolder();
  await trainIn(folder, {
    '/project/models/line.kmodel':
      'import { Whole } from "../parts/whole.kmodel"\n' + line.replace('Dense(1)', 'Whole() -> Dense(1)'),
    '/project/parts/whole.kmodel':
      'import { Part } from "./deep/part.kmodel"\nblock Whole() {\n  input x\n  return x -> Part()\n}\n',
    '/project/parts/deep/part.kmodel': block(3),
  });
  expect(readFileSync(join(folder, 'model.kmodel'), 'utf8')).toContain('from "./model/whole.kmodel"');
  expect(readFileSync(join(folder, 'model/deep/part.kmodel'), 'utf8')).toBe(block(3));
  const { graph, diagnostics } = compileModel(join(folder, 'model.kmodel'), createNodeHost());
  expect(diagnostics).toEqual([]);
  expect(graph!.layers.map(({ name }) => name)).toEqual(['y_whole_part_dense', 'y']);
});

it('a file without imports is kept as it stands', async () => {
  const folder = newFolder();
  await trainIn(folder);
  expect(readFileSync(join(folder, 'model.kmodel'), 'utf8')).toBe(line);
});

it('the record tells texts and data apart, wherever they lie', async () => {
  const folders = [newFolder(), newFolder(), newFolder()] as const;
  await trainIn(folders[0]);
  await trainIn(folders[1], { '/elsewhere/other.kmodel': line });
  await trainIn(folders[2], { '/project/line.kmodel': line.replace('0.1', '0.2') });
  const [first, second, third] = folders.map((folder) => readRecord(folder)!);
  expect(first!.text).toBe(second!.text);
  expect(third!.text).not.toBe(first!.text);
  expect(first!.data.training).toMatch(/^[0-9a-f]{64}$/);
  expect(first!.data.validation).toBeNull();
});
