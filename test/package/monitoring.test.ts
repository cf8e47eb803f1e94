import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { metricGroups } from '../server/metric-list.ts'

const textOf = (path: string): string =>
  readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8')

const METRICS = new Map(
  metricGroups().flatMap(({ metrics }) =>
    metrics.flatMap(({ name, type, labels }) =>
      type === 'histogram'
        ? [
            [`${name}_bucket`, [...labels, 'le']] as const,
            [`${name}_count`, labels] as const,
            [`${name}_sum`, labels] as const,
          ]
        : [[name, labels] as const],
    ),
  ),
)

/** Labels that Prometheus adds to what it reads. */
const OF_PROMETHEUS = new Set(['instance', 'job'])

/** What is wrong with an expression: names that there are not, and labels that they do not have. */
function mistakesIn(expr: string): readonly string[] {
  const mistakes: string[] = []
  const used = new Set<string>(OF_PROMETHEUS)
  const check = (metric: string, label: string): void => {
    if (METRICS.get(metric)?.includes(label) !== true && !OF_PROMETHEUS.has(label))
      mistakes.push(`${metric} has no ${label}`)
  }
  for (const [, name = '', selector = ''] of expr.matchAll(/\b(isotherm_\w+)(?:\{([^}]*)\})?/g)) {
    if (!METRICS.has(name)) mistakes.push(`there is no ${name}`)
    for (const label of METRICS.get(name) ?? []) used.add(label)
    for (const [, label = ''] of selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) check(name, label)
  }
  for (const [, list = ''] of expr.matchAll(/\b(?:by|on|ignoring|without) ?\(([^)]*)\)/g))
    for (const label of list.split(',').map((one) => one.trim()))
      if (!used.has(label)) mistakes.push(`nothing here has ${label}`)
  const [opened, closed] = ['(', ')'].map((sign) => expr.split(sign).length)
  if (opened !== closed) mistakes.push('brackets do not match')
  return mistakes
}

/** Labels that a text asks for in braces of its own. */
const asksFor = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, label = '']) => label)

const targetSchema = z.object({ expr: z.string().min(1), legendFormat: z.string() })
const panelSchema = z.object({
  id: z.number(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string().min(1),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(targetSchema).optional(),
})
const dashboardSchema = z.object({
  uid: z.literal('isotherm'),
  panels: z.array(panelSchema),
  templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
})

test('the dashboard asks for metrics and labels that there are, question by question', () => {
  const { panels } = dashboardSchema.parse(JSON.parse(textOf('grafana/isotherm.json')))
  const asked = panels.flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ title, ...target })),
  )
  expect(asked.length).toBeGreaterThan(30)
  for (const { title, expr, legendFormat } of asked) {
    expect([title, expr, mistakesIn(expr)]).toEqual([title, expr, []])
    for (const label of asksFor(legendFormat, /\{\{(\w+)\}\}/g))
      expect(expr.includes(label) || mistakesIn(`sum by (${label}) (${expr})`).length === 0).toBe(
        true,
      )
  }
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
    'Is the data fresh?',
    'Is something missing?',
    'Is it fast?',
    'Is the map right?',
  ])
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const { gridPos: a, id } of panels)
    for (const { gridPos: b, id: other } of panels)
      if (id < other)
        expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(
          true,
        )
})

const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Isotherm[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[mhd]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'warn', 'info']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
})

test('the rules of alerts ask for metrics and labels that there are, and tell which', () => {
  const rules = rulesSchema
    .parse(parse(textOf('prometheus/alerts.yml')))
    .groups.flatMap((group) => group.rules)
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const { alert, expr, annotations } of rules) {
    expect([alert, mistakesIn(expr)]).toEqual([alert, []])
    for (const label of asksFor(annotations.summary, /\$labels\.(\w+)/g)) {
      // What is summed has the labels that it is summed by.
      const isSummed = /\b(?:sum|avg|histogram_quantile)\b/.test(expr)
      const bare = isSummed ? `x by (${label}) ${expr}` : expr
      expect([alert, label, mistakesIn(bare)]).toEqual([alert, label, []])
      if (isSummed) expect(expr).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`))
      else expect(METRICS.get(/isotherm_\w+/.exec(expr)![0])).toContain(label)
    }
  }
})

test('a name or a label that there is not is found', () => {
  expect(mistakesIn('rate(isotherm_nothing_total[5m])')).toEqual([
    'there is no isotherm_nothing_total',
  ])
  expect(mistakesIn('isotherm_ready{venue="x"}')).toEqual(['isotherm_ready has no venue'])
  expect(mistakesIn('sum by (venue) (isotherm_ready)')).toEqual(['nothing here has venue'])
  expect(mistakesIn('sum by (le, venue) (rate(isotherm_event_lag_seconds_bucket[5m]))')).toEqual([])
})

test('the example of what to scrape is read, and its rules lie beside it', () => {
  const read = z
    .object({
      rule_files: z.tuple([z.literal('alerts.yml')]),
      scrape_configs: z.tuple([z.object({ job_name: z.literal('isotherm') })]),
    })
    .safeParse(parse(textOf('prometheus/prometheus.yml')))
  expect(read.success).toBe(true)
})
