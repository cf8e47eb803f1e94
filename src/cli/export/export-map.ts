import { clustersTable, levelsTable, signalHistoryTable } from '../../api/table/map-tables.ts'
import type { Row } from '../../api/table/table.ts'
import { BUCKETS } from '../../heatmap/grid.ts'
import { HOUR } from '../../market/units.ts'
import { createPositionMap } from '../../pipeline/position-map.ts'
import type { PositionMap } from '../../pipeline/position-map.ts'
import { signalReadings } from '../../pipeline/signal-readings.ts'
import type { MapReading } from '../../pipeline/signal-readings.ts'
import { levelsAnswer } from '../../server/map/levels-answer.ts'
import { addRatios, emptyRatios } from '../../server/signals/signal-history.ts'
import { clusterAnswer } from '../../server/signals/signals-answer.ts'
import { storedRealised } from '../../server/market/stored-realised.ts'
import type { SignalState } from '../../signals/signal-state.ts'
import { SignalRun } from '../../signals/signal-run.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { intervalName } from '../../store/interval.ts'
import { EXACT_ZOOM } from '../build-map/build-columns.ts'
import type { ExportFlags } from './export-flags.ts'
import type { Exported } from './exported.ts'
import { usageError } from '../command/read-flags.ts'
import { storedSource } from '../history/stored-source.ts'

/** What maps of a history say, as tables. A map is made of all that is stored before, whatever part is asked for. */

type MapFlags = Pick<ExportFlags, 'from' | 'to' | 'interval' | 'zoom' | 'model'>

export const exportedLevels = (history: History, flags: MapFlags): Exported => ({
  columns: levelsTable.columns,
  async *parts(stored) {
    const { model = 'isotherm', interval: bucket = HOUR, zoom = EXACT_ZOOM } = flags
    const { map } = await mapOf(history, stored, flags)
    const { id: instrument } = stored.instrument
    if (!map.buckets.includes(bucket)) {
      const names = map.buckets.map(intervalName).join(', ')
      throw new RangeError(`${instrument} has columns of ${names}, none of ${intervalName(bucket)}`)
    }
    const to = Math.min(flags.to ?? map.to, map.to)
    const first = Math.max(flags.from ?? map.from, map.from)
    for (let end = (Math.floor(first / bucket) + 1) * bucket; end <= to; end += bucket) {
      const column = map.levels(end, zoom)
      if (column !== undefined)
        yield levelsTable.rows(
          levelsAnswer({ ...column, time: end }, { instrument, model, time: end, zoom }),
        )
    }
  },
})

export const exportedClusters = (history: History, flags: MapFlags): Exported => ({
  columns: clustersTable.columns,
  parts: (stored) =>
    readings(history, stored, flags, ({ model, reading, state }) => {
      const { time, price } = state
      const clusters = state.clusters.map((one) => clusterAnswer(one, { state, reading }))
      return clustersTable.rows({ instrument: stored.instrument.id, model, time, price, clusters })
    }),
})

export const exportedSignals = (history: History, flags: MapFlags): Exported => ({
  columns: signalHistoryTable.columns,
  parts: (stored) =>
    readings(history, stored, flags, ({ model, state }) => {
      const ratios = emptyRatios()
      addRatios(ratios, state)
      const at = { time: [state.time], price: [state.price] }
      return signalHistoryTable.rows({ instrument: stored.instrument.id, model, ...at, ratios })
    }),
})

interface Read {
  readonly model: string
  readonly reading: MapReading
  readonly state: SignalState
}

/** Reads a map as time goes on, from its begin, and gives rows of what it says in (from, to]. */
async function* readings(
  history: History,
  stored: HistoryInstrument,
  flags: MapFlags,
  rowsOf: (read: Read) => readonly Row[],
): AsyncGenerator<readonly Row[]> {
  const { model = 'isotherm', interval: every = HOUR, from = -Infinity, to = Infinity } = flags
  if (!BUCKETS.includes(every))
    throw usageError(`--interval must be one of ${BUCKETS.map(intervalName).join(', ')}`)
  const { map, market } = await mapOf(history, stored, flags)
  const run = new SignalRun()
  for (const reading of signalReadings(map, market, { every, to: Math.min(to, map.to) })) {
    const state = run.push(reading)
    if (state.time > from) yield rowsOf({ model, reading, state })
  }
}

/** The map of an instrument, with weights that are learnt on the way where it is known what was liquidated. */
async function mapOf(
  history: History,
  stored: HistoryInstrument,
  { to, model = 'isotherm' }: MapFlags,
) {
  const source = await storedSource(history, stored, { from: undefined, to })
  const { candles, openInterest } = source
  const [begin, end] = [candles.openTime[0]!, candles.openTime.at(-1)! + candles.interval]
  const known = await storedRealised(history, stored, Math.floor(begin / HOUR) * HOUR, end)
  const realised = known.hours.size === 0 ? undefined : known.flow
  const map: PositionMap = createPositionMap({ ...source, ...(realised && { realised }) }, model)
  return { map, market: { candles, openInterest, realised: realised?.hours } }
}
