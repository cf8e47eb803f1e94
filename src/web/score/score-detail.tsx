import { Show } from 'solid-js'
import type { JSX } from 'solid-js'
import { formatAge, formatDay, formatTime } from '../../api/format.ts'
import { discountOf } from '../../api/score.ts'
import type { Interval, KeptScore, ScoreInfo } from '../../api/score.ts'
import { isSimulated } from '../../market/instrument.ts'
import { ScoreDays } from './score-days.tsx'
import { Reliability } from './score-reliability.tsx'
import { gainDomain } from './score-rows.ts'
import { ScoreTable } from './score-table.tsx'
import { Whisker } from './score-whisker.tsx'
import {
  feedWords,
  formatEnds,
  formatGain,
  formatRank,
  formatRatio,
  formatShareOf,
  missingWords,
  stateWord,
  verdictOf,
} from './score-words.ts'
import type { ScoreBoard } from './scores.ts'
import { writtenId } from '../words/instrument-words.ts'

/** The score of one instrument, or why there is none and when it comes. */
export function ScoreDetail(props: { info: ScoreInfo; board: ScoreBoard }) {
  const { board } = props
  const written = () => writtenId(props.info.instrument)
  const word = () => stateWord(props.info)
  return (
    <section class="score-detail" aria-labelledby="score-title" tabindex="0">
      <header>
        <h2 id="score-title">
          {written().symbol}
          <small>{written().venue}</small>
        </h2>
        <Show when={isSimulated(props.info.instrument)}>
          <em class="badge">Simulated</em>
        </Show>
        <p class="score-word" data-field="headline">
          <i class="dot" data-tone={word().tone} />
          {word().word}
        </p>
        <Show when={props.info.scoredAt}>
          {(at) => (
            <p class="score-asof" data-field="scored">
              Scored {formatAge(board.now() - at())} ago, {formatTime(at())} UTC
            </p>
          )}
        </Show>
      </header>
      <Show when={props.info.scoredAt !== null && props.info.problem}>
        {(problem) => (
          <p class="score-problem" role="note">
            It could not be scored anew: {problem()}
          </p>
        )}
      </Show>
      <Show
        when={props.info.scoredAt !== null}
        fallback={
          <p class="score-missing" data-field="missing">
            {missingWords(props.info, board.list()?.neededHours ?? 0)}
          </p>
        }
      >
        <Show when={board.kept()} fallback={<div class="score-asking" aria-busy="true" />}>
          {(kept) => <Figures kept={kept()} />}
        </Show>
      </Show>
    </section>
  )
}

function Figures(props: { kept: KeptScore }) {
  const score = () => props.kept.score
  const ours = () => score().models.isotherm
  const ratio = () => ours().realisedOverPredicted
  const corrected = () => score().corrected?.realisedOverPredicted
  const discount = () => {
    const one = corrected() ?? ratio()
    return one && discountOf(one)
  }
  const gain = () => ours().qlikeGain
  const feed = () => feedWords(score().calibration.feed)
  const recalibrated = () => score().calibration.recalibrated
  return (
    <>
      <dl class="score-facts">
        <Fact
          name="Gain over the candle"
          note="nats per hour and side; above 0 the map adds something"
        >
          <Ends of={gain()} format={formatGain} field="qlike-gain" />
          <Whisker value={gain()?.value} interval={gain()} domain={gainDomain([gain()])} />
        </Fact>
        <Fact name="Rank correlation" note="with the hours' liquidations, 1 is perfect">
          <b data-field="spearman">{formatRank(ours().spearman)}</b>
          <span>
            <span data-field="partial">{formatRank(ours().partialSpearman)}</span> given the candle
          </span>
        </Fact>
        <Fact name="Liquidated ÷ estimated" note="1 is right; below it the map says too much">
          <Ends of={ratio()} format={formatRatio} field="ratio" />
        </Fact>
        <Show when={corrected()}>
          {(one) => (
            <Fact
              name="The same, corrected"
              note="the venue shows a part of what is liquidated; corrected by venues that show all"
            >
              <Ends of={one()} format={formatRatio} field="corrected-ratio" />
            </Fact>
          )}
        </Show>
        <Fact name="Measured discount" note="1 − liquidated ÷ estimated">
          <Ends of={discount()} format={formatShareOf} field="discount" />
        </Fact>
        <Fact name="10–90% band" note="share of hours that lay in it">
          <Show when={score().band} fallback={<b data-field="band">–</b>}>
            {(band) => (
              <>
                <b data-field="band">{formatShareOf(band().coverage)}</b>
                <span>of {formatShareOf(band().target)} promised</span>
              </>
            )}
          </Show>
        </Fact>
        <Fact name="Feed of liquidations" note={feed().text}>
          <b class="score-feed" data-field="feed">
            <i class="dot" data-tone={feed().tone} />
            {feed().word}
          </b>
        </Fact>
        <Fact name="Weights recalibrated" note="learnt from the days before alone">
          <b data-field="recalibrated">
            <Show when={recalibrated()} fallback="Never">
              {(time) => <>{formatTime(Date.parse(time()))}</>}
            </Show>
          </b>
          <Show when={recalibrated() !== null}>
            <span>UTC</span>
          </Show>
        </Fact>
        <Fact
          name="Hours known"
          note={`${formatDay(Date.parse(score().from))} to ${formatDay(Date.parse(score().to))}`}
        >
          <b data-field="hours">{whole(score().hours)}</b>
          <span>
            {whole(ours().rows)} rows of {ours().days} days scored
          </span>
        </Fact>
      </dl>
      <div class="score-drawings">
        <Reliability points={score().reliability ?? []} />
        <ScoreDays days={score().byDay ?? []} />
      </div>
      <ScoreTable score={score()} />
      <p class="score-legend" data-field="verdict-words">
        {verdictOf(gain()).word}: the verdict is that of the whole interval. The first{' '}
        {props.kept.firstScoredDay} days were learnt from and not scored.
      </p>
    </>
  )
}

const whole = (count: number): string => count.toLocaleString('en-US')

function Fact(props: { name: string; note: string; children: JSX.Element }) {
  return (
    <div class="score-fact">
      <dt>{props.name}</dt>
      <dd>
        <div>{props.children}</div>
        <small>{props.note}</small>
      </dd>
    </div>
  )
}

/** A value with its interval. */
function Ends(props: {
  of: Interval | undefined
  format: (value: number) => string
  field: string
}) {
  return (
    <Show when={props.of} fallback={<b data-field={props.field}>–</b>}>
      {(one) => (
        <>
          <b data-field={props.field}>{props.format(one().value)}</b>
          <span data-field={`${props.field}-ends`}>{formatEnds(one(), props.format)}</span>
        </>
      )}
    </Show>
  )
}
