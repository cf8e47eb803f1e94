#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { runCommand } from './commands.ts'

// A reader that went away (a closed pipe) ends the output, not the program.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  readFile: (path) => readFileSync(path, 'utf8'),
})
