import type { CommandIo } from '../command/command-io.ts'
import { answer, answerText } from './liqprice-answer.ts'
import { answerRow } from './liqprice-batch.ts'
import { LIQPRICE_FLAGS, LIQPRICE_HELP } from './liqprice-flags.ts'
import type { LiqpriceFlags } from './liqprice-flags.ts'
import { readQuestion } from './liqprice-question.ts'
import { readJson } from './liqprice-tiers.ts'
import { readFlags, wantsHelp, wrongFlag } from '../command/read-flags.ts'

/**
 * The command `isotherm liqprice`. Returns 0; throws a UsageError of one line on bad input. A row of
 * a batch that is wrong is answered in its place and counted at the end.
 */
export function liqpriceCommand(args: readonly string[], io: CommandIo): number {
  if (wantsHelp(args)) {
    io.out(LIQPRICE_HELP)
    return 0
  }
  const flags = readFlags(LIQPRICE_FLAGS, args)
  if (flags.batch !== undefined) batch(flags.batch, flags, io)
  else {
    const found = answer(readQuestion(flags, io.readFile))
    io.out(flags.json ? `${JSON.stringify(found, null, 2)}\n` : answerText(found))
  }
  return 0
}

function batch(path: string, flags: LiqpriceFlags, io: CommandIo): void {
  for (const [name, value] of Object.entries(flags))
    if (name !== 'batch' && name !== 'json' && value !== undefined && value !== false)
      throw wrongFlag(name, undefined, 'must not be given together with --batch')
  const rows = readJson('batch', path, io.readFile)
  if (!Array.isArray(rows)) throw wrongFlag('batch', path, 'must be a JSON array of rows')
  let wrong = 0
  for (const row of rows) {
    const answered = answerRow(row)
    if (answered.error !== undefined) wrong++
    io.out(`${JSON.stringify(answered)}\n`)
  }
  if (wrong > 0) io.err(`isotherm liqprice: ${wrong} of ${rows.length} rows are wrong\n`)
}
