import { answer, answerText } from './liqprice-answer.ts'
import { answerRow } from './liqprice-batch.ts'
import type { Flags } from './liqprice-flags.ts'
import { BadInput, readFlags, shown } from './liqprice-flags.ts'
import { readQuestion } from './liqprice-question.ts'
import { readJson } from './liqprice-tiers.ts'

/** What the command may touch. */
export interface LiqpriceIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly readFile: (path: string) => string
}

const HELP = `isotherm liqprice: where a venue liquidates a position

  isotherm liqprice --venue binance --symbol BTCUSDT --side long --entry 65000 --leverage 10
  isotherm liqprice --batch FILE

  --venue ID             exchange: binance, bybit, okx, ...
  --symbol SYMBOL        the venue's own symbol
  --side long|short
  --entry PRICE          entry price
  --leverage N           from 1; entry value / N is the margin of an isolated position
  --quantity N           base coins, or contracts of an inverse instrument (1)
  --margin-mode MODE     isolated (the default) or cross
  --wallet AMOUNT        isolated: what the position's wallet holds, instead of entry value / leverage;
                         cross: wallet balance, less what other positions need
  --extra-margin AMOUNT  added to an isolated position after it was opened
  --tiers FILE           risk tiers instead of the shipped ones (docs/margin.md)
  --mmr RATE             one maintenance margin rate instead of risk tiers, a fraction
  --deduction AMOUNT     deducted from the maintenance margin, with --mmr
  --fee RATE             taker fee instead of the venue's standard one, a fraction
  --adjust-factor RATE   HTX: maintenance margin rate = this / leverage
  --inverse              the contract is inverse, where the symbol is not known
  --contract-size N      quote USD (inverse) or base coins (linear) per contract
  --tick N               smallest step of the price
  --as-of DATE           the rule and risk tiers then in force, like 2024-06-01 (UTC)
  --json                 the answer as JSON
  --batch FILE           JSON array of positions (docs/margin.md); prints one JSON object per row
  --help
`

/**
 * The command `isotherm liqprice`. Returns the exit code: 0, or 2 on bad input, with one line on
 * what was wrong. A row of a batch that is wrong is answered in its place and counted at the end.
 */
export function liqprice(args: readonly string[], io: LiqpriceIo): number {
  try {
    const flags = readFlags(args)
    if (flags.switches.has('help')) io.out(HELP)
    else if (flags.values.has('batch')) batch(flags, io)
    else {
      const found = answer(readQuestion(flags, io.readFile))
      io.out(flags.switches.has('json') ? `${JSON.stringify(found, null, 2)}\n` : answerText(found))
    }
    return 0
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    io.err(`isotherm liqprice: ${error.message}\n`)
    return 2
  }
}

function batch({ values, switches }: Flags, io: LiqpriceIo): void {
  const beside = [...values.keys(), ...switches].find((name) => name !== 'batch' && name !== 'json')
  if (beside !== undefined) throw new BadInput(`--${beside}: not together with --batch`)
  const path = values.get('batch')!
  const rows = readJson('batch', path, io.readFile)
  if (!Array.isArray(rows))
    throw new BadInput(`--batch ${shown(path)}: must be a JSON array of rows`)
  let wrong = 0
  for (const row of rows) {
    const answered = answerRow(row)
    if (answered.error !== undefined) wrong++
    io.out(`${JSON.stringify(answered)}\n`)
  }
  if (wrong > 0) io.err(`isotherm liqprice: ${wrong} of ${rows.length} rows are wrong\n`)
}
