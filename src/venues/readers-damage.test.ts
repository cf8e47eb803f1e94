import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { READERS } from './readers.ts'
import {
  fields,
  leaves,
  lists,
  noNumbersFor,
  NOTHINGS,
  ODD_NUMBERS,
  raw,
  removed,
  replaced,
  reversedKeys,
  withBareNumbers,
  withSidesAs,
  withUnknownFields,
  write,
} from './wire/damage.fixture.ts'
import type { Path } from './wire/damage.fixture.ts'
import {
  alike,
  batchesOf,
  believesNoWrongTime,
  counted,
  honest,
  idsIn,
  isTraded,
  lost,
  madeUp,
} from './wire/damage-checks.fixture.ts'
import type { Check } from './wire/damage-checks.fixture.ts'
import type { ReaderFixture } from './wire/reader.fixture.ts'
import { complaintsOf, RECEIVED, subjectsOf } from './wire/subjects.fixture.ts'
import type { Subject } from './wire/subjects.fixture.ts'
import { wrongTimes } from './wire/wrong-times.fixture.ts'

// What every reader in READERS does with damaged frames and answers: nothing is thrown, nothing
// false is said, nothing is lost without being counted.

/** Found in whatever is looked up in a plain object. */
const OBJECT_WORDS = [
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__proto__',
  'length',
  JSON.parse('{"__proto__":{"price":1}}'),
  { constructor: 1, toString: null, length: -1 },
]

const put = (subject: Subject, path: Path, by: unknown) => write(replaced(subject.json, path, by))

const loaders = import.meta.glob<{ fixture: ReaderFixture }>('./*/frames.fixture.ts')

test('every reader brings its frames', () => {
  for (const { venue } of READERS)
    expect(loaders[`./${venue}/frames.fixture.ts`], venue).toBeDefined()
})

