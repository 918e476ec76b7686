import { Argument } from 'commander';
import { ownValue } from '../../compiler/names/own-value.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { powershellCompletion } from '../completion/powershell.ts';
import { commandSpecifications, type CommandSpecification } from '../completion/specification.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { UsageError } from '../exit-codes.ts';
import type { DefineCommand } from './index.ts';

const shells: Readonly<Record<string, (commands: readonly CommandSpecification[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

export const defineCompletion: DefineCommand = (command, _finish, all) => {
  const shell = new Argument('<shell>', Object.keys(shells).join(', '));
  shell.argChoices = Object.keys(shells);
  command
    .addArgument(shell)
    .addHelpText(
      'after',
      `
Examples:
  kmodel completion bash >> ~/.bashrc
  kmodel completion zsh >> ~/.zshrc
  kmodel completion fish > ~/.config/fish/completions/kmodel.fish
  kmodel completion powershell >> $PROFILE
`,
    )
    .action(async (name: string) => {
      const write = ownValue(shells, name);
      if (!write)
        throw new UsageError(
          `There is no completion for the shell \`${name}\`.`,
          `There are ${Object.keys(shells).join(', ')}.`,
        );
      process.stdout.write(write(await commandSpecifications(all)));
    });
};
