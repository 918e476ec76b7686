import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { formatTable } from './measure.ts';

const here = join(import.meta.dirname, '..');
const rounds = 5;

/** Prints the processor time of a process when it ends. */
const counted =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error("processor",(user+system)/1000)})';

/** Milliseconds of processor time that a step of a version takes, in a process of its own. */
function step(folder: string, part: string): number {
  const script = join(import.meta.dirname, 'version-step.ts');
  const args = ['--import', 'tsx', script, folder, part];
  return Number(execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8' }));
}

/** Processor time from the start of the command line to its end, on a small model. */
function startUp(folder: string): number {
  const args = [
    '-c',
    `"${process.execPath}" --import '${counted}' dist/cli/main.js check examples/mlp.kmodel 2>&1 >/dev/null`,
  ];
  const said = execFileSync('sh', args, { cwd: folder, encoding: 'utf8' });
  return Number(/processor ([\d.]+)/.exec(said)![1]);
}

/** Kilobytes of the package as npm would publish it. */
function packageSize(folder: string): number {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ size }] = JSON.parse(
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as [{ readonly size: number }];
  return size / 1024;
}

/**
 * This version beside another, which `BENCH_BEFORE` names by its folder; both have to be built. The least processor
 * time of several processes each, in turn.
 */
export function benchVersions(): string {
  const before = process.env.BENCH_BEFORE;
  if (before === undefined)
    return 'versions: BENCH_BEFORE names the folder of another version, which is built.';
  const parts: readonly (readonly [string, (folder: string) => number])[] = [
    ['1,000 layers: check', (folder) => step(folder, 'check')],
    ['1,000 layers: keystroke', (folder) => step(folder, 'keystroke')],
    ['`kmodel check`, from start to end', startUp],
  ];
  const rows = parts.map(([name, measure]) => {
    const best: [number, number] = [Infinity, Infinity];
    for (let round = 0; round < rounds; round++)
      for (const [place, folder] of [before, here].entries())
        best[place] = Math.min(best[place]!, measure(folder));
    return [
      name,
      `${best[0].toFixed(1)} ms`,
      `${best[1].toFixed(1)} ms`,
      `${(best[1] / best[0]).toFixed(2)}×`,
    ];
  });
  const sizes = [packageSize(before), packageSize(here)] as const;
  const size = sizes.map((kilobytes) => `${kilobytes.toFixed(0)} kB`);
  rows.push(['the package', size[0]!, size[1]!, `${(sizes[1] / sizes[0]).toFixed(2)}×`]);
  return formatTable(['versions', 'before', 'after', 'after / before'], rows);
}