for (const reader of READERS) {
  const load = loaders[`./${reader.venue}/frames.fixture.ts`]
  if (!load) continue
  const { fixture } = await load()
  const subjects = subjectsOf(fixture)
  const inJson = subjects.filter(({ json }) => typeof json === 'object' && json !== null)
  const undamaged = new Map(subjects.map((subject) => [subject, subject.read(subject.text)]))
  const withEvents = inJson.filter((subject) => undamaged.get(subject)!.events.length > 0)
  const instruments = new Set(fixture.instruments.map(({ instrument }) => instrument.id))

  /** Complaints about what is read of a damaged subject. Nothing may throw. */
  const judge = (subject: Subject, how: string, text: string, check: Check = () => undefined) => {
    try {
      const outcome = subject.read(text)
      const unsound = complaintsOf(outcome, { reader, instruments, receivedTime: RECEIVED })
      const failed = check(outcome, undamaged.get(subject)!)
      return [...unsound, ...(failed === undefined ? [] : [failed])].map(
        (one) => `${subject.name}, ${how}: ${one}`,
      )
    } catch (error) {
      return [`${subject.name}, ${how}: it threw ${String(error)}`]
    }
  }

  /** Complaints about each of several values in a place. */
  const judgeEach = (subject: Subject, path: Path, values: readonly unknown[], check?: Check) =>
    values.flatMap((value) =>
      judge(subject, `${path.join('.')} = ${write(value)}`, put(subject, path, value), check),
    )

  describe(reader.venue, () => {
    test.each([
      ['with its fields in reverse order', reversedKeys],
      ['with fields that nobody knows', withUnknownFields],
      ['with numbers as numbers', withBareNumbers],
      ['with SIDES', (json: unknown) => withSidesAs(json, (word) => word.toUpperCase())],
      ['with sides', (json: unknown) => withSidesAs(json, (word) => word.toLowerCase())],
    ])('fault 36: a frame %s reads alike', (how, change) => {
      expect(
        inJson.flatMap((subject) => judge(subject, how, write(change(subject.json)), alike)),
      ).toEqual([])
    })

    test('fault 36: a field that is missing is noted, never made up', () => {
      const complaints = inJson.flatMap((subject) =>
        [...fields(subject.json)].flatMap((path) =>
          judge(
            subject,
            `without ${path.join('.')}`,
            write(removed(subject.json, path)),
            (now, before) =>
              subject.partial ? madeUp(now, before) : (lost(now, before) ?? madeUp(now, before)),
          ),
        ),
      )
      expect(complaints).toEqual([])
    })

    test('fault 36: a row that is cut short is noted, never made up', () => {
      const complaints = withEvents.flatMap((subject) =>
        [...lists(subject.json)]
          .filter(([, list]) => list.length > 0 && list.every((one) => typeof one !== 'object'))
          .flatMap(([path, list]) =>
            list.flatMap((_, length) => {
              const text = put(subject, path, list.slice(0, length))
              return judge(
                subject,
                `${path.join('.')} of ${length}`,
                text,
                (now, before) => lost(now, before) ?? madeUp(now, before),
              )
            }),
          ),
      )
      expect(complaints).toEqual([])
    })

    test('fault 21: what is no number never becomes one, and is counted', () => {
      const complaints = withEvents.flatMap((subject) =>
        [...leaves(subject.json)].flatMap(([path, leaf]) => [
          ...judgeEach(subject, path, noNumbersFor(leaf), honest),
          ...judgeEach(subject, path, NOTHINGS, subject.partial ? madeUp : honest),
        ]),
      )
      expect(complaints).toEqual([])
    })

    test('fault 21: odd numbers are read or refused, never misread', () => {
      const complaints = inJson.flatMap((subject) =>
        [...leaves(subject.json)].flatMap(([path]) => judgeEach(subject, path, ODD_NUMBERS)),
      )
      expect(complaints).toEqual([])
    })

    test('fault 21: one bad entry does not lose the others of its batch', () => {
      const complaints = withEvents.flatMap((subject) =>
        batchesOf(subject).flatMap(({ path, entry, gain, outside }) =>
          [...leaves(entry)].flatMap(([within]) =>
            ['NaN', '', null, -5, {}].flatMap((bad) => {
              if (subject.partial && (bad === '' || bad === null)) return []
              const batch = [entry, replaced(entry, within, bad), entry]
              const how = `${path.join('.')} with ${within.join('.')} = ${JSON.stringify(bad)} in the middle`
              return judge(subject, how, put(subject, path, batch), ({ events, ...now }) => {
                if (events.length < outside + 2 * gain) return `${events.length} events are left`
                const whole = events.length >= outside + 3 * gain
                return whole || now.problems.length + now.untracked > 0
                  ? undefined
                  : 'a loss in silence'
              })
            }),
          ),
        ),
      )
      expect(complaints).toEqual([])
    })

    test('fault 19: a batch of 500 gives 500; fault 25: also where all are alike', () => {
      const complaints = withEvents.flatMap((subject) =>
        batchesOf(subject).flatMap(({ path, entry, gain, outside }) => {
          const batch = Array.from({ length: 500 }, () => entry)
          return judge(
            subject,
            `500 of ${path.join('.')}`,
            put(subject, path, batch),
            ({ events }) => {
              if (events.length !== outside + 500 * gain) return `${events.length} events`
              const nameless = events.filter((event) => isTraded(event) && event.id === undefined)
              const told = new Set(nameless.map((event) => JSON.stringify(event)))
              return told.size === nameless.length ? undefined : 'twins that cannot be told apart'
            },
          )
        }),
      )
      expect(complaints).toEqual([])
    })

    test('fault 22: an id above 2^53 keeps every digit, as text and as a number', () => {
      const big = '9007199254740993'
      const complaints = withEvents.flatMap((subject) => {
        const ids = idsIn(undamaged.get(subject)!)
        const found = [...leaves(subject.json)].filter(([, leaf]) => ids.includes(String(leaf)))
        return found.flatMap(([path, leaf]) =>
          judgeEach(subject, path, [big, raw(big)], (now) =>
            // The text may stand for something else as well, like a sequence number.
            idsIn(now).includes(big) || idsIn(now).includes(String(leaf))
              ? undefined
              : `ids ${idsIn(now).join()}`,
          ),
        )
      })
      expect(complaints).toEqual([])
    })

    test('fault 28: a time in another unit, in the future or of 1970 is never believed', () => {
      const complaints = withEvents.flatMap((subject) =>
        [...leaves(subject.json)].flatMap(([path, leaf]) =>
          judgeEach(subject, path, wrongTimes(leaf, RECEIVED), believesNoWrongTime),
        ),
      )
      expect(complaints).toEqual([])
    })

    test('fault 17: a frame that ends early gives no event and is counted', () => {
      const complaints = inJson.flatMap((subject) =>
        Array.from({ length: subject.text.length }, (_, length) => length).flatMap((length) =>
          judge(subject, `${length} characters`, subject.text.slice(0, length), counted),
        ),
      )
      expect(complaints).toEqual([])
    })

    test('fault 17: scalars, lists and empty objects give no event and are counted', () => {
      const texts = [
        '',
        ' ',
        'null',
        'true',
        '7',
        '"text"',
        '[]',
        '[null]',
        '[[[]]]',
        '{}',
        '\0\u{fffd}',
      ]
      texts.push(
        '<html></html>',
        '{"data":null}',
        '[{}]',
        '['.repeat(5_000),
        '{"data":[NaN,Infinity]}',
      )
      // An answer that is a list may be empty: there was nothing in that range.
      const complaints = subjects.flatMap((subject) =>
        texts
          .filter((text) => text !== '[]' || !Array.isArray(subject.json))
          .flatMap((text) => judge(subject, text.slice(0, 20), text, counted)),
      )
      expect(complaints).toEqual([])
    })

    test('fault 17: whatever bytes are flipped, nothing is thrown and nothing false is said', () => {
      for (const subject of subjects)
        fc.assert(
          fc.property(
            fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
            (flips) => {
              const bytes = Buffer.from(subject.text)
              for (const [place, byte] of flips) bytes[place % bytes.length] = byte
              expect(judge(subject, 'with flipped bytes', bytes.toString())).toEqual([])
            },
          ),
          { numRuns: 60 },
        )
    })

    test('fault 17: a word that every object knows is a word like any other', () => {
      const complaints = inJson.flatMap((subject) =>
        [...fields(subject.json)].flatMap((path) => judgeEach(subject, path, OBJECT_WORDS)),
      )
      expect(complaints).toEqual([])
    })

    test('fault 17: whatever JSON stands in a field, nothing is thrown and nothing false is said', () => {
      for (const subject of inJson) {
        const paths = [...fields(subject.json)]
        fc.assert(
          fc.property(fc.nat(), fc.jsonValue({ maxDepth: 3 }), (pick, value) => {
            const text = put(subject, paths[pick % paths.length] ?? [], value)
            expect(judge(subject, 'with a foreign value', text)).toEqual([])
          }),
          { numRuns: 60 },
        )
      }
    })
  })
}
