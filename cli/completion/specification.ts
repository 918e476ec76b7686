import { Command } from 'commander';
import type { CommandEntry } from '../commands/index.ts';
import { addQuietOption, configured } from '../configured.ts';

/** What a shell needs to know of one command. */
export interface CommandSpecification {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionSpecification[];
  /** The words that its first argument may be; empty where it is a file, or where there is none. */
  readonly words: readonly string[];
}

export interface OptionSpecification {
  /** `-o` and `--output`, or one of them. */
  readonly names: readonly string[];
  readonly summary: string;
  readonly takesValue: boolean;
  /** The values there are; empty where it is a file or free. */
  readonly choices: readonly string[];
}

/** Every command as it is declared, in the order of the help. */
export async function commandSpecifications(
  commands: readonly CommandEntry[],
): Promise<readonly CommandSpecification[]> {
  return Promise.all(
    commands.map(async ({ name, summary, load }) => {
      const command = addQuietOption(configured(new Command(name)));
      (await load())(command, () => {}, commands);
      return {
        name,
        summary,
        options: command
          .createHelp()
          .visibleOptions(command)
          .map((option) => ({
            names: [option.short, option.long].filter((each) => each !== undefined),
            summary: option.description,
            takesValue: option.required || option.optional,
            choices: option.argChoices ?? [],
          })),
        words: command.registeredArguments[0]?.argChoices ?? [],
      };
    }),
  );
}
