import { spawn } from 'node:child_process';
import { serveDashboard } from '../../dashboard/server.ts';
import { ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../model-options.ts';
import { note } from '../report.ts';
import type { DefineCommand } from './index.ts';

interface DashboardOptions {
  readonly port: number;
  readonly open: boolean;
}

const usualPort = 6007;

export const defineDashboard: DefineCommand = (command, finish) => {
  command
    .argument('[folder]', 'the folder that holds the runs', 'runs')
    .option('--port <n>', 'the port on this machine; 0 takes a free one', wholeNumber('--port', 0), usualPort)
    .option('--no-open', 'print the address, and open no browser')
    .addHelpText('after', '\nExample:\n  kmodel dashboard runs --port 0\n')
    .action(async (folder: string, options: DashboardOptions) => {
      const dashboard = await serveDashboard(folder, options.port);
      process.stdout.write(`${dashboard.address}\n`);
      note('Ctrl-C ends it.');
      if (options.open && process.stdout.isTTY) openBrowser(dashboard.address);
      await interrupted();
      await dashboard.close();
      finish(ExitCode.done);
    });
};

function interrupted(): Promise<void> {
  return new Promise((done) => process.once('SIGINT', done).once('SIGTERM', done));
}

/** Where no browser can be opened, the address on the terminal has to do. */
function openBrowser(address: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]];
  spawn(program as string, args as string[], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
