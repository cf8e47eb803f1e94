import type { InstrumentId } from '../market/instrument.ts'
import type { TileAddress } from '../heatmap/grid.ts'
import type { PlaneSet } from '../heatmap/planes.ts'

/** Paths of the HTTP API, written once for the server and its clients. */

export const API = '/api/v1'

export const ROUTES = {
  status: `${API}/status`,
  currencyRates: `${API}/currency-rates`,
  instruments: `${API}/instruments`,
  candles: `${API}/candles`,
  openInterest: `${API}/open-interest`,
  funding: `${API}/funding`,
  liquidationTotals: `${API}/liquidation-totals`,
  pastLiquidations: `${API}/past-liquidations`,
  liquidationWindows: `${API}/liquidation-windows`,
  map: `${API}/map`,
  levels: `${API}/levels`,
  cell: `${API}/cell`,
  weights: `${API}/weights`,
  year: `${API}/year`,
  signals: `${API}/signals`,
  signalHistory: `${API}/signal-history`,
  cascade: `${API}/cascade`,
  setups: `${API}/setups`,
  signalRecords: `${API}/signal-records`,
  coinSignals: `${API}/coin-signals`,
  venueFailure: `${API}/venue-failure`,
  scores: `${API}/scores`,
  score: `${API}/scores/:instrument`,
  /** The live part (live.ts): WebSocket, and what a page asks beside it. */
  live: `${API}/live`,
  /** The same, line by line. */
  stream: `${API}/stream`,
  venues: `${API}/venues`,
  coverage: `${API}/coverage`,
  liquidations: `${API}/liquidations`,
  measured: `${API}/measured`,
  book: `${API}/book`,
  quoteRates: `${API}/quote-rates`,
  alerts: `${API}/alerts`,
  alertTest: `${API}/alerts/test`,
  alertPushKey: `${API}/alerts/push-key`,
  alertPush: `${API}/alerts/push-subscriptions`,
  paper: `${API}/paper`,
  paperAmend: `${API}/paper/amend`,
  paperStatistics: `${API}/paper/statistics`,
  paperCsv: `${API}/paper.csv`,
  tile: `${API}/tiles/:version/:instrument/:model/:planes/:bucket/:zoom/:x/:y`,
  /** How a page is let in where keys are needed. */
  session: `${API}/session`,
  /** What can be asked, for programs and for people. */
  openApi: `${API}/openapi.json`,
  docs: `${API}/docs`,
  docsStyle: `${API}/docs.css`,
  /** For programs that watch over this one. */
  health: '/health',
  metrics: '/metrics',
} as const

/** Address of the score of an instrument. */
export const scorePath = (instrument: InstrumentId): string =>
  `${API}/scores/${encodeURIComponent(instrument)}`

/** Address of a tile. `version` comes from the map's descriptor; a closed tile never changes under it. */
export function tilePath(
  version: string,
  instrument: InstrumentId,
  model: string,
  planes: PlaneSet,
  { bucket, zoom, x, y }: TileAddress,
): string {
  const id = encodeURIComponent(instrument)
  return `${API}/tiles/${version}/${id}/${model}/${planes}/${bucket}/${zoom}/${x}/${y}`
}
