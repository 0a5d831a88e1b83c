/** Reads `--name value` and `--name` from a command line. Unknown flags are refused, so that a typo is not ignored. */
export function readFlags<Values extends string, Switches extends string>(
  args: readonly string[],
  known: { values: readonly Values[]; switches: readonly Switches[] },
): { values: Partial<Record<Values, string>>; switches: Set<Switches>; rest: string[] } | { wrong: string } {
  const values: Partial<Record<Values, string>> = {};
  const switches = new Set<Switches>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (!argument.startsWith('--')) {
      rest.push(argument);
      continue;
    }
    const name = argument.slice(2);
    const value = args[index + 1];
    if ((known.switches as readonly string[]).includes(name)) switches.add(name as Switches);
    else if ((known.values as readonly string[]).includes(name) && value !== undefined) {
      values[name as Values] = value;
      index += 1;
    } else return { wrong: argument };
  }
  return { values, switches, rest };
}
