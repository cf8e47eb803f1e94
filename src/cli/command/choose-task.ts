import { nearest } from '../../api/nearest.ts'
import { quoted } from '../../api/quoted.ts'
import { usageError } from './read-flags.ts'

/** The tasks of a command, each on a line with what it does. */
export function taskLines(tasks: Readonly<Record<string, string>>): readonly string[] {
  const width = Math.max(...Object.keys(tasks).map(({ length }) => length))
  return Object.entries(tasks).map(([name, does]) => `  ${name.padEnd(width)}  ${does}`)
}

/** The task that the first argument names. Throws a UsageError that lists them, or names the one that was meant. */
export function chooseTask<Task extends string>(
  command: string,
  tasks: Readonly<Record<Task, string>>,
  name: string,
): Task {
  const isTask = (one: string): one is Task => Object.hasOwn(tasks, one)
  if (isTask(name)) return name
  const names = Object.keys(tasks)
  const [near] = nearest(name, names, 1)
  const hint = near === undefined ? names.join(', ') : `did you mean ${near}?`
  throw usageError(
    name === '' ? `say which: ${hint}` : `there is no ${command} ${quoted(name)}: ${hint}`,
  )
}
