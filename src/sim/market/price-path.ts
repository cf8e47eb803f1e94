/** A market's way, so that other traders can be put on it: every array begins with the run. */
export interface RecordedPath {
  /** ln(price / price at the start) at the end of each second. */
  readonly logPrice: Float32Array
  /** Activity of each minute: 1 as usual, 2 twice as many openings. */
  readonly activity: Float32Array
  /** ln(volatility / usual volatility) of each minute, without season. */
  readonly logVolatility: Float32Array
}
