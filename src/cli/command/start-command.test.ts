import { expect, test } from 'vitest'
import { startCommand } from './start-command.ts'

test.each([
  ['start', '', 'npm start'],
  ['start', '--history DIR', 'npm start -- --history DIR'],
  // By npx out of an installed package, and by a service that npm has no part in.
  ['npx', '', 'isotherm start'],
  ['npx', '--history DIR', 'isotherm start --history DIR'],
])('started by the script %s, with %j, it is %s', (script, flags, command) => {
  expect(startCommand(flags, script)).toBe(command)
})
