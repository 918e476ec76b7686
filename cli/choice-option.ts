import { Option } from 'commander';

/**
 * An option whose values are known: the help names them and shells complete them. The command refuses others itself,
 * in its own words.
 */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argChoices = [...choices];
  return option;
}
