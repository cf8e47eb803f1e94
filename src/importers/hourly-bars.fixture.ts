import { parseInstrumentId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { HOUR } from '../market/units.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportReport } from './import-report.ts'
import { ALL, useImports } from './imports.fixture.ts'

export const HEADER = 'time,open,high,low,close,volume'

/** A bar of that hour; the rest of the row may be anything. */
export const row = (hour: number, rest = '100,110,90,105,12') =>
  `2024-06-01T${String(hour).padStart(2, '0')}:00:00Z,${rest}`
export const csv = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`

/** Imports made-up hourly bars of binance:BTCUSDT, into a fresh history for every test of a file. */
export function useBarImports() {
  const imports = useImports()
  const btc = parseInstrumentId('binance:BTCUSDT') as InstrumentId
  return {
    imports,
    btc,
    importOf: (
      content: string | Buffer,
      options: Partial<ImportOptions> = {},
      name = 'BTCUSDT-1h.csv',
    ): Promise<ImportReport> =>
      imports.current.importOf(name, content, { flags: { venue: 'binance' }, ...options }),
    stored: () => imports.current.history.candles(btc, HOUR, ...ALL),
    /** Why the file was not read, without its folder. */
    errorOf: ({ files }: ImportReport) => files[0]?.error?.slice(imports.current.root.length + 1),
  }
}
