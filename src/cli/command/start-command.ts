/**
 * The command that starts Isotherm with some flags, as whoever reads it started it: `npm start` in a
 * checkout, else `isotherm start`.
 * @param script of npm that runs this process, if one does
 */
export function startCommand(
  flags = '',
  script: string | undefined = process.env['npm_lifecycle_event'],
): string {
  if (script !== 'start') return flags === '' ? 'isotherm start' : `isotherm start ${flags}`
  return flags === '' ? 'npm start' : `npm start -- ${flags}`
}
