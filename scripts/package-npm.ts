import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOutPackages } from './npm-packages.ts';

/** Packs what is published into `dist/npm`, or the folder that is given: one `.tgz` for each package. */
const target = process.argv[2] ?? join(import.meta.dirname, '../dist/npm');
const staging = mkdtempSync(join(tmpdir(), 'kmodel-packages-'));
mkdirSync(target, { recursive: true });
try {
  for (const { name, folder } of layOutPackages(staging)) {
    const { status, stdout, stderr } = spawnSync('npm', ['pack', '--pack-destination', target], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`${name} cannot be packed: ${stderr}`);
    console.log(`${name}: ${stdout.trim()}`);
  }
} finally {
  rmSync(staging, { recursive: true });
}
