import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.ts';
import { addQuietOption, configured } from './configured.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { reportCrash, reportError, setQuiet } from './report.ts';

/**
 * Runs the command line.
 * @returns the exit code: 0 done, 1 errors were printed, 2 wrong command line, 130 interrupted
 */
export async function run(args: readonly string[]): Promise<number> {
  const state = { code: ExitCode.done as number };
  try {
    const program = await createProgram(args, (code) => (state.code = code));
    await program.parseAsync([...args], { from: 'user' });
    return state.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    if (error instanceof UsageError) {
      reportError(error);
      return ExitCode.usage;
    }
    if (error instanceof Error && error.name === 'ModelHasErrors') return ExitCode.failed;
    if (await isUserError(error)) {
      reportError(error as Error);
      return ExitCode.failed;
    }
    reportCrash(error);
    return ExitCode.failed;
  }
}

/** Only the command that is asked for is loaded: `kmodel --help` needs none of them. */
async function createProgram(args: readonly string[], finish: (code: number) => void): Promise<Command> {
  const program = configured(new Command('kmodel'))
    .description('Neural networks as text: check, compile, train.')
    .helpCommand(true)
    .addHelpText(
      'after',
      '\nFirst steps:\n  kmodel init digits && cd digits\n  kmodel train digits.kmodel --data digits.npz\n',
    );
  const asked = args.find((arg) => !arg.startsWith('-') && arg !== 'help');
  const isKnown = commands.some(({ name }) => name === asked);
  if (args[0] === 'help' && asked !== undefined && !isKnown) throw await unknownCommand(asked);
  for (const { name, summary, load } of commands) {
    const command = configured(program.command(name).summary(summary).description(summary));
    if (name !== asked) continue;
    addQuietOption(command);
    (await load())(command, finish, commands);
    command.hook('preAction', () => refuseEmpty(command));
    command.hook('preAction', () => setQuiet(command.opts<{ readonly quiet?: boolean }>().quiet ?? false));
  }
  program.option('-V, --version', 'print the version');
  program.on('option:version', async () => {
    const { version } = await import('./version.ts');
    process.stdout.write(`${version()}\n`);
  });
  program.allowExcessArguments();
  program.action(async () => {
    if (asked !== undefined) throw await unknownCommand(asked);
    if (args.includes('-V') || args.includes('--version')) return;
    program.outputHelp();
  });
  return program;
}

/** @throws UsageError for an option with nothing behind it, such as a variable of a shell that is not set */
function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value === '' || (Array.isArray(value) && value.includes('')))
      throw new UsageError(
        `\`${option.long ?? option.flags}\` is given nothing.`,
        'Give it a value, or leave it out.',
      );
  }
}

async function unknownCommand(name: string): Promise<UsageError> {
  const { closestNames } = await import('../compiler/diagnostics/suggest.ts');
  const [closest] = closestNames(name, ['help', ...commands.map((command) => command.name)]);
  return new UsageError(
    `There is no command \`${name}\`.`,
    closest ? `Did you mean \`kmodel ${closest}\`?` : '`kmodel --help` lists them all.',
  );
}

async function isUserError(error: unknown): Promise<boolean> {
  const { KmodelError } = await import('../runtime/errors.ts');
  return error instanceof KmodelError;
}
