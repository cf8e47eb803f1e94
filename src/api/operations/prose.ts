/** What the document says in words. */

export const CONVENTIONS = [
  'Times are UTC milliseconds since 1970, ranges are `[from, to)`. Amounts whose names end in `Usd` are USD notional.',
  'null is unknown and never 0; a field that may be absent is not in `required`.',
  'Amounts of the map are modelled estimates: `low` and `high` beside them are their 10 and 90 %.',
  'Numbers of a query are plain decimals. A parameter that is unknown, repeated, missing or wrong is refused by name.',
  'Answers are compressed for whoever accepts `br` or `gzip`. HEAD is answered wherever GET is.',
  'Every error is a problem (RFC 9457) with a stable `code` and a plain sentence.',
].join('\n\n')

export const FAMILY_WORDS: Readonly<Record<string, string>> = {
  Markets: 'What there is, and what is known of it: candles, open interest, rates of currencies.',
  Flows: 'Funding, and liquidations that really happened.',
  Map: 'Where positions would be force-closed: exact for programs, as tiles for display.',
  Signals: 'What the map says by rule, and what followed it in the past.',
  Scores: 'How right the maps have been against what was liquidated afterwards.',
  Live: 'What goes on now, and how much of it this server sees.',
  Alerts: "What was told by the operator's rules.",
  'Paper journal': 'Trades on paper along the setups, and what came of them.',
  Server: 'The server itself.',
}

export const SOCKET_WORDS = [
  'Text messages, one JSON object each: a client sends a `ClientMessage`, the server a `ServerMessage`.',
  'The first is `hello`, where everything stands. `watch` follows the open bar and the newest column of one instrument; venues, liquidations and gaps come unasked.',
  '`extended` says that candles and tiles reach further, `revised` that they changed: ask for them anew.',
  'Messages count by channel and instrument (`seq`). Who connects again with the last `cursor` as `after` is sent what it missed, once and in order, where it is still kept: `greeting` of `hello` says so.',
].join('\n\n')
