import { QUICK, counter, gauge, histogram } from './definition.ts'

/** Of the server, whatever it shows. */
export const SERVER = {
  build: gauge('build_info', '1; the label is the version of Isotherm.', ['version']),
  requests: histogram(
    'request_seconds',
    'Time to answer a request, by operation of the API (`coinglass`, `page` and `other` are the rest) and class of status.',
    [...QUICK, 10],
    ['operation', 'status'],
  ),
  limited: counter(
    'requests_limited_total',
    'Requests that were refused because one caller asked too much.',
    ['operation'],
  ),
  map: histogram(
    'map_seconds',
    'Time that the model takes for a whole map, when it is first asked for or its history has changed.',
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  strips: counter(
    'tile_strips_total',
    'Strips of tiles that were asked for, by where they came from: memory, file, or made anew.',
    ['from'],
  ),
  tileBytes: gauge('tile_cache_bytes', 'Bytes of the files of the tile cache.'),
  queue: gauge(
    'queue_length',
    'What waits: events for their fsync (journal), strips of tiles to be made (tiles), questions that take long (heavy), alerts to be sent (alerts).',
    ['queue'],
  ),
  unreadable: gauge(
    'unreadable_files',
    'Kept scores and weights that could not be read since the start; they are made again.',
  ),
  leftOut: gauge(
    'series_left_out',
    'Label values of a metric that are not told, because it has too many.',
    ['metric'],
  ),
}

/** How right the maps were, of the newest score of each instrument; absent where there is none. */
export const SCORES = {
  gain: gauge(
    'score_gain',
    'Skill of the map against what the candle alone says (QLIKE gain): above 0 it is better.',
    ['instrument'],
  ),
  gainLow: gauge('score_gain_low', 'Low end of the 90 % interval of it.', ['instrument']),
  gainHigh: gauge('score_gain_high', 'High end of it; below 0 the map is told to do worse.', [
    'instrument',
  ]),
  ratio: gauge(
    'score_realised_ratio',
    'What was liquidated, as a ratio of what the map said; corrected for what the feed leaves out, where it is.',
    ['instrument'],
  ),
  scored: gauge('score_timestamp_seconds', 'When it was scored, in seconds since 1970.', [
    'instrument',
  ]),
}
