import { expect, test } from 'vitest'
import { metricGroups } from '../server/metric-list.ts'

const INTRODUCTION = `# Metrics

This page owns the metrics of \`/metrics\`, in the text format of Prometheus. What to look at is in [operating.md](operating.md#health-and-metrics);
a dashboard for Grafana and rules of alerts lie in [\`deploy/\`](../deploy).

Times are in seconds, sizes in bytes, counters end in \`_total\`. What is not known has no value, never a 0. Groups are there where what they tell of is: with \`--history\` or \`--offline\` nothing
of venues and the journal, without rules nothing of alerts. A metric has at most 1,000 series; \`isotherm_series_left_out\` counts what is beyond.
`

test('docs/metrics.md lists what the server registers', async () => {
  const parts = metricGroups().map(({ title, metrics }) => {
    const rows = metrics.map(({ name, type, labels, help }) => {
      const named = labels.map((label) => `\`${label}\``).join(', ')
      return `| \`${name}\` | ${type} | ${named} | ${help.replaceAll('|', '\\|')} |`
    })
    return [`## ${title}`, '', '| metric | type | labels | |', '|---|---|---|---|', ...rows].join(
      '\n',
    )
  })
  const page = `${[INTRODUCTION, ...parts]
    .join('\n')
    .replaceAll(/\n(## )/g, '\n\n$1')
    .replaceAll(/\n{3,}/g, '\n\n')}\n`
  await expect(page).toMatchFileSnapshot('../../docs/metrics.md')
})
