import type { CommandSpecification } from './specification.ts';

/** The completion for PowerShell. */
export function powershellCompletion(commands: readonly CommandSpecification[]): string {
  const entries = commands.map(({ name, options, words }) => {
    const choices = options
      .filter((option) => option.choices.length > 0)
      .flatMap((option) => option.names.map((each) => `${quoted(each)} = ${list(option.choices)}`));
    const values = options.filter((option) => option.takesValue).flatMap((option) => option.names);
    return `    ${quoted(name)} = @{
      Options = ${list(options.flatMap((option) => option.names))}
      Values = ${list(values)}
      Words = ${list(words)}
      Choices = @{ ${choices.join('; ')} }
    }`;
  });
  const names = commands.map(({ name }) => name);
  return `# kmodel's completion for PowerShell. Add to $PROFILE:  kmodel completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName kmodel -ScriptBlock {
  param($word, $tree, $cursor)
  $commands = @{
${entries.join('\n')}
  }
  # The words before the one that is completed; what stands behind the cursor does not count.
  $before = @($tree.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
  $command = if ($before.Count -gt 1) { $commands[$before[1]] } else { $null }
  $found = if ($before.Count -lt 2) { ${list(['help', ...names])} }
    elseif ($before[1] -eq 'help') { ${list(names)} }
    elseif ($null -eq $command) { @() }
    elseif ($command.Choices.ContainsKey($before[-1])) { $command.Choices[$before[-1]] }
    elseif ($command.Values -contains $before[-1]) { @() }
    elseif ($word.StartsWith('-')) { $command.Options }
    else { $command.Words }
  # Where nothing is found, the shell completes files.
  $found | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function list(texts: readonly string[]): string {
  return `@(${texts.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
