import { UsageError } from '../exit-codes.ts';
import type { DefineCommand } from './index.ts';

export const defineLsp: DefineCommand = (command) => {
  command
    .option('--stdio', 'speak over standard input and output')
    .addHelpText('after', '\nExample:\n  kmodel lsp --stdio\n')
    .action(async ({ stdio }: { readonly stdio?: boolean }) => {
      if (!stdio)
        throw new UsageError('The language server needs to know how to speak.', '`kmodel lsp --stdio`.');
      const { startServer } = await import('../../lsp/node.ts');
      startServer();
      // The server ends the process itself: when the client says `exit`, or goes away.
      await new Promise<never>(() => {});
    });
};
