/** Frames that are not what a client waits for: reliability facts, fault 17. */
export const GARBAGE = {
  empty: '',
  space: ' ',
  null: 'null',
  number: '42',
  string: '"ping"',
  array: '[]',
  nested: '[[[[{}]]]]',
  truncated: '{"topic":"publicTrade.BTCUSDT","type":"snapshot","data":[{"T":16806',
  'no-json': '<html><body>Please sign in to the network</body></html>',
  binary: '\u0000\u0001\u001f\u008b\u00ff',
  'lone-surrogate': '{"s":"\ud800"}',
  'empty-object': '{}',
  'wrong-types': '{"stream":7,"topic":[],"arg":null,"channel":{},"data":"x"}',
  'empty-data': '{"stream":"btcusdt@aggTrade","topic":"publicTrade.BTCUSDT","data":[]}',
  'bad-number': '{"channel":"trades","data":[{"coin":"BTC","px":"NaN","sz":"","time":null}]}',
} as const

export type GarbageKind = keyof typeof GARBAGE

export const GARBAGE_KINDS = Object.keys(GARBAGE) as readonly GarbageKind[]

/** A frame of valid JSON and so many characters. */
export const hugeFrame = (length: number): string => `{"padding":"${'x'.repeat(length)}"}`

/** A frame of brackets alone. */
export const deepFrame = (depth: number): string => '['.repeat(depth)
