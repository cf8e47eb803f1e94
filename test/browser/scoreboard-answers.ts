import type { Page } from 'playwright-core'
import { ROUTES } from '../../src/api/routes.ts'
import { headlineOf, keptScoreSchema, scoresSchema } from '../../src/api/score.ts'
import type { InstrumentScore, KeptScore, ScoreInfo } from '../../src/api/score.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { DAY, MINUTE } from '../../src/market/units.ts'

/** Answers of a server that has scored, checked against the contract. */

/** The server's present in every answer. */
export const NOW = Date.UTC(2026, 10, 22, 10, 30)

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half })

/** A score whose map gains or loses so much over the candle. */
export function scoreOf(instrument: InstrumentId, gain: number): InstrumentScore {
  const counted = { rows: 1_970, days: 42 }
  return {
    instrument,
    from: '2026-09-20T21:00:00.000Z',
    to: '2026-11-20T22:00:00.000Z',
    hours: 1_465,
    calibration: { days: { level: 54 }, feed: 'sound', recalibrated: '2026-11-20T00:00:00.000Z' },
    models: {
      isotherm: {
        qlikeGain: around(gain, 0.1),
        spearman: 0.841,
        partialSpearman: 0.487,
        realisedOverPredicted: { value: 0.922, low: 0.841, high: 1.007 },
        ...counted,
      },
      openingOnly: {
        qlikeGain: around(0.05, 0.02),
        spearman: 0.67,
        partialSpearman: 0.28,
        realisedOverPredicted: around(0.12, 0.03),
        ...counted,
      },
      permutedMap: { qlikeGain: around(-0.4, 0.1), spearman: 0.1, ...counted },
    },
    baselines: {
      excursion: { spearman: 0.756, loss: 12.707, rows: 1_970 },
      excursionTimesVolume: { spearman: 0.806, loss: 12.469, rows: 1_970 },
    },
    reliability: [0, 1, 2, 3, 4].map((i) => ({
      predictedUsd: 300 * 8 ** i,
      realisedUsd: 250 * 8.4 ** i,
      rows: 394,
    })),
    band: { coverage: 0.74, target: 0.8 },
    byDay: [0.2, -0.1, 0.4, -0.3, 0.1].map((one, i) => ({
      day: `2026-11-${15 + i}`,
      realisedUsd: 1e6,
      predictedUsd: 1.1e6,
      gain: one,
    })),
  }
}

const UNSCORED = {
  running: false,
  knownHours: 31,
  recordedSince: NOW - 2 * DAY,
  firstScoreAt: NOW + 5 * DAY,
  scoredAt: null,
  headline: null,
  problem: null,
} satisfies Partial<ScoreInfo>

/** An instrument of which there is no score. */
export const unscored = (
  instrument: InstrumentId,
  changes: Partial<ScoreInfo> = {},
): ScoreInfo => ({ instrument, state: 'collecting', ...UNSCORED, ...changes })

/** Answers for these; scores are 14 minutes old. */
export async function serveScores(
  page: Page,
  scores: readonly InstrumentScore[],
  others: readonly ScoreInfo[] = [],
  changes: Partial<ScoreInfo> = {},
): Promise<void> {
  const scoredAt = NOW - 14 * MINUTE
  const infos = scores.map(
    (score): ScoreInfo => ({
      ...unscored(score.instrument, { state: 'scored', firstScoreAt: null }),
      knownHours: score.hours,
      scoredAt,
      headline: headlineOf(score),
      ...changes,
    }),
  )
  const list = { time: NOW, neededHours: 144, scores: [...infos, ...others] }
  await page.route(`**${ROUTES.scores}`, (route) =>
    route.fulfill({ json: scoresSchema.parse(list) }),
  )
  await page.route(`**${ROUTES.scores}/*`, (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname)
    const score = scores.find(({ instrument }) => path.endsWith(`/${instrument}`))
    if (score === undefined) throw new Error(`nobody should ask for ${path}`)
    const kept: KeptScore = { scoredAt, firstScoredDay: 20, score }
    return route.fulfill({ json: keptScoreSchema.parse(kept) })
  })
}
