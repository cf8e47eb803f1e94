import type { InstrumentId } from '../../market/instrument.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import {
  ASKS_MAP,
  conditionsOf,
  HAPPENS_ONCE,
  MOMENTARY,
  TELLS_CHANGE,
} from './alert-conditions.ts'
import type { Condition } from './alert-conditions.ts'
import { isInScope } from './alert-rules.ts'
import type { AlertRule } from './alert-rules.ts'
import type { Situation } from './alert-situation.ts'
import type { Alert, CellEntry, RuleCell } from './alert-state.ts'
import { isQuiet } from './quiet-hours.ts'

/** What was told and not seen since is told anew when it comes again: clusters are tracked as long. */
const FORGOTTEN_AFTER: Millis = 25 * HOUR

/**
 * How often it is noted that something is still seen: so seldom that it is written down each time, or
 * after a restart a day later it would be forgotten and told anew.
 */
const SEEN_EVERY: Millis = HOUR

/** Of one rule and situation; what is beyond waits or is counted. */
const MOST_AT_ONCE = 20

/** Things that one rule remembers of one instrument. */
const MOST_REMEMBERED = 1_000

export type AlertMemory = ReadonlyMap<string, RuleCell>

export interface Decision {
  readonly alerts: readonly Alert[]
  /** What is to be remembered in place of what was. */
  readonly cells: readonly CellEntry[]
  /** Those of them without which a later decision would be another; the rest differ in times only. */
  readonly changed: readonly CellEntry[]
}

/**
 * What a situation has to be told of. The same situations in the same order give the same alerts with
 * the same keys; one that is not later than the last of its instrument tells nothing.
 */
export function decide(
  rules: readonly AlertRule[],
  memory: AlertMemory,
  situation: Situation,
): Decision {
  const alerts: Alert[] = []
  const cells: CellEntry[] = []
  const changed: CellEntry[] = []
  for (const rule of rules) {
    if (!isInScope(rule, situation.instrument)) continue
    if (!situation.hasMap && ASKS_MAP.has(rule.when.kind)) continue
    const key = cellKey(rule, situation.instrument)
    const asked = JSON.stringify(rule.when)
    const remembered = memory.get(key)
    const cell = remembered?.asked === asked ? remembered : undefined
    if (cell !== undefined && situation.time <= cell.time) continue
    if (!rule.repeats && hasTold(rule, memory)) continue
    const looked = look(rule, cell, { ...EMPTY, asked }, situation)
    alerts.push(...looked.alerts)
    cells.push([key, looked.cell])
    if (looked.isChanged || cell === undefined) changed.push([key, looked.cell])
  }
  return { alerts, cells, changed }
}

const cellKey = (rule: AlertRule, instrument: InstrumentId): string => `${rule.id}/${instrument}`

const EMPTY = { time: 0, active: [], lastTold: null, told: 0, withheld: 0 }

/** Whether a rule has told of any instrument. */
const hasTold = ({ id }: AlertRule, memory: AlertMemory): boolean =>
  [...memory].some(([key, { told }]) => told > 0 && key.startsWith(`${id}/`))

function look(
  rule: AlertRule,
  known: RuleCell | undefined,
  empty: RuleCell,
  situation: Situation,
): { readonly cell: RuleCell; readonly alerts: readonly Alert[]; readonly isChanged: boolean } {
  const { time } = situation
  const before = known ?? empty
  const active = new Map(before.active.filter(([, { seen }]) => time - seen <= FORGOTTEN_AFTER))
  const isBaseline = known === undefined && TELLS_CHANGE.has(rule.when.kind)
  const isMuted = isSilent(rule, before, time)
  const alerts: Alert[] = []
  let { withheld, told } = before
  let isChanged = active.size < before.active.length
  for (const condition of conditionsOf(rule, situation)) {
    const { subject, standing } = condition
    const was = active.get(subject)
    if (standing === 'clear') {
      isChanged = active.delete(subject) || isChanged
      continue
    }
    const isOld = was !== undefined && time - was.seen >= SEEN_EVERY
    if (standing === 'between' || was?.isTold === true) {
      if (isOld) active.set(subject, { ...was, seen: time })
      isChanged ||= isOld
      continue
    }
    const mayTell = !isMuted && alerts.length < (rule.repeats ? MOST_AT_ONCE : 1)
    isChanged ||= was === undefined || mayTell || isOld
    if (MOMENTARY.has(rule.when.kind)) {
      if (mayTell) {
        alerts.push(alertOf(rule, condition, situation))
        told++
      } else withheld++
    } else if (isBaseline) active.set(subject, { seen: time, isTold: true })
    else if (mayTell) {
      active.set(subject, { seen: time, isTold: true })
      alerts.push(alertOf(rule, condition, situation))
      if (was !== undefined) withheld--
      told++
    } else {
      active.set(subject, { seen: isOld ? time : (was?.seen ?? time), isTold: false })
      if (was === undefined) withheld++
    }
  }
  const [first] = alerts
  if (first !== undefined) {
    alerts[0] = { ...first, withheld }
    withheld = 0
  }
  const cell: RuleCell = {
    asked: before.asked,
    time,
    active: [...active].slice(-MOST_REMEMBERED),
    lastTold: alerts.length > 0 ? time : before.lastTold,
    told,
    withheld,
  }
  return { cell, alerts, isChanged }
}

const isSilent = (rule: AlertRule, { lastTold }: RuleCell, time: Millis): boolean =>
  (lastTold !== null && time - lastTold < rule.cooldownMinutes * MINUTE) ||
  (rule.quiet !== undefined && isQuiet(time, rule.quiet))

function alertOf(
  rule: AlertRule,
  condition: Condition,
  { instrument, time, price }: Situation,
): Alert {
  const { kind } = rule.when
  const { subject, epoch = String(time), side, label, numbers } = condition
  // A feed is of its venue, not of the instrument that was looked at when it fell silent.
  const of = kind === 'feed-stale' ? subject : `${instrument}/${subject}`
  return {
    key: `${rule.id}/${of}${HAPPENS_ONCE.has(kind) ? '' : `@${epoch}`}`,
    rule: rule.id,
    name: rule.name ?? rule.id,
    kind,
    severity: rule.severity,
    instrument,
    time,
    price,
    side: side ?? null,
    label: label ?? null,
    numbers,
    withheld: 0,
    channels: rule.channels ?? null,
  }
}
