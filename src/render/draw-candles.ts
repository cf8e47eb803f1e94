import type { SKRSContext2D } from '@napi-rs/canvas'
import type { CandleColumns } from '../market/candle-columns.ts'
import type { Scales } from './picture.ts'

const RISING = '#26a69a'
const FALLING = '#ef5350'
/** Under this many pixels a candle is no shape any more, and the close is drawn as a line. */
const NARROWEST = 2.5

/** Draws candles, or the close as a line where they would be too narrow. */
export function drawCandles(context: SKRSContext2D, candles: CandleColumns, scales: Scales): void {
  const { openTime, interval } = candles
  const first = openTime[0]
  if (first === undefined) return
  const step = scales.x(first + interval) - scales.x(first)
  if (step < NARROWEST) drawClose(context, candles, scales)
  else for (let i = 0; i < openTime.length; i++) drawCandle(context, candles, i, scales)
}

function drawCandle(
  context: SKRSContext2D,
  { openTime, interval, open, high, low, close }: CandleColumns,
  i: number,
  { x, y }: Scales,
): void {
  const left = x(openTime[i]!)
  const right = x(openTime[i]! + interval)
  const width = Math.max(1, (right - left) * 0.72)
  const middle = (left + right) / 2
  const [from, to] = [y(open[i]!), y(close[i]!)]
  context.fillStyle = to <= from ? RISING : FALLING
  context.fillRect(middle - 0.5, y(high[i]!), 1, y(low[i]!) - y(high[i]!))
  context.fillRect(middle - width / 2, Math.min(from, to), width, Math.max(1, Math.abs(to - from)))
}

function drawClose(
  context: SKRSContext2D,
  { openTime, interval, close }: CandleColumns,
  { x, y }: Scales,
): void {
  context.beginPath()
  openTime.forEach((time, i) => context.lineTo(x(time + interval), y(close[i]!)))
  context.strokeStyle = '#e8ecf3'
  context.lineWidth = 1.5
  context.stroke()
}
