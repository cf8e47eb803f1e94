import { QUICK, counter, gauge, histogram } from './definition.ts'

/** Of what venues say, until it is shown. */
export const LIVE = {
  events: counter(
    'events_total',
    'Events that were written to the journal, those of earlier runs included when they are read at the start.',
    ['venue', 'type'],
  ),
  lag: histogram(
    'event_lag_seconds',
    "Time from the venue's stamp to receipt, of one event of each kind in every batch.",
    [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    ['venue', 'type'],
  ),
  commit: histogram(
    'commit_seconds',
    'Time from the receipt of the oldest event of a batch until the batch was on the disk.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  ),
  shown: histogram(
    'show_seconds',
    'Time from when a change was on the disk until the column that has it was handed to those who watch.',
    [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  ),
  column: histogram(
    'column_seconds',
    'Time that the model takes for one column of the present, of something that is watched.',
    QUICK,
  ),
  gaps: counter('gaps_total', 'Gaps that were noticed or ended (certain, possible), or repaired.', [
    'venue',
    'stream',
    'kind',
  ]),
  openGaps: gauge('gaps_open', 'Gaps that last.', ['venue', 'stream', 'kind']),
  coverage: gauge(
    'coverage_ratio',
    'Share of the last hour that was seen, the mean of the instruments; what was repaired counts as seen.',
    ['venue', 'stream'],
  ),
  streams: gauge('streams', 'Streams by health.', ['venue', 'health']),
  venueLag: gauge('venue_lag_seconds', "Median time from the venue's stamp to receipt.", ['venue']),
  venueSkew: gauge('venue_clock_skew_seconds', "The venue's clock less ours.", ['venue']),
  viewers: gauge(
    'viewers',
    'Pages and programs that are connected over WebSocket or the stream, clients of CoinGlass among them.',
  ),
  slowViewers: gauge('viewers_slow', 'Of those, the ones that lag behind.'),
  droppedViewers: counter(
    'viewers_dropped_total',
    'Of those, the ones that were let go: too slow, silent, or sending too much that cannot be used.',
    ['reason'],
  ),
  ready: gauge('ready', '1 once what earlier runs recorded has been read.'),
  sinceLastEvent: gauge(
    'since_last_event_seconds',
    'Time since something was written down; the time itself is written every 5 s.',
  ),
  failing: gauge('journal_failing', '1 while the journal cannot be written.'),
}

/** Of the journal's folder and its disk. */
export const JOURNAL = {
  sync: histogram('fsync_seconds', 'Time of one fsync of the journal.', QUICK),
  bytes: gauge('journal_bytes', 'Bytes of all segments of the journal.'),
  segments: gauge('journal_segments', 'Segments of the journal.'),
  diskFree: gauge('disk_free_bytes', 'Free bytes of the disk that the data folder is on.'),
  diskSize: gauge('disk_size_bytes', 'Size of that disk.'),
}

export const ALERTS = {
  tries: counter(
    'alerts_total',
    'Alerts by what became of an attempt since the start: delivered, put off to be tried again (waiting), or given up (dead). Browsers that asked are one channel.',
    ['channel', 'result'],
  ),
  dropped: counter(
    'situations_dropped_total',
    'Situations that no alert could be decided of, because the disk refused for long.',
  ),
}
