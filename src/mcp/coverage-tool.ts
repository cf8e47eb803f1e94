import { z } from 'zod'
import { formatTime } from '../api/format.ts'
import { coverageSchema } from '../api/live.ts'
import { isClientError } from '../client/client-error.ts'
import { HOUR } from '../market/units.ts'
import { aboutOf, aboutSchema, headLine } from './about.ts'
import { asking, tool } from './tool.ts'

/** What was seen of the streams of an instrument. */

export const coverageTool = tool({
  name: 'coverage',
  title: 'Coverage and gaps',
  says: 'What share of each stream (trades, open interest, liquidations …) of an instrument was seen over the last hours, how complete the venue publishes it, and the gaps. Only where the server collects.',
  input: z.object({ instrument: asking.instrument, hours: asking.hours }),
  output: z.object({
    about: aboutSchema,
    from: coverageSchema.shape.from,
    to: coverageSchema.shape.to,
    streams: coverageSchema.shape.streams,
  }),
  async answer(desk, { instrument: id, hours: length }, signal) {
    const to = desk.now()
    const asked = { instrument: id, from: to - Math.round(length * HOUR), to }
    const told = await desk.client.get('coverage', asked, { signal }).catch(withoutCollector)
    const { asOf, stale, from, streams } = told
    const about = aboutOf(desk, { instrument: id, time: asOf ?? from, stale })
    return {
      data: { about, from, to, streams },
      lines: [
        asOf === null
          ? `${id}: nothing of it has come yet.${about.simulated ? ' SIMULATED market.' : ''}`
          : headLine(id, about),
        `Of ${formatTime(from)} to ${formatTime(to)} UTC:`,
        ...(streams.length === 0 ? ['no stream of it is collected.'] : streams.map(streamText)),
      ],
    }
  },
})

type Stream = z.output<typeof coverageSchema>['streams'][number]

/** How much a venue tells of what happens. */
export const PUBLISHED: Readonly<Record<Stream['completeness'], string>> = {
  all: 'the venue publishes all of it',
  sampled: 'the venue publishes a part of it',
  aggregated: 'the venue publishes sums of it',
}

function streamText({ stream, covered, completeness, note, gaps }: Stream): string {
  const missing = gaps.filter(({ repaired }) => !repaired)
  const last = missing.toSorted((a, b) => b.from - a.from)[0]
  const until = last?.to == null ? 'still lasts' : `to ${formatTime(last.to)}`
  const told =
    last === undefined
      ? 'no gap'
      : `${missing.length === 1 ? '1 gap' : `${missing.length} gaps`}, the last from ${formatTime(last.from)} ${until} (${last.certainty}: ${last.cause})`
  const filled = gaps.length - missing.length
  const since = filled === 0 ? '' : `, ${filled} filled since`
  return `${stream}: ${(100 * covered).toFixed(1)} % seen; ${PUBLISHED[completeness]}${note === null ? '' : ` (${note})`}; ${told}${since}`
}

/** A server over stored history has no such address. */
function withoutCollector(error: unknown): never {
  if (!isClientError(error) || error.code !== 'not-found') throw error
  throw new RangeError(
    'this Isotherm shows stored history and collects nothing, so no stream is watched: list_instruments tells from when to when there are data, realised_liquidations of how much of the time liquidations are known',
  )
}
